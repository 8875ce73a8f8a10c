// The alarm of a function that fails.
import { type Construct, type Expr, ref } from "../kit/index.ts";
import { type AlarmVars, metricAlarm } from "./alarm.ts";

/** @returns the ARN of the alarm. */
export function errorAlarm(
  scope: Construct,
  vars: AlarmVars,
  functionName: string,
  description: string,
): Expr {
  const alarm = metricAlarm(scope, "errors", vars, {
    alarmName: `${functionName}-errors`,
    alarmDescription: description,
    namespace: "AWS/Lambda",
    metricName: "Errors",
    dimensions: { FunctionName: functionName },
    statistic: "Sum",
    period: 300,
    evaluationPeriods: 1,
    threshold: 0,
  });
  return ref(alarm, "arn");
}
