// The stage function's log and metrics. Never a row's content: errors of the engine may quote values, so they are
// cut to what cannot.
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { HeadraceError } from "../../core/errors.ts";
import type { Manifest } from "../../core/records/manifest.ts";

export const logger = new Logger({ serviceName: "stage" });
const metrics = new Metrics({ namespace: "Headrace", serviceName: "stage" });

/** One EMF line per run, with the dataset as dimension. */
export function countRun(manifest: Manifest): void {
  const bytesOut = [...manifest.files, ...manifest.quarantine].reduce((sum, { bytes }) => sum + bytes, 0);
  metrics.addDimension("dataset", manifest.dataset);
  metrics.addMetric("RowsIn", MetricUnit.Count, manifest.rows_in);
  metrics.addMetric("RowsCurated", MetricUnit.Count, manifest.rows_curated);
  metrics.addMetric("RowsQuarantined", MetricUnit.Count, manifest.rows_quarantined);
  metrics.addMetric("BytesIn", MetricUnit.Bytes, manifest.source.bytes);
  metrics.addMetric("BytesOut", MetricUnit.Bytes, bytesOut);
  metrics.addMetric("FilesRejected", MetricUnit.Count, manifest.status === "rejected" ? 1 : 0);
  metrics.addMetric("RunSeconds", MetricUnit.Seconds, manifest.seconds);
  metrics.publishStoredMetrics();
}

/** What of an error may be logged: its kind, and its first line with quoted text left out. */
export function describeError(error: unknown): { name: string; code?: string; message: string } {
  if (error instanceof HeadraceError) return { name: error.name, code: error.code, message: error.message };
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const [line = ""] = message.split("\n", 1);
  return { name, message: line.replaceAll(/(["'`]).*?\1/g, "…").slice(0, 500) };
}
