// Trino's functions that DuckDB lacks or defines otherwise, as DuckDB macros. Each is made as a temporary macro per query.
import { type Macros, macroBody, macrosInOrder } from "../../../sql/macros.ts";
import { literal } from "../../../sql/tokens.ts";

/** Name, then the overloads: parameters and body. */
/** Types whose values are no texts: a text beside one in `||` is an error. */
const NO_TEXTS = ["INTEGER", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP"];

/** A type's name as Trino has it. */
const typeName = (t: string): string =>
  `CASE ${t} WHEN '"NULL"' THEN 'unknown' WHEN 'FLOAT' THEN 'real' WHEN 'BLOB' THEN 'varbinary' WHEN 'TIMESTAMP' THEN 'timestamp(3)' WHEN 'HUGEINT' THEN 'bigint' ` +
  `WHEN 'TIMESTAMP WITH TIME ZONE' THEN 'timestamp(3) with time zone' WHEN 'INTERVAL' THEN 'interval day to second' ELSE regexp_replace(lower(${t}), '^struct', 'row') END`;

/** The same where a number stands: a cast that cannot be, which TRY may catch. */
const noNumber = (message: string): string => `CAST(${literal(message)} AS INTEGER)`;

/** A moment with its zone; DuckDB's own has none. */
const ZONED = "STRUCT(instant TIMESTAMPTZ, zone VARCHAR)";

const MACROS: Macros = {
  // Integers divide to integers, decimals to the larger scale, and by zero not at all.
  '"/"': [
    [
      "a, b",
      `cast_to_type(CASE WHEN b = 0 THEN ${noNumber("DIVISION_BY_ZERO: Division by zero")} ELSE divide(a, b) END, a + b)`,
    ],
  ],
  '"%"': [
    ["a, b", `CASE WHEN b = 0 THEN ${noNumber("DIVISION_BY_ZERO: Division by zero")} ELSE mod(a, b) END`],
  ],
  trino_mod: [
    ["a, b", `CASE WHEN b = 0 THEN ${noNumber("DIVISION_BY_ZERO: Division by zero")} ELSE mod(a, b) END`],
  ],
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
    ["x DATE", "CAST(x AS VARCHAR)"],
    ["x TIMESTAMP", "strftime(x, '%Y-%m-%d %H:%M:%S.%g')"],
    ["x TIMESTAMPTZ", "strftime(timezone('UTC', x), '%Y-%m-%d %H:%M:%S.%g UTC')"],
    [`x ${ZONED}`, "strftime(timezone(x.zone, x.instant), '%Y-%m-%d %H:%M:%S.%g ') || x.zone"],
    [
      "x",
      "CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN trino_double_text(CAST(x AS VARCHAR)) ELSE CAST(x AS VARCHAR) END",
    ],
  ],
  '"||"': [
    ["a VARCHAR, b VARCHAR", 'system.main."||"(a, b)'],
    ["a BLOB, b BLOB", 'system.main."||"(a, b)'],
    ...NO_TEXTS.flatMap((type): [string, string][] => [
      [`a ${type}, b VARCHAR`, "trino_not_text(a)"],
      [`a VARCHAR, b ${type}`, "trino_not_text(b)"],
    ]),
    ["a, b", 'system.main."||"(a, b)'],
  ],
  trino_not_text: [
    [
      "x",
      "CASE WHEN x IS NOT NULL THEN CAST(error(concat('FUNCTION_NOT_FOUND: Unexpected parameters (', trino_typeof(typeof(x)), ') for function concat')) AS VARCHAR) END",
    ],
  ],
  trino_to_json: [
    ["x VARCHAR", "to_json(x)"],
    ["x JSON", "x"],
    ["x", "to_json(x)"],
  ],
  trino_typeof: [
    [
      "t",
      `CASE WHEN ends_with(t, '[]') THEN concat('array(', trino_type_name(left(t, length(t) - 2)), ')') ELSE trino_type_name(t) END`,
    ],
  ],
  trino_type_name: [["t", typeName("t")]],
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
  trino_cbrt: [["x", "CASE WHEN pow(round(cbrt(x)), 3) = x THEN round(cbrt(x)) ELSE cbrt(x) END"]],
  trino_round_to: [["x, n", "cast_to_type(round(x, n), x)"]],
  trino_from_base: [
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
  trino_soundex: [
    [
      "x",
      "rpad(left(upper(left(x, 1)) || replace(substr(regexp_replace(replace(translate(upper(x), 'BFPVCGJKQSXZDTLMNRAEIOUYHW', '11112222222233455600000099'), '9', ''), '00+|11+|22+|33+|44+|55+|66+', '', 'g'), 2), '0', ''), 4), 4, '0')",
    ],
  ],
  trino_url_encode: [["x", "replace(replace(replace(url_encode(x), '%20', '+'), '%2A', '*'), '~', '%7E')"]],
  trino_url_decode: [["x", "url_decode(replace(x, '+', ' '))"]],
  trino_json_parse: [
    [
      "x",
      `CASE WHEN x IS NULL THEN NULL WHEN trim(x) = 'null' THEN CAST('null' AS JSON) WHEN json_valid(x) THEN CAST(json(x) AS JSON) ELSE error(concat('INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON: ', chr(39), x, chr(39))) END`,
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
      "CASE t WHEN 'nan' THEN 'NaN' WHEN 'inf' THEN 'Infinity' WHEN '-inf' THEN '-Infinity' WHEN '0.0' THEN '0.0E0' WHEN '-0.0' THEN '-0.0E0' ELSE trino_exponent(t) END",
    ],
  ],
  trino_zoned: [["x, z", "{'instant': timezone(z, CAST(x AS TIMESTAMP)), 'zone': z}"]],
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
    ["x INTERVAL", "x"],
    ["x VARCHAR", "x"],
    [`x ${ZONED}`, "timezone(x.zone, x.instant)"],
  ],
  trino_offset: [["x", "date_sub('minute', timezone('UTC', x.instant), timezone(x.zone, x.instant))"]],
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
  trino_greatest: [["a, b", "CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE greatest(a, b) END"]],
  trino_least: [["a, b", "CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE least(a, b) END"]],
  trino_date_trunc: [
    ["u, x DATE", "CAST(date_trunc(u, x) AS DATE)"],
    ["u, x TIMESTAMP", "date_trunc(u, x)"],
    ["u, x TIMESTAMPTZ", "date_trunc(u, x)"],
    [`u, x ${ZONED}`, "trino_zoned(date_trunc(u, timezone(x.zone, x.instant)), x.zone)"],
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
      "CASE WHEN json_type(j, p) IN ('OBJECT', 'ARRAY', 'NULL') THEN NULL ELSE json_extract_string(j, p) END",
    ],
  ],
  trino_contains: [["a, x", "CASE WHEN a IS NULL OR x IS NULL THEN NULL ELSE list_contains(a, x) END"]],
  trino_array_position: [
    ["a, x", "CASE WHEN a IS NULL OR x IS NULL THEN NULL ELSE coalesce(list_position(a, x), 0) END"],
  ],
  trino_array_distinct: [
    [
      "a",
      "list_filter(a, lambda v, i: list_position(a, v) = i OR (v IS NULL AND list_position(a, NULL) = i))",
    ],
  ],
  trino_array_remove: [["a, x", "list_filter(a, lambda v: v <> x)"]],
  trino_any_match: [["a", "coalesce(list_bool_or(a), false)"]],
  trino_all_match: [["a", "coalesce(list_bool_and(a), true)"]],
  trino_slice: [
    [
      "a, s, n",
      "CASE WHEN s < 0 THEN list_slice(a, len(a) + s + 1, len(a) + s + n) ELSE list_slice(a, s, s + n - 1) END",
    ],
  ],
  /** What is no number of a list is one of a map. */
  trino_cardinality: [["x", "CAST(len(x) AS BIGINT)"]],
  trino_element_at: [["x, i", "x[i]"]],
  trino_sequence: [
    [
      "a DATE, b DATE",
      "list_transform(generate_series(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP), INTERVAL '1 day'), lambda d: CAST(d AS DATE))",
    ],
    [
      "a DATE, b DATE, s",
      "list_transform(generate_series(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP), s), lambda d: CAST(d AS DATE))",
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

const ORDERED = macrosInOrder(MACROS);
/** By name, all macros that one needs, itself included. */
const NEEDS = new Map<string, Set<string>>();
for (const name of ORDERED) {
  const bodies = (MACROS[name] ?? []).map(([, body]) => body).join(" ");
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
  ORDERED.map((name) => `CREATE TEMP MACRO ${macroBody(MACROS, name)}`);

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
  return missing.map((name) => `CREATE TEMP MACRO ${macroBody(MACROS, name)}`).join(";\n");
}
