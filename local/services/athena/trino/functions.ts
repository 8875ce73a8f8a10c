// Every function of Trino that queries may call here, and how it is said in DuckDB. What is not in this list is refused.
import { type Call, type CallRule, plainCall, same } from "../../../sql/calls.ts";
import { literal, SqlError } from "../../../sql/tokens.ts";
import { DATES } from "./dates.ts";

const arg = (call: Call, index: number): string => {
  const value = call.args[index];
  if (value !== undefined) return value;
  throw new SqlError(
    "FUNCTION_NOT_FOUND",
    `Unexpected parameters for function ${call.name}`,
    call.at.line,
    call.at.column,
  );
};

const NUMBERS: Record<string, CallRule> = {
  ...same(
    "abs ceil ceiling floor round sqrt cbrt exp ln log10 log2 power pow sign sin cos tan asin acos atan atan2",
  ),
  ...same("sinh cosh tanh pi radians degrees isnan isfinite isinf"),
  truncate: (call) => `trunc(${call.args.join(", ")})`,
  mod: "trino_mod",
  e: () => "exp(1)",
  log: (call) => `(ln(${arg(call, 1)}) / ln(${arg(call, 0)}))`,
  random: (call) =>
    call.args.length === 0 ? "random()" : `CAST(floor(random() * ${arg(call, 0)}) AS BIGINT)`,
  rand: () => "random()",
  is_nan: "isnan",
  is_finite: "isfinite",
  is_infinite: "isinf",
  nan: () => "CAST('NaN' AS DOUBLE)",
  infinity: () => "CAST('Infinity' AS DOUBLE)",
  bitwise_and: (call) => `(${arg(call, 0)} & ${arg(call, 1)})`,
  bitwise_or: (call) => `(${arg(call, 0)} | ${arg(call, 1)})`,
  bitwise_xor: (call) => `xor(${arg(call, 0)}, ${arg(call, 1)})`,
};

const strict =
  (name: string): CallRule =>
  (call) =>
    call.args.reduce((sofar, next) => `${name}(${sofar}, ${next})`);

const CONDITIONS: Record<string, CallRule> = {
  ...same("coalesce nullif typeof row grouping"),
  if: (call) =>
    `CASE WHEN ${arg(call, 0)} THEN ${arg(call, 1)}${call.args.length > 2 ? ` ELSE ${call.args[2]}` : ""} END`,
  greatest: strict("trino_greatest"),
  least: strict("trino_least"),
  try: true,
};

/** Java's `$1` in a replacement is RE2's `\1`. */
function replacement(call: Call): string {
  const tokens = call.tokens[2];
  if (tokens === undefined) return "''";
  if (tokens.length !== 1 || tokens[0]?.kind !== "string") {
    throw new SqlError(
      "NOT_SUPPORTED",
      "regexp_replace: the replacement must be a literal here",
      call.at.line,
      call.at.column,
    );
  }
  return literal(tokens[0].value.replaceAll("\\", "\\\\").replace(/\$(\d)/g, "\\$1"));
}

const STRINGS: Record<string, CallRule> = {
  ...same(
    "lower upper length trim ltrim rtrim replace reverse substr substring strpos position lpad rpad concat_ws",
  ),
  ...same("starts_with chr translate regexp_extract_all"),
  concat: (call) => `(${call.args.join(" || ")})`,
  ends_with: "suffix",
  codepoint: "unicode",
  split: "string_split",
  split_part: "trino_split_part",
  levenshtein_distance: "levenshtein",
  hamming_distance: "hamming",
  regexp_like: "regexp_matches",
  regexp_extract: "trino_regexp_extract",
  regexp_replace: (call) => `regexp_replace(${arg(call, 0)}, ${arg(call, 1)}, ${replacement(call)}, 'g')`,
  regexp_count: (call) => `len(regexp_extract_all(${arg(call, 0)}, ${arg(call, 1)}))`,
  regexp_split: "regexp_split_to_array",
  to_utf8: "encode",
  from_utf8: "decode",
  to_hex: (call) => `hex(${arg(call, 0)})`,
  from_hex: "unhex",
  to_base64: "to_base64",
  from_base64: "from_base64",
  md5: (call) => `unhex(md5(${arg(call, 0)}))`,
  sha1: (call) => `unhex(sha1(${arg(call, 0)}))`,
  sha256: (call) => `unhex(sha256(${arg(call, 0)}))`,
  url_encode: "url_encode",
  url_decode: "url_decode",
  uuid: "gen_random_uuid",
};

