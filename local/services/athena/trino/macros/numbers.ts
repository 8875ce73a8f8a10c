// Trino's arithmetic and functions of numbers, and numbers as text.
import type { Macros } from "../../../../sql/macros.ts";
import { forWhole, noNumber } from "./pieces.ts";

const tail = (digits: string): string =>
  `left(${digits}, 1) || '.' || coalesce(nullif(substr(${digits}, 2), ''), '0')`;
const LARGE_DIGITS = "rtrim(replace(ltrim(t, '-'), '.', ''), '0')";
/** What a value computed of a and b is a type of. */
const SUM = 'system.main."+"(a, b)';
const isDouble = (value: string): string => `typeof(${value}) IN ('DOUBLE', 'FLOAT')`;
const BY_ZERO = noNumber("DIVISION_BY_ZERO: Division by zero");
/** @param sum a value of the type of both */
const quotient = (a: string, b: string, sum: string): string =>
  `CASE WHEN ${isDouble(sum)} THEN cast_to_type(system.main."/"(${a}, ${b}), ${sum}) WHEN ${b} = 0 THEN cast_to_type(${BY_ZERO}, ${sum}) ` +
  `WHEN typeof(${sum}) LIKE 'DECIMAL%' THEN cast_to_type(trino_decimal_quotient(${a}, ${b}, trino_scale(typeof(${sum})), ${sum}), ${sum}) ELSE cast_to_type(divide(${a}, ${b}), ${sum}) END`;
const MODULUS = `CASE WHEN ${isDouble(SUM)} THEN mod(a, b) WHEN b = 0 THEN cast_to_type(${BY_ZERO}, mod(a, b)) ELSE mod(a, b) END`;
const SMALL_DIGITS = "regexp_extract(t, '0\\.0*([1-9]\\d*)', 1)";

