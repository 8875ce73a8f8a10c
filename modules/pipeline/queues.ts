// The pipeline's queues: what landed, what was committed, and what is too large for a function.
import type { Account } from "../constructs/account.ts";
import { type Construct, type Expr, moduleCall, type Vars } from "../kit/index.ts";
import { queue } from "../queue/index.ts";
import type { inputs } from "./inputs.ts";

export const CATALOG_TIMEOUT_SECONDS = 60;

export function queues(
  scope: Construct,
  at: Account,
  vars: Vars<typeof inputs>,
  given: { keyArn: Expr; bucketNames: Expr },
) {
  const common = {
    tags: vars.tags,
    kms_key_arn: given.keyArn,
    create_kms_key: false,
    max_receives: vars.max_receives,
    alarm_topic_arns: vars.alarm_topic_arns,
  };
  const from = (zone: string) => [
    { service: "s3", arn: `arn:${at.partition}:s3:::${given.bucketNames.at(zone)}` },
  ];
  return {
    ingest: moduleCall(scope, "ingest_queue", queue, {
      ...common,
      name: `${vars.name}-ingest`,
      consumer_timeout_seconds: vars.stage.attr("timeout_seconds"),
      senders: from("landing"),
    }),
    catalog: moduleCall(scope, "catalog_queue", queue, {
      ...common,
      name: `${vars.name}-catalog`,
      consumer_timeout_seconds: CATALOG_TIMEOUT_SECONDS,
      senders: from("curated"),
    }),
    oversize: moduleCall(scope, "oversize_queue", queue, {
      ...common,
      name: `${vars.name}-oversize`,
      dead_letter_queue: false,
    }),
  };
}
