// What a pipeline is told of its monitoring, and what it tells of it.
import * as z from "zod";
import { settingsInputs } from "../monitoring/inputs.ts";

export const monitoringInput = z
  .object({
    enabled: z
      .boolean()
      .default(true)
      .describe("Make alarms on what is counted, the dashboard and the queries."),
    ...settingsInputs,
  })
  .prefault({})
  .describe("What is too much, what may be spent, and what is shown: see the module `monitoring`.");

const text = (description: string) => z.string().describe(description);

export const monitoringOutputs = {
  health_alarm_arn: text("ARN of the alarm that goes off while any other one has; null without monitoring."),
  dashboard_name: text("Name of the dashboard; null where there is none."),
  log_query_ids: z.record(z.string(), z.string()).describe("Query of the logs → its id."),
  budget_name: text("Name of the budget; null where there is none."),
  cost_anomaly_monitor_arn: text("ARN of the monitor of cost anomalies; null where there is none."),
};
