// Trino's functions that DuckDB lacks or defines otherwise, as DuckDB macros. Each is made as a temporary macro per query.
import { literal } from "../../../sql/tokens.ts";

/** Fails the query, in Trino's words. */
const raise = (message: string): string => `error(${literal(message)})`;

/** Name, then the overloads: parameters and body. */
const MACROS: Record<string, [parameters: string, body: string][]> = {
  // Integers divide to integers, decimals to the larger scale, and by zero not at all.
  '"/"': [
    [
      "a, b",
      `cast_to_type(CASE WHEN b = 0 THEN ${raise("DIVISION_BY_ZERO: Division by zero")} ELSE divide(a, b) END, a + b)`,
    ],
  ],
  '"%"': [["a, b", `CASE WHEN b = 0 THEN ${raise("DIVISION_BY_ZERO: Division by zero")} ELSE mod(a, b) END`]],
  trino_mod: [
    ["a, b", `CASE WHEN b = 0 THEN ${raise("DIVISION_BY_ZERO: Division by zero")} ELSE mod(a, b) END`],
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
    ["x DATE", "CAST(x AS VARCHAR)"],
    ["x TIMESTAMP", "strftime(x, '%Y-%m-%d %H:%M:%S.%g')"],
    ["x TIMESTAMPTZ", "strftime(timezone('UTC', x), '%Y-%m-%d %H:%M:%S.%g UTC')"],
    ["x", "CAST(x AS VARCHAR)"],
  ],
  trino_greatest: [["a, b", "CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE greatest(a, b) END"]],
  trino_least: [["a, b", "CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE least(a, b) END"]],
  trino_date_trunc: [
    ["u, x DATE", "CAST(date_trunc(u, x) AS DATE)"],
    ["u, x TIMESTAMP", "date_trunc(u, x)"],
    ["u, x TIMESTAMPTZ", "date_trunc(u, x)"],
  ],
  trino_date_add: [
    ["x DATE, i", "CAST(x + i AS DATE)"],
    ["x TIMESTAMP, i", "x + i"],
    ["x TIMESTAMPTZ, i", "x + i"],
  ],
  trino_to_iso8601: [
    ["x DATE", "strftime(x, '%Y-%m-%d')"],
    ["x TIMESTAMP", "strftime(x, '%Y-%m-%dT%H:%M:%S.%g')"],
    ["x TIMESTAMPTZ", "strftime(timezone('UTC', x), '%Y-%m-%dT%H:%M:%S.%gZ')"],
  ],
  trino_last_day: [["x", "CAST(last_day(CAST(x AS DATE)) AS DATE)"]],
  trino_split_part: [
    ["s, d, i", "CASE WHEN i > len(string_split(s, d)) THEN NULL ELSE split_part(s, d, i) END"],
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
  trino_slice: [["a, s, n", "list_slice(a, s, s + n - 1)"]],
  trino_unixtime: [
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

/** The statements that make the macros. */
export function macroStatements(): string[] {
  return Object.entries(MACROS).map(
    ([name, overloads]) =>
      `CREATE TEMP MACRO ${name}${overloads.map(([parameters, body]) => `(${parameters}) AS ${body}`).join(", ")}`,
  );
}
