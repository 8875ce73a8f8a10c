// Functions of JSON.
import type { Call, CallRule } from "../../../../sql/calls.ts";
import { literal, SqlError } from "../../../../sql/tokens.ts";
import { arg } from "../arguments.ts";

/** A path as DuckDB writes it: `$["a b"]` is `$."a b"` there. */
function jsonPath(call: Call): string {
  const tokens = call.tokens[1];
  if (tokens?.length !== 1 || tokens[0]?.kind !== "string") return `trino_json_path(${arg(call, 1)})`;
  const path = tokens[0].value;
  if (!/^\$(?:\.[\w-]+|\[\d+\]|\["[^"]*"\]|\."[^"]*")*$/.test(path)) {
    throw new SqlError(
      /^\$/.test(path) && !/[*?]|\.\./.test(path) ? "NOT_SUPPORTED" : "INVALID_FUNCTION_ARGUMENT",
      /^\$/.test(path) && !/[*?]|\.\./.test(path)
        ? `the path '${path}' is not available in the local Athena`
        : `Invalid JSON path: '${path}'`,
      call.at.line,
      call.at.column,
    );
  }
  return literal(path.replace(/\["([^"]*)"\]/g, '."$1"'));
}

export const JSON_FUNCTIONS: Record<string, CallRule> = {
  json_extract: (call) =>
    `trino_json_numbers(json_extract(trino_valid_json(${arg(call, 0)}), ${jsonPath(call)}))`,
  json_extract_scalar: (call) => `trino_json_scalar(trino_valid_json(${arg(call, 0)}), ${jsonPath(call)})`,
  json_parse: (call) => `trino_json_parse(${arg(call, 0)})`,
  json_format: (call) => `CAST(json(${arg(call, 0)}) AS VARCHAR)`,
  json_array_length: (call) =>
    `CAST(CASE WHEN json_type(trino_valid_json(${arg(call, 0)})) = 'ARRAY' THEN json_array_length(${arg(call, 0)}) END AS BIGINT)`,
  json_array_get: (call) =>
    `trino_json_element(trino_valid_json(${arg(call, 0)}), CAST(${arg(call, 1)} AS BIGINT))`,
  json_array_contains: (call) =>
    `list_contains(list_transform(CAST(CASE WHEN json_type(trino_valid_json(${arg(call, 0)})) = 'ARRAY' THEN ${arg(call, 0)} END AS JSON[]), lambda __j: CAST(__j AS VARCHAR)), CAST(to_json(${arg(call, 1)}) AS VARCHAR))`,
  json_size: "trino_json_size",
  is_json_scalar: (call) => `(json_type(${arg(call, 0)}) NOT IN ('OBJECT', 'ARRAY'))`,
};
