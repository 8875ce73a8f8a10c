// A dead-letter queue for each subscription, with the alarm that tells of it: what could not be delivered waits there.
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import type { Account } from "../constructs/account.ts";
import { metricAlarm } from "../constructs/alarm.ts";
import {
  type Construct,
  denyPlainText,
  type Expr,
  each,
  forEach,
  policy,
  ref,
  tf,
  type Vars,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** The most that SQS keeps a message. */
const FOURTEEN_DAYS = 1_209_600;

export function deadLetters(
  scope: Construct,
  at: Account,
  vars: Vars<typeof inputs>,
  keyArn: Expr,
  topics: Expr,
): { queues: Expr; alarms: Expr } {
  const fifo = tf`${vars.deliver}[each.value.topic].fifo`;
  // A FIFO topic asks for a FIFO queue. Source: SNS Developer Guide, "Amazon SNS dead-letter queues".
  const name = tf`"\${${vars.name}}-to-\${each.key}-dlq\${${fifo} ? ".fifo" : ""}"`;
  const arn = at.arn("sqs", `${name}`);
  const queue = forEach(
    new SqsQueue(scope, "dead", {
      name: `${name}`,
      fifoQueue: fifo.value,
      kmsMasterKeyId: `${keyArn}`,
      messageRetentionSeconds: FOURTEEN_DAYS,
      policy: policy([
        ...denyPlainText("sqs:*", arn),
        {
          sid: "TopicGivesUp",
          actions: ["sqs:SendMessage"],
          principals: { Service: "sns.amazonaws.com" },
          resources: arn,
          conditions: {
            ArnEquals: { "aws:SourceArn": tf`${topics}[each.value.topic].arn` },
            StringEquals: { "aws:SourceAccount": at.id },
          },
        },
      ]).toString(),
      tags: vars.tags.map,
    }),
    vars.subscriptions,
  );
  const alarm = forEach(
    metricAlarm(scope, "undelivered", vars, {
      alarmName: `${vars.name}-to-${each.key}-dead-letters`,
      alarmDescription: `Deliveries to ${each.key} were given up. Its dead-letter queue has the messages: once its endpoint answers again, deliver them anew.`,
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      // Not of the queue's own name: what an alarm waits for would have to be made before what it replaces is gone, too.
      dimensions: { QueueName: `${name}` },
      statistic: "Maximum",
      period: 60,
      evaluationPeriods: 1,
      threshold: 0,
    }),
    vars.subscriptions,
  );
  return { queues: ref(queue), alarms: ref(alarm) };
}
