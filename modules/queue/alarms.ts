// A queue's alarms: dead letters (or parked messages), and messages that grow old.
import { metricAlarm } from "../constructs/alarm.ts";
import { type Construct, type Expr, one, tf, type Vars, when } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** @returns alarm → ARN. */
export function queueAlarms(scope: Construct, vars: Vars<typeof inputs>): Expr {
  const common = { namespace: "AWS/SQS", statistic: "Maximum", period: 60, evaluationPeriods: 1 };
  const waiting = (id: string, alarm: string, queueName: string, description: string) =>
    metricAlarm(scope, id, vars, {
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
    metricAlarm(scope, "age", vars, {
      ...common,
      alarmName: `${vars.name}-age`,
      alarmDescription: "Messages wait longer than they should: the consumer fails or is too slow.",
      metricName: "ApproximateAgeOfOldestMessage",
      threshold: vars.alarm_age_seconds.number,
      dimensions: { QueueName: `${vars.name}` },
    }),
  );
  const arns = { dead_letters: one(dead, "arn"), parked: one(parked, "arn"), age: one(age, "arn") };
  // By what is asked for, and not by what is there, so that a plan knows which there will be.
  const there = tf`${vars.dead_letter_queue} ? ["age", "dead_letters"] : ["parked"]`;
  return tf`{ for k in ${there} : k => ${arns}[k] }`;
}
