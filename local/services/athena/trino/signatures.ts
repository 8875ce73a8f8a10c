// What kinds of values Trino's functions take. DuckDB converts where Trino has no such function: `upper(1)`, `sqrt('4')`. An argument
// whose kind is written is checked at once; others are marked for the form of the query that is bound and never run.
import { type Call, type CallRule, plainCall, type Windowed } from "../../../sql/calls.ts";
import { literal, SqlError } from "../../../sql/tokens.ts";
import { isJson } from "./types.ts";

/** What an argument may be. */
export const KINDS = {
  t: "text",
  n: "number",
  i: "integer",
  b: "boolean",
  y: "bytes",
  m: "moment",
  j: "json",
  l: "list",
  s: "sum",
} as const;
type Kind = keyof typeof KINDS;

/**
 * By function, a letter of KINDS for each argument, `.` for one of any kind; the last letter holds for all that follow where a `*`
 * stands after it.
 */
const SIGNATURES: Record<string, string> = {
  abs: "n",
  cbrt: "n",
  ceil: "n",
  ceiling: "n",
  floor: "n",
  round: "ni",
  truncate: "ni",
  sign: "n",
  sqrt: "n",
  exp: "n",
  ln: "n",
  log10: "n",
  log2: "n",
  log: "nn",
  power: "nn",
  pow: "nn",
  mod: "nn",
  degrees: "n",
  radians: "n",
  sin: "n",
  cos: "n",
  tan: "n",
  asin: "n",
  acos: "n",
  atan: "n",
  atan2: "nn",
  sinh: "n",
  cosh: "n",
  tanh: "n",
  is_nan: "n",
  is_finite: "n",
  is_infinite: "n",
  width_bucket: "n.*",
  to_base: "ii",
  from_base: "ti",
  random: "n*",
  rand: "n*",
  bit_count: "ii",
  bitwise_and: "ii",
  bitwise_or: "ii",
  bitwise_xor: "ii",
  bitwise_not: "i",
  bitwise_left_shift: "ii",
  bitwise_right_shift: "ii",
  bitwise_right_shift_arithmetic: "ii",
  lower: "t",
  upper: "t",
  trim: "tt",
  ltrim: "tt",
  rtrim: "tt",
  chr: "i",
  codepoint: "t",
  split: "tti",
  split_part: "tti",
  split_to_map: "ttt.",
  split_to_multimap: "ttt",
  strpos: "tti",
  position: "tt",
  starts_with: "tt",
  replace: "ttt",
  translate: "ttt",
  levenshtein_distance: "tt",
  hamming_distance: "tt",
  soundex: "t",
  normalize: "t.",
  luhn_check: "t",
  word_stem: "tt",
  to_utf8: "t",
  from_utf8: "y.",
  to_hex: "y",
  from_hex: "t",
  to_base64: "y",
  from_base64: "t",
  to_base64url: "y",
  from_base64url: "t",
  to_base32: "y",
  from_base32: "t",
  md5: "y",
  sha1: "y",
  sha256: "y",
  sha512: "y",
  crc32: "y",
  xxhash64: "y",
  murmur3: "y",
  regexp_like: "tt",
  regexp_extract: "tti",
  regexp_extract_all: "tti",
  regexp_replace: "tt.",
  regexp_count: "tt",
  regexp_split: "tt",
  regexp_position: "ttii",
  hmac_md5: "yy",
  hmac_sha1: "yy",
  hmac_sha256: "yy",
  hmac_sha512: "yy",
  url_encode: "t",
  url_decode: "t",
  url_extract_host: "t",
  url_extract_port: "t",
  url_extract_path: "t",
  url_extract_protocol: "t",
  url_extract_query: "t",
  url_extract_fragment: "t",
  url_extract_parameter: "tt",
  concat_ws: "t*",
  format: "t.*",
  json_parse: "t",
  json_extract: "jt",
  json_extract_scalar: "jt",
  json_array_length: "j",
  json_array_get: "ji",
  json_array_contains: "j.",
  json_format: "j",
  json_size: "jt",
  is_json_scalar: "j",
  date_add: "ti.",
  date_diff: "tmm",
  date_trunc: "t.",
  date_format: "mt",
  date_parse: "tt",
  format_datetime: "mt",
  parse_datetime: "tt",
  from_unixtime: "n.*",
  from_unixtime_nanos: "i",
  to_unixtime: "m",
  from_iso8601_timestamp: "t",
  from_iso8601_date: "t",
  to_iso8601: "m",
  last_day_of_month: "m",
  at_timezone: "mt",
  with_timezone: "mt",
  day_of_week: "m",
  dow: "m",
  day_of_year: "m",
  doy: "m",
  week: "m",
  week_of_year: "m",
  year_of_week: "m",
  yow: "m",
  quarter: "m",
  human_readable_seconds: "n",
  parse_duration: "t",
  array_max: "l",
  array_min: "l",
  array_distinct: "l",
  array_sort: "l.",
  array_join: "l..",
  array_union: "ll",
  array_except: "ll",
  array_intersect: "ll",
  array_position: "l.",
  array_remove: "l.",
  arrays_overlap: "ll",
  contains: "l.",
  flatten: "l",
  filter: "l.",
  transform: "l.",
  any_match: "l.",
  all_match: "l.",
  none_match: "l.",
  slice: "lii",
  trim_array: "li",
  reduce: "l...",
  zip: "l*",
  zip_with: "ll.",
  ngrams: "li",
  shuffle: "l",
  combinations: "li",
  element_at: "l.",
  map_keys: "l",
  map_values: "l",
  map_entries: "l",
  map_from_entries: "l",
  map_concat: "l*",
  map_filter: "l.",
  transform_keys: "l.",
  transform_values: "l.",
  count_if: "b",
  sum: "s",
  avg: "s",
  bool_and: "b",
  bool_or: "b",
  every: "b",
  stddev: "n",
  stddev_pop: "n",
  stddev_samp: "n",
  variance: "n",
  var_pop: "n",
  var_samp: "n",
  corr: "nn",
  covar_pop: "nn",
  covar_samp: "nn",
  regr_slope: "nn",
  regr_intercept: "nn",
  skewness: "n",
  kurtosis: "n",
  geometric_mean: "n",
  bitwise_and_agg: "i",
  bitwise_or_agg: "i",
  reverse: ".",
  normal_cdf: "nnn",
  inverse_normal_cdf: "nnn",
  beta_cdf: "nnn",
  inverse_beta_cdf: "nnn",
  spooky_hash_v2_32: "y",
  spooky_hash_v2_64: "y",
  parse_data_size: "t",
  parse_presto_data_size: "t",
  qdigest_agg: "n",
  tdigest_agg: "n",
  if: "b..",
  lpad: ".i.",
  rpad: ".i.",
  repeat: ".i",
};

