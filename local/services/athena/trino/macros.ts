// Trino's functions that DuckDB lacks or defines otherwise, as DuckDB macros. Each is made as a temporary macro per query.
import { type Macros, macroBody, macrosInOrder } from "../../../sql/macros.ts";
import { Overloads, withVariants } from "../../../sql/overloads.ts";
import { literal } from "../../../sql/tokens.ts";
import { DIGEST_MACROS } from "./digests.ts";
import { UNKNOWN_LENGTH } from "./typeof.ts";

/** A type's name as Trino has it. */
const typeName = (t: string): string =>
  `CASE ${t} WHEN '"NULL"' THEN 'unknown' WHEN 'FLOAT' THEN 'real' WHEN 'BLOB' THEN 'varbinary' WHEN 'TIMESTAMP' THEN 'timestamp(3)' WHEN 'HUGEINT' THEN 'bigint' ` +
  `WHEN 'TIMESTAMP WITH TIME ZONE' THEN 'timestamp(3) with time zone' WHEN 'INTERVAL' THEN 'interval day to second' ELSE regexp_replace(lower(${t}), '^struct', 'row') END`;

/** The words of what is refused. */
const NAN = "the order of a double that is no number is not available in the local Athena: use is_nan";

/** The same where a number stands: a cast that cannot be, which TRY may catch. */
const noNumber = (message: string): string => `CAST(${literal(message)} AS INTEGER)`;

const WHOLE = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT"];
/** An overload for each type of whole numbers. */
const forWhole = (body: string): [string, string][] => WHOLE.map((type) => [`x ${type}`, body]);

/** A moment with its zone; DuckDB's own has none. */
const ZONED = "STRUCT(instant TIMESTAMPTZ, zone VARCHAR)";

const RIGHT = "CAST(NULL AS STRUCT(a INTEGER))";
const WRONG = "[[0]]";
const rightFor = (...types: string[]): [string, string][] => types.map((type) => [`x ${type}`, RIGHT]);
const wrongFor = (...types: string[]): [string, string][] => types.map((type) => [`x ${type}`, WRONG]);

/** Whether a value is of a kind, as one of two types that DuckDB does not mix. All but a text becomes a JSON if it must. */
const KIND_MACROS: Macros = {
  trino_is_text: [...rightFor("VARCHAR"), ...wrongFor("JSON")],
  trino_is_json: [...rightFor("VARCHAR"), ["x", WRONG]],
  trino_is_number: [...rightFor("DOUBLE"), ...wrongFor("BOOLEAN"), ["x", WRONG]],
  trino_is_integer: [...rightFor("HUGEINT"), ...wrongFor("BOOLEAN"), ["x", WRONG]],
  trino_is_boolean: [...rightFor("BOOLEAN"), ["x", WRONG]],
  trino_is_bytes: [...rightFor("BLOB"), ...wrongFor("VARCHAR"), ["x", WRONG]],
  trino_is_moment: [...rightFor("DATE", "TIMESTAMP", "TIMESTAMPTZ", ZONED), ["x", WRONG]],
  trino_is_clock: [...rightFor("TIMESTAMP", "TIMESTAMPTZ", "TIME", ZONED), ...wrongFor("DATE"), ["x", WRONG]],
  trino_is_sum: [...rightFor("DOUBLE", "INTERVAL"), ...wrongFor("BOOLEAN"), ["x", WRONG]],
  trino_is_scalar: [
    ...rightFor(
      "DOUBLE",
      "BOOLEAN",
      "VARCHAR",
      "TIMESTAMP",
      "TIMESTAMPTZ",
      "TIME",
      "INTERVAL",
      "UUID",
      ZONED,
    ),
    ["x", WRONG],
  ],
  trino_is_jsonable: [...wrongFor("BLOB", "TIME", "INTERVAL", ZONED), ["x", RIGHT]],
  trino_is_joinable: [
    ...rightFor("VARCHAR", "BLOB"),
    ...wrongFor("DOUBLE", "BOOLEAN", "TIMESTAMP", "TIMESTAMPTZ", "TIME", "INTERVAL", ZONED),
    // A list can be cut, maps and rows cannot.
    ["x", `CASE WHEN x[1:1] IS NULL THEN ${RIGHT} END`],
  ],
  trino_is_list: [
    ...wrongFor("DOUBLE", "VARCHAR", "BLOB", "BOOLEAN", "TIMESTAMP", "TIME", "INTERVAL"),
    ["x", RIGHT],
  ],
  /** What stands beside + and -. */
  trino_is_addable: [
    ...rightFor("DOUBLE", "DATE", "TIMESTAMP", "TIMESTAMPTZ", "TIME", "INTERVAL", ZONED),
    ...wrongFor("VARCHAR"),
    ["x", WRONG],
  ],
};

/** Name, then the overloads: parameters and body. */
/** Letters of one sound beside each other count once, also with H or W between them; vowels part them. */
const CODES =
  "replace(translate(upper(x), 'BFPVCGJKQSXZDTLMNRAEIOUYHW', '11112222222233455600000099'), '9', '')";
