// Redshift's functions that DuckDB lacks or defines otherwise, as DuckDB macros. They lie in a
// catalog of their own, in memory, made anew whenever a database is opened.
import { literal } from "../../../sql/tokens.ts";

/** DuckDB's catalog that holds the macros. */
export const MACRO_CATALOG = "redshift_functions";

const raise = (message: string): string => `error(${literal(message)})`;

/**
 * An aggregate of doubles, added by Kahan's summation and rounded to the 15 digits that a double holds of any decimal:
 * DuckDB's threads add in another order on every run, and the same query would give other last digits. Infinities and NaN
 * are beyond it.
 */
const steady = (plain: string, compensated: string): string =>
  `CASE WHEN isfinite(CAST(${plain}(x) AS DOUBLE)) THEN CAST(printf('%.15g', CAST(${compensated}(x) AS DOUBLE)) AS DOUBLE) ELSE CAST(${plain}(x) AS DOUBLE) END`;

/** Name, then the overloads: parameters and body. */
const MACROS: Record<string, [parameters: string, body: string][]> = {
  '"/"': [["a, b", `CASE WHEN b = 0 THEN ${raise("RS: division by zero")} ELSE divide(a, b) END`]],
  '"%"': [["a, b", `CASE WHEN b = 0 THEN ${raise("RS: division by zero")} ELSE mod(a, b) END`]],
  rs_sum_of_doubles: [["x", steady("sum", "fsum")]],
  rs_avg_of_doubles: [["x", steady("avg", "favg")]],
  /** Text as Redshift casts it: DuckDB calls infinity inf, and not a number nan. */
  rs_text: [
    [
      "x",
      "CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN replace(replace(CAST(x AS VARCHAR), 'inf', 'Infinity'), 'nan', 'NaN') ELSE CAST(x AS VARCHAR) END",
    ],
  ],
  /** The first n bytes; where the next one goes on with a character (0x80 to 0xBF), without that. */
  rs_cut: [
    [
      "x, n",
      `CASE WHEN x IS NULL OR strlen(x) <= n THEN x ${[0, 1, 2].map((less) => `WHEN encode(x)[n + 1 - ${less}:n + 1 - ${less}] NOT BETWEEN '\\x80'::BLOB AND '\\xBF'::BLOB THEN decode(encode(x)[1:n - ${less}])`).join(" ")} ELSE decode(encode(x)[1:n - 3]) END`,
    ],
  ],
  /** A numeric converted to SUPER stays a number, text becomes a JSON string. */
  rs_to_super: [["x", "CASE WHEN typeof(x) = 'JSON' THEN TRY_CAST(x AS JSON) ELSE to_json(x) END"]],
  rs_to_bytes: [
    ["x BLOB", "x"],
    ["x", "encode(CAST(x AS VARCHAR))"],
  ],
  rs_getdate: [["", "CAST(date_trunc('second', timezone('UTC', now())) AS TIMESTAMP)"]],
  rs_sysdate: [["", "CAST(timezone('UTC', now()) AS TIMESTAMP)"]],
  rs_last_day: [["x", "CAST(last_day(CAST(x AS DATE)) AS DATE)"]],
  rs_add_months: [
    [
      "x, n",
      "CASE WHEN CAST(x AS DATE) = last_day(CAST(x AS DATE)) THEN CAST(last_day(CAST(x AS DATE) + to_months(CAST(n AS INTEGER))) AS TIMESTAMP) ELSE CAST(x AS TIMESTAMP) + to_months(CAST(n AS INTEGER)) END",
    ],
  ],
  rs_months_between: [
    [
      "a, b",
      "CASE WHEN day(CAST(a AS DATE)) = day(CAST(b AS DATE)) OR (CAST(a AS DATE) = last_day(CAST(a AS DATE)) AND CAST(b AS DATE) = last_day(CAST(b AS DATE))) THEN CAST(datediff('month', CAST(b AS DATE), CAST(a AS DATE)) AS DOUBLE) ELSE datediff('month', CAST(b AS DATE), CAST(a AS DATE)) + divide(CAST(day(CAST(a AS DATE)) - day(CAST(b AS DATE)) AS DOUBLE), 31.0) END",
    ],
  ],
  rs_next_day: [
    [
      "x, d",
      "CAST(CAST(x AS DATE) + CAST(((list_position(['mo','tu','we','th','fr','sa','su'], left(lower(d), 2)) - isodow(CAST(x AS DATE)) + 6) % 7) + 1 AS INTEGER) AS DATE)",
    ],
  ],
  rs_convert_timezone: [
    ["target, x", "timezone(target, timezone('UTC', CAST(x AS TIMESTAMP)))"],
    ["source, target, x", "timezone(target, timezone(source, CAST(x AS TIMESTAMP)))"],
  ],
  rs_trunc: [
    ["x TIMESTAMP", "CAST(x AS DATE)"],
    ["x DATE", "x"],
    ["x", "trunc(x)"],
  ],
  rs_trunc_to: [["x, n", "trunc(x, n)"]],
  rs_initcap: [
    [
      "x",
      "array_to_string(list_transform(regexp_extract_all(x, '[[:alnum:]]+|[^[:alnum:]]+'), lambda w: upper(left(w, 1)) || lower(substr(w, 2))), '')",
    ],
  ],
  rs_strtol: [
    [
      "x, base",
      "CAST(list_reduce(list_prepend(CAST(0 AS HUGEINT), list_transform(string_split(lower(regexp_replace(ltrim(x, '-'), '^0[xX]', '')), ''), lambda c: CAST(strpos('0123456789abcdefghijklmnopqrstuvwxyz', c) - 1 AS HUGEINT))), lambda a, d: a * base + d) * CASE WHEN starts_with(x, '-') THEN -1 ELSE 1 END AS BIGINT)",
    ],
  ],
  rs_regexp_substr: [
    ["x, p", "CASE WHEN x IS NULL THEN NULL ELSE regexp_extract(x, p) END"],
    ["x, p, pos", "regexp_extract(substr(x, pos), p)"],
    ["x, p, pos, n", "coalesce(regexp_extract_all(substr(x, pos), p)[n], '')"],
  ],
  rs_regexp_instr: [
    [
      "x, p",
      "CASE WHEN NOT regexp_matches(x, p) THEN 0 ELSE len(regexp_extract(x, '(?s)^(.*?)(?:' || p || ')', 1)) + 1 END",
    ],
  ],
  rs_regexp_count: [
    ["x, p", "len(regexp_extract_all(x, p))"],
    ["x, p, pos", "len(regexp_extract_all(substr(x, pos), p))"],
  ],
  rs_json_path: [
    [
      "j, p",
      "coalesce(CASE WHEN json_type(j, p) IS NULL THEN '' WHEN json_type(j, p) = 'NULL' THEN '' ELSE json_extract_string(j, p) END, '')",
    ],
  ],
  rs_json_text: [
    [
      "j, p",
      `CASE WHEN j IS NULL THEN NULL WHEN j = '' THEN '' WHEN NOT json_valid(j) THEN ${raise("RS: JSON parsing error")} ELSE rs_json_path(j, p) END`,
    ],
  ],
  rs_json_text_or_null: [
    ["j, p", "CASE WHEN j IS NULL OR NOT json_valid(j) THEN NULL ELSE rs_json_path(j, p) END"],
  ],
  rs_json_parse: [
    [
      "x",
      `CASE WHEN x IS NULL THEN NULL WHEN json_valid(x) THEN CAST(x AS JSON) ELSE ${raise("RS: JSON parsing error")} END`,
    ],
  ],
  rs_json_typeof: [
    [
      "x",
      "CASE json_type(x) WHEN 'VARCHAR' THEN 'string' WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' WHEN NULL THEN NULL ELSE 'number' END",
    ],
  ],
  rs_is_valid_array: [["x", "json_valid(x) AND json_type(x) = 'ARRAY'"]],
  rs_func_sha1: [["x", "sha1(x)"]],
  rs_median: [["x", "median(x)"]],
  rs_lpad: [
    ["x, n", "lpad(x, n, ' ')"],
    ["x, n, f", "lpad(x, n, f)"],
  ],
  rs_rpad: [
    ["x, n", "rpad(x, n, ' ')"],
    ["x, n, f", "rpad(x, n, f)"],
  ],
  rs_sha2: [
    [
      "x, bits",
      `CASE WHEN bits IN (0, 256) THEN sha256(x) ELSE ${raise("RS: only 256 bits are available in the local Redshift's sha2")} END`,
    ],
  ],
  rs_same: [["a, b", "a IS NOT DISTINCT FROM b"]],
  /** LISTAGG ends in an error beyond 65,535 bytes. */
  rs_fits: [
    [
      "x",
      `CASE WHEN strlen(x) > 65535 THEN ${raise("RS: Result size exceeds LISTAGG limit (65535)")} ELSE x END`,
    ],
  ],
};

/** The statements that make the macros. */
export function macroStatements(): string[] {
  const attach = `ATTACH ':memory:' AS ${MACRO_CATALOG}`;
  const macros = Object.entries(MACROS).map(
    ([name, overloads]) =>
      `CREATE MACRO ${MACRO_CATALOG}.main.${name}${overloads.map(([parameters, body]) => `(${parameters}) AS ${body}`).join(", ")}`,
  );
  return [attach, ...macros];
}
