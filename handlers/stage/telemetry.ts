// The stage function's log and metrics. Never a row's content: errors go through aws/failure.ts.
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Manifest } from "../../core/records/manifest.ts";
import { loggerOf, metricsOf } from "../telemetry.ts";

export const logger = loggerOf("stage");
const metrics = metricsOf("stage");

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
