// The topics: encrypted, over TLS only, signed by SHA-256, one per name in the contract's `deliver`.
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import type { Account } from "../constructs/account.ts";
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

/** How SNS calls a topic; in HCL where `k` and `t` are a topic's name and settings. */
export const topicName = (name: Expr, key: Expr, settings: Expr): Expr =>
  tf`"\${${name}}-\${${key}}\${${settings}.fifo ? ".fifo" : ""}"`;

/** @param logRoleArn of the role that SNS logs by; null where it does not */
export function topics(
  scope: Construct,
  at: Account,
  vars: Vars<typeof inputs>,
  keyArn: Expr,
  logRoleArn: Expr,
): Expr {
  const name = topicName(vars.name, each.key, each.value);
  const arn = at.arn("sns", `${name}`);
  const samples = tf`${logRoleArn} == null ? null : ${vars.status_logging.attr("success_sample_percent")}`
    .number;
  const role = `${logRoleArn}`;
  const topic = new SnsTopic(scope, "topic", {
    name: `${name}`,
    fifoTopic: each.value.attr("fifo").value,
    kmsMasterKeyId: `${keyArn}`,
    // SHA-256. SNS signs by SHA-1 where it is not told, which receivers refuse by default.
    signatureVersion: 2,
    policy: policy([
      {
        sid: "AccountDecidesByIam",
        actions: ["sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic", "sns:Publish", "sns:Subscribe"],
        principals: { AWS: `arn:${at.partition}:iam::${at.id}:root` },
        resources: arn,
      },
      ...denyPlainText("sns:Publish", arn),
      {
        sid: "DenyPlainTextSubscriptions",
        effect: "Deny",
        actions: ["sns:Subscribe"],
        principals: { AWS: "*" },
        resources: arn,
        conditions: { StringEquals: { "sns:Protocol": "http" } },
      },
    ]).toString(),
    httpSuccessFeedbackRoleArn: role,
    httpSuccessFeedbackSampleRate: samples,
    httpFailureFeedbackRoleArn: role,
    sqsSuccessFeedbackRoleArn: role,
    sqsSuccessFeedbackSampleRate: samples,
    sqsFailureFeedbackRoleArn: role,
    lambdaSuccessFeedbackRoleArn: role,
    lambdaSuccessFeedbackSampleRate: samples,
    lambdaFailureFeedbackRoleArn: role,
    tags: vars.tags.map,
  });
  return ref(forEach(topic, vars.deliver));
}
