// Functions of SUPER and of JSON text.
import { type Call, type CallRule, plainCall } from "../../../sql/calls.ts";
import { SqlError } from "../../../sql/tokens.ts";

const arg = (call: Call, index: number): string => {
  const value = call.args[index];
  if (value !== undefined) return value;
  throw new SqlError("ERROR", `function ${call.name} needs more arguments`, call.at.line, call.at.column);
};

/** json_extract_path_text(json, 'a', 'b' [, null_if_invalid]) */
const jsonPath: CallRule = (call) => {
  const last = call.tokens.at(-1)?.[0];
  const flagged = last?.kind === "word" && (last.value === "true" || last.value === "false");
  const path = call.args.slice(1, flagged ? -1 : undefined);
  const pointer =
    path.length === 0 ? "'$'" : `('$' ${path.map((part) => `|| '."' || ${part} || '"'`).join(" ")})`;
  const name = flagged && last.value === "true" ? "rs_json_text_or_null" : "rs_json_text";
  return `${name}(${arg(call, 0)}, ${pointer})`;
};

const kind =
  (...kinds: string[]): CallRule =>
  (call) =>
    `rs_is_kind(${arg(call, 0)}, [${kinds.map((name) => `'${name}'`).join(", ")}])`;
const integer =
  (bits: number): CallRule =>
  (call) =>
    `rs_is_integer(${arg(call, 0)}, ${bits})`;

export const SUPER_FUNCTIONS: Record<string, CallRule> = {
  json_extract_path_text: jsonPath,
  // A negative index is out of bounds; DuckDB would count from the end.
  json_extract_array_element_text: (call) =>
    `${call.args.length > 2 ? "rs_json_text_or_null" : "rs_json_text"}(${arg(call, 0)}, ('$[' || CASE WHEN ${arg(call, 1)} >= 0 THEN ${arg(call, 1)} END || ']'))`,
  json_array_length: (call) =>
    call.args.length > 1
      ? `rs_json_array_length_or_null(${arg(call, 0)})`
      : `rs_json_array_length(${arg(call, 0)})`,
  is_valid_json: "rs_is_valid_object",
  can_json_parse: "rs_json_valid",
  is_valid_json_array: "rs_is_valid_array",
  json_parse: "rs_json_parse",
  json_serialize: (call) => `CAST(${arg(call, 0)} AS VARCHAR)`,
  json_serialize_to_varbyte: (call) => `encode(CAST(${arg(call, 0)} AS VARCHAR))`,
  json_size: (call) => `CAST(strlen(CAST(${arg(call, 0)} AS VARCHAR)) AS INTEGER)`,
  json_typeof: "rs_json_typeof",
  object: "json_object",
  array: (call) =>
    call.args.length === 0
      ? "CAST('[]' AS JSON)"
      : `json_array(${call.args.map((value) => `rs_to_super(${value})`).join(", ")})`,
  get_array_length: "rs_array_length",
  array_concat: "rs_array_concat",
  array_flatten: "rs_array_flatten",
  subarray: (call) => plainCall("rs_subarray", call),
  split_to_array: (call) => {
    const [, by = "','"] = call.args;
    const parts = `to_json(string_split(${arg(call, 0)}, ${by}))`;
    return /^'(?:[^']|'')*'$/s.test(by) ? parts : `CASE WHEN (${by}) IS NOT NULL THEN ${parts} END`;
  },
  is_array: kind("ARRAY"),
  is_object: kind("OBJECT"),
  is_scalar: kind("VARCHAR", "BOOLEAN", "UBIGINT", "BIGINT", "HUGEINT", "DOUBLE"),
  is_boolean: kind("BOOLEAN"),
  is_varchar: kind("VARCHAR"),
  is_char: (call) =>
    `(rs_is_kind(${arg(call, 0)}, ['VARCHAR']) AND strlen(rs_super_text(${arg(call, 0)})) = length(rs_super_text(${arg(call, 0)})))`,
  is_smallint: integer(16),
  is_integer: integer(32),
  is_bigint: integer(64),
  is_decimal: "rs_is_decimal",
  is_float: "rs_is_float",
  decimal_scale: "rs_super_scale",
  decimal_precision: "rs_super_precision",
};