const JSON_FUNCTIONS: Record<string, CallRule> = {
  json_extract: true,
  json_extract_scalar: "trino_json_scalar",
  json_parse: (call) => `CAST(${arg(call, 0)} AS JSON)`,
  json_format: (call) => `CAST(${arg(call, 0)} AS VARCHAR)`,
  json_array_length: true,
};

const ARRAYS: Record<string, CallRule> = {
  ...same("flatten map map_keys map_values map_entries map_concat map_from_entries"),
  cardinality: "array_length",
  element_at: (call) => `(${arg(call, 0)})[${arg(call, 1)}]`,
  contains: "trino_contains",
  array_join: "array_to_string",
  array_max: "list_max",
  array_min: "list_min",
  array_sum: "list_sum",
  array_sort: "list_sort",
  array_distinct: "trino_array_distinct",
  array_position: "trino_array_position",
  array_remove: "trino_array_remove",
  array_intersect: "list_intersect",
  arrays_overlap: "list_has_any",
  filter: "list_filter",
  transform: "list_transform",
  any_match: (call) => `trino_any_match(list_transform(${arg(call, 0)}, ${arg(call, 1)}))`,
  all_match: (call) => `trino_all_match(list_transform(${arg(call, 0)}, ${arg(call, 1)}))`,
  none_match: (call) => `NOT trino_any_match(list_transform(${arg(call, 0)}, ${arg(call, 1)}))`,
  slice: "trino_slice",
  sequence: "generate_series",
  repeat: (call) => `list_transform(range(${arg(call, 1)}), lambda __i: ${arg(call, 0)})`,
};

const percentile: CallRule = (call) => `quantile_disc(${arg(call, 0)}, ${call.args.at(-1)})`;

const AGGREGATES: Record<string, CallRule> = {
  ...same(
    "count sum min max any_value count_if bool_and bool_or stddev stddev_samp stddev_pop variance var_samp",
  ),
  ...same(
    "var_pop corr covar_samp covar_pop regr_slope regr_intercept skewness kurtosis histogram array_agg",
  ),
  avg: (call) => {
    if (!call.distinct && !call.filter && !call.over) return plainCall("trino_avg", call);
    if (!call.over) return plainCall("avg", call);
    return { windowed: `cast_to_type(avg(${arg(call, 0)}) ${call.over}, trino_avg_type(${arg(call, 0)}))` };
  },
  arbitrary: "any_value",
  every: "bool_and",
  min_by: "arg_min",
  max_by: "arg_max",
  geometric_mean: "geomean",
  approx_distinct: (call) => `count(DISTINCT ${arg(call, 0)})`,
  approx_percentile: percentile,
  map_agg: (call) => `map(list(${arg(call, 0)}), list(${arg(call, 1)}))`,
  bitwise_and_agg: "bit_and",
  bitwise_or_agg: "bit_or",
  listagg: (call) =>
    `string_agg(${call.distinct ? "DISTINCT " : ""}${arg(call, 0)}, ${call.args[1] ?? "''"}${call.withinGroup ? ` ORDER BY ${call.withinGroup}` : ""})`,
};

const WINDOWS = same(
  "row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value",
);

/** By lower-case name. */
export const FUNCTIONS: ReadonlyMap<string, CallRule> = new Map(
  Object.entries({
    ...NUMBERS,
    ...CONDITIONS,
    ...STRINGS,
    ...DATES,
    ...JSON_FUNCTIONS,
    ...ARRAYS,
    ...AGGREGATES,
    ...WINDOWS,
  }),
);
