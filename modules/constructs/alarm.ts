// A metric's alarm, which tells the caller's topics when it goes off and when it is over.
import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import type { Construct, Expr } from "../kit/index.ts";

export interface AlarmVars {
  tags: Expr;
  alarm_topic_arns: Expr;
}

/** What an alarm says itself; it goes off above its threshold, and no data is no reason, where it does not say otherwise. */
export type AlarmOptions = Omit<
  CloudwatchMetricAlarmConfig,
  "comparisonOperator" | "alarmActions" | "okActions" | "tags" | "lifecycle" | "alarmDescription"
> & {
  /** What it means, and where to look. */
  alarmDescription: string;
  comparisonOperator?: string;
};

export const metricAlarm = (scope: Construct, id: string, vars: AlarmVars, options: AlarmOptions) =>
  new CloudwatchMetricAlarm(scope, id, {
    comparisonOperator: "GreaterThanThreshold",
    treatMissingData: "notBreaching",
    ...options,
    alarmActions: vars.alarm_topic_arns.list,
    okActions: vars.alarm_topic_arns.list,
    tags: vars.tags.map,
    // CloudWatch deletes no alarm that stands in the rule of another: the rule changes first, and then the alarm goes.
    lifecycle: { createBeforeDestroy: true },
  });
