// Every function of Trino that queries may call here, and how it is said in DuckDB. What is not in this list is refused.
import { type Call, type CallRule, plainCall, same, type Windowed } from "../../../sql/calls.ts";
import { literal, SqlError } from "../../../sql/tokens.ts";
import { arg } from "./arguments.ts";
import { COLLECTIONS, reduced } from "./collections.ts";
import { DATES } from "./dates.ts";
import { DIGESTS } from "./digests.ts";
import { PATTERNS } from "./patterns.ts";
import { typeOf } from "./typeof.ts";
import { isJson } from "./types.ts";
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
    return letters[i] === "f" || letters[i] === "e"
      ? `CAST(${value} AS DOUBLE)`
      : `CAST(trino_arg(${value}, 'integer', 'format') AS BIGINT)`;
  });
  return `printf(${[literal(text), ...values].join(", ")})`;
}

const NUMBERS: Record<string, CallRule> = {
  ...same("abs exp power pow sin cos tan asin acos atan atan2"),
  ...same("sinh cosh tanh pi radians degrees"),
  ceil: "trino_ceil",
  ceiling: "trino_ceil",
  floor: "trino_floor",
  sign: "trino_sign",
  sqrt: "trino_sqrt",
  ln: "trino_ln",
  log10: (call) => `trino_log10(${arg(call, 0)})`,
  log2: (call) => `(trino_ln(${arg(call, 0)}) / 0.6931471805599453e0)`,
  cbrt: "trino_cbrt",
  round: (call) =>
    call.args.length > 1 ? `trino_round_to(${call.args.join(", ")})` : `round(${arg(call, 0)})`,
  truncate: (call) =>
    call.args.length > 1 ? `trino_truncate_to(${call.args.join(", ")})` : `trunc(${arg(call, 0)})`,
  mod: "trino_mod",
  e: () => "exp(1)",
  log: (call) => `(ln(${arg(call, 1)}) / ln(${arg(call, 0)}))`,
  random: (call) => {
    const [low = "", high] = call.args;
    if (call.args.length === 0) return "random()";
    if (high === undefined) return `CAST(floor(random() * ${low}) AS BIGINT)`;
    return `(${low} + CAST(floor(random() * (${high} - ${low})) AS INTEGER))`;
  },
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
  bitwise_right_shift: "trino_right_shift",
  bitwise_right_shift_arithmetic: (call) =>
    `CASE WHEN ${arg(call, 1)} > 63 THEN CASE WHEN ${arg(call, 0)} < 0 THEN -1 ELSE 0 END ELSE ${arg(call, 0)} >> ${arg(call, 1)} END`,
  bit_count: (call) => `CAST(trino_bit_count(${arg(call, 0)}, ${arg(call, 1)}) AS BIGINT)`,
  to_base: (call) =>
    `(CASE WHEN ${arg(call, 0)} < 0 THEN '-' ELSE '' END || lower(to_base(abs(CAST(${arg(call, 0)} AS BIGINT)), ${arg(call, 1)})))`,
  from_base: "trino_from_base",
  width_bucket: "trino_width_bucket",
};

const strict =
  (name: string): CallRule =>
  (call) => {
    if (call.args.some(isJson))
      throw new SqlError(
        "FUNCTION_NOT_FOUND",
        `Unexpected parameters (json) for function ${call.name}`,
        call.at.line,
        call.at.column,
      );
    return call.args.reduce((sofar, next) => `${name}(${sofar}, ${next})`);
  };

const isNull = (sql: string): boolean => /^null$/i.test(sql);
/** What Trino gives the type `unknown`. */
const untyped = (call: Call): never => {
  throw new SqlError(
    "NOT_SUPPORTED",
    `${call.name} of NULLs without a type is not available in the local Athena: cast them`,
    call.at.line,
    call.at.column,
  );
};

const CONDITIONS: Record<string, CallRule> = {
  // Nobody here is in a group.
  current_groups: () => "CAST([] AS VARCHAR[])",
  ...same("row"),
  coalesce: (call) => (call.args.every(isNull) ? untyped(call) : plainCall("coalesce", call)),
  nullif: (call) => (isNull(arg(call, 0)) ? untyped(call) : plainCall("nullif", call)),
  grouping: (call) => `CAST(grouping(${call.args.join(", ")}) AS INTEGER)`,
  typeof: typeOf,
  if: (call) =>
    `CASE WHEN ${arg(call, 0)} THEN ${arg(call, 1)}${call.args.length > 2 ? ` ELSE ${call.args[2]}` : ""} END`,
  greatest: strict("trino_greatest"),
  least: strict("trino_least"),
  try: (call) => {
    // What fails on purpose is volatile to DuckDB, which TRY does not take: here it is null anyway.
    return `TRY(${arg(call, 0).replaceAll("trino_subscript(", "trino_subscript_or_null(")})`;
  },
};

