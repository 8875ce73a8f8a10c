// The operations on metrics: values in, statistics out.
import { ApiError } from "../../../gateway/aws-json.ts";
import type { Datum } from "../../../gateway/metrics.ts";
import { checkQueries } from "../alarms/validate.ts";
import { type Dimension, dimensionsOf, type MetricDataQuery, Queries, type Window } from "../math/queries.ts";
import { isPercentile, statisticOf } from "../series/statistic.ts";
import type { Operations } from "./operations.ts";
import { paged } from "./paged.ts";
import type { Input } from "./protocol.ts";

const invalid = (message: string): ApiError => new ApiError("InvalidParameterValue", message);
const MOST_DATA = 1000;
const MOST_DIMENSIONS = 30;
/** Weeks back that a value may lie, and hours ahead. Source: CloudWatch API, PutMetricData. */
const OLDEST_MS = 14 * 86_400_000;
const NEWEST_MS = 2 * 3_600_000;

interface MetricDatum {
  MetricName: string;
  Dimensions?: Dimension[];
  Value?: number;
  Values?: number[];
  Counts?: number[];
  StatisticValues?: { SampleCount: number; Sum: number; Minimum: number; Maximum: number };
  Timestamp?: number;
  Unit?: string;
}

function datumOf(namespace: string, datum: MetricDatum): Datum {
  const { MetricName: name, Dimensions = [], Value, Values, Counts, StatisticValues, Unit } = datum;
  if (Dimensions.length > MOST_DIMENSIONS) throw invalid("No more than 30 dimensions are allowed.");
  const common = { namespace, name, dimensions: dimensionsOf(Dimensions), unit: Unit, at: datum.Timestamp };
  if (StatisticValues)
    throw invalid("The local AWS takes values of metrics, not statistic sets: send Value or Values.");
  if (Values) return { ...common, values: Values, counts: Counts };
  if (Value === undefined || !Number.isFinite(Value))
    throw invalid("The value NaN for parameter MetricData.member.1.Value is invalid.");
  return { ...common, values: [Value] };
}

/** Whole periods, the newest last. */
function windowsOf(start: number, end: number, period: number): Window[] {
  const step = period * 1000;
  const windows: Window[] = [];
  for (let from = Math.floor(start / step) * step; from < end; from += step)
    windows.push({ from, to: from + step });
  if (windows.length > 100_800) throw invalid("The request asks for more than 100,800 datapoints.");
  return windows;
}

export const metricOperations: Operations = {
  PutMetricData({ region, store }, input) {
    const namespace = String(input.Namespace ?? "");
    if (!namespace) throw new ApiError("MissingParameter", "The parameter Namespace is required.");
    if (namespace.startsWith("AWS/"))
      throw invalid(`The value ${namespace} for parameter Namespace is invalid: AWS/ is reserved.`);
    const data = (input.MetricData ?? []) as MetricDatum[];
    if (data.length > MOST_DATA)
      throw invalid(`The collection MetricData must not have more than ${MOST_DATA} members.`);
    for (const { Timestamp: at = Date.now() } of data)
      if (at < Date.now() - OLDEST_MS || at > Date.now() + NEWEST_MS)
        throw invalid("The timestamp must lie within two weeks before and two hours after the current time.");
    store.record(
      region,
      data.map((datum) => datumOf(namespace, datum)),
    );
    return {};
  },
  ListMetrics({ region, store }, input) {
    const asked = (input.Dimensions ?? []) as Partial<Dimension>[];
    const found = store
      .metrics(region)
      .filter(({ namespace }) => input.Namespace === undefined || namespace === input.Namespace)
      .filter(({ name }) => input.MetricName === undefined || name === input.MetricName)
      .filter(({ dimensions }) =>
        asked.every(
          ({ Name = "", Value }) => Name in dimensions && (Value === undefined || dimensions[Name] === Value),
        ),
      );
    const { items, next } = paged(found, input, "MaxResults", 500);
    return {
      Metrics: items.map(({ namespace, name, dimensions }) => ({
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      })),
      NextToken: next,
    };
  },
  GetMetricData({ region, store }, input) {
    const queries = (input.MetricDataQueries ?? []) as MetricDataQuery[];
    checkQueries(queries, true);
    const results: Input[] = [];
    for (const query of queries) {
      if (query.ReturnData === false) continue;
      const period = query.MetricStat?.Period ?? query.Period ?? periodIn(queries);
      const windows = windowsOf(Number(input.StartTime), Number(input.EndTime), period);
      for (const { label, points } of new Queries(store, region, queries, windows).answer(query)) {
        const there = points
          .map((value, at) => ({ value, at: windows[at]?.from ?? 0 }))
          .filter(({ value }) => value !== undefined);
        const ordered = input.ScanBy === "TimestampAscending" ? there : there.toReversed();
        results.push({
          Id: query.Id,
          Label: label,
          Timestamps: ordered.map(({ at }) => new Date(at)),
          Values: ordered.map(({ value }) => value),
          StatusCode: "Complete",
        });
      }
    }
    return { MetricDataResults: results, Messages: [] };
  },
  GetMetricStatistics({ region, store }, input) {
    const { Namespace: namespace, MetricName: name, Dimensions } = input;
    const dimensions = dimensionsOf((Dimensions ?? []) as Dimension[]);
    const series = store.series({ region, namespace: String(namespace), name: String(name), dimensions });
    const statistics = (input.Statistics ?? []) as string[];
    const extended = ((input.ExtendedStatistics ?? []) as string[]).filter(isPercentile);
    const windows = windowsOf(Number(input.StartTime), Number(input.EndTime), Number(input.Period));
    const points = windows.flatMap(({ from, to }) => {
      const sample = series?.between(from, to);
      if (!sample) return [];
      const of = (names: string[]) => names.map((one) => [one, statisticOf(sample, one)]);
      return [
        {
          Timestamp: new Date(from),
          Unit: sample.unit,
          ...Object.fromEntries(of(statistics)),
          ...(extended.length > 0 && { ExtendedStatistics: Object.fromEntries(of(extended)) }),
        },
      ];
    });
    return { Label: name, Datapoints: points };
  },
};

const periodIn = (queries: readonly MetricDataQuery[]): number =>
  Math.max(60, ...queries.map(({ MetricStat }) => MetricStat?.Period ?? 0));
