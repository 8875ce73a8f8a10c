// Redshift's data types: as declared, as DuckDB keeps them, and as the Data API and the system views name them.

import { isSymbol, isWord, render, SqlError, type Token } from "../../../sql/tokens.ts";
import { AS_TEXT } from "./marks.ts";

export interface RedshiftType {
  /** PostgreSQL's short name, as the Data API gives it: int4, varchar, numeric, … */
  name: string;
  /** As the system views spell it: integer, character varying(20), numeric(12,2), … */
  label: string;
  duckdb: string;
  /** Bytes of a varchar or varbyte, characters of a char. */
  length?: number;
  precision?: number;
  scale?: number;
}

/** The longest VARCHAR, in bytes. */
export const MAX_VARCHAR = 65_535;
const MAX_CHAR = 4096;

const SIMPLE: Record<string, [name: string, label: string, duckdb: string, precision: number]> = {
  smallint: ["int2", "smallint", "SMALLINT", 5],
  int2: ["int2", "smallint", "SMALLINT", 5],
  integer: ["int4", "integer", "INTEGER", 10],
  int: ["int4", "integer", "INTEGER", 10],
  int4: ["int4", "integer", "INTEGER", 10],
  bigint: ["int8", "bigint", "BIGINT", 19],
  int8: ["int8", "bigint", "BIGINT", 19],
  real: ["float4", "real", "FLOAT", 8],
  float4: ["float4", "real", "FLOAT", 8],
  float: ["float8", "double precision", "DOUBLE", 17],
  float8: ["float8", "double precision", "DOUBLE", 17],
  "double precision": ["float8", "double precision", "DOUBLE", 17],
  boolean: ["bool", "boolean", "BOOLEAN", 1],
  bool: ["bool", "boolean", "BOOLEAN", 1],
  date: ["date", "date", "DATE", 13],
  timestamp: ["timestamp", "timestamp without time zone", "TIMESTAMP", 29],
  "timestamp without time zone": ["timestamp", "timestamp without time zone", "TIMESTAMP", 29],
  timestamptz: ["timestamptz", "timestamp with time zone", "TIMESTAMPTZ", 35],
  "timestamp with time zone": ["timestamptz", "timestamp with time zone", "TIMESTAMPTZ", 35],
  time: ["time", "time without time zone", "TIME", 15],
  "time without time zone": ["time", "time without time zone", "TIME", 15],
  timetz: ["timetz", "time with time zone", "TIMETZ", 21],
  "time with time zone": ["timetz", "time with time zone", "TIMETZ", 21],
  super: ["super", "super", "JSON", 0],
};
const TEXT = new Set(["varchar", "character varying", "nvarchar", "text"]);
const FIXED = new Set(["char", "character", "nchar", "bpchar"]);
const BYTES = new Set(["varbyte", "varbinary", "binary varying"]);