const SOUNDEX = `rpad(left(upper(left(x, 1)) || replace(substr(${[1, 2, 3, 4, 5, 6].reduce((sql, digit) => `regexp_replace(${sql}, '${digit}+', '${digit}', 'g')`, CODES)}, 2), '0', ''), 4), 4, '0')`;

const MACROS: Macros = {
  // Integers divide to integers, decimals to the larger scale, and by zero not at all.
  '"/"': [
    [
      "a, b",
      `cast_to_type(CASE WHEN b = 0 THEN ${noNumber("DIVISION_BY_ZERO: Division by zero")} ELSE divide(a, b) END, a + b)`,
    ],
  ],
  '"%"': [
    [
      "a, b",
      `CASE WHEN b = 0 THEN cast_to_type(${noNumber("DIVISION_BY_ZERO: Division by zero")}, mod(a, b)) ELSE mod(a, b) END`,
    ],
  ],
  trino_mod: [
    [
      "a, b",
      `CASE WHEN b = 0 THEN cast_to_type(${noNumber("DIVISION_BY_ZERO: Division by zero")}, mod(a, b)) ELSE mod(a, b) END`,
    ],
  ],
  /** A whole number as a bigint. */
  trino_wide: [...forWhole("CAST(x AS BIGINT)"), ["x", "x"]],
  trino_avg: [
    ["x BIGINT", "avg(x)"],
    ["x", "cast_to_type(avg(x), any_value(x))"],
  ],
  /** A value of the type that an average of x has. */
  trino_avg_type: [
    ["x BIGINT", "CAST(0 AS DOUBLE)"],
    ["x", "x"],
  ],
  trino_varchar: [
    ["x VARCHAR", "x"],
    ["x INTERVAL", "trino_interval(x)"],
    ["x DATE", "CAST(x AS VARCHAR)"],
    ["x TIMESTAMP", "strftime(x, '%Y-%m-%d %H:%M:%S.%g')"],
    ["x TIMESTAMPTZ", "strftime(timezone('UTC', x), '%Y-%m-%d %H:%M:%S.%g UTC')"],
    [`x ${ZONED}`, "strftime(trino_in_zone(x.zone, x.instant), '%Y-%m-%d %H:%M:%S.%g ') || x.zone"],
    [
      "x",
      "CASE WHEN typeof(x) = 'DOUBLE' THEN trino_double_text(CAST(x AS VARCHAR)) WHEN typeof(x) = 'FLOAT' THEN trino_real_text(TRY_CAST(x AS DOUBLE)) WHEN typeof(x) LIKE 'DECIMAL%' THEN regexp_replace(CAST(x AS VARCHAR), '^(-?)[.]', '\\10.') ELSE CAST(x AS VARCHAR) END",
    ],
  ],
  /** A value in a shape of its kind, which DuckDB does not mix with that of another: for `strict.ts`. */
  trino_kind: [
    ["x INTEGER", "x"],
    ["x BIGINT", "x"],
    ["x DOUBLE", "x"],
    ["x DATE", "x"],
    ["x TIMESTAMP", "x"],
    ["x VARCHAR", "[[[[CAST(x AS VARCHAR)]]]]"],
    ["x BOOLEAN", "[[[[[x]]]]]"],
    ["x TIMESTAMPTZ", "timezone('UTC', x)"],
    [`x ${ZONED}`, "timezone('UTC', x.instant)"],
    ["x", "x"],
  ],
  /** The same of what stands beside + or -: moments and intervals are of one kind. */
  trino_summand: [
    ["x DOUBLE", "x"],
    ["x DATE", "INTERVAL '1 day'"],
    ["x TIMESTAMP", "INTERVAL '1 day'"],
    ["x TIMESTAMPTZ", "INTERVAL '1 day'"],
    [`x ${ZONED}`, "INTERVAL '1 day'"],
    ["x TIME", "INTERVAL '1 day'"],
    ["x INTERVAL", "x"],
    ["x VARCHAR", "[[[[CAST(x AS VARCHAR)]]]]"],
    ["x", "x"],
  ],
  trino_truth: [
    ["x BOOLEAN", "x"],
    ["x", "[[0]]"],
  ],
  /** An argument with the kind that it must be of and its function, which `strict.ts` asks for. */
  trino_arg: [["x, k, f", "x"]],
  ...KIND_MACROS,
  ...DIGEST_MACROS,
  /** The most frequent values of a histogram. */
  trino_most_frequent: [
    [
      "h, n",
      "map_from_entries(list_transform(list_sort(list_transform(map_entries(h), lambda e: {'count': -CAST(e.value AS BIGINT), 'key': e.key}))[1:n], lambda e: {'key': e.key, 'value': -e.count}))",
    ],
  ],
  trino_summand_of: [
    ["x BIGINT", "trino_summand_of_number(x)"],
    ["x DOUBLE", "trino_summand_of_double(x)"],
    ["x VARCHAR", "trino_summand_of_text(x)"],
    ["x BLOB", "trino_summand_of_bytes(x)"],
    ["x DATE", "trino_summand_of_number(date_diff('day', DATE '1970-01-01', x))"],
  ],
  /** A text that is no longer than its type; only a text itself is cut. */
  trino_varchar_of: [
    ["x VARCHAR, t, n", "left(x, n)"],
    [
      "x BOOLEAN, t, n",
      "CASE WHEN length(t) > n THEN CAST(CAST(concat('CAST: ', t) AS INTEGER) AS VARCHAR) ELSE t END",
    ],
    [
      "x, t, n",
      "CASE WHEN length(t) > n THEN CAST(CAST(concat('CAST: ', t) AS INTEGER) AS VARCHAR) ELSE t END",
    ],
  ],
  trino_char: [["x, n", "rpad(left(x, n), n, ' ')"]],
  trino_boolean: [
    [
      "x VARCHAR",
      "CASE WHEN lower(x) IN ('t', 'true', '1') THEN true WHEN lower(x) IN ('f', 'false', '0') THEN false WHEN x IS NOT NULL THEN CAST(concat('CAST: ', x) AS BOOLEAN) END",
    ],
    ["x", "CAST(x AS BOOLEAN)"],
  ],
  /** A JSON scalar as text; arrays and objects cannot be cast. */
  trino_json_text: [
    [
      "x",
      "CASE json_type(x) WHEN 'NULL' THEN NULL WHEN 'OBJECT' THEN CAST(CAST(concat('CAST: ', x) AS INTEGER) AS VARCHAR) WHEN 'ARRAY' THEN CAST(CAST(concat('CAST: ', x) AS INTEGER) AS VARCHAR) ELSE json_extract_string(x, '$') END",
    ],
  ],
  trino_to_json: [
    [
      "x",
      // DuckDB takes an overload of JSON for all types.
      "CASE WHEN typeof(x) = 'JSON' THEN TRY_CAST(x AS JSON) WHEN typeof(x) LIKE 'MAP%' THEN CAST(trino_sorted_json(CAST(to_json(x) AS VARCHAR)) AS JSON) " +
        "WHEN typeof(x) LIKE 'DECIMAL%' THEN CAST(regexp_replace(CAST(x AS VARCHAR), '^(-?)[.]', '\\10.') AS JSON) " +
        "WHEN typeof(x) IN ('DOUBLE', 'FLOAT') AND (abs(TRY_CAST(x AS DOUBLE)) >= 10000000 OR (abs(TRY_CAST(x AS DOUBLE)) < 0.001 AND TRY_CAST(x AS DOUBLE) <> 0)) AND isfinite(TRY_CAST(x AS DOUBLE)) THEN CAST(trino_double_text(CAST(x AS VARCHAR)) AS JSON) " +
        "ELSE to_json(x) END",
    ],
  ],
  trino_typeof: [
    [
      "t",
      `CASE WHEN ends_with(t, '[]') THEN concat('array(', trino_type_name(left(t, length(t) - 2)), ')') ELSE trino_type_name(t) END`,
    ],
  ],
  trino_type_name: [["t", typeName("t")]],
  /** The same where a text's length, an interval's kind or a quotient's digits would have to be told. */
  trino_typeof_plain: [
    [
      "t",
      `CASE WHEN regexp_matches(t, 'VARCHAR|INTERVAL|DECIMAL') THEN CAST(${noNumber(UNKNOWN_LENGTH)} AS VARCHAR) ELSE trino_typeof(t) END`,
    ],
  ],
  // In a list of one, so that the operand stands once: subscripts of subscripts would grow beyond all bounds.
  trino_subscript: [
    [
      "a, i",
      "list_transform([{'a': a, 'i': i}], lambda p: CASE WHEN p.a[p.i] IS NOT NULL OR p.a IS NULL OR p.i IS NULL OR typeof(p.a) LIKE 'STRUCT%' THEN p.a[p.i] " +
        "WHEN json_type(to_json(p.a)) = 'ARRAY' THEN CASE WHEN TRY_CAST(p.i AS BIGINT) > json_array_length(to_json(p.a)) THEN error(concat('INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length: ', p.i, ' > ', json_array_length(to_json(p.a)))) END " +
        "WHEN NOT list_contains(json_keys(to_json(p.a)), CAST(p.i AS VARCHAR)) THEN error(concat('INVALID_FUNCTION_ARGUMENT: Key not present in map: ', p.i)) END)[1]",
    ],
  ],
  trino_subscript_or_null: [["a, i", "a[i]"]],
  trino_array_max: [["a", "CASE WHEN len(list_filter(a, lambda v: v IS NULL)) = 0 THEN list_max(a) END"]],
  trino_array_min: [["a", "CASE WHEN len(list_filter(a, lambda v: v IS NULL)) = 0 THEN list_min(a) END"]],
  trino_split: [
    [
      "s, d, n",
      "CASE WHEN len(string_split(s, d)) <= n THEN string_split(s, d) ELSE list_append(string_split(s, d)[1:n - 1], array_to_string(string_split(s, d)[n:], d)) END",
    ],
  ],
  trino_substr: [
    ["s, i", "CASE WHEN i = 0 THEN '' WHEN i < -length(s) THEN '' ELSE substr(s, i) END"],
    ["s, i, n", "CASE WHEN i = 0 OR n <= 0 THEN '' WHEN i < -length(s) THEN '' ELSE substr(s, i, n) END"],
  ],
  trino_strpos: [
    ["s, p", "strpos(s, p)"],
    [
      "s, p, n",
      "CASE WHEN len(string_split(s, p)) <= n THEN 0 ELSE length(array_to_string(string_split(s, p)[1:n], p)) + 1 END",
    ],
  ],
  trino_reverse: [
    ["x VARCHAR", "reverse(x)"],
    ["x", "list_reverse(x)"],
  ],
  trino_sign: [
    ...forWhole("cast_to_type(sign(x), x)"),
    [
      "x",
      "CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') AND isnan(TRY_CAST(x AS DOUBLE)) THEN cast_to_type(x, floor(x)) ELSE cast_to_type(sign(x), floor(x)) END",
    ],
  ],
  trino_ceil: [...forWhole("x"), ["x", "ceil(x)"]],
  trino_floor: [...forWhole("x"), ["x", "floor(x)"]],
  trino_ln: [
    [
      "x",
      "CASE WHEN x > 0 THEN ln(CAST(x AS DOUBLE)) WHEN x = 0 THEN CAST('-Infinity' AS DOUBLE) WHEN x IS NOT NULL THEN CAST('NaN' AS DOUBLE) END",
    ],
  ],
  trino_log10: [
    [
      "x",
      "CASE WHEN x > 0 THEN log10(CAST(x AS DOUBLE)) WHEN x = 0 THEN CAST('-Infinity' AS DOUBLE) WHEN x IS NOT NULL THEN CAST('NaN' AS DOUBLE) END",
    ],
  ],
  trino_length: [
    ["x VARCHAR", "length(x)"],
    ["x BLOB", "octet_length(x)"],
  ],
  trino_sqrt: [
    ["x", "CASE WHEN x >= 0 THEN sqrt(CAST(x AS DOUBLE)) WHEN x IS NOT NULL THEN CAST('NaN' AS DOUBLE) END"],
  ],
  trino_bit_count: [
    [
      "x, n",
      `CASE WHEN n NOT BETWEEN 2 AND 64 THEN ${noNumber("INVALID_FUNCTION_ARGUMENT: Bits specified in bit_count must be between 2 and 64")} ` +
        `WHEN n < 64 AND (x < -(CAST(1 AS HUGEINT) << (n - 1)) OR x >= (CAST(1 AS HUGEINT) << (n - 1))) THEN ${noNumber("INVALID_FUNCTION_ARGUMENT: Number must be representable with the bits specified")} ` +
        "ELSE bit_count(CASE WHEN n < 64 THEN CAST(CAST(x AS HUGEINT) + CASE WHEN x < 0 THEN CAST(1 AS HUGEINT) << n ELSE 0 END AS BIGINT) ELSE CAST(x AS BIGINT) END) END",
    ],
  ],
  /** Zeros come from the left, whatever the sign. */
  trino_right_shift: [
    ["x TINYINT, n", "CAST(((CAST(x AS HUGEINT) + CASE WHEN x < 0 THEN 256 ELSE 0 END) >> n) AS TINYINT)"],
    [
      "x SMALLINT, n",
      "CAST(((CAST(x AS HUGEINT) + CASE WHEN x < 0 THEN 65536 ELSE 0 END) >> n) AS SMALLINT)",
    ],
    [
      "x INTEGER, n",
      "CAST(((CAST(x AS HUGEINT) + CASE WHEN x < 0 THEN 4294967296 ELSE 0 END) >> n) AS INTEGER)",
    ],
    [
      "x BIGINT, n",
      "CAST(((CAST(x AS HUGEINT) + CASE WHEN x < 0 THEN CAST(18446744073709551616 AS HUGEINT) ELSE 0 END) >> n) AS BIGINT)",
    ],
  ],
  trino_cbrt: [["x", "CASE WHEN pow(round(cbrt(x)), 3) = x THEN round(cbrt(x)) ELSE cbrt(x) END"]],
  /** Digits behind the point are cut of decimals alone. */
  trino_truncate_to: [
    [
      "x, n",
      `CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN cast_to_type(${noNumber("FUNCTION_NOT_FOUND: Unexpected parameters (double, integer) for function truncate")}, x) ELSE cast_to_type(trunc(x, n), x) END`,
    ],
  ],
  trino_round_to: [["x, n", "cast_to_type(round(x, n), x)"]],
  trino_from_base: [
    [
      "x, b",
      "CASE WHEN len(list_filter(string_split(lower(ltrim(x, '-')), ''), lambda c: strpos('0123456789abcdefghijklmnopqrstuvwxyz', c) NOT BETWEEN 1 AND b)) > 0 THEN error(concat('INVALID_FUNCTION_ARGUMENT: Not a valid base-', b, ' number: ', x)) ELSE CASE WHEN starts_with(x, '-') THEN -1 ELSE 1 END * trino_from_digits(ltrim(x, '-'), b) END",
    ],
  ],
  trino_from_digits: [
    [
      "x, b",
      "CAST(list_reduce(list_prepend(CAST(0 AS HUGEINT), list_transform(string_split(lower(x), ''), lambda c: CAST(strpos('0123456789abcdefghijklmnopqrstuvwxyz', c) - 1 AS HUGEINT))), lambda s, d: s * b + d) AS BIGINT)",
    ],
  ],
  trino_width_bucket: [
    [
      "x, lo, hi, n",
      "CAST(CASE WHEN x < lo THEN 0 WHEN x >= hi THEN n + 1 ELSE floor(divide(CAST(x - lo AS DOUBLE) * n, CAST(hi - lo AS DOUBLE))) + 1 END AS BIGINT)",
    ],
  ],
  trino_luhn: [
    [
      "x",
      "list_sum(list_transform(range(1, length(x) + 1), lambda i: CASE WHEN i % 2 = 0 THEN CASE WHEN CAST(substr(reverse(x), i, 1) AS BIGINT) > 4 THEN CAST(substr(reverse(x), i, 1) AS BIGINT) * 2 - 9 ELSE CAST(substr(reverse(x), i, 1) AS BIGINT) * 2 END ELSE CAST(substr(reverse(x), i, 1) AS BIGINT) END)) % 10 = 0",
    ],
  ],
  trino_soundex: [["x", `CASE WHEN x = '' THEN '' ELSE ${SOUNDEX} END`]],
  trino_url_encode: [["x", "replace(replace(replace(url_encode(x), '%20', '+'), '%2A', '*'), '~', '%7E')"]],
  trino_url_decode: [["x", "url_decode(replace(x, '+', ' '))"]],
  trino_json_parse: [
    [
      "x",
      `CASE WHEN x IS NULL THEN NULL WHEN trim(x) = 'null' THEN CAST('null' AS JSON) WHEN json_valid(x) THEN CAST(trino_sorted_json(x) AS JSON) ELSE error(concat('INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON: ', chr(39), x, chr(39))) END`,
    ],
  ],
  /** An element of an array; of a text Trino makes what is no JSON. */
  trino_json_element: [
    [
      "j, i",
      `CASE WHEN json_type(json_extract(j, i)) = 'VARCHAR' THEN CAST(CAST(${noNumber("NOT_SUPPORTED: json_array_get of a text, which gives no JSON in Athena, is not available in the local Athena: use json_extract")} AS VARCHAR) AS JSON) ELSE json_extract(j, i) END`,
    ],
  ],
  trino_json_size: [
    [
      "j, p",
      "CAST(CASE json_type(j, p) WHEN 'OBJECT' THEN len(json_keys(j, p)) WHEN 'ARRAY' THEN json_array_length(j, p) ELSE CASE WHEN json_type(j, p) IS NOT NULL THEN 0 END END AS BIGINT)",
    ],
  ],
  trino_double_text: [
    [
      "t",
      "CASE t WHEN 'nan' THEN 'NaN' WHEN 'inf' THEN 'Infinity' WHEN '-inf' THEN '-Infinity' WHEN '0.0' THEN '0.0E0' WHEN '-0.0' THEN '-0E0' ELSE trino_exponent(t) END",
    ],
  ],
  /** A real as text has seven digits. */
  trino_real_text: [
    [
      "x",
      "CASE WHEN NOT isfinite(x) OR x = 0 THEN trino_double_text(CAST(x AS VARCHAR)) ELSE trino_exponent(regexp_replace(regexp_replace(printf('%.6e', x), '0*e', 'e'), '[.]e', '.0e')) END",
    ],
  ],
  /** What a clock shows in a zone, which may be an offset, and the moment at which it shows that. */
  trino_in_zone: [
    [
      "z, i",
      "CASE WHEN left(z, 1) IN ('+', '-') THEN timezone('UTC', i) + trino_zone_offset(z) ELSE timezone(z, i) END",
    ],
  ],
  trino_of_zone: [
    [
      "z, t",
      "CASE WHEN left(z, 1) IN ('+', '-') THEN timezone('UTC', t - trino_zone_offset(z)) ELSE timezone(z, t) END",
    ],
  ],
  trino_zone_offset: [
    [
      "z",
      "to_minutes(CAST(left(z, 1) || '1' AS INTEGER) * (CAST(substr(z, 2, 2) AS INTEGER) * 60 + CAST(right(z, 2) AS INTEGER)))",
    ],
  ],
  /** A text as a moment, in UTC alone: what it shows in another zone would be lost. */
  trino_utc: [
    [
      "x",
      `CASE WHEN typeof(x) = 'VARCHAR' AND regexp_matches(CAST(x AS VARCHAR), '\\d ?(?:[A-Za-z_]+/[\\w/+-]+|[+-]\\d\\d(?::?\\d\\d)?)$') AND NOT regexp_matches(CAST(x AS VARCHAR), '(?:Etc/UTC|[+-]00(?::?00)?|-\\d\\d-\\d\\d)$') THEN CAST(CAST(${noNumber("NOT_SUPPORTED: a text with an offset or a zone other than UTC is not available in the local Athena unless it is a literal")} AS VARCHAR) AS TIMESTAMPTZ) ELSE CAST(x AS TIMESTAMPTZ) END`,
    ],
  ],
  trino_zoned: [["x, z", "{'instant': trino_of_zone(z, CAST(x AS TIMESTAMP)), 'zone': z}"]],
  trino_at_zone: [
    ["x TIMESTAMP, z", "{'instant': timezone('UTC', x), 'zone': z}"],
    ["x TIMESTAMPTZ, z", "{'instant': x, 'zone': z}"],
    [`x ${ZONED}, z`, "{'instant': x.instant, 'zone': z}"],
  ],
  /** What a clock on the wall of its zone shows. */
  trino_wall: [
    ["x DATE", "x"],
    ["x TIMESTAMP", "x"],
    ["x TIMESTAMPTZ", "timezone('UTC', x)"],
    [
      "x INTERVAL",
      "CASE WHEN date_part('month', x) <> 0 OR date_part('year', x) <> 0 THEN x ELSE to_days(CAST(CAST(trunc(epoch(x)) AS BIGINT) // 86400 AS INTEGER)) + to_microseconds(CAST(round((epoch(x) - (CAST(trunc(epoch(x)) AS BIGINT) // 86400) * 86400) * 1000000) AS BIGINT)) END",
    ],
    ["x VARCHAR", "x"],
    ["x TIME", "x"],
    [`x ${ZONED}`, "trino_in_zone(x.zone, x.instant)"],
  ],
  trino_offset: [["x", "date_sub('minute', timezone('UTC', x.instant), trino_in_zone(x.zone, x.instant))"]],
  '"-"': [
    ["a DATE, b DATE", 'system.main."-"(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP))'],
    ["a, b", 'system.main."-"(a, b)'],
    ["a", 'system.main."-"(a)'],
  ],
  /** An interval as Trino prints it: of months, or of days and less. */
  trino_interval: [
    [
      "x",
      "CASE WHEN x IS NULL THEN NULL WHEN date_part('year', x) <> 0 OR date_part('month', x) <> 0 THEN printf('%s%d-%d', CASE WHEN date_part('year', x) * 12 + date_part('month', x) < 0 THEN '-' ELSE '' END, abs(date_part('year', x)), abs(date_part('month', x))) " +
        "ELSE printf('%s%d %02d:%02d:%02d.%03d', CASE WHEN epoch(x) < 0 THEN '-' ELSE '' END, CAST(floor(abs(epoch(x)) / 86400) AS BIGINT), CAST(floor(abs(epoch(x)) / 3600) AS BIGINT) % 24, CAST(floor(abs(epoch(x)) / 60) AS BIGINT) % 60, CAST(floor(abs(epoch(x))) AS BIGINT) % 60, CAST(round(abs(epoch(x)) * 1000) AS BIGINT) % 1000) END",
    ],
  ],
  trino_digits: [["x", "regexp_replace(x, '^(.*[^0-9+-].*)$', 'CAST: \\1', 's')"]],
  trino_greatest: [
    [
      "a, b",
      "CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE greatest(trino_ordered(a), trino_ordered(b)) END",
    ],
  ],
  trino_least: [
    ["a, b", "CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE least(trino_ordered(a), trino_ordered(b)) END"],
  ],
  /** Whether a value compares as others do: see finite.ts. */
  trino_comparable: [
    [
      "x",
      "CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN NOT coalesce(isnan(TRY_CAST(x AS DOUBLE)), false) ELSE true END",
    ],
  ],
  /** A value that has an order: maps and JSON have none, and a double that is no number has another one in Trino. */
  trino_ordered: [
    [
      "x",
      `CASE WHEN typeof(x) = 'JSON' OR typeof(x) LIKE 'MAP%' THEN error('FUNCTION_NOT_FOUND: a value of this type has no order') ` +
        `WHEN typeof(x) IN ('DOUBLE', 'FLOAT') AND isnan(TRY_CAST(x AS DOUBLE)) THEN error(${literal(`NOT_SUPPORTED: ${NAN}`)}) ELSE x END`,
    ],
  ],
  trino_date_trunc: [
    ["u, x DATE", "CAST(date_trunc(u, x) AS DATE)"],
    ["u, x TIMESTAMP", "date_trunc(u, x)"],
    ["u, x TIMESTAMPTZ", "date_trunc(u, x)"],
    [`u, x ${ZONED}`, "trino_zoned(date_trunc(u, trino_in_zone(x.zone, x.instant)), x.zone)"],
  ],
  /** Days and more are counted on the clock of a zone. */
  trino_calendar_add: [
    ["x DATE, i", "CAST(x + i AS DATE)"],
    ["x TIMESTAMP, i", "x + i"],
    ["x TIMESTAMPTZ, i", "x + i"],
    [`x ${ZONED}, i`, "trino_zoned(trino_in_zone(x.zone, x.instant) + i, x.zone)"],
  ],
  trino_date_add: [
    ["x DATE, i", "CAST(x + i AS DATE)"],
    ["x TIMESTAMP, i", "x + i"],
    ["x TIMESTAMPTZ, i", "x + i"],
    [`x ${ZONED}, i`, "{'instant': x.instant + i, 'zone': x.zone}"],
  ],
  trino_to_iso8601: [
    ["x DATE", "strftime(x, '%Y-%m-%d')"],
    ["x TIMESTAMP", "strftime(x, '%Y-%m-%dT%H:%M:%S.%g')"],
    ["x TIMESTAMPTZ", "strftime(timezone('UTC', x), '%Y-%m-%dT%H:%M:%S.%gZ')"],
    [
      `x ${ZONED}`,
      "concat(strftime(trino_wall(x), '%Y-%m-%dT%H:%M:%S.%g'), CASE WHEN trino_offset(x) < 0 THEN '-' ELSE '+' END, printf('%02d:%02d', abs(trino_offset(x)) // 60, abs(trino_offset(x)) % 60))",
    ],
  ],
  trino_last_day: [["x", "CAST(last_day(CAST(x AS DATE)) AS DATE)"]],
  trino_split_part: [
    [
      "s, d, i",
      "CASE WHEN i < 1 THEN error('INVALID_FUNCTION_ARGUMENT: Index must be greater than zero') WHEN i > len(string_split(s, d)) THEN NULL ELSE split_part(s, d, i) END",
    ],
  ],
  trino_regexp_extract: [
    ["s, p", "CASE WHEN regexp_matches(s, p) THEN regexp_extract(s, p, 0) END"],
    ["s, p, g", "CASE WHEN regexp_matches(s, p) THEN regexp_extract(s, p, g) END"],
  ],
  trino_json_scalar: [
    [
      "j, p",
      // DuckDB writes a number with a fraction anew.
      "CASE WHEN json_type(j, p) IN ('OBJECT', 'ARRAY', 'NULL') THEN NULL WHEN json_type(j, p) = 'DOUBLE' THEN trino_json_number(CAST(j AS VARCHAR), p) ELSE json_extract_string(j, p) END",
    ],
  ],
  trino_contains: [
    [
      "a, x",
      "CASE WHEN a IS NULL OR x IS NULL THEN NULL WHEN list_contains(a, x) THEN true WHEN list_count(a) < len(a) THEN NULL ELSE false END",
    ],
  ],
  /** Whether an array has a value, a null being one. */
  trino_has: [["a, v", "CASE WHEN v IS NULL THEN list_count(a) < len(a) ELSE list_contains(a, v) END"]],
  trino_overlap: [
    [
      "a, b",
      "CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN list_has_any(list_filter(a, lambda v: v IS NOT NULL), b) THEN true WHEN list_count(a) < len(a) OR list_count(b) < len(b) THEN NULL ELSE false END",
    ],
  ],
  trino_array_position: [
    ["a, x", "CASE WHEN a IS NULL OR x IS NULL THEN NULL ELSE coalesce(list_position(a, x), 0) END"],
  ],
  trino_array_distinct: [
    [
      "a",
      "list_filter(a, lambda v, i: list_position(a, v) = i OR (v IS NULL AND list_position(a, NULL) = i))",
    ],
  ],
  trino_array_remove: [["a, x", "list_filter(a, lambda v: v IS NULL OR v <> x)"]],
  trino_any_match: [
    [
      "a",
      "CASE WHEN a IS NULL THEN NULL WHEN list_bool_or(a) THEN true WHEN list_count(a) < len(a) THEN NULL ELSE false END",
    ],
  ],
  trino_all_match: [
    [
      "a",
      "CASE WHEN a IS NULL THEN NULL WHEN NOT list_bool_and(a) THEN false WHEN list_count(a) < len(a) THEN NULL ELSE true END",
    ],
  ],
  /** Entries with the values of each key together, in the order of the first ones. */
  trino_multimap: [
    [
      "a",
      "map_from_entries(list_transform(trino_array_distinct(list_transform(a, lambda e: e.key)), lambda k: {'key': k, 'value': list_transform(list_filter(a, lambda e: e.key = k), lambda e: e.value)}))",
    ],
  ],
  trino_array_histogram: [
    [
      "a",
      "map_from_entries(list_transform(list_sort(trino_array_distinct(list_filter(a, lambda v: v IS NOT NULL))), lambda k: {'key': k, 'value': len(list_filter(a, lambda v: v = k))}))",
    ],
  ],
  trino_cosine: [
    [
      "a, b",
      "(list_sum(list_transform(map_keys(a), lambda k: a[k] * coalesce(b[k], 0))) / (sqrt(list_sum(list_transform(map_values(a), lambda v: v * v))) * sqrt(list_sum(list_transform(map_values(b), lambda v: v * v)))))",
    ],
  ],
  trino_slice: [
    [
      "a, s, n",
      "CASE WHEN s = 0 THEN error('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1') WHEN n < 0 THEN error('INVALID_FUNCTION_ARGUMENT: length must be greater than or equal to 0') WHEN s < 0 THEN list_slice(a, len(a) + s + 1, len(a) + s + n) ELSE list_slice(a, s, s + n - 1) END",
    ],
  ],
  trino_cardinality: [["x", "CAST(len(x) AS BIGINT)"]],
  /** Of a list or a map, whichever it is. */
  trino_size: [
    [
      "x",
      `CAST(CASE WHEN typeof(x) LIKE 'STRUCT(%hyperloglog%' THEN json_array_length(to_json(x), '$.hyperloglog') ` +
        `WHEN typeof(x) LIKE 'STRUCT%' THEN ${noNumber("FUNCTION_NOT_FOUND: Unexpected parameters (row) for function cardinality")} ` +
        "WHEN json_type(to_json(x)) = 'ARRAY' THEN json_array_length(to_json(x)) WHEN json_type(to_json(x)) = 'OBJECT' THEN len(json_keys(to_json(x))) END AS BIGINT)",
    ],
  ],
  trino_element_at: [["x, i", "x[i]"]],
  trino_sequence: [
    [
      "a DATE, b DATE",
      "list_transform(generate_series(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP), INTERVAL '1 day'), lambda d: CAST(d AS DATE))",
    ],
    [
      "a DATE, b DATE, s",
      "CASE WHEN date_part('year', s) * 12 + date_part('month', s) <> 0 THEN list_transform(range(0, date_sub('month', a, b) // (date_part('year', s) * 12 + date_part('month', s)) + 1), lambda i: CAST(a + to_months(CAST(i * (date_part('year', s) * 12 + date_part('month', s)) AS INTEGER)) AS DATE)) ELSE list_transform(generate_series(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP), s), lambda d: CAST(d AS DATE)) END",
    ],
    ["a TIMESTAMP, b TIMESTAMP, s", "generate_series(a, b, s)"],
    ["a BIGINT, b BIGINT", "generate_series(a, b, CASE WHEN b < a THEN -1 ELSE 1 END)"],
    ["a BIGINT, b BIGINT, s", "generate_series(a, b, s)"],
  ],
  trino_unixtime: [
    [`x ${ZONED}`, "epoch(x.instant)"],
    ["x TIMESTAMP", "epoch(x)"],
    ["x TIMESTAMPTZ", "epoch(x)"],
  ],
};