export const NUMBER_MACROS: Macros = {
  // Doubles divide as IEEE has it, integers to integers, decimals to the larger scale; of the two latter, by zero not at all.
  '"/"': [["a, b", quotient("a", "b", SUM)]],
  '"%"': [["a, b", MODULUS]],
  trino_mod: [["a, b", MODULUS]],
  // The same with each operand once: see divisions.ts.
  trino_quotient_of: [
    [
      "a, b",
      `list_transform([{'a': a, 'b': b, 't': ${SUM}}], lambda p: ${quotient("p.a", "p.b", "p.t")})[1]`,
    ],
  ],
  trino_modulus_of: [["a, b", "list_transform([{'a': a, 'b': b}], lambda p: trino_mod(p.a, p.b))[1]"]],
  /** The digits behind the point of a decimal's type. */
  trino_scale: [["t", "TRY_CAST(regexp_extract(t, ',(\\d+)', 1) AS INTEGER)"]],
  trino_power_of_ten: [["s", "CAST(rpad('1', s + 1, '0') AS DECIMAL(38,0))"]],
  /** A quotient of whole numbers, rounded half away from zero. */
  trino_rounded_quotient: [
    ["n, d", "CAST(sign(n) * sign(d) AS HUGEINT) * ((abs(n) + abs(d) // 2) // abs(d))"],
  ],
  /** So many units of the last digit of the type of t. */
  trino_units: [
    [
      "n, s, t",
      "CAST(n AS DECIMAL(38,0)) * cast_to_type(CASE WHEN s = 0 THEN '1' ELSE concat('0.', lpad('1', s, '0')) END, t)",
    ],
  ],
  trino_decimal_quotient: [
    [
      "a, b, s, t",
      "trino_units(list_transform([{'n': CAST(a * trino_power_of_ten(s) AS HUGEINT) * CAST(trino_power_of_ten(s) AS HUGEINT), 'd': CAST(b * trino_power_of_ten(s) AS HUGEINT)}], lambda q: trino_rounded_quotient(q.n, q.d))[1], s, t)",
    ],
  ],
  /** A whole number as a bigint. */
  trino_wide: [...forWhole("CAST(x AS BIGINT)"), ["x", "x"]],
  trino_avg: [
    ["x BIGINT", "avg(x)"],
    ["x INTERVAL", "avg(x)"],
    ["x", "trino_average(avg(x), sum(x), count(x), any_value(x))"],
  ],
  /** An average of the type of t; of decimals all digits count. */
  trino_average: [
    [
      "m, s, n, t",
      "list_transform([{'m': m, 's': s, 'n': n, 't': t}], lambda p: CASE WHEN typeof(p.s) LIKE 'DECIMAL%' THEN cast_to_type(trino_units(trino_rounded_quotient(CAST(p.s * trino_power_of_ten(trino_scale(typeof(p.s))) AS HUGEINT), CAST(p.n AS HUGEINT)), trino_scale(typeof(p.s)), p.t), p.t) ELSE cast_to_type(p.m, p.t) END)[1]",
    ],
  ],
  /** A value of the type that an average of x has. */
  trino_avg_type: [
    ["x BIGINT", "CAST(0 AS DOUBLE)"],
    ["x", "x"],
  ],
  trino_sign: [
    ...forWhole("cast_to_type(sign(x), x)"),
    [
      "x",
      "CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') AND isnan(TRY_CAST(x AS DOUBLE)) THEN cast_to_type(x, floor(x)) ELSE cast_to_type(sign(x), floor(x)) END",
    ],
  ],
  /** A whole number as the decimal of its digits, for functions that Trino has of doubles and decimals alone. */
  trino_as_decimal: [
    ["x TINYINT", "CAST(x AS DECIMAL(3,0))"],
    ["x SMALLINT", "CAST(x AS DECIMAL(5,0))"],
    ["x INTEGER", "CAST(x AS DECIMAL(10,0))"],
    ["x BIGINT", "CAST(x AS DECIMAL(19,0))"],
    ["x", "x"],
  ],
  /** What a cast to a real takes: a double beyond its range is infinite. */
  trino_real: [
    [
      "x",
      "CASE WHEN typeof(x) = 'DOUBLE' AND abs(TRY_CAST(x AS DOUBLE)) > 3.4028235677973366e38 AND isfinite(TRY_CAST(x AS DOUBLE)) THEN cast_to_type(CASE WHEN TRY_CAST(x AS DOUBLE) > 0 THEN 'Infinity' ELSE '-Infinity' END, x) ELSE x END",
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
  /** What passes the type's bits is gone. */
  trino_left_shift: [8, 16, 32, 64].map((bits, i): [string, string] => {
    const [all, half] = [
      `CAST('${2n ** BigInt(bits)}' AS HUGEINT)`,
      `CAST('${2n ** BigInt(bits - 1)}' AS HUGEINT)`,
    ];
    const type = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT"][i] as string;
    const shifted = `mod(CAST(x AS HUGEINT) * (CAST(1 AS HUGEINT) << least(n, ${bits - 1})), ${all})`;
    const wrapped = `mod(${shifted} + ${all} + ${half}, ${all}) - ${half}`;
    return [`x ${type}, n`, `CAST(CASE WHEN n >= ${bits} THEN 0 ELSE ${wrapped} END AS ${type})`];
  }),
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
      "CASE WHEN len(list_filter(string_split(lower(ltrim(x, '-')), ''), lambda c: strpos('0123456789abcdefghijklmnopqrstuvwxyz', c) NOT BETWEEN 1 AND b)) > 0 THEN CAST(concat('INVALID_FUNCTION_ARGUMENT: Not a valid base-', b, ' number: ', x) AS INTEGER) ELSE CASE WHEN starts_with(x, '-') THEN -1 ELSE 1 END * trino_from_digits(ltrim(x, '-'), b) END",
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
  /** DuckDB's shortest text of a number to Java's scientific notation: 1e+22 and 12345678.9 to 1.0E22 and 1.23456789E7. */
  trino_exponent: [
    [
      "t",
      `CASE WHEN contains(t, 'e') THEN split_part(t, 'e', 1) || CASE WHEN contains(split_part(t, 'e', 1), '.') THEN '' ELSE '.0' END || 'E' || CAST(CAST(split_part(t, 'e', 2) AS INTEGER) AS VARCHAR) ` +
        `WHEN regexp_matches(t, '^-?0\\.') THEN regexp_extract(t, '^-?') || ${tail(SMALL_DIGITS)} || 'E-' || CAST(len(regexp_extract(t, '0\\.(0*)', 1)) + 1 AS VARCHAR) ` +
        `ELSE regexp_extract(t, '^-?') || ${tail(LARGE_DIGITS)} || 'E' || CAST(len(regexp_extract(t, '(\\d+)\\.', 1)) - 1 AS VARCHAR) END`,
    ],
  ],
};