/** Reads a type name; throws where Redshift has none such, or where it cannot be kept here. */
export function parseType(tokens: readonly Token[]): RedshiftType {
  const open = tokens.findIndex((token) => isSymbol(token, "("));
  const close = tokens.findIndex((token) => isSymbol(token, ")"));
  const words = [
    ...tokens.slice(0, open < 0 ? tokens.length : open),
    ...(close < 0 ? [] : tokens.slice(close + 1)),
  ];
  const name = words.map((token) => token.value).join(" ");
  const numbers = open < 0 ? [] : tokens.slice(open + 1, close).filter((token) => !isSymbol(token, ","));
  const at = tokens[0];
  const fail = (message: string): never => {
    throw new SqlError("ERROR", message, at?.line, at?.column);
  };
  if (TEXT.has(name)) {
    const first = numbers[0];
    const length = isWord(first, "max") ? MAX_VARCHAR : Number(first?.value ?? 256);
    if (length < 1 || length > MAX_VARCHAR) {
      fail(`length for type varchar cannot exceed ${MAX_VARCHAR}`);
    }
    return varchar(length);
  }
  if (FIXED.has(name)) {
    const length = name === "bpchar" && numbers.length === 0 ? 256 : Number(numbers[0]?.value ?? 1);
    if (length < 1 || length > MAX_CHAR) fail(`length for type char cannot exceed ${MAX_CHAR}`);
    return { name: "bpchar", label: `character(${length})`, duckdb: "VARCHAR", length, precision: length };
  }
  if (name === "decimal" || name === "numeric") {
    const precision = Number(numbers[0]?.value ?? 18);
    const scale = Number(numbers[1]?.value ?? 0);
    if (precision < 1 || precision > 38) fail(`DECIMAL precision ${precision} must be between 1 and 38`);
    if (scale > precision) fail(`DECIMAL scale ${scale} must be between 0 and precision ${precision}`);
    return numeric(precision, scale);
  }
  if (BYTES.has(name)) {
    const length = isWord(numbers[0], "max") ? 16_777_216 : Number(numbers[0]?.value ?? 64_000);
    return { name: "varbyte", label: `binary varying(${length})`, duckdb: "BLOB", length, precision: length };
  }
  const simple = SIMPLE[name];
  if (simple) return { name: simple[0], label: simple[1], duckdb: simple[2], precision: simple[3], scale: 0 };
  if (["geometry", "geography", "hllsketch", "interval"].includes(words[0]?.value ?? "")) {
    fail(`type ${name} is not available in the local Redshift`);
  }
  return fail(`type "${render(tokens).trim()}" does not exist`);
}

export function varchar(length: number): RedshiftType {
  return {
    name: "varchar",
    label: `character varying(${length})`,
    duckdb: "VARCHAR",
    length,
    precision: length,
  };
}

export function numeric(precision: number, scale: number): RedshiftType {
  const label = `numeric(${precision},${scale})`;
  return { name: "numeric", label, duckdb: `DECIMAL(${precision},${scale})`, precision, scale };
}

const BY_DUCKDB: Record<string, string> = {
  TINYINT: "smallint",
  SMALLINT: "smallint",
  UTINYINT: "smallint",
  INTEGER: "integer",
  USMALLINT: "integer",
  BIGINT: "bigint",
  UINTEGER: "bigint",
  FLOAT: "real",
  DOUBLE: "double precision",
  BOOLEAN: "boolean",
  DATE: "date",
  TIMESTAMP: "timestamp",
  TIMESTAMP_S: "timestamp",
  TIMESTAMP_MS: "timestamp",
  TIMESTAMP_NS: "timestamp",
  "TIMESTAMP WITH TIME ZONE": "timestamptz",
  TIME: "time",
  "TIME WITH TIME ZONE": "timetz",
  JSON: "super",
};

/** The type of a result's column. Nested types, which only external tables have, are SUPER. */
export function typeOfDuckdb(duckdb: string): RedshiftType {
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(duckdb);
  if (decimal) return numeric(Number(decimal[1]), Number(decimal[2]));
  if (duckdb === "HUGEINT" || duckdb === "UBIGINT") return numeric(38, 0);
  if (duckdb === "BLOB")
    return { name: "varbyte", label: "binary varying(64000)", duckdb: "BLOB", length: 64_000 };
  const fixed = /^CHAR\((\d+)\)$/.exec(duckdb)?.[1];
  if (fixed !== undefined) {
    const length = Number(fixed);
    return { name: "bpchar", label: `character(${length})`, duckdb: "VARCHAR", length, precision: length };
  }
  const known = SIMPLE[BY_DUCKDB[duckdb] ?? ""];
  if (known) return { name: known[0], label: known[1], duckdb: known[2], precision: known[3], scale: 0 };
  if (/\]$|^STRUCT|^MAP/.test(duckdb)) return { name: "super", label: "super", duckdb: "JSON", precision: 0 };
  return varchar(MAX_VARCHAR);
}

