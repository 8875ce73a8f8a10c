// Every function of Trino that queries may call here, and how it is said in DuckDB. What is not in this list is refused.
import { type Call, type CallRule, plainCall, same } from "../../../sql/calls.ts";
import { literal, SqlError } from "../../../sql/tokens.ts";
import { arg } from "./arguments.ts";
import { COLLECTIONS } from "./collections.ts";
import { DATES } from "./dates.ts";
import { URLS } from "./urls.ts";

const lacking = (call: Call): never => {
  throw new SqlError(
    "NOT_SUPPORTED",
    `${call.name} is not available in the local Athena`,
    call.at.line,
    call.at.column,
  );
};

/** format('%s-%05d', …): Java's letters that DuckDB's printf knows. */
function formatted(call: Call): string {
  const tokens = call.tokens[0];
  const text = tokens?.length === 1 && tokens[0]?.kind === "string" ? tokens[0].value : undefined;
  if (text === undefined || /%(?![-0, ]*\d*(?:\.\d+)?[sdfxXe%])/.test(text)) return lacking(call);
  const letters = [...text.matchAll(/%[-0, ]*\d*(?:\.\d+)?([sdfxXe%])/g)]
    .map((m) => m[1])
    .filter((l) => l !== "%");
  const values = call.args.slice(1).map((value, i) => {
    if (letters[i] === "s") return `trino_varchar(${value})`;
    return letters[i] === "f" || letters[i] === "e" ? `CAST(${value} AS DOUBLE)` : `CAST(${value} AS BIGINT)`;
  });
  return `printf(${[literal(text), ...values].join(", ")})`;
}

const NUMBERS: Record<string, CallRule> = {
  ...same("abs ceil ceiling floor sqrt exp ln log10 log2 power pow sign sin cos tan asin acos atan atan2"),
  ...same("sinh cosh tanh pi radians degrees isnan isfinite isinf"),
  cbrt: "trino_cbrt",
  round: (call) =>
    call.args.length > 1 ? `trino_round_to(${call.args.join(", ")})` : `round(${arg(call, 0)})`,
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
  bitwise_and: (call) => `(CAST(${arg(call, 0)} AS BIGINT) & CAST(${arg(call, 1)} AS BIGINT))`,
  bitwise_or: (call) => `(CAST(${arg(call, 0)} AS BIGINT) | CAST(${arg(call, 1)} AS BIGINT))`,
  bitwise_xor: (call) => `xor(CAST(${arg(call, 0)} AS BIGINT), CAST(${arg(call, 1)} AS BIGINT))`,
  bitwise_not: (call) => `(~CAST(${arg(call, 0)} AS BIGINT))`,
  bitwise_left_shift: (call) => `(${arg(call, 0)} << ${arg(call, 1)})`,
  bitwise_right_shift: (call) => `(${arg(call, 0)} >> ${arg(call, 1)})`,
  bit_count: (call) => `CAST(bit_count(CAST(${arg(call, 0)} AS BIGINT)) AS BIGINT)`,
  to_base: (call) => `lower(to_base(CAST(${arg(call, 0)} AS BIGINT), ${arg(call, 1)}))`,
  from_base: "trino_from_base",
  width_bucket: "trino_width_bucket",
};

const strict =
  (name: string): CallRule =>
  (call) =>
    call.args.reduce((sofar, next) => `${name}(${sofar}, ${next})`);

const CONDITIONS: Record<string, CallRule> = {
  ...same("coalesce nullif row grouping"),
  typeof: (call) => `trino_typeof(typeof(${arg(call, 0)}))`,
  if: (call) =>
    `CASE WHEN ${arg(call, 0)} THEN ${arg(call, 1)}${call.args.length > 2 ? ` ELSE ${call.args[2]}` : ""} END`,
  greatest: strict("trino_greatest"),
  least: strict("trino_least"),
  try: (call) => {
    // What fails on purpose is volatile to DuckDB, which TRY does not take: here it is null anyway.
    return `TRY(${arg(call, 0).replaceAll("trino_subscript(", "trino_subscript_or_null(")})`;
  },
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
  ...same("lower upper length trim ltrim rtrim lpad rpad concat_ws"),
  substr: "trino_substr",
  substring: "trino_substr",
  strpos: "trino_strpos",
  position: "trino_strpos",
  reverse: "trino_reverse",
  replace: (call) => `replace(${arg(call, 0)}, ${arg(call, 1)}, ${call.args[2] ?? "''"})`,
  soundex: "trino_soundex",
  normalize: (call) => `nfc_normalize(${arg(call, 0)})`,
  luhn_check: "trino_luhn",
  format: (call) => formatted(call),
  regexp_position: (call) =>
    `CAST(CASE WHEN regexp_matches(${arg(call, 0)}, ${arg(call, 1)}) THEN length(regexp_extract(${arg(call, 0)}, '(?s)^(.*?)(?:' || ${arg(call, 1)} || ')', 1)) + 1 ELSE -1 END AS INTEGER)`,
  ...same("starts_with chr translate regexp_extract_all"),
  concat: (call) => `(${call.args.join(" || ")})`,
  codepoint: "unicode",
  split: (call) =>
    call.args.length > 2 ? `trino_split(${call.args.join(", ")})` : `string_split(${call.args.join(", ")})`,
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
  to_base64url: (call) => `replace(replace(to_base64(${arg(call, 0)}), '+', '-'), '/', '_')`,
  from_base64url: (call) => `from_base64(replace(replace(${arg(call, 0)}, '-', '+'), '_', '/'))`,
  uuid: "gen_random_uuid",
};

