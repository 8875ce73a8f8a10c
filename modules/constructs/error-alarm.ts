// The alarm of a function that fails.
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import { type Construct, type Expr, ref } from "../kit/index.ts";

/** @returns the ARN of the alarm. */
export function errorAlarm(
  scope: Construct,
  vars: { tags: Expr; alarm_topic_arns: Expr },
  functionName: string,
  description: string,
): Expr {
  const alarm = new CloudwatchMetricAlarm(scope, "errors", {
    alarmName: `${functionName}-errors`,
    alarmDescription: description,
    namespace: "AWS/Lambda",
    metricName: "Errors",
    dimensions: { FunctionName: functionName },
    statistic: "Sum",
    period: 300,
    evaluationPeriods: 1,
    threshold: 0,
    comparisonOperator: "GreaterThanThreshold",
    treatMissingData: "notBreaching",
    alarmActions: vars.alarm_topic_arns.list,
    okActions: vars.alarm_topic_arns.list,
    tags: vars.tags.map,
  });
  return ref(alarm, "arn");
}