const tail = (digits: string): string =>
  `left(${digits}, 1) || '.' || coalesce(nullif(substr(${digits}, 2), ''), '0')`;
const LARGE_DIGITS = "rtrim(replace(ltrim(t, '-'), '.', ''), '0')";
const SMALL_DIGITS = "regexp_extract(t, '0\\.0*([1-9]\\d*)', 1)";
/** DuckDB's shortest text of a number to Java's scientific notation: 1e+22 and 12345678.9 to 1.0E22 and 1.23456789E7. */
MACROS.trino_exponent = [
  [
    "t",
    `CASE WHEN contains(t, 'e') THEN split_part(t, 'e', 1) || CASE WHEN contains(split_part(t, 'e', 1), '.') THEN '' ELSE '.0' END || 'E' || CAST(CAST(split_part(t, 'e', 2) AS INTEGER) AS VARCHAR) ` +
      `WHEN regexp_matches(t, '^-?0\\.') THEN regexp_extract(t, '^-?') || ${tail(SMALL_DIGITS)} || 'E-' || CAST(len(regexp_extract(t, '0\\.(0*)', 1)) + 1 AS VARCHAR) ` +
      `ELSE regexp_extract(t, '^-?') || ${tail(LARGE_DIGITS)} || 'E' || CAST(len(regexp_extract(t, '(\\d+)\\.', 1)) - 1 AS VARCHAR) END`,
  ],
];

