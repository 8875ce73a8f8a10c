// Digests of many values: HyperLogLog, quantile digests and t-digests. Here they hold the values themselves, so that what is said of
// them is exact where Trino's is near. Each is a row whose one field tells its kind: none can be shown.
import type { Call, CallRule } from "../../../sql/calls.ts";
import type { Macros } from "../../../sql/macros.ts";
import { SqlError } from "../../../sql/tokens.ts";
import { arg } from "./arguments.ts";

const HLL = "STRUCT(hyperloglog VARCHAR[])";
const OF_WHOLE = "STRUCT(qdigest BIGINT[])";
const OF_DOUBLES = "STRUCT(qdigest DOUBLE[])";
const TDIGEST = "STRUCT(tdigest DOUBLE[])";

const kept = (field: string, value: string): string => `{'${field}': list(${value}) FILTER (x IS NOT NULL)}`;
const merged = (field: string): string => `{'${field}': flatten(list(x.${field}))}`;
/** The value that stands there among all, in their order. */
const at = (field: string): string =>
  `list_sort(x.${field})[least(CAST(floor(q * len(x.${field})) AS BIGINT) + 1, len(x.${field}))]`;

export const DIGEST_MACROS: Macros = {
  trino_approx_set: [["x", kept("hyperloglog", "DISTINCT CAST(x AS VARCHAR)")]],
  trino_qdigest: [
    ["x BIGINT", kept("qdigest", "CAST(x AS BIGINT)")],
    ["x", kept("qdigest", "CAST(x AS DOUBLE)")],
  ],
  trino_tdigest: [["x", kept("tdigest", "CAST(x AS DOUBLE)")]],
  trino_merge: [
    [`x ${HLL}`, "{'hyperloglog': list_distinct(flatten(list(x.hyperloglog)))}"],
    [`x ${OF_WHOLE}`, merged("qdigest")],
    [`x ${OF_DOUBLES}`, merged("qdigest")],
    [`x ${TDIGEST}`, merged("tdigest")],
  ],
  trino_at_quantile: [
    [`x ${OF_WHOLE}, q`, at("qdigest")],
    [`x ${OF_DOUBLES}, q`, at("qdigest")],
    [`x ${TDIGEST}, q`, at("tdigest")],
  ],
  trino_at_quantiles: [
    [`x ${OF_WHOLE}, qs`, `list_transform(qs, lambda q: ${at("qdigest")})`],
    [`x ${OF_DOUBLES}, qs`, `list_transform(qs, lambda q: ${at("qdigest")})`],
    [`x ${TDIGEST}, qs`, `list_transform(qs, lambda q: ${at("tdigest")})`],
  ],
};

const DIGEST = /\bSTRUCT\("?(hyperloglog|qdigest|tdigest)"? /;

/** Throws where a type has a digest in it. */
export function refuseDigest(type: string): void {
  const found = DIGEST.exec(type)?.[1];
  if (found)
    throw new SqlError("NOT_SUPPORTED", `a ${found} as a result is not available in the local Athena`, 0, 0);
}

const digest =
  (macro: string, most = 1): CallRule =>
  (call: Call) => {
    if (call.args.length <= most && !call.distinct && !call.filter && !call.over)
      return `${macro}(${arg(call, 0)})`;
    throw new SqlError(
      "NOT_SUPPORTED",
      `${call.name} with a weight, an accuracy, DISTINCT, FILTER or OVER is not available in the local Athena`,
      call.at.line,
      call.at.column,
    );
  };

export const DIGESTS: Record<string, CallRule> = {
  // How near a set of them is to be, which the second argument says, is no question here.
  approx_set: digest("trino_approx_set", 2),
  empty_approx_set: () => "{'hyperloglog': CAST([] AS VARCHAR[])}",
  qdigest_agg: digest("trino_qdigest"),
  tdigest_agg: digest("trino_tdigest"),
  merge: digest("trino_merge"),
  value_at_quantile: "trino_at_quantile",
  values_at_quantiles: "trino_at_quantiles",
};
