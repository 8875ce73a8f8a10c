// Aggregates and window functions.
import { type Call, type CallRule, plainCall, same, type Windowed } from "../../../../sql/calls.ts";
import { SqlError } from "../../../../sql/tokens.ts";
import { arg, lacking } from "../arguments.ts";
import { reduced } from "./collections.ts";

/** What a null adds to a checksum: the prime of xxHash64, as a signed number. */
const NULL_SUMMAND = "-7046029288634856825";

/** An aggregate's call with the clauses that follow it. */
const called = (call: Call, name: string, args: readonly string[]): string =>
  `${plainCall(name, { ...call, args: [...args] })}${call.filterClause ? ` ${call.filterClause}` : ""}${call.over ? ` ${call.over}` : ""}`;

/** What is made of aggregates: it holds the clauses that follow the call. */
const composed = (call: Call, sql: string): string | Windowed =>
  call.filter || call.over ? { windowed: sql } : sql;

/** Of whole numbers it is a bigint. Weights are not known here. */
const percentile: CallRule = (call) => {
  const [value, share = ""] = call.args;
  const list = /^(?:ARRAY ?)?\[(.*)\]$/is.exec(share);
  const shares = (list?.[1] ?? share).split(",").map((one) => one.trim());
  if (call.args.length > 2 || shares.some((one) => !/^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(one)))
    return lacking(call);
  const outside = shares.find((one) => Number(one) > 1);
  if (outside !== undefined)
    throw new SqlError("INVALID_FUNCTION_ARGUMENT", "Percentile must be between 0 and 1", 0, 0);
  // From above, since Trino takes the value behind the share, and DuckDB the one before it. Of -0 it would take the least.
  const places = shares.map((one) => (Number(one) === 1 ? "1e0" : `-(1 - ${Number(one)}e0)`));
  const at = list ? `[${places.join(", ")}]` : (places[0] as string);
  if (list && shares.some((one) => Number(one) === 1) && shares.length > 1) return lacking(call);
  return composed(call, called(call, "quantile_disc", [`trino_wide(${value})`, at]));
};

/** A bigint, also as a window function. */
const windowable = (name: string, call: Call): string | Windowed =>
  composed(call, `CAST(${called(call, name, call.args)} AS BIGINT)`);

/** The value beside the least or the greatest, which may be a null; with a number the list of so many. */
const beside =
  (name: "arg_min" | "arg_max"): CallRule =>
  (call) => {
    if (call.args.length < 3) return plainCall(`${name}_null`, call);
    const [value, by, count] = [0, 1, 2].map((index) => arg(call, index));
    const kept = called(call, name, [`{'v': ${value}}`, by as string, `CAST(${count} AS BIGINT)`]);
    return composed(call, `list_transform(${kept}, lambda __b: __b['v'])`);
  };

/** The entries of a map, of keys and values. */
const pairs = (call: Call): string =>
  called(call, "list", [`{'key': ${arg(call, 0)}, 'value': ${arg(call, 1)}}`]);

/** The least or the greatest value; with a number the list of so many. */
const extreme = (name: "min" | "max", call: Call): string =>
  plainCall(name, { ...call, args: [`trino_ordered(${arg(call, 0)})`, ...call.args.slice(1)] });

export const AGGREGATES: Record<string, CallRule> = {
  ...same("count sum any_value count_if bool_and bool_or stddev stddev_samp stddev_pop variance var_samp"),
  ...same("var_pop corr covar_samp covar_pop regr_slope regr_intercept kurtosis histogram array_agg"),
  // Trino's is that of the population.
  skewness: (call) =>
    call.over || call.filter
      ? lacking(call)
      : `(skewness(${arg(call, 0)}) * (count(${arg(call, 0)}) - 2) / sqrt(CAST(count(${arg(call, 0)}) AS DOUBLE) * (count(${arg(call, 0)}) - 1)))`,
  avg: (call) => {
    if (!call.distinct && !call.filter && !call.over) return plainCall("trino_avg", call);
    const value = arg(call, 0);
    const parts = ["avg", "sum", "count"].map((name) => called(call, name, [value]));
    const type = call.over
      ? `trino_avg_type(${value})`
      : called({ ...call, distinct: false }, "any_value", [`trino_avg_type(${value})`]);
    return composed(call, `trino_average(${[...parts, type].join(", ")})`);
  },
  min: (call) => extreme("min", call),
  max: (call) => extreme("max", call),
  arbitrary: "any_value",
  every: "bool_and",
  min_by: beside("arg_min"),
  max_by: beside("arg_max"),
  geometric_mean: "geomean",
  approx_distinct: (call) => `count(DISTINCT ${arg(call, 0)})`,
  approx_percentile: percentile,
  map_union: (call) =>
    composed(call, `trino_first_of_keys(flatten(${called(call, "list", [`map_entries(${arg(call, 0)})`])}))`),
  checksum: (call) =>
    call.over || call.filter || call.distinct
      ? lacking(call)
      : `trino_checksum_bytes(CAST(sum(coalesce(trino_summand_of(${arg(call, 0)}), ${NULL_SUMMAND})) AS VARCHAR))`,
  approx_most_frequent: (call) => {
    if (/^[01]$/.test(arg(call, 0)))
      throw new SqlError(
        "INVALID_FUNCTION_ARGUMENT",
        `approx_most_frequent bucket count must be greater than one, input bucket count: ${arg(call, 0)}`,
        0,
        0,
      );
    return `trino_most_frequent(histogram(${arg(call, 1)}), ${arg(call, 0)})`;
  },
  reduce_agg: (call) =>
    call.filter || call.over || call.distinct
      ? lacking(call)
      : reduced(`list(${arg(call, 0)}) FILTER (${arg(call, 0)} IS NOT NULL)`, call),
  map_agg: (call) => composed(call, `trino_first_of_keys(${pairs(call)})`),
  multimap_agg: (call) =>
    composed(call, `trino_multimap(list_filter(${pairs(call)}, lambda __e: __e['key'] IS NOT NULL))`),
  bitwise_and_agg: (call) => windowable("bit_and", call),
  bitwise_or_agg: (call) => windowable("bit_or", call),
  listagg: (call) => {
    if (!call.withinGroup) {
      throw new SqlError(
        "SYNTAX_ERROR",
        "listagg needs WITHIN GROUP (ORDER BY …)",
        call.at.line,
        call.at.column,
      );
    }
    return `string_agg(${call.distinct ? "DISTINCT " : ""}${arg(call, 0)}, ${call.args[1] ?? "''"}${call.withinGroup ? ` ORDER BY ${call.withinGroup}` : ""})`;
  },
};

export const WINDOWS = same(
  "row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value",
);
