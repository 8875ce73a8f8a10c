// Typed expression → DuckDB SQL. Names pass through the caller's quoting and values through `text` below: nothing of
// the contract's own characters reaches the SQL in another way. No row can make the SQL fail: where arithmetic has
// no answer (a division by zero, a date out of range) it yields NULL.
import type { Expression, Yield } from "./tree.ts";
import { trimSql } from "./white-space.ts";

type QuoteColumn = (name: string) => string;

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

function typeName(yields: Yield): string {
  switch (yields.kind) {
    case "exact":
      return `DECIMAL(${yields.digits},${yields.scale})`;
    case "double":
      return "DOUBLE";
    case "boolean":
      return "BOOLEAN";
    case "date":
      return "DATE";
    case "timestamp":
      return "TIMESTAMP";
    default:
      return "VARCHAR";
  }
}

const cast = (sql: string, yields: Yield): string => `CAST(${sql} AS ${typeName(yields)})`;

/** SQL that yields TRUE, FALSE or NULL for a row; it passes unless it is FALSE, as SQL's own CHECK has it. */
export function toSql(expression: Expression, quoteColumn: QuoteColumn): string {
  const write = (node: Expression): string => toSql(node, quoteColumn);
  const as = (node: Expression, yields: Yield): string => {
    const sql = write(node);
    return sameType(node.yields, yields) ? sql : cast(sql, yields);
  };
  switch (expression.is) {
    case "column":
      // Whole numbers are made decimals at once, so that what follows cannot overflow.
      return expression.yields.kind === "exact" && expression.yields.scale === 0
        ? cast(quoteColumn(expression.name), expression.yields)
        : quoteColumn(expression.name);
    case "literal":
      return expression.yields.kind === "string"
        ? text(expression.text)
        : cast(text(expression.text), expression.yields);
    case "null":
      return "NULL";
    case "minus":
      return `(-${write(expression.operand)})`;
    case "not":
      return `(NOT ${write(expression.operand)})`;
    case "and":
    case "or":
      return `(${expression.operands.map(write).join(expression.is === "and" ? " AND " : " OR ")})`;
    case "arithmetic":
      return arithmetic(expression, as);
    case "days_between":
      return `TRY(${cast(`${write(expression.left)} - ${write(expression.right)}`, expression.yields)})`;
    case "shift_date": {
      const days = `TRY_CAST(${write(expression.days)} AS INTEGER)`;
      return `TRY(${write(expression.date)} ${expression.operator} ${days})`;
    }
    case "comparison":
      return `(${as(expression.left, expression.as)} ${expression.operator} ${as(expression.right, expression.as)})`;
    case "in": {
      const list = expression.list.map((item) => as(item, expression.as)).join(", ");
      return `(${as(expression.operand, expression.as)} ${expression.negated ? "NOT IN" : "IN"} (${list}))`;
    }
    case "like": {
      const not = expression.negated ? "NOT " : "";
      return `(${write(expression.operand)} ${not}LIKE ${write(expression.pattern)})`;
    }
    case "null_test":
      return `(${write(expression.operand)} IS ${expression.negated ? "NOT NULL" : "NULL"})`;
    case "call":
      return call(expression, write, as);
  }
}

function sameType(one: Yield, other: Yield): boolean {
  if (one.kind !== "exact" || other.kind !== "exact") return one.kind === other.kind;
  return one.digits === other.digits && one.scale === other.scale;
}

/** The widest decimal that DuckDB keeps in 64 bits. */
const NARROW_DIGITS = 18;

type As = (node: Expression, yields: Yield) => string;

function arithmetic(node: Expression & { is: "arithmetic" }, as: As): string {
  const { operator, left, right, yields } = node;
  if (operator === "/") return `(${as(left, yields)} / NULLIF(${as(right, yields)}, 0))`;
  if (operator === "%") return cast(`(${as(left, yields)} % NULLIF(${as(right, yields)}, 0))`, yields);
  if (left.yields.kind === "exact" && yields.kind === "exact" && operator === "*") {
    // DuckDB multiplies two narrow decimals in 64 bits, even where the product needs more: one side is made wide.
    const wide = yields.digits > NARROW_DIGITS ? Math.max(left.yields.digits, NARROW_DIGITS + 1) : 0;
    const widened = wide ? { ...left.yields, digits: wide } : left.yields;
    return cast(`(${as(left, widened)} * ${as(right, right.yields)})`, yields);
  }
  return cast(`(${as(left, yields)} ${operator} ${as(right, yields)})`, yields);
}

function call(node: Expression & { is: "call" }, write: (node: Expression) => string, as: As): string {
  const [first, second] = node.arguments;
  switch (node.name) {
    case "round":
      // The number of digits is a literal that typing has held to 0 to 18.
      return cast(
        `round(${write(first as Expression)}, ${Number(second?.is === "literal" ? second.text : 0)})`,
        node.yields,
      );
    case "coalesce":
      return `coalesce(${node.arguments.map((one) => (one.is === "null" ? "NULL" : as(one, node.yields))).join(", ")})`;
    case "length":
    case "year":
    case "month":
    case "day":
      return cast(`${node.name}(${write(first as Expression)})`, node.yields);
    case "trim":
      return trimSql(write(first as Expression));
    default:
      return `${node.name}(${write(first as Expression)})`;
  }
}
