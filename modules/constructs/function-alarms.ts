// The alarms of a function: that it fails, and that Lambda does not let it run.
import { type Construct, type Expr, ref } from "../kit/index.ts";
import { type AlarmOptions, type AlarmVars, metricAlarm } from "./alarm.ts";

type Told = Pick<AlarmOptions, "alarmDescription" | "evaluationPeriods" | "datapointsToAlarm">;

/** @returns the ARN of the alarm. */
export const errorAlarm = (
  scope: Construct,
  vars: AlarmVars,
  functionName: string,
  alarmDescription: string,
): Expr => onAny(scope, vars, functionName, "Errors", { alarmDescription, evaluationPeriods: 1 });

/**
 * Once is no reason: Lambda asks again, and a queue that has many messages at once meets the function's limit for a moment. A message
 * that is refused again and again is given up at last, without the function having seen it.
 * @returns the ARN of the alarm.
 */
export const throttleAlarm = (scope: Construct, vars: AlarmVars, functionName: string): Expr =>
  onAny(scope, vars, functionName, "Throttles", {
    alarmDescription:
      "Lambda refuses to run the function, again and again. Raise its reserved concurrency or the account's quota of concurrent executions, or lower that of the other functions.",
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
  });

function onAny(
  scope: Construct,
  vars: AlarmVars,
  functionName: string,
  metricName: "Errors" | "Throttles",
  told: Told,
): Expr {
  const id = metricName.toLowerCase();
  const alarm = metricAlarm(scope, id, vars, {
    alarmName: `${functionName}-${id}`,
    namespace: "AWS/Lambda",
    metricName,
    dimensions: { FunctionName: functionName },
    statistic: "Sum",
    period: 300,
    threshold: 0,
    ...told,
  });
  return ref(alarm, "arn");
}
