// The API's alarms: answers that are failures of its own, and answers that take too long.
import { metricAlarm } from "../constructs/alarm.ts";
import { type Construct, type Expr, ref, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";
import type { RestApi } from "./rest-api.ts";

/** @returns alarm → ARN. */
export function apiAlarms(scope: Construct, vars: Vars<typeof inputs>, { stageName }: RestApi): Expr {
  const common = {
    namespace: "AWS/ApiGateway",
    dimensions: { ApiName: `${vars.name}-api`, Stage: stageName },
    period: 300,
  };
  const failures = metricAlarm(scope, "server-errors", vars, {
    ...common,
    alarmName: `${vars.name}-api-server-errors`,
    alarmDescription:
      "Requests are answered by 5xx. The access log has their ids, and the function's log what failed.",
    metricName: "5XXError",
    statistic: "Sum",
    evaluationPeriods: 1,
    threshold: 0,
  });
  const slow = metricAlarm(scope, "latency", vars, {
    ...common,
    alarmName: `${vars.name}-api-latency`,
    alarmDescription: "One request of a hundred takes too long. The access log has integrationLatency.",
    metricName: "Latency",
    extendedStatistic: "p99",
    evaluationPeriods: 3,
    threshold: vars.latency_alarm_ms.number,
  });
  return tf`${{ server_errors: ref(failures, "arn"), latency: ref(slow, "arn") }}`;
}
