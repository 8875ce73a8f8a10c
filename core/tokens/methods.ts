// Tokenize methods → SQL over a column's typed value. A token is text; NULL stays NULL.
import type { Column } from "../contract/schema.ts";
import type { ColumnType } from "../contract/types.ts";
import { keyVersionOf } from "./column.ts";
import { hmacSql } from "./hmac.ts";

/** Characters that `mask` leaves to be seen, of values longer than twice as many. */
const SEEN = 4;
export const REDACTED = "REDACTED";

/**
 * SQL for the token of `sql`, a value of `type`; `sql` itself where the column has no method. `made` is a column of tokens:
 * of hmac it has most already, and an empty text for the others; of ff1 and vault, which SQL cannot make, it has all.
 */
export function tokenSql(column: Column, type: ColumnType, sql: string, token?: string): string {
  const asText = textSql(type, sql);
  switch (column.tokenize) {
    case undefined:
      return sql;
    case "hmac":
      return token
        ? `CASE WHEN ${sql} IS NULL THEN NULL WHEN ${token} <> '' THEN ${token} ELSE ${hmacSql(asText, keyVersionOf(column))} END`
        : hmacSql(asText, keyVersionOf(column));
    case "ff1":
    case "vault":
      // A value that was given no token must never be written as null.
      return `CASE WHEN ${sql} IS NULL THEN NULL WHEN ${token} IS NULL THEN error('a value has no token') ELSE ${token} END`;
    case "mask":
      return `CASE WHEN length(${asText}) > ${2 * SEEN} THEN repeat('*', length(${asText}) - ${SEEN}) || right(${asText}, ${SEEN}) ELSE repeat('*', length(${asText})) END`;
    case "redact":
      return `CASE WHEN ${sql} IS NOT NULL THEN '${REDACTED}' END`;
  }
}

/** A VARCHAR, the value's text: as a curated file's reader would print it, numbers below one with their zero. */
export function textSql(type: ColumnType, sql: string): string {
  if (type.kind === "string") return sql;
  const text = `CAST(${sql} AS VARCHAR)`;
  // DuckDB leaves out the zero of a decimal that has no place for it.
  return type.kind === "decimal" && type.precision === type.scale
    ? `regexp_replace(${text}, '^(-?)[.]', '\\10.')`
    : text;
}
