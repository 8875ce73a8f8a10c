// Alarms on jobs. Batch has no metric of its own for them; it tells EventBridge, and EventBridge counts what a rule matches.
import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js";
import { type AlarmVars, metricAlarm } from "../constructs/alarm.ts";
import { type Construct, type Expr, jsonencode, ref, tf, type Value } from "../kit/index.ts";

/** @returns alarm → ARN. */
export function jobAlarms(
  scope: Construct,
  vars: AlarmVars & { name: Expr },
  queueArns: readonly Expr[],
): Expr {
  const alarm = (id: string, description: string, why: string, pattern: Value): Expr => {
    const name = `${vars.name}-jobs-${id}`;
    new CloudwatchEventRule(scope, id, {
      name,
      description,
      eventPattern: jsonencode(pattern).toString(),
      tags: vars.tags.map,
    });
    const made = metricAlarm(scope, `${id}-alarm`, vars, {
      alarmName: name,
      alarmDescription: why,
      namespace: "AWS/Events",
      metricName: "TriggeredRules",
      dimensions: { RuleName: name },
      statistic: "Sum",
      period: 300,
      evaluationPeriods: 1,
      threshold: 0,
    });
    return ref(made, "arn");
  };
  return tf`${{
    failed: alarm(
      "failed",
      "A job has failed for good",
      "Jobs failed. Their log says why; import the object, or start the job, again once the cause is gone.",
      {
        source: ["aws.batch"],
        "detail-type": ["Batch Job State Change"],
        detail: { status: ["FAILED"], jobQueue: queueArns },
      },
    ),
    waiting: alarm(
      "waiting",
      "A queue's first job cannot start",
      "Jobs wait and cannot start: the image is missing, there is no capacity, or a definition asks for more than there is.",
      { source: ["aws.batch"], "detail-type": ["Batch Job Queue Blocked"], resources: queueArns },
    ),
  }}`;
}
