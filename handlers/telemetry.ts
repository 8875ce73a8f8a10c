// The log and the metrics of a function: one service name for the log, and the metrics of core/telemetry.
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { telemetryEnvironment } from "../core/environment/telemetry.ts";
import {
  METRIC_NAMESPACE,
  METRICS,
  type MetricDimension,
  type MetricName,
  PIPELINE_DIMENSION,
} from "../core/telemetry/metrics.ts";

export const loggerOf = (service: string): Logger => new Logger({ serviceName: service });

let metrics: Metrics | undefined;

/**
 * Writes values of metrics, as lines of the log that CloudWatch reads (embedded metric format).
 * @param of what the values are of; every dimension that one of the metrics is told apart by
 */
export function count(
  values: { readonly [K in MetricName]?: number },
  of: { readonly [K in MetricDimension]?: string } = {},
): void {
  const entries = Object.entries(values) as [MetricName, number][];
  const alike = Map.groupBy(entries, ([name]) => JSON.stringify(METRICS[name].by));
  for (const together of alike.values()) writeLine(together, of);
}

/** One line for metrics that are told apart by the same dimensions. */
function writeLine(
  entries: readonly [MetricName, number][],
  of: { readonly [dimension: string]: string | undefined },
): void {
  const [first] = entries;
  if (!first) return;
  metrics ??= ofPipeline();
  for (const names of METRICS[first[0]].by)
    metrics.addDimensions(Object.fromEntries(names.map((name) => [name, of[name] ?? "none"])));
  for (const [name, value] of entries) metrics.addMetric(name, METRICS[name].unit, value);
  metrics.publishStoredMetrics();
}

/** The pipeline is a dimension of every metric; the service is none: what a metric is called says what wrote it. */
function ofPipeline(): Metrics {
  const made = new Metrics({ namespace: METRIC_NAMESPACE });
  made.clearDefaultDimensions();
  return made.setDefaultDimensions({
    [PIPELINE_DIMENSION]: telemetryEnvironment.parse(process.env).PIPELINE,
  });
}
