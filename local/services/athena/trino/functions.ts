// Every function of Trino that queries may call here, and how it is said in DuckDB. What is not in this list is refused.
import type { CallRule } from "../../../sql/calls.ts";
import { SqlError } from "../../../sql/tokens.ts";
import { DIGESTS } from "./digests.ts";
import { AGGREGATES, WINDOWS } from "./functions/aggregates.ts";
import { BYTES } from "./functions/bytes.ts";
import { COLLECTIONS } from "./functions/collections.ts";
import { CONDITIONS } from "./functions/conditions.ts";
import { DATES } from "./functions/dates.ts";
import { JSON_FUNCTIONS } from "./functions/json.ts";
import { NUMBERS, STATISTICS } from "./functions/numbers.ts";
import { PATTERNS } from "./functions/patterns.ts";
import { TEXTS } from "./functions/texts.ts";
import { URLS } from "./functions/urls.ts";

/** Trino's functions that are not in the list. */
export const NOT_HERE: ReadonlySet<string> = new Set(
  (
    "bar bing_tile bing_tile_at char2hexint classify color convex_hull_agg evaluate_classifier_predictions features from_encoded_polyline " +
    "from_geojson_geometry from_iso8601_timestamp_nanos from_unixtime_nanos geometry_from_hadoop_shape geometry_union great_circle_distance " +
    "hash_counts index intersection_cardinality jaccard_index json_array json_object learn_classifier " +
    "learn_libsvm_classifier learn_libsvm_regressor learn_regressor line_interpolate_point line_locate_point make_set_digest merge_set_digest " +
    "numeric_histogram objectid_timestamp quantile_at_value regr_count regress render rgb simplify_geometry to_char to_date to_encoded_polyline " +
    "to_geojson_geometry to_geometry to_spherical_geography to_timestamp version word_stem"
  ).split(" "),
);

/** The error of a call that is not in the list: what Athena has and this engine lacks is said to be lacking here. */
export function noFunction(name: string, { line, column }: { line: number; column: number }): SqlError {
  const lower = name.toLowerCase();
  if (NOT_HERE.has(lower) || /^st_|^geometry_|^bing_|^hmac_/.test(lower)) {
    return new SqlError(
      "NOT_SUPPORTED",
      `the function ${lower} is not available in the local Athena`,
      line,
      column,
    );
  }
  return new SqlError("FUNCTION_NOT_FOUND", `Function '${lower}' not registered`, line, column);
}

/** By lower-case name. */
export const FUNCTIONS: ReadonlyMap<string, CallRule> = new Map(
  Object.entries({
    ...NUMBERS,
    ...CONDITIONS,
    ...TEXTS,
    ...BYTES,
    ...DATES,
    ...JSON_FUNCTIONS,
    ...COLLECTIONS,
    ...URLS,
    ...PATTERNS,
    ...AGGREGATES,
    ...WINDOWS,
    ...STATISTICS,
    ...DIGESTS,
  }),
);