/** Chooses overloads whose arguments DuckDB does not tell the types of. */
export const OVERLOADS = new Overloads(MACROS);
const ALL = withVariants(MACROS);
const ORDERED = macrosInOrder(ALL);
/** By name, all macros that one needs, itself included. */
const NEEDS = new Map<string, Set<string>>();
for (const name of ORDERED) {
  const bodies = (ALL[name] ?? []).map(([, body]) => body).join(" ");
  const needs = new Set([name]);
  // Those before it in the order know theirs already.
  for (const [other, theirs] of NEEDS) if (isNamed(bodies, other)) for (const one of theirs) needs.add(one);
  NEEDS.set(name, needs);
}

/** Whether SQL may call a macro; an operator is one by its sign. */
function isNamed(sql: string, name: string): boolean {
  return sql.includes(name.startsWith('"') ? name.slice(1, -1) : `${name}(`) || sql.includes(`${name} (`);
}

/** The statements that make all macros. */
export const macroStatements = (): string[] =>
  ORDERED.map((name) => `CREATE TEMP MACRO ${macroBody(ALL, name)}`);

/**
 * The statement that makes the macros which SQL needs, or undefined where it needs no more.
 * @param made names of those that are there; those of the statement are added
 */
export function missingMacros(sql: string, created: Set<string>): string | undefined {
  const needed = new Set<string>();
  for (const [name, needs] of NEEDS) if (isNamed(sql, name)) for (const one of needs) needed.add(one);
  const missing = ORDERED.filter((name) => needed.has(name) && !created.has(name));
  for (const name of missing) created.add(name);
  if (missing.length === 0) return undefined;
  return missing.map((name) => `CREATE TEMP MACRO ${macroBody(ALL, name)}`).join(";\n");
}

/** Macros that write a result's values. */
export const FOR_RESULTS = "trino_interval( trino_exponent( trino_varchar(";
/** The statements that make them. */
export const resultMacros = (): string[] => [missingMacros(FOR_RESULTS, new Set()) ?? ""];
