// Redshift's functions that DuckDB lacks or defines otherwise, as DuckDB macros. They lie in a
// catalog of their own, in memory, made anew whenever a database is opened.
import { type Macros, macroBody, macrosInOrder } from "../../../sql/macros.ts";
import { Overloads, withVariants } from "../../../sql/overloads.ts";
import { literal } from "../../../sql/tokens.ts";
import { ARRAY_MACROS } from "./array-functions.ts";
import { DATE_MACROS } from "./date-macros.ts";
import { STRING_MACROS } from "./string-macros.ts";
import { SUPER_MACROS } from "./super-macros.ts";

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

const forWhole = (body: string): [string, string][] =>
  ["SMALLINT", "INTEGER", "BIGINT"].map((type) => [`x ${type}`, body]);

/** Name, then the overloads: parameters and body. */
const MACROS: Macros = {
  '"/"': [["a, b", `CASE WHEN b = 0 THEN ${raise("RS: division by zero")} ELSE divide(a, b) END`]],
  '"%"': [["a, b", `CASE WHEN b = 0 THEN ${raise("RS: division by zero")} ELSE mod(a, b) END`]],
  /** Square and cube roots. */
  '"|/"': [["x", "sqrt(CAST(x AS DOUBLE))"]],
  '"||/"': [["x", "rs_cbrt(x)"]],
  rs_sum_of_doubles: [["x", steady("sum", "fsum")]],
  rs_avg_of_doubles: [["x", steady("avg", "favg")]],
  rs_trunc: [
    ["x TIMESTAMP", "CAST(x AS DATE)"],
    ["x DATE", "x"],
    ["x", "trunc(x)"],
  ],
  rs_trunc_to: [["x, n", "trunc(x, n)"]],
  /** A type that an aggregate has not is known before any row is read. */
  rs_no_boolean: [
    [
      "x, aggregate",
      "CASE WHEN typeof(x) = 'BOOLEAN' THEN error('RS: function ' || aggregate || '(boolean) does not exist') ELSE x END",
    ],
  ],
  rs_json_path: [["j, p", "CASE WHEN json_type(j, p) <> 'NULL' THEN json_extract_string(j, p) END"]],
  rs_json_text: [
    [
      "j, p",
      `CASE WHEN j IS NULL THEN NULL WHEN j = '' THEN '' WHEN NOT rs_json_valid(j) THEN ${raise("RS: JSON parsing error")} ELSE rs_json_path(j, p) END`,
    ],
  ],
  rs_json_text_or_null: [
    ["j, p", "CASE WHEN j IS NULL OR NOT rs_json_valid(j) THEN NULL ELSE rs_json_path(j, p) END"],
  ],
  rs_json_array_length: [
    [
      "x",
      `CASE WHEN x IS NULL THEN NULL WHEN NOT rs_json_valid(x) THEN ${raise("RS: invalid json array object")} WHEN json_type(CASE WHEN rs_json_valid(x) THEN x END) <> 'ARRAY' THEN ${raise("RS: invalid json array object")} ELSE CAST(json_array_length(x) AS INTEGER) END`,
    ],
  ],
  rs_json_array_length_or_null: [
    [
      "x",
      "CASE WHEN rs_json_valid(x) THEN CASE WHEN json_type(x) = 'ARRAY' THEN CAST(json_array_length(x) AS INTEGER) END END",
    ],
  ],
  rs_is_valid_object: [
    ["x", "CASE WHEN rs_json_valid(x) THEN json_type(x) = 'OBJECT' WHEN x IS NOT NULL THEN false END"],
  ],
  /** DuckDB takes commas before a closing bracket, comments and numbers that are none. */
  rs_json_valid: [
    [
      "x",
      "CASE WHEN json_valid(x) THEN NOT regexp_matches(regexp_replace(x, '\"(?:[^\"\\\\]|\\\\.)*\"', '0', 'g'), ',\\s*[]}]|//|/[*]|[NI][an]') ELSE false END",
    ],
  ],
  rs_is_valid_array: [
    ["x", "CASE WHEN rs_json_valid(x) THEN json_type(x) = 'ARRAY' WHEN x IS NOT NULL THEN false END"],
  ],
  rs_sign: [...forWhole("CAST(sign(x) AS INTEGER)"), ["x", "cast_to_type(sign(x), floor(x))"]],
  rs_cbrt: [
    [
      "x",
      "CASE WHEN pow(round(cbrt(x)), 3) = x THEN round(cbrt(CAST(x AS DOUBLE))) ELSE cbrt(CAST(x AS DOUBLE)) END",
    ],
  ],
  ...STRING_MACROS,
  ...DATE_MACROS,
  ...SUPER_MACROS,
  ...ARRAY_MACROS,
};

/** Chooses overloads whose arguments DuckDB does not tell the types of. */
export const OVERLOADS = new Overloads(MACROS);
const ALL = withVariants(MACROS);

/** The statements that make the macros, for a connection of their own. */
export function macroStatements(): string[] {
  const attach = `ATTACH ':memory:' AS ${MACRO_CATALOG}`;
  const path = `SET search_path = '${MACRO_CATALOG}.main'`;
  const macros = macrosInOrder(ALL).map(
    (name) => `CREATE MACRO ${MACRO_CATALOG}.main.${macroBody(ALL, name)}`,
  );
  return [attach, path, ...macros];
}
