// The kind of a value, by which strict.ts, chained.ts and finite.ts refuse types that Trino would refuse.
import type { Macros } from "../../../../sql/macros.ts";
import { literal } from "../../../../sql/tokens.ts";
import { noText, ZONED } from "./pieces.ts";

/** The words of what is refused. */
const NAN = "the order of a double that is no number is not available in the local Athena: use is_nan";

const HOLED = "comparing an array, a row or a map that holds a null is not available in the local Athena";

const RIGHT = "CAST(NULL AS STRUCT(a INTEGER))";
const WRONG = "[[0]]";
const rightFor = (...types: string[]): [string, string][] => types.map((type) => [`x ${type}`, RIGHT]);
const wrongFor = (...types: string[]): [string, string][] => types.map((type) => [`x ${type}`, WRONG]);

export const KIND_MACROS: Macros = {
  // Whether a value is of a kind, as one of two types that DuckDB does not mix. All but a text becomes a JSON if it must.
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
  /** What has elements. */
  trino_is_indexed: [
    ...wrongFor("DOUBLE", "BOOLEAN", "VARCHAR", "BLOB", "TIMESTAMP", "TIMESTAMPTZ", "TIME", "INTERVAL"),
    ["x", RIGHT],
  ],
  /** What stands beside + and -. */
  trino_is_addable: [
    ...rightFor("DOUBLE", "DATE", "TIMESTAMP", "TIMESTAMPTZ", "TIME", "INTERVAL", ZONED),
    ...wrongFor("VARCHAR"),
    ["x", WRONG],
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
  trino_summand_of: [
    ["x BIGINT", "trino_summand_of_number(x)"],
    ["x DOUBLE", "trino_summand_of_double(x)"],
    ["x VARCHAR", "trino_summand_of_text(x)"],
    ["x BLOB", "trino_summand_of_bytes(x)"],
    ["x BOOLEAN", "trino_summand_of_number(CAST(x AS BIGINT))"],
    ["x DATE", "trino_summand_of_number(date_diff('day', DATE '1970-01-01', x))"],
  ],
  trino_truth: [
    ["x BOOLEAN", "x"],
    ["x", "[[0]]"],
  ],
  /** An argument with the kind that it must be of and its function, which `strict.ts` asks for. */
  trino_arg: [["x, k, f", "x"]],
  /** Whether a value compares as others do: see finite.ts. */
  trino_comparable: [
    [
      "x",
      "CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN NOT coalesce(isnan(TRY_CAST(x AS DOUBLE)), false) ELSE true END",
    ],
  ],
  /** The key of a JOIN: none where it compares with none. */
  trino_key: [
    [
      "x",
      "CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN CASE WHEN isnan(TRY_CAST(x AS DOUBLE)) THEN NULL ELSE x END ELSE x END",
    ],
  ],
  /** Whether a type is one of arrays, rows or maps. */
  trino_is_nested: [
    ["t", `regexp_matches(t, '^MAP[(]|^STRUCT[(]|\\]$') AND NOT regexp_matches(t, '^STRUCT[(]"?instant"? ')`],
  ],
  trino_has_null: [["x", "regexp_matches(CAST(x AS VARCHAR), '\\bNULL\\b|\\bnan\\b')"]],
  /** An array, a row or a map without a null in it; all else as it is. */
  trino_whole: [
    [
      "x",
      `CASE WHEN trino_is_nested(typeof(x)) AND trino_has_null(x) THEN cast_to_type(${noText(literal(`NOT_SUPPORTED: ${HOLED}`))}, x) ELSE x END`,
    ],
  ],
  /** Whether two values are equal; of arrays, rows and maps it may not be known. */
  trino_equal: [
    [
      "a, b",
      "CASE WHEN NOT trino_is_nested(typeof(a)) THEN a = b AND trino_comparable(a) WHEN a IS NULL OR b IS NULL THEN NULL " +
        "WHEN NOT trino_has_null(a) AND NOT trino_has_null(b) THEN CASE WHEN typeof(a) LIKE 'MAP(%' THEN trino_sorted_json(CAST(to_json(a) AS VARCHAR)) = trino_sorted_json(CAST(to_json(b) AS VARCHAR)) ELSE a = b END " +
        "WHEN typeof(a) = typeof(b) AND regexp_matches(typeof(a), '^(?:\\w+(?:[(][0-9,]+[)])?\\[\\]|STRUCT[(][^\\[]*[)])$') AND NOT regexp_matches(typeof(a), 'DOUBLE|FLOAT|[(].*(?:STRUCT|MAP)[(]') " +
        `THEN trino_equal_parts(trino_parts(a), trino_parts(b)) ELSE CAST(${noText(literal(`NOT_SUPPORTED: ${HOLED}`))} AS BOOLEAN) END`,
    ],
  ],
  /** The elements of an array or the fields of a row, as JSON. */
  trino_parts: [
    [
      "x",
      "CASE WHEN json_type(to_json(x)) = 'ARRAY' THEN json_extract(to_json(x), '$[*]') ELSE json_extract(to_json(x), '$.*') END",
    ],
  ],
  trino_equal_parts: [
    [
      "a, b",
      "CASE WHEN len(a) <> len(b) OR len(list_filter(list_zip(a, b), lambda z: CAST(z[1] AS VARCHAR) <> 'null' AND CAST(z[2] AS VARCHAR) <> 'null' AND CAST(z[1] AS VARCHAR) <> CAST(z[2] AS VARCHAR))) > 0 THEN false END",
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
};
