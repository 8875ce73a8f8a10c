// The transforms function's log and metrics. Failing rows stay in the warehouse: only their number and query are logged.
import type { RunReport } from "../../warehouse/models/run/report.ts";
import { reasonOf } from "../aws/failure.ts";
import { count, loggerOf } from "../telemetry.ts";

export const logger = loggerOf("transforms");

/** What a part of a run came to. */
export function countPart(report: RunReport): void {
  const models = (state: string) => report.models.filter((model) => model.state === state);
  const tests = report.tests.filter(({ state }) => state === "failed" || state === "error").length;
  count({
    ModelsFailed: models("failed").length,
    ModelsSkipped: models("skipped").length,
    TestsFailed: tests,
    ModelSeconds: report.seconds,
  });
  for (const { name } of models("built")) count({ ModelsBuilt: 1 }, { model: name });
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
