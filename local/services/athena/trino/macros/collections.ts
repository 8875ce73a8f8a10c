// Trino's functions of arrays and maps.
import type { Macros } from "../../../../sql/macros.ts";
import { noNumber } from "./pieces.ts";

export const COLLECTION_MACROS: Macros = {
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
  trino_element_at: [["x, i", "x[i]"]],
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
  trino_cosine: [
    [
      "a, b",
      "(list_sum(list_transform(map_keys(a), lambda k: a[k] * coalesce(b[k], 0))) / (sqrt(list_sum(list_transform(map_values(a), lambda v: v * v))) * sqrt(list_sum(list_transform(map_values(b), lambda v: v * v)))))",
    ],
  ],
};
