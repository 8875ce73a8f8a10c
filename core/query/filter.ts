// Conditions on columns, as a query string has them: `where=amount.gte.10`, `where=segment.in.["gold","silver"]`.
import type { ColumnType } from "../contract/types.ts";
import { type Scalar, valueText } from "../contract/values.ts";

export const COMPARISONS = { eq: "=", ne: "<>", lt: "<", lte: "<=", gt: ">", gte: ">=" } as const;
export type Comparison = keyof typeof COMPARISONS;
export const OPERATORS = [
  ...(Object.keys(COMPARISONS) as Comparison[]),
  "in",
  "starts_with",
  "is_null",
  "not_null",
] as const;
export type Operator = (typeof OPERATORS)[number];

export interface Condition {
  readonly column: string;
  readonly type: ColumnType;
  readonly operator: Operator;
  /** Canonical texts of the column's type: one, or for `in` one or more; none for is_null and not_null. */
  readonly values: readonly string[];
}

/** COLUMN.OPERATOR, and .VALUE where the operator has one; a value may hold dots and line breaks. */
export const CONDITION = new RegExp(`^([a-z][a-z0-9_]*)\\.(${OPERATORS.join("|")})(?:\\.([\\s\\S]*))?$`);

/** Values of `in`, and characters of each: what Athena takes for a parameter. Source: Athena API, ExecutionParameters. */
export const MOST_VALUES = 100;
export const LONGEST_VALUE = 1000;

const EXPECTED = `expected COLUMN.OPERATOR.VALUE, with an operator of: ${OPERATORS.join(", ")}`;

/**
 * @param columns column → type, of what may be asked for
 * @returns the condition, or what is wrong with it
 */
export function readCondition(
  text: string,
  columns: ReadonlyMap<string, ColumnType>,
): Condition | { readonly wrong: string } {
  const [, column = "", operator, value] = CONDITION.exec(text) ?? [];
  if (!operator) return { wrong: EXPECTED };
  const type = columns.get(column);
  if (!type) return { wrong: `there is no column ${column}` };
  const read = valuesOf(type, operator as Operator, value);
  return "wrong" in read ? read : { column, type, operator: operator as Operator, values: read.values };
}

type Read = { readonly values: string[] } | { readonly wrong: string };

function valuesOf(type: ColumnType, operator: Operator, value: string | undefined): Read {
  if (operator === "is_null" || operator === "not_null")
    return value === undefined ? { values: [] } : { wrong: `${operator} takes no value` };
  if (value === undefined) return { wrong: `${operator} takes a value` };
  if (operator === "starts_with" && type.kind !== "string")
    return { wrong: "starts_with is for columns of text" };
  if (operator !== "in") return typed(type, [value]);
  const list = listOf(value);
  return list ? typed(type, list) : { wrong: `in takes a JSON list of 1 to ${MOST_VALUES} values` };
}

function listOf(text: string): Scalar[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    const isScalar = (one: unknown) => ["string", "number", "boolean"].includes(typeof one);
    if (!Array.isArray(list) || list.length === 0 || list.length > MOST_VALUES) return undefined;
    return list.every(isScalar) ? (list as Scalar[]) : undefined;
  } catch {
    return undefined;
  }
}

function typed(type: ColumnType, values: readonly Scalar[]): Read {
  const texts: string[] = [];
  for (const value of values) {
    const text = canonical(type, value);
    if (text === undefined) return { wrong: `expected ${wordsOf(type)}` };
    if (text.length > LONGEST_VALUE) return { wrong: `a value has ${LONGEST_VALUE} characters at most` };
    texts.push(text);
  }
  return { values: texts };
}

/** A value of the type as its canonical text; undefined where it is none. Texts stand for all types. */
export function canonical(type: ColumnType, value: Scalar): string | undefined {
  if (type.kind === "string" && typeof value !== "string") return undefined;
  if (type.kind === "boolean" && (value === "true" || value === "false")) return value;
  // PostgreSQL's protocol and Parquet's own tools end texts at a NUL.
  if (type.kind === "string" && String(value).includes("\0")) return undefined;
  return valueText(type, value);
}

export function wordsOf(type: ColumnType): string {
  if (type.kind === "decimal") return `a number of decimal(${type.precision},${type.scale})`;
  const words = {
    string: "a text without NUL",
    int: "a whole number of 32 bits",
    bigint: "a whole number of 64 bits",
    double: "a number",
    boolean: "true or false",
    date: "a date, YYYY-MM-DD",
    timestamp: "a timestamp of RFC 3339",
  };
  return words[type.kind];
}
