// A value of a row as JSON has it, in answers in line and of opened tokens alike.
import type { ColumnType } from "../contract/types.ts";

/**
 * int, double and boolean are JSON's own. bigint and decimal are text, since JSON's numbers are doubles for most who read
 * them; dates and timestamps are text as RFC 3339 writes them, in UTC.
 */
export type Value = string | number | boolean | null;
export type Row = { [column: string]: Value };

/** @param value as DuckDB's own JSON has it */
export function jsonValue({ kind }: ColumnType, value: unknown): Value {
  if (kind === "timestamp" && typeof value === "string") return `${value.replace(" ", "T")}Z`;
  return value as Value;
}

const WHOLE = /^(0|-?[1-9][0-9]{0,18})$/;

/**
 * @param text the value's text as tokens stand for it: core/tokens/methods.ts, textSql
 * @returns undefined for what is no value of the type: ff1 opens whatever has the form of a token
 */
export function valueOfText(type: ColumnType, text: string): Value | undefined {
  if ((type.kind === "int" || type.kind === "bigint") && !WHOLE.test(text)) return undefined;
  if (type.kind === "int" && Number(text) !== (Number(text) | 0)) return undefined;
  if (type.kind === "int" || type.kind === "double") return Number(text);
  if (type.kind === "boolean") return text === "true";
  return jsonValue(type, text);
}