/** A start that is written out needs no more than DuckDB's own: a macro names its argument more than once. */
export function substring(args: readonly string[], call: Call): string {
  const [, start = "", length = "0"] = args;
  const isPlain = /^[1-9]\d*$/.test(start) && /^\d+$/.test(length);
  return plainCall(isPlain ? "substr" : "trino_substr", { ...call, args: [...args] });
}

const STRINGS: Record<string, CallRule> = {
  ...same("lower trim ltrim rtrim lpad rpad"),
  length: "trino_length",
  upper: (call) => `replace(upper(${arg(call, 0)}), 'ẞ', 'ß')`,
  concat_ws: (call) =>
    /^ARRAY ?\[|^string_split\(/i.test(arg(call, 1)) && call.args.length === 2
      ? `array_to_string(${arg(call, 1)}, ${arg(call, 0)})`
      : plainCall("concat_ws", call),
  substr: (call) => substring(call.args, call),
  substring: (call) => substring(call.args, call),
  strpos: (call) => (/^-/.test(call.args[2] ?? "") ? lacking(call) : plainCall("trino_strpos", call)),
  position: "trino_strpos",
  reverse: "trino_reverse",
  replace: (call) => {
    const [text, part, by] = [arg(call, 0), arg(call, 1), call.args[2] ?? "''"];
    // An empty part is found between all characters.
    return part === "''"
      ? `(${by} || array_to_string(string_split(${text}, ''), ${by}) || ${by})`
      : `replace(${text}, ${part}, ${by})`;
  },
  soundex: "trino_soundex",
  normalize: (call) =>
    /^(?:nfc)?$/i.test(call.args[1] ?? "") ? `nfc_normalize(${arg(call, 0)})` : lacking(call),
  luhn_check: "trino_luhn",
  format: (call) => formatted(call),
  ...same("starts_with chr translate"),
  concat: (call) => {
    if (call.args.length > 1) return `(${call.args.join(" || ")})`;
    throw new SqlError(
      "INVALID_FUNCTION_ARGUMENT",
      "There must be two or more concatenation arguments",
      call.at.line,
      call.at.column,
    );
  },
  codepoint: "unicode",
  split: (call) =>
    call.args.length > 2 ? `trino_split(${call.args.join(", ")})` : `string_split(${call.args.join(", ")})`,
  split_part: "trino_split_part",
  levenshtein_distance: "levenshtein",
  hamming_distance: "hamming",
  to_utf8: "encode",
  from_utf8: (call) => `trino_from_utf8(${arg(call, 0)}, ${call.args[1] ?? "chr(65533)"})`,
  to_hex: (call) => `hex(${arg(call, 0)})`,
  from_hex: (call) =>
    `unhex(CASE WHEN length(${arg(call, 0)}) % 2 = 1 THEN CAST(error('INVALID_FUNCTION_ARGUMENT: invalid input length') AS VARCHAR) ELSE ${arg(call, 0)} END)`,
  to_base64: "to_base64",
  from_base64: "from_base64",
  md5: (call) => `unhex(md5(${arg(call, 0)}))`,
  sha1: (call) => `unhex(sha1(${arg(call, 0)}))`,
  sha256: (call) => `unhex(sha256(${arg(call, 0)}))`,
  sha512: "trino_sha512",
  hmac_md5: "trino_hmac_md5",
  hmac_sha1: "trino_hmac_sha1",
  hmac_sha256: "trino_hmac_sha256",
  hmac_sha512: "trino_hmac_sha512",
  crc32: "trino_crc32",
  xxhash64: "trino_xxhash64",
  murmur3: "trino_murmur3",
  spooky_hash_v2_32: "trino_spooky_32",
  spooky_hash_v2_64: "trino_spooky_64",
  parse_data_size: (call) => `CAST(trino_data_size(${arg(call, 0)}) AS DECIMAL(38,0))`,
  parse_presto_data_size: (call) => `CAST(trino_data_size(${arg(call, 0)}) AS DECIMAL(38,0))`,
  to_base32: "trino_to_base32",
  from_base32: "trino_from_base32",
  to_base64url: (call) => `replace(replace(to_base64(${arg(call, 0)}), '+', '-'), '/', '_')`,
  from_base64url: (call) => `from_base64(replace(replace(${arg(call, 0)}, '-', '+'), '_', '/'))`,
  uuid: "gen_random_uuid",
};

/** A path as DuckDB writes it: `$["a b"]` is `$."a b"` there. */
function jsonPath(call: Call): string {
  const tokens = call.tokens[1];
  if (tokens?.length !== 1 || tokens[0]?.kind !== "string") return arg(call, 1);
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

const ENDIANS: Record<string, CallRule> = Object.fromEntries(
  ["to_big_endian_32", "to_big_endian_64", "from_big_endian_32", "from_big_endian_64"]
    .concat(["to_ieee754_32", "to_ieee754_64", "from_ieee754_32", "from_ieee754_64", "format_number"])
    .map((name) => [name, `trino_${name}`]),
);

const JSON_FUNCTIONS: Record<string, CallRule> = {
  json_extract: (call) => `json_extract(${arg(call, 0)}, ${jsonPath(call)})`,
  json_extract_scalar: (call) => `trino_json_scalar(${arg(call, 0)}, ${jsonPath(call)})`,
  json_parse: (call) => `trino_json_parse(${arg(call, 0)})`,
  json_format: (call) => `CAST(json(${arg(call, 0)}) AS VARCHAR)`,
  json_array_length: (call) =>
    `CAST(CASE WHEN json_valid(${arg(call, 0)}) AND json_type(CASE WHEN json_valid(${arg(call, 0)}) THEN ${arg(call, 0)} END) = 'ARRAY' THEN json_array_length(${arg(call, 0)}) END AS BIGINT)`,
  json_array_get: (call) => `trino_json_element(${arg(call, 0)}, CAST(${arg(call, 1)} AS BIGINT))`,
  json_array_contains: (call) =>
    `list_contains(list_transform(CAST(${arg(call, 0)} AS JSON[]), lambda __j: CAST(__j AS VARCHAR)), CAST(to_json(${arg(call, 1)}) AS VARCHAR))`,
  json_size: "trino_json_size",
  is_json_scalar: (call) => `(json_type(${arg(call, 0)}) NOT IN ('OBJECT', 'ARRAY'))`,
};

/** What a null adds to a checksum: the prime of xxHash64, as a signed number. */
const NULL_SUMMAND = "-7046029288634856825";

/** Of whole numbers it is a bigint. Weights are not known here. */
const percentile: CallRule = (call) => {
  const [value, share = ""] = call.args;
  if (call.args.length > 2 || /^ARRAY|\[/i.test(share)) return lacking(call);
  return `quantile_disc(trino_wide(${value}), ${share})`;
};

/** A bigint, also as a window function. */
function windowable(name: string, call: Call): string | Windowed {
  const sql = `CAST(${plainCall(name, call)}${call.over ? ` ${call.over}` : ""} AS BIGINT)`;
  return call.over ? { windowed: sql } : sql;
}

/** The least or the greatest value; with a number the list of so many. */
const extreme = (name: "min" | "max", call: Call): string =>
  plainCall(name, { ...call, args: [`trino_ordered(${arg(call, 0)})`, ...call.args.slice(1)] });

const AGGREGATES: Record<string, CallRule> = {
  ...same("count sum any_value count_if bool_and bool_or stddev stddev_samp stddev_pop variance var_samp"),
  ...same("var_pop corr covar_samp covar_pop regr_slope regr_intercept kurtosis histogram array_agg"),
  // Trino's is that of the population.
  skewness: (call) =>
    call.over || call.filter
      ? lacking(call)
      : `(skewness(${arg(call, 0)}) * (count(${arg(call, 0)}) - 2) / sqrt(CAST(count(${arg(call, 0)}) AS DOUBLE) * (count(${arg(call, 0)}) - 1)))`,
  avg: (call) => {
    if (!call.distinct && !call.filter && !call.over) return plainCall("trino_avg", call);
    if (!call.over) return plainCall("avg", call);
    return { windowed: `cast_to_type(avg(${arg(call, 0)}) ${call.over}, trino_avg_type(${arg(call, 0)}))` };
  },
  min: (call) => extreme("min", call),
  max: (call) => extreme("max", call),
  arbitrary: "any_value",
  every: "bool_and",
  min_by: "arg_min",
  max_by: "arg_max",
  geometric_mean: "geomean",
  approx_distinct: (call) => `count(DISTINCT ${arg(call, 0)})`,
  approx_percentile: percentile,
  map_union: (call) => `map_from_entries(flatten(list(map_entries(${arg(call, 0)}))))`,
  checksum: (call) =>
    call.over || call.filter || call.distinct
      ? lacking(call)
      : `trino_checksum_bytes(CAST(sum(coalesce(trino_summand_of(${arg(call, 0)}), ${NULL_SUMMAND})) AS VARCHAR))`,
  approx_most_frequent: (call) => {
    if (/^[01]$/.test(arg(call, 0)))
      throw new SqlError(
        "INVALID_FUNCTION_ARGUMENT",
        `approx_most_frequent bucket count must be greater than one, input bucket count: ${arg(call, 0)}`,
        0,
        0,
      );
    return `trino_most_frequent(histogram(${arg(call, 1)}), ${arg(call, 0)})`;
  },
  reduce_agg: (call) =>
    call.filter || call.over || call.distinct
      ? lacking(call)
      : reduced(`list(${arg(call, 0)}) FILTER (${arg(call, 0)} IS NOT NULL)`, call),
  map_agg: (call) => `map(list(${arg(call, 0)}), list(${arg(call, 1)}))`,
  bitwise_and_agg: (call) => windowable("bit_and", call),
  bitwise_or_agg: (call) => windowable("bit_or", call),
  listagg: (call) => {
    if (!call.withinGroup) {
      throw new SqlError(
        "SYNTAX_ERROR",
        "listagg needs WITHIN GROUP (ORDER BY …)",
        call.at.line,
        call.at.column,
      );
    }
    return `string_agg(${call.distinct ? "DISTINCT " : ""}${arg(call, 0)}, ${call.args[1] ?? "''"}${call.withinGroup ? ` ORDER BY ${call.withinGroup}` : ""})`;
  },
};

/** The interval of Wilson's score. */
const wilson =
  (sign: "+" | "-"): CallRule =>
  (call) => {
    const [s, n, z] = [arg(call, 0), arg(call, 1), arg(call, 2)].map((value) => `CAST(${value} AS DOUBLE)`);
    const p = `(${s} / ${n})`;
    return `((${p} + ${z} * ${z} / (2 * ${n}) ${sign} ${z} * sqrt(${p} * (1 - ${p}) / ${n} + ${z} * ${z} / (4 * ${n} * ${n}))) / (1 + ${z} * ${z} / ${n}))`;
  };

const STATISTICS: Record<string, CallRule> = {
  normal_cdf: "trino_normal_cdf",
  inverse_normal_cdf: "trino_inverse_normal_cdf",
  beta_cdf: "trino_beta_cdf",
  inverse_beta_cdf: "trino_inverse_beta_cdf",
  wilson_interval_lower: wilson("-"),
  wilson_interval_upper: wilson("+"),
};

const WINDOWS = same(
  "row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value",
);

/** Trino's functions that are not in the list. */
export const NOT_HERE: ReadonlySet<string> = new Set(
  (
    "bar bing_tile bing_tile_at char2hexint classify color convex_hull_agg evaluate_classifier_predictions features from_encoded_polyline " +
    "from_geojson_geometry from_iso8601_timestamp_nanos from_unixtime_nanos geometry_from_hadoop_shape geometry_union great_circle_distance " +
    "hash_counts index intersection_cardinality jaccard_index json_array json_exists json_object json_query json_value learn_classifier " +
    "learn_libsvm_classifier learn_libsvm_regressor learn_regressor line_interpolate_point line_locate_point make_set_digest merge_set_digest " +
    "numeric_histogram objectid_timestamp quantile_at_value regr_count regress render rgb simplify_geometry to_char to_date to_encoded_polyline " +
    "to_geojson_geometry to_geometry to_spherical_geography to_timestamp word_stem"
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
    ...PATTERNS,
    ...AGGREGATES,
    ...WINDOWS,
    ...STATISTICS,
    ...DIGESTS,
    ...ENDIANS,
  }),
);
