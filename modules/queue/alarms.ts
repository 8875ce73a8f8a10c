// A queue's alarms: dead letters (or parked messages), and messages that grow old.
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import { type Construct, type Expr, one, tf, type Vars, when } from "../kit/index.ts";
import type { inputs } from "./index.ts";

/** @returns alarm → ARN. */
export function queueAlarms(scope: Construct, vars: Vars<typeof inputs>): Expr {
  const common = {
    namespace: "AWS/SQS",
    statistic: "Maximum",
    period: 60,
    evaluationPeriods: 1,
    comparisonOperator: "GreaterThanThreshold",
    treatMissingData: "notBreaching",
    alarmActions: vars.alarm_topic_arns.list,
    okActions: vars.alarm_topic_arns.list,
    tags: vars.tags.map,
  };
  const waiting = (id: string, alarm: string, queueName: string, description: string) =>
    new CloudwatchMetricAlarm(scope, id, {
      ...common,
      alarmName: `${vars.name}-${alarm}`,
      alarmDescription: description,
      metricName: "ApproximateNumberOfMessagesVisible",
      threshold: 0,
      dimensions: { QueueName: queueName },
    });
  const dead = when(
    vars.dead_letter_queue,
    waiting(
      "dead-letters",
      "dead-letters",
      `${vars.name}-dlq`,
      "Messages were given up. Fix the cause, then redrive them from the dead-letter queue.",
    ),
  );
  const parked = when(
    tf`!${vars.dead_letter_queue}`,
    waiting("parked", "parked", `${vars.name}`, "Messages wait for a person: nothing takes from this queue."),
  );
  const age = when(
    vars.dead_letter_queue,
    new CloudwatchMetricAlarm(scope, "age", {
      ...common,
      alarmName: `${vars.name}-age`,
      alarmDescription: "Messages wait longer than they should: the consumer fails or is too slow.",
      metricName: "ApproximateAgeOfOldestMessage",
      threshold: vars.alarm_age_seconds.number,
      dimensions: { QueueName: `${vars.name}` },
    }),
  );
  const arns = { dead_letters: one(dead, "arn"), parked: one(parked, "arn"), age: one(age, "arn") };
  return tf`{ for k, v in ${arns} : k => v if v != null }`;
}
