// json_value, json_query and json_exists, whose arguments are told by words: `json_value(j, 'lax $.a' RETURNING bigint DEFAULT 0 ON EMPTY)`.
// Source: Trino's "JSON functions and operators".
import type { WrittenCall } from "../../../../../sql/calls.ts";
import { jsonExists, jsonQuery } from "./query.ts";
import { jsonValue } from "./value.ts";

export const SQL_JSON: ReadonlyMap<string, (call: WrittenCall) => string> = new Map([
  ["json_exists", jsonExists],
  ["json_query", jsonQuery],
  ["json_value", jsonValue],
]);
