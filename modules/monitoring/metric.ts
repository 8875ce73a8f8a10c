// Metrics of the functions, as alarms and the dashboard name them.
import {
  METRIC_NAMESPACE,
  METRICS,
  type MetricDimension,
  type MetricName,
  PIPELINE_DIMENSION,
} from "../../core/telemetry/metrics.ts";
import type { Value } from "../kit/index.ts";

type Told = { readonly [D in MetricDimension]?: Value };

/** Its dimensions, in the order in which functions write them. */
function dimensionsOf(metric: MetricName, pipeline: Value, of: Told): [string, Value][] {
  const asked = Object.keys(of);
  const set = METRICS[metric].by.find((names: readonly string[]) => names.join() === asked.join());
  if (!set) throw new Error(`${metric} is not told apart by ${asked.join() || "nothing"}`);
  return [[PIPELINE_DIMENSION, pipeline], ...Object.entries(of)];
}

/** For an alarm. */
export const metricOf = (metric: MetricName, pipeline: Value, of: Told = {}) => ({
  namespace: METRIC_NAMESPACE,
  metricName: metric,
  dimensions: Object.fromEntries(
    dimensionsOf(metric, pipeline, of).map(([name, value]) => [name, `${value}`]),
  ),
});

/** For a widget. */
export const graphed = (
  metric: MetricName,
  pipeline: Value,
  options: { readonly [option: string]: Value },
): Value => [METRIC_NAMESPACE, metric, ...dimensionsOf(metric, pipeline, {}).flat(), options];

/** SEARCH of all metrics of the name that are told apart by these. */
export const searched = (
  metric: MetricName,
  pipeline: Value,
  by: readonly MetricDimension[],
  { stat, period }: { stat: string; period: number },
): string => {
  const names = [PIPELINE_DIMENSION, ...by].join(",");
  return `SEARCH('{${METRIC_NAMESPACE},${names}} MetricName="${metric}" ${PIPELINE_DIMENSION}="${pipeline}"', '${stat}', ${period})`;
};
