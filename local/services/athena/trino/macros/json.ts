// Trino's JSON: casts, and functions that look into it.
import type { Macros } from "../../../../sql/macros.ts";
import { noNumber, noText } from "./pieces.ts";

export const JSON_MACROS: Macros = {
  /** Nothing of what is none. */
  trino_valid_json: [["j", "CASE WHEN json_valid(j) THEN j END"]],
  /** Doubles as Java writes them, where DuckDB does not. */
  trino_json_numbers: [
    [
      "j",
      "CASE WHEN regexp_matches(CAST(j AS VARCHAR), '\\d[eE]|\\d{8}\\.|0\\.000') THEN CAST(trino_java_json(CAST(j AS VARCHAR)) AS JSON) ELSE j END",
    ],
  ],
  trino_json_path: [
    [
      "p",
      `CASE WHEN regexp_matches(p, '^[$][^*?]*$') THEN regexp_replace(p, '\\["([^"]*)"\\]', '."\\1"', 'g') WHEN p IS NOT NULL THEN ${noText("concat('INVALID_FUNCTION_ARGUMENT: Invalid JSON path: ', chr(39), p, chr(39))")} END`,
    ],
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
  trino_json_parse: [
    [
      "x",
      `CASE WHEN x IS NULL THEN NULL WHEN trim(x) = 'null' THEN CAST('null' AS JSON) WHEN json_valid(x) THEN CAST(trino_sorted_json(x) AS JSON) ELSE CAST(${noText("concat('INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON: ', chr(39), x, chr(39))")} AS JSON) END`,
    ],
  ],
  /** An element of an array; of a text Trino makes what is no JSON. */
  trino_json_element: [
    [
      "j, i",
      `CASE WHEN json_type(json_extract(j, i)) = 'VARCHAR' THEN CAST(CAST(${noNumber("NOT_SUPPORTED: json_array_get of a text, which gives no JSON in Athena, is not available in the local Athena: use json_extract")} AS VARCHAR) AS JSON) ELSE json_extract(j, i) END`,
    ],
  ],
  trino_json_scalar: [
    [
      "j, p",
      // DuckDB writes a number with a fraction anew.
      "CASE WHEN json_type(j, p) IN ('OBJECT', 'ARRAY', 'NULL') THEN NULL WHEN json_type(j, p) = 'DOUBLE' THEN trino_json_number(CAST(j AS VARCHAR), p) ELSE json_extract_string(j, p) END",
    ],
  ],
  trino_json_size: [
    [
      "j, p",
      "CAST(CASE json_type(j, p) WHEN 'OBJECT' THEN len(json_keys(j, p)) WHEN 'ARRAY' THEN json_array_length(j, p) ELSE CASE WHEN json_type(j, p) IS NOT NULL THEN 0 END END AS BIGINT)",
    ],
  ],
};
