// Redshift's types of computed numbers ("Computations with numeric values" in AWS's guide) and the DuckDB SQL that gives
// the very value: decimals never pass through a double.
import { SqlError } from "../../../sql/tokens.ts";
import { superComparison, superComputation, superConcat } from "./super-macros.ts";

export type Numeric =
  | { kind: "integer"; bytes: 2 | 4 | 8 }
  | { kind: "decimal"; precision: number; scale: number }
  | { kind: "float"; bytes: 4 | 8 };

/** SQL and its type; undefined where it is no number. */
export interface Operand {
  sql: string;
  type: Numeric | undefined;
  /** Another type, as DuckDB names it. */
  other?: string;
}

/** Operators that compare: they are marked where one of their sides may be a SUPER. */
export const COMPARISONS = new Set(["=", "<>", "!=", "<", "<=", ">", ">="]);

const MAX_PRECISION = 38;
const INTEGERS = { 2: "SMALLINT", 4: "INTEGER", 8: "BIGINT" } as const;
/** The decimal that an integer becomes beside one. */
const DIGITS = { 2: 5, 4: 10, 8: 19 } as const;

const BY_NAME: Record<string, Numeric> = {
  TINYINT: { kind: "integer", bytes: 2 },
  UTINYINT: { kind: "integer", bytes: 2 },
  SMALLINT: { kind: "integer", bytes: 2 },
  USMALLINT: { kind: "integer", bytes: 4 },
  INTEGER: { kind: "integer", bytes: 4 },
  UINTEGER: { kind: "integer", bytes: 8 },
  BIGINT: { kind: "integer", bytes: 8 },
  UBIGINT: { kind: "decimal", precision: MAX_PRECISION, scale: 0 },
  HUGEINT: { kind: "decimal", precision: MAX_PRECISION, scale: 0 },
  FLOAT: { kind: "float", bytes: 4 },
  DOUBLE: { kind: "float", bytes: 8 },
};

/** A number's type from DuckDB's name of it and, for a literal, its digits. */
export function numericType(duckdb: string, sql: string): Numeric | undefined {
  return (
    literalType(sql) ?? decimalType(duckdb) ?? BY_NAME[duckdb === "INTEGER_LITERAL" ? "INTEGER" : duckdb]
  );
}

function decimalType(duckdb: string): Numeric | undefined {
  const [, precision, scale] = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(duckdb) ?? [];
  return precision === undefined
    ? undefined
    : { kind: "decimal", precision: Number(precision), scale: Number(scale) };
}

/** The type of a number as it is written; undefined where the SQL is anything else. */
export function literalType(sql: string): Numeric | undefined {
  const [, digits, fraction, exponent] =
    /^[\s(]*-?\s*(\d*)(?:\.(\d*))?([eE][+-]?\d+)?[\s)]*$/.exec(sql) ?? [];
  if (digits === undefined || digits + (fraction ?? "") === "") return undefined;
  if (exponent !== undefined) return { kind: "float", bytes: 8 };
  if (fraction !== undefined) {
    const precision = Math.max(digits.length + fraction.length, 1);
    return precision > MAX_PRECISION ? undefined : { kind: "decimal", precision, scale: fraction.length };
  }
  const value = BigInt(digits);
  if (value <= 2147483647n) return { kind: "integer", bytes: 4 };
  if (value <= 9223372036854775807n) return { kind: "integer", bytes: 8 };
  return digits.length > MAX_PRECISION ? undefined : { kind: "decimal", precision: digits.length, scale: 0 };
}

export const nameOf = (type: Numeric): string => {
  if (type.kind === "integer") return INTEGERS[type.bytes];
  if (type.kind === "float") return type.bytes === 4 ? "FLOAT" : "DOUBLE";
  return `DECIMAL(${type.precision},${type.scale})`;
};

type Decimal = Extract<Numeric, { kind: "decimal" }>;

export const asDecimal = (type: Exclude<Numeric, { kind: "float" }>): Decimal =>
  type.kind === "decimal" ? type : { kind: "decimal", precision: DIGITS[type.bytes], scale: 0 };

