// A dead-letter queue for each subscription, with the alarm that tells of it: what could not be delivered waits there. Those
// that callers of the API make share one for each topic (docs/decisions/subscriptions.md).
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import type { Account } from "../constructs/account.ts";
import { metricAlarm } from "../constructs/alarm.ts";
import {
  type Construct,
  denyPlainText,
  type Expr,
  each,
  forEach,
  local,
  policy,
  ref,
  tf,
  type Vars,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** The most that SQS keeps a message. */
const FOURTEEN_DAYS = 1_209_600;

/** Of a topic's name in a queue's, which has 80 characters. */
const SHOWN = 32;

/** Key → its topic and what the queue's name begins with. A key with a slash is none of `subscriptions`. */
function wanted(scope: Construct, vars: Vars<typeof inputs>): Expr {
  const short = tf`length(t) <= ${SHOWN} ? t : "\${substr(t, 0, ${SHOWN - 9})}-\${substr(sha256(t), 0, 8)}"`;
  return local(
    scope,
    "dead_letters",
    tf`merge({ for k, s in ${vars.subscriptions} : k => { topic = s.topic, name = "\${${vars.name}}-to-\${k}" } }, { for t in ${vars.api_topics} : "api/\${t}" => { topic = t, name = "\${${vars.name}}-api-to-\${${short}}" } })`,
  );
}

/** Topic → ARN of the queue of what the API's subscribers were not delivered. */
export const apiDeadLetters = (vars: Vars<typeof inputs>, queues: Expr): Expr =>
  tf`{ for t in ${vars.api_topics} : t => ${queues}["api/\${t}"].arn }`;

export function deadLetters(
  scope: Construct,
  at: Account,
  vars: Vars<typeof inputs>,
  keyArn: Expr,
  topics: Expr,
): { queues: Expr; alarms: Expr } {
  const of = wanted(scope, vars);
  const fifo = tf`${vars.deliver}[each.value.topic].fifo`;
  // A FIFO topic asks for a FIFO queue. Source: SNS Developer Guide, "Amazon SNS dead-letter queues".
  const name = tf`"\${each.value.name}-dlq\${${fifo} ? ".fifo" : ""}"`;
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
    of,
  );
  const alarm = forEach(
    metricAlarm(scope, "undelivered", vars, {
      alarmName: `${each.value.attr("name")}-dead-letters`,
      alarmDescription: `Deliveries to ${each.key} were given up. Its dead-letter queue has the messages: once the endpoint answers again, redeliver them.`,
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      // Not of the queue's own name: what an alarm waits for would have to be made before what it replaces is gone, too.
      dimensions: { QueueName: `${name}` },
      statistic: "Maximum",
      period: 60,
      evaluationPeriods: 1,
      threshold: 0,
    }),
    of,
  );
  return { queues: ref(queue), alarms: ref(alarm) };
}
