// monitoring: alarms on what the functions count, one on all alarms, a dashboard, saved queries of the logs, and budgets.
import * as z from "zod";
import { RHYTHM } from "../../core/contract/rhythm.ts";
import { account } from "../constructs/account.ts";
import { defineModule, Expr, local, tf } from "../kit/index.ts";
import { countAlarms, expectedDatasets, freshnessAlarms, quarantineAlarms } from "./alarms.ts";
import { budget, costAnomalies } from "./costs.ts";
import { dashboard } from "./dashboard.ts";
import { healthAlarm } from "./health.ts";
import { inputs } from "./inputs.ts";
import { logQueries } from "./log-queries.ts";

const map = (description: string) => z.record(z.string(), z.string()).describe(description);
const text = (description: string) => z.string().describe(description);

export const outputs = z.object({
  health_alarm_arn: text("ARN of the alarm that goes off while any other one has."),
  alarm_arns: map(
    "`ALARM`, `quarantine/DATASET`, `freshness/DATASET` and `model-freshness/MODEL` → ARN of the alarm.",
  ),
  dashboard_name: text("Name of the dashboard; null where there is none."),
  log_query_ids: map("Query of the logs → its id."),
  budget_name: text("Name of the budget; null where there is none."),
  cost_anomaly_monitor_arn: text("ARN of the monitor of cost anomalies; null where there is none."),
});

export const monitoring = defineModule({
  name: "monitoring",
  description:
    "What goes on in a pipeline: alarms on rejected files, rows that break the contract, lag, freshness, loads, models and " +
    "deliveries; one that says whether the pipeline is healthy; a dashboard of what came in, got through, is stuck and " +
    "costs; queries of the logs by name; a budget and a monitor of cost anomalies where they are asked for.",
  usage: `
module "monitoring" {
  source = "./terraform-aws-headrace/modules/monitoring"

  name     = "acme"
  datasets = yamldecode(file("headrace.yaml")).datasets
  members = {
    functions  = { stage = { name = "acme-stage", memory_mb = 2048, log_group = "/aws/lambda/acme-stage" } }
    alarm_arns = { "stage/errors" = module.stage.alarm_arn }
  }
}
`,
  notes:
    "The pipeline calls this module by itself and gives it its members: a part that is added there is watched here. Each function, queue and " +
    "API has alarms of its own in its own module; these are `members.alarm_arns`, and are part of the rule of `NAME-health` with those made here.",
  inputs,
  outputs,
  rules: (vars) => [
    {
      variable: "expect_models_every",
      condition: tf`alltrue([for t in values(${vars.expect_models_every}) : can(regex(${RHYTHM.source}, t))])`,
      message:
        "Write for expect_models_every times from '5 minutes' to '7 days', such as '1 day': an alarm looks back no further.",
    },
  ],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const datasets = local(scope, "watched_datasets", tf`{ for k, d in ${vars.datasets} : k => d }`);
    const named = (kind: string, arns: Expr) =>
      new Expr(`{ for k, arn in ${arns.hcl} : "${kind}/\${k}" => arn }`);
    const alarms = local(
      scope,
      "own_alarms",
      tf`merge(${countAlarms(scope, vars)}, ${named("quarantine", quarantineAlarms(scope, vars, tf`toset(keys(${datasets}))`))}, ${named("freshness", freshnessAlarms(scope, vars, "dataset", expectedDatasets(datasets)))}, ${named("model-freshness", freshnessAlarms(scope, vars, "model", vars.expect_models_every))})`,
    );
    const all = local(scope, "all_alarms", tf`merge(${vars.members.attr("alarm_arns")}, ${alarms})`);
    return {
      health_alarm_arn: healthAlarm(scope, vars, all),
      alarm_arns: alarms,
      dashboard_name: dashboard(scope, vars, at.region, all),
      log_query_ids: logQueries(scope, vars),
      budget_name: budget(scope, vars),
      cost_anomaly_monitor_arn: costAnomalies(scope, vars),
    };
  },
});