/** The type of `a operator b`. */
export function resultType(operator: string, a: Numeric, b: Numeric): Numeric {
  if (a.kind === "float" || b.kind === "float") {
    const small = a.kind === "float" && b.kind === "float" && a.bytes === 4 && b.bytes === 4;
    return { kind: "float", bytes: small ? 4 : 8 };
  }
  if (a.kind === "integer" && b.kind === "integer") {
    return { kind: "integer", bytes: Math.max(a.bytes, b.bytes) as 2 | 4 | 8 };
  }
  const { precision: p1, scale: s1 } = asDecimal(a);
  const { precision: p2, scale: s2 } = asDecimal(b);
  const widest = Math.max(s1, s2);
  const limited = (precision: number, scale: number): Decimal => ({
    kind: "decimal",
    precision: Math.min(precision, MAX_PRECISION),
    scale,
  });
  if (operator === "*" && s1 + s2 > MAX_PRECISION) throw overflow();
  if (operator === "*") return limited(p1 + p2 + 1, s1 + s2);
  if (operator === "/") {
    const scale = Math.max(4, s1 + p2 - s2 + 1);
    const precision = p1 - s1 + s2 + scale;
    if (precision <= MAX_PRECISION) return limited(precision, scale);
    return limited(MAX_PRECISION, Math.max(MAX_PRECISION + scale - precision, 4));
  }
  const whole = Math.max(p1 - s1, p2 - s2);
  return limited(whole + widest + (operator === "%" ? 0 : 1), widest);
}

export const cast = ({ sql, type }: Operand, to: Numeric): string =>
  type && literalType(sql) === undefined && nameOf(type) === nameOf(to)
    ? sql
    : `CAST(${sql} AS ${nameOf(to)})`;

const overflow = (): SqlError => new SqlError("ERROR", "Numeric data overflow (result precision)");

function power(exponent: number): string {
  if (exponent > MAX_PRECISION) throw overflow();
  return `CAST('1${"0".repeat(exponent)}' AS HUGEINT)`;
}

/** DuckDB multiplies decimals of up to 18 digits in 64 bits, whatever their product needs. */
const wide = (operand: Operand, { precision, scale }: Decimal): string =>
  cast(operand, { kind: "decimal", precision: Math.max(precision, 19), scale });

/** A decimal without its point, as a 128-bit integer. */
function digits(operand: Operand, type: Decimal): string {
  const { precision, scale } = type;
  if (scale === 0) return `CAST(${cast(operand, type)} AS HUGEINT)`;
  if (Math.max(precision, 19) + scale < MAX_PRECISION) {
    return `CAST(${wide(operand, type)} * CAST('1${"0".repeat(scale)}' AS DECIMAL(${scale + 1},0)) AS HUGEINT)`;
  }
  return `CAST(replace(CAST(${cast(operand, type)} AS VARCHAR), '.', '') AS HUGEINT)`;
}

/** The decimal `a / b`, cut after the digits of its type; b is not zero. */
export function quotient(a: Operand, aType: Decimal, b: Operand, bType: Decimal, to: Decimal): string {
  const shift = to.scale + bType.scale - aType.scale;
  const scaled = (sql: string, by: number): string => (by > 0 ? `${sql} * ${power(by)}` : sql);
  const whole = `divide(${scaled(digits(a, aType), shift)}, ${scaled(digits(b, bType), -shift)})`;
  if (to.scale === 0) return `CAST(${whole} AS ${nameOf(to)})`;
  // As a decimal without fraction, times the one that has a single 1 at its end: its digits with the point in its place.
  const point = `CAST('0.${"0".repeat(to.scale - 1)}1' AS DECIMAL(${to.scale},${to.scale}))`;
  return `CAST(CAST(${whole} AS DECIMAL(38,0)) * ${point} AS ${nameOf(to)})`;
}

/**
 * Nothing by zero is nothing, anything else by zero an error: a cast that cannot be, since DuckDB lets no alias of a column stand
 * for a call of `error`.
 */
const checked = (dividend: string, divisor: string, sql: string, type: Numeric): string =>
  literalType(divisor) && /[1-9]/.test(divisor.replace(/e.*/i, ""))
    ? `(${sql})`
    : `(CASE WHEN ${divisor} = 0 AND ${dividend} IS NOT NULL THEN CAST('RS: division by zero' AS ${nameOf(type)}) ELSE ${sql} END)`;