function kindAt(signature: string, index: number): Kind | undefined {
  const repeats = signature.endsWith("*");
  const letters = repeats ? signature.slice(0, -1) : signature;
  const letter = letters[index] ?? (repeats ? letters.at(-1) : undefined);
  return letter === undefined || letter === "." ? undefined : (letter as Kind);
}

/** Kinds that a literal can be of, by how it begins. */
const OF_TEXT: readonly Kind[] = ["t", "j"];
const OF_WHOLE: readonly Kind[] = ["n", "i", "s"];

function literalKinds(sql: string): readonly Kind[] | undefined {
  if (/^'(?:[^']|'')*'$/s.test(sql)) return OF_TEXT;
  if (/^\(?- ?\d+\)?$|^\d+$/.test(sql)) return OF_WHOLE;
  if (/^\(?-? ?[\d.]+(?:e[+-]?\d+)?\)?$/i.test(sql)) return ["n", "s"];
  return /^(?:true|false)$/i.test(sql) ? ["b"] : undefined;
}

/** Functions of texts that take a char; all others want a varchar. */
const TAKES_CHAR = new Set("lower upper trim ltrim rtrim length replace concat_ws split_part".split(" "));
/** Of a NULL by itself these give the smallest type of numbers. */
const NULL_IS_TINYINT = new Set("abs ceil ceiling floor sign".split(" "));

/** A rule whose call is checked by its signature. */
export function checked(name: string, rule: CallRule): CallRule {
  const signature = SIGNATURES[name];
  if (signature === undefined) return rule;
  return (call) => {
    if (!signature.endsWith("*") && call.args.length > signature.length) throw noSuch(call);
    const args = call.args.map((sql, i) => {
      const kind = kindAt(signature, i);
      if (name === "reverse" && (isJson(sql) || sql.startsWith("trino_char("))) throw noSuch(call);
      if (kind === "n" && NULL_IS_TINYINT.has(name) && /^null$/i.test(sql)) return "CAST(NULL AS TINYINT)";
      if (kind === "l" && /^null$|^ARRAY ?\[ ?\]$/i.test(sql) && /^array_(?:max|min|sort)$/.test(name))
        throw new SqlError(
          "NOT_SUPPORTED",
          `${name} of a value without a type is not available in the local Athena: cast it`,
          call.at.line,
          call.at.column,
        );
      if (kind === undefined || /^null$|^lambda |^\?$/i.test(sql)) return sql;
      if (sql.startsWith("trino_char(") && !TAKES_CHAR.has(name)) throw noSuch(call);
      const kinds = literalKinds(sql);
      const isList = name === "concat_ws" && i > 0 && /^ARRAY ?\[|^string_split\(/i.test(sql);
      if (isList) return sql;
      if (!kinds) return `trino_arg(${sql}, ${literal(KINDS[kind])}, ${literal(name)})`;
      if (kinds.includes(kind)) return sql;
      throw noSuch(call);
    });
    return ruled(rule, { ...call, args });
  };
}

function noSuch({ name, at }: Call): SqlError {
  return new SqlError("FUNCTION_NOT_FOUND", `Unexpected parameters for function ${name}`, at.line, at.column);
}

function ruled(rule: CallRule, call: Call): string | Windowed {
  if (typeof rule === "function") return rule(call);
  return plainCall(rule === true ? call.name : rule, call);
}
