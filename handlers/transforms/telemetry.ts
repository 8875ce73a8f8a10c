// The transforms function's log and metrics. Failing rows stay in the warehouse: only their number and query are logged.
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import type { RunReport } from "../../warehouse/models/run/report.ts";
import { reasonOf } from "../aws/failure.ts";
import { loggerOf, metricsOf } from "../telemetry.ts";

export const logger = loggerOf("transforms");
const metrics = metricsOf("transforms");

/** One EMF line per part of a run, with the DAG as dimension. */
export function countPart(dag: string, report: RunReport): void {
  const models = (state: string) => report.models.filter((model) => model.state === state).length;
  const tests = report.tests.filter(({ state }) => state === "failed" || state === "error").length;
  metrics.addDimension("dag", dag);
  metrics.addMetric("ModelsBuilt", MetricUnit.Count, models("built"));
  metrics.addMetric("ModelsFailed", MetricUnit.Count, models("failed"));
  metrics.addMetric("ModelsSkipped", MetricUnit.Count, models("skipped"));
  metrics.addMetric("TestsFailed", MetricUnit.Count, tests);
  metrics.addMetric("RunSeconds", MetricUnit.Seconds, report.seconds);
  metrics.publishStoredMetrics();
}

export function logFailures(report: RunReport): void {
  for (const { name, state, message, sql } of report.models)
    if (state === "failed")
      logger.error("Model failed", { model: name, reason: message && reasonOf(message), sql });
  for (const { name, model, state, failures, query, message } of report.tests)
    if (state === "failed" || state === "error")
      logger.error("Test failed", {
        test: name,
        model,
        state,
        failures,
        query,
        reason: message && reasonOf(message),
      });
}
