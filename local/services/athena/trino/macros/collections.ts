// Trino's functions of arrays and maps.
import type { Macros } from "../../../../sql/macros.ts";
import { noNumber, noText } from "./pieces.ts";

const BELOW_ONE = (list: string, index: string): string =>
  `WHEN typeof(${list}) LIKE '%[]' AND TRY_CAST(${index} AS BIGINT) < 1 THEN error(concat('INVALID_FUNCTION_ARGUMENT: ', CASE WHEN TRY_CAST(${index} AS BIGINT) = 0 THEN 'SQL array indices start at 1' ELSE concat('Array subscript is negative: ', ${index}) END))`;

/** The rest of a CASE: the element of `p.a`, or why there is none. */
const element = (index: string): string =>
  `WHEN p.a[${index}] IS NOT NULL OR p.a IS NULL OR ${index} IS NULL OR typeof(p.a) LIKE 'STRUCT(%)' THEN p.a[${index}] ` +
  `WHEN json_type(to_json(p.a)) = 'ARRAY' THEN CASE WHEN TRY_CAST(${index} AS BIGINT) > json_array_length(to_json(p.a)) THEN error(concat('INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length: ', ${index}, ' > ', json_array_length(to_json(p.a)))) END ` +
  `WHEN NOT list_contains(json_keys(to_json(p.a)), CAST(${index} AS VARCHAR)) THEN error(concat('INVALID_FUNCTION_ARGUMENT: Key not present in map: ', ${index})) END`;

export const COLLECTION_MACROS: Macros = {
  // In a list of one, so that the operand stands once: subscripts of subscripts would grow beyond all bounds.
  trino_subscript: [
    [
      "a, i",
      `list_transform([{'a': a, 'i': i}], lambda p: CASE ${BELOW_ONE("p.a", "p.i")} ${element("p.i")})[1]`,
    ],
  ],
  /** Of a whole number that is written out, which may be the place of a row's field: DuckDB has to see it. */
  trino_subscript_at: [["a, i", `list_transform([{'a': a}], lambda p: CASE ${element("i")})[1]`]],
  /** The field of a row that a lambda is given. */
  trino_field: [["r, f", "r[f]"]],
  trino_subscript_or_null: [["a, i", "a[i]"]],
  trino_element_at: [
    [
      "x, i",
      "CASE WHEN typeof(x) LIKE '%[]' AND TRY_CAST(i AS BIGINT) = 0 THEN error('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1') ELSE x[i] END",
    ],
  ],
  trino_split_pairs: [
    [
      "s, d, k",
      `list_transform(CASE WHEN s = '' THEN [] WHEN ends_with(s, d) THEN string_split(s, d)[1:-2] ELSE string_split(s, d) END, lambda p: CASE WHEN len(string_split(p, k)) <> 2 THEN cast_to_type(${noText("concat('INVALID_FUNCTION_ARGUMENT: Key-value delimiter must appear exactly once in each entry. Bad input: ', chr(39), p, chr(39))")}, {'key': '', 'value': ''}) ELSE {'key': split_part(p, k, 1), 'value': split_part(p, k, 2)} END)`,
    ],
  ],
  trino_split_to_map: [["s, d, k", "map_from_entries(trino_split_pairs(s, d, k))"]],
  trino_slice: [
    [
      "a, s, n",
      "CASE WHEN s = 0 THEN error('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1') WHEN n < 0 THEN error('INVALID_FUNCTION_ARGUMENT: length must be greater than or equal to 0') WHEN s < 0 THEN list_slice(a, len(a) + s + 1, len(a) + s + n) ELSE list_slice(a, s, s + n - 1) END",
    ],
  ],
  /** An array of rows: of all else it cannot be bound. */
  trino_rows: [["a", "CASE WHEN false AND struct_extract_at(a[1], 1) IS NULL THEN a ELSE a END"]],
  trino_cardinality: [["x", "CAST(len(x) AS BIGINT)"]],
  /** Of a list or a map, whichever it is. */
  trino_size: [
    [
      "x",
      `CAST(CASE WHEN typeof(x) LIKE 'STRUCT(%hyperloglog%)' THEN json_array_length(to_json(x), '$.hyperloglog') ` +
        `WHEN typeof(x) LIKE 'STRUCT(%)' THEN ${noNumber("FUNCTION_NOT_FOUND: Unexpected parameters (row) for function cardinality")} ` +
        "WHEN json_type(to_json(x)) = 'ARRAY' THEN json_array_length(to_json(x)) WHEN json_type(to_json(x)) = 'OBJECT' THEN len(json_keys(to_json(x))) END AS BIGINT)",
    ],
  ],
  trino_contains: [
    [
      "a, x",
      "CASE WHEN a IS NULL OR x IS NULL THEN NULL WHEN list_contains(a, trino_whole(x)) AND trino_comparable(x) THEN true WHEN list_count(a) < len(a) THEN NULL ELSE false END",
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
    [
      "a, x",
      "CASE WHEN a IS NULL OR x IS NULL THEN NULL WHEN NOT trino_comparable(x) THEN 0 ELSE coalesce(list_position(a, trino_whole(x)), 0) END",
    ],
  ],
  trino_array_distinct: [
    [
      "a",
      "list_filter(a, lambda v, i: list_position(a, v) = i OR (v IS NULL AND list_position(a, NULL) = i))",
    ],
  ],
  trino_array_remove: [["a, x", "list_filter(a, lambda v: v IS NULL OR v <> x OR NOT trino_comparable(x))"]],
  trino_array_max: [["a", "CASE WHEN len(list_filter(a, lambda v: v IS NULL)) = 0 THEN list_max(a) END"]],
  trino_array_min: [["a", "CASE WHEN len(list_filter(a, lambda v: v IS NULL)) = 0 THEN list_min(a) END"]],
  trino_array_histogram: [
    [
      "a",
      "map_from_entries(list_transform(list_sort(trino_array_distinct(list_filter(a, lambda v: v IS NOT NULL))), lambda k: {'key': k, 'value': len(list_filter(a, lambda v: v = k))}))",
    ],
  ],
  /** The most frequent values of a histogram. */
  trino_most_frequent: [
    [
      "h, n",
      "map_from_entries(list_transform(list_sort(list_transform(map_entries(h), lambda e: {'count': -CAST(e.value AS BIGINT), 'key': e.key}))[1:n], lambda e: {'key': e.key, 'value': -e.count}))",
    ],
  ],
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
  /** A map of entries; of those with one key the first, of those with none none. */
  trino_first_of_keys: [
    [
      "a",
      "list_transform([list_filter(a, lambda e: e.key IS NOT NULL)], lambda l: map_from_entries(list_filter(l, lambda e, i: list_position(list_transform(l, lambda o: o.key), e.key) = i)))[1]",
    ],
  ],
  trino_cosine: [
    [
      "a, b",
      "(list_sum(list_transform(map_keys(a), lambda k: a[k] * coalesce(b[k], 0))) / (sqrt(list_sum(list_transform(map_values(a), lambda v: v * v))) * sqrt(list_sum(list_transform(map_values(b), lambda v: v * v)))))",
    ],
  ],
};
