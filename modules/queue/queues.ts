// The queue and its dead-letter queue. Policies are inline: a resource of its own for each costs the provider's wait
// of some 25 seconds once more.
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import type { Account } from "../constructs/account.ts";
import {
  type Construct,
  denyPlainText,
  type Expr,
  jsonencode,
  policy,
  ref,
  type Statement,
  tf,
  type Vars,
  when,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

type QueueVars = Vars<typeof inputs>;

export function queueResources(scope: Construct, at: Account, vars: QueueVars, keyArn: Expr) {
  const arn = at.arn("sqs", `${vars.name}`);
  const deadArn = at.arn("sqs", `${vars.name}-dlq`);
  const dead = when(
    vars.dead_letter_queue,
    new SqsQueue(scope, "dead", {
      name: `${vars.name}-dlq`,
      kmsMasterKeyId: `${keyArn}`,
      messageRetentionSeconds: 1209600,
      redriveAllowPolicy: jsonencode({ redrivePermission: "byQueue", sourceQueueArns: [arn] }).toString(),
      policy: policy(denyPlainText("sqs:*", deadArn)).toString(),
      tags: vars.tags.map,
    }),
  );
  const redrive = jsonencode({
    deadLetterTargetArn: ref(dead).at(0).attr("arn"),
    maxReceiveCount: vars.max_receives,
  });
  const main = new SqsQueue(scope, "this", {
    name: `${vars.name}`,
    kmsMasterKeyId: `${keyArn}`,
    messageRetentionSeconds: vars.retention_seconds.number,
    visibilityTimeoutSeconds:
      tf`${vars.visibility_timeout_seconds} == null ? 6 * ${vars.consumer_timeout_seconds} : ${vars.visibility_timeout_seconds}`
        .number,
    receiveWaitTimeSeconds: 20,
    redrivePolicy: tf`${vars.dead_letter_queue} ? ${redrive} : null`.toString(),
    policy: policy([...denyPlainText("sqs:*", arn), senders(at, vars, arn), producers(vars, arn)]).toString(),
    tags: vars.tags.map,
  });
  return { main, dead };
}

/** SendMessageBatch is `sqs:SendMessage` too. */
const producers = (vars: QueueVars, arn: string): Statement => ({
  sid: "ProducersSend",
  actions: ["sqs:GetQueueUrl", "sqs:SendMessage"],
  resources: arn,
  principals: { AWS: tf`sort(distinct(${vars.producer_arns}))` },
  when: tf`length(${vars.producer_arns}) > 0`,
});

function senders(at: Account, vars: QueueVars, arn: string): Statement {
  return {
    sid: "ServicesSend",
    actions: ["sqs:SendMessage"],
    resources: arn,
    principals: { Service: tf`sort(distinct([for s in ${vars.senders} : "\${s.service}.amazonaws.com"]))` },
    conditions: {
      ArnEquals: { "aws:SourceArn": tf`sort([for s in ${vars.senders} : s.arn])` },
      StringEquals: { "aws:SourceAccount": at.id },
    },
    when: tf`length(${vars.senders}) > 0`,
  };
}