const JSON_FUNCTIONS: Record<string, CallRule> = {
  json_extract: true,
  json_extract_scalar: "trino_json_scalar",
  json_parse: "trino_json_parse",
  json_format: (call) => `CAST(json(${arg(call, 0)}) AS VARCHAR)`,
  json_array_length: (call) => `CAST(json_array_length(${arg(call, 0)}) AS BIGINT)`,
  json_array_get: (call) => `json_extract(${arg(call, 0)}, CAST(${arg(call, 1)} AS BIGINT))`,
  json_array_contains: (call) =>
    `list_contains(list_transform(CAST(${arg(call, 0)} AS JSON[]), lambda __j: CAST(__j AS VARCHAR)), CAST(to_json(${arg(call, 1)}) AS VARCHAR))`,
  json_size: "trino_json_size",
  is_json_scalar: (call) => `(json_type(${arg(call, 0)}) NOT IN ('OBJECT', 'ARRAY'))`,
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
  map_union: (call) => `map_from_entries(flatten(list(map_entries(${arg(call, 0)}))))`,
  checksum: (call) => lacking(call),
  map_agg: (call) => `map(list(${arg(call, 0)}), list(${arg(call, 1)}))`,
  bitwise_and_agg: "bit_and",
  bitwise_or_agg: "bit_or",
  listagg: (call) =>
    `string_agg(${call.distinct ? "DISTINCT " : ""}${arg(call, 0)}, ${call.args[1] ?? "''"}${call.withinGroup ? ` ORDER BY ${call.withinGroup}` : ""})`,
};

const WINDOWS = same(
  "row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value",
);

/** Trino's functions that are not in the list. */
export const NOT_HERE: ReadonlySet<string> = new Set(
  (
    "approx_most_frequent approx_set bar bing_tile bing_tile_at char2hexint checksum classify color combinations convex_hull_agg cosine_similarity crc32 " +
    "current_timezone empty_approx_set entropy evaluate_classifier_predictions features from_big_endian_32 from_big_endian_64 from_encoded_polyline " +
    "from_geojson_geometry from_ieee754_32 from_ieee754_64 from_iso8601_timestamp_nanos from_utf8 geometry_from_hadoop_shape geometry_union great_circle_distance " +
    "hash_counts hmac_md5 hmac_sha1 hmac_sha256 hmac_sha512 human_readable_seconds index intersection_cardinality inverse_beta_cdf inverse_normal_cdf is_json_scalar " +
    "jaccard_index json_array json_exists json_object json_query json_value kurtosis line_interpolate_point make_set_digest map_zip_with merge merge_set_digest " +
    "multimap_agg multimap_from_entries murmur3 normal_cdf numeric_histogram objectid_timestamp parse_data_size parse_duration parse_presto_data_size qdigest_agg " +
    "quantile_at_value reduce_agg regr_count rgb sha512 simplify_geometry split_to_multimap spooky_hash_v2_32 spooky_hash_v2_64 tdigest_agg to_big_endian_32 " +
    "to_big_endian_64 to_encoded_polyline to_geojson_geometry to_ieee754_32 to_ieee754_64 to_milliseconds value_at_quantile values_at_quantiles wilson_interval_lower " +
    "wilson_interval_upper word_stem xxhash64 beta_cdf binomial_cdf date_from_unix"
  ).split(" "),
);

/** The error of a call that is not in the list: what Athena has and this engine lacks is said to be lacking here. */
export function noFunction(name: string, { line, column }: { line: number; column: number }): SqlError {
  const lower = name.toLowerCase();
  if (NOT_HERE.has(lower) || /^st_|^geometry_|^bing_|^hmac_/.test(lower)) {
    return new SqlError(
      "NOT_SUPPORTED",
      `the function ${lower} is not available in the local Athena`,
      line,
      column,
    );
  }
  return new SqlError("FUNCTION_NOT_FOUND", `Function '${lower}' not registered`, line, column);
}

/** By lower-case name. */
export const FUNCTIONS: ReadonlyMap<string, CallRule> = new Map(
  Object.entries({
    ...NUMBERS,
    ...CONDITIONS,
    ...STRINGS,
    ...DATES,
    ...JSON_FUNCTIONS,
    ...COLLECTIONS,
    ...URLS,
    ...AGGREGATES,
    ...WINDOWS,
  }),
);