/** What is known of a value from its SQL: a text, a SUPER, or a column, which may be written more than once. */
export function known(value: string): "text" | "super" | "column" | undefined {
  if (/^'(?:[^']|'')*'$/s.test(value)) return "text";
  if (/^[\w".[\]]+$/.test(value)) return "column";
  const called = /^(\w+)\(/.exec(value)?.[1];
  if (called === undefined || !isWhole(value)) return undefined;
  if (TEXTS.has(called)) return "text";
  return SUPERS.has(called) ? "super" : undefined;
}
const TEXTS = new Set(
  (
    "lower upper replace reverse left right repeat trim ltrim rtrim translate rs_split_part rs_substr rs_cut rs_json_text " +
    "rs_json_text_or_null rs_concat rs_text rs_regexp_substr regexp_replace rs_initcap rs_lpad rs_rpad"
  ).split(" "),
);
const SUPERS = new Set(["rs_json_parse", "json_array", "json_object", "rs_to_super"]);

/** Whether the first bracket of a call closes at its end. */
function isWhole(sql: string): boolean {
  let depth = 0;
  let quoted = false;
  for (const [i, char] of [...sql].entries()) {
    if (char === "'") quoted = !quoted;
    if (quoted) continue;
    if (char === "(") depth++;
    if (char === ")" && --depth === 0) return i === sql.length - 1;
  }
  return false;
}

/** A cast as Redshift does it: text is cut to its length, numbers are rounded half away from zero. */
export function redshiftCast(value: string, tokens: readonly Token[], safe: boolean): string {
  const type = parseType(tokens);
  const cast = safe ? "TRY_CAST" : "CAST";
  const to = (sql: string): string => `${cast}(${sql} AS ${type.duckdb})`;
  const kind = known(value);
  // A SUPER of another type is null, never an error.
  const ofSuper = `TRY_CAST(rs_super_text(CAST(${value} AS JSON)) AS ${type.duckdb})`;
  const branches = kind === "column" ? ` WHEN typeof(${value}) = 'JSON' THEN ${ofSuper}` : "";
  const ofText = (read: (text: string) => string): string =>
    ` WHEN typeof(${value}) = 'VARCHAR' THEN ${to(read(`CAST(${value} AS VARCHAR)`))}`;
  switch (type.name) {
    case "varchar":
      // The default length of a cast is that of the type: 256.
      return `rs_cut(${kind === "text" ? value : `rs_text(${AS_TEXT}(${value}))`}, ${type.length})`;
    case "bpchar":
      // Blanks at the end of a CHAR say nothing.
      return `rtrim(left(${kind === "text" ? value : `rs_text(${AS_TEXT}(${value}))`}, ${type.length}), ' ')`;
    case "super":
      return `rs_to_super(${value})`;
    case "varbyte":
      return `rs_to_bytes(${value})`;
  }
  if (kind === "super") return ofSuper;
  switch (type.name) {
    case "int2":
    case "int4":
    case "int8":
      if (kind === "text") return to(digits(value));
      return (
        `CASE WHEN typeof(${value}) IN ('DOUBLE', 'FLOAT') THEN ${to(`round(TRY_CAST(${value} AS DOUBLE))`)}` +
        `${kind === "column" ? ofText(digits) : ""}${branches} ELSE ${to(value)} END`
      );
    case "date":
    case "timestamp":
      if (kind === "text") return ISO.test(value) ? to(value) : to(`rs_moment_text(${value})`);
      if (kind !== "column") return to(value);
      return `CASE${ofText((text) => `rs_moment_text(${text})`)}${branches} ELSE ${to(value)} END`;
    default:
      return kind === "column" ? `CASE${branches} ELSE ${to(value)} END` : to(value);
  }
}

const digits = (text: string): string => `rs_digits(${text})`;

/** A literal date in ISO's form, which DuckDB reads as Redshift does. */
export const ISO = /^'\d{4}-\d\d?-\d\d?(?:[ T]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?)?'$/;