/** A decimal that is all fraction begins with a zero as text. */
const concatenable = ({ sql, type }: Operand): string =>
  type?.kind === "decimal" && type.precision === type.scale ? `rs_text(${sql})` : sql;

/** `a operator b` in SQL, with its type. */
export function compute(operator: string, a: Operand, b: Operand): Operand {
  if (COMPARISONS.has(operator)) {
    const isSuper = a.other === "JSON" || b.other === "JSON";
    const sql = isSuper ? superComparison(operator, a, b) : undefined;
    const plain = `${unblanked(a)} ${operator} ${unblanked(b)}`;
    return { sql: sql ?? plain, type: undefined, other: "BOOLEAN" };
  }
  const isSuper = a.other === "JSON" || b.other === "JSON";
  if (operator === "||") {
    const sql = isSuper ? superConcat(a, b) : `${concatenable(a)} || ${concatenable(b)}`;
    return { sql, type: undefined, other: isSuper ? "VARCHAR" : undefined };
  }
  if (isSuper) {
    return { sql: superComputation(operator, a, b), type: undefined, other: "JSON" };
  }
  const [left, right] = [unknown(a, b), unknown(b, a)];
  if (!left.type || !right.type) {
    // The days between two dates are an integer there, a bigint here.
    const days = operator === "-" && a.other === "DATE" && b.other === "DATE";
    const sql = `${a.sql} ${operator} ${b.sql}`;
    if (days) return { sql: `CAST(${sql} AS INTEGER)`, type: { kind: "integer", bytes: 4 } };
    return later(operator, left, right) ?? { sql, type: undefined };
  }
  const type = resultType(operator, left.type, right.type);
  if (type.kind !== "decimal") {
    const [x, y] = [cast(left, type), cast(right, type)];
    if (operator === "/") return { sql: checked(x, right.sql, `divide(${x}, ${y})`, type), type };
    if (operator === "%") return { sql: checked(x, right.sql, `mod(${x}, ${y})`, type), type };
    return { sql: `(${x} ${operator} ${y})`, type };
  }
  const [x, y] = [asDecimal(left.type as Decimal), asDecimal(right.type as Decimal)];
  if (operator === "/")
    return { sql: checked(left.sql, right.sql, quotient(left, x, right, y, type), type), type };
  if (operator === "*") return { sql: `CAST(${wide(left, x)} * ${cast(right, y)} AS ${nameOf(type)})`, type };
  const [l, r] = [cast(left, type), cast(right, type)];
  if (operator === "%")
    return { sql: checked(l, right.sql, `CAST(mod(${l}, ${r}) AS ${nameOf(type)})`, type), type };
  return { sql: `CAST(${l} ${operator} ${r} AS ${nameOf(type)})`, type };
}

/** A text without the blanks at its end, which a comparison passes over. */
export function unblanked({ sql, other }: Operand): string {
  if (other === "VARCHAR") return `rtrim(${sql}, ' ')`;
  return other === "STRING_LITERAL" ? sql.replace(/ +'$/, "'") : sql;
}

/** A timestamp and a whole number of days. */
function later(operator: string, a: Operand, b: Operand): Operand | undefined {
  const isMoment = ({ other }: Operand): boolean =>
    other === "TIMESTAMP" || other === "TIMESTAMP WITH TIME ZONE";
  const days = ({ sql }: Operand): string => `to_days(CAST(${sql} AS INTEGER))`;
  if (isMoment(a) && b.type?.kind === "integer" && (operator === "+" || operator === "-")) {
    return { sql: `(${a.sql} ${operator} ${days(b)})`, type: undefined, other: a.other };
  }
  if (isMoment(b) && a.type?.kind === "integer" && operator === "+") {
    return { sql: `(${b.sql} + ${days(a)})`, type: undefined, other: b.other };
  }
  return undefined;
}

/** A text or a null that says nothing of its type takes that of the other operand. */
function unknown(operand: Operand, beside: Operand): Operand {
  const isUnknown = operand.other === "STRING_LITERAL" || operand.other === '"NULL"';
  if (!isUnknown || !beside.type) return operand;
  return { sql: `CAST(${operand.sql} AS ${nameOf(beside.type)})`, type: beside.type };
}
