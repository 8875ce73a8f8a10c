// The alarm on runs that fail, or end by their timeout. Glue tells EventBridge of them, and EventBridge counts what a rule matches.
import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js";
import { type AlarmVars, metricAlarm } from "../constructs/alarm.ts";
import { type Construct, type Expr, jsonencode, ref, tf } from "../kit/index.ts";

/** @returns alarm → ARN. */
export function runAlarm(scope: Construct, vars: AlarmVars & { name: Expr }, jobs: Expr): Expr {
  const name = `${vars.name}-spark-failed`;
  new CloudwatchEventRule(scope, "failed", {
    name,
    description: "A run of a Spark job has failed",
    eventPattern: jsonencode({
      source: ["aws.glue"],
      "detail-type": ["Glue Job State Change"],
      detail: {
        state: ["FAILED", "TIMEOUT"],
        jobName: tf`concat([for j in ${jobs} : j.name], ["-"])`,
      },
    }).toString(),
    tags: vars.tags.map,
  });
  const made = metricAlarm(scope, "failed-alarm", vars, {
    alarmName: name,
    alarmDescription: "Runs of Spark jobs failed. Their log says which files were not imported, and why.",
    namespace: "AWS/Events",
    metricName: "TriggeredRules",
    dimensions: { RuleName: name },
    statistic: "Sum",
    period: 300,
    evaluationPeriods: 1,
    threshold: 0,
  });
  return tf`${{ failed: ref(made, "arn") }}`;
}
