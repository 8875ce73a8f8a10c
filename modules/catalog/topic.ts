// The topic of `dataset.curated`: the caller's, one of its own, or none.
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import type { Account } from "../constructs/account.ts";
import { type Construct, denyPlainText, type Expr, one, policy, tf, type Vars, when } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** @returns the ARN of the topic, null where there is none. */
export function curatedTopic(scope: Construct, at: Account, vars: Vars<typeof inputs>, keyArn: Expr): Expr {
  const name = `${vars.name}-dataset-curated`;
  const arn = at.arn("sns", name);
  const topic = when(
    vars.create_curated_topic,
    new SnsTopic(scope, "curated", {
      name,
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
      ]).toString(),
      tags: vars.tags.map,
    }),
  );
  return tf`${vars.create_curated_topic} ? ${one(topic, "arn")} : ${vars.curated_topic_arn}`;
}
