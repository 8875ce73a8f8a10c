// Stages in functions of their own: a queue and a function per part, and the bucket through which they hand on.

import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging/index.js";
import { STAGES } from "../../core/environment/stage.ts";
import type { Account } from "../constructs/account.ts";
import { secureBuckets } from "../constructs/bucket.ts";
import {
  type Construct,
  type Expr,
  each,
  forEach,
  local,
  type ModuleInputs,
  moduleCall,
  moduleCalls,
  tf,
  type Value,
  type Vars,
} from "../kit/index.ts";
import { queue } from "../queue/index.ts";
import { stage } from "../stage/index.ts";
import type { inputs } from "./inputs.ts";
import { MOVABLE, sizeInputs } from "./topology-inputs.ts";

type PipelineVars = Vars<typeof inputs>;

type StageInputs = ModuleInputs<typeof stage.inputs>;

export function stageParts(
  scope: Construct,
  at: Account,
  vars: PipelineVars,
  given: {
    common: { [input: string]: Value };
    keyArn: Expr;
    /** What the stage function and those of the parts are given alike. */
    shared: Omit<StageInputs, "queue_arn">;
    /** What only the stage function is given. */
    own: Pick<StageInputs, "queue_arn" | "create_token_key" | "token_key_secret_arn">;
  },
) {
  const parts = vars.topology;
  const order = local(
    scope,
    "part_order",
    tf`flatten([for s in ${[...MOVABLE]} : [for k, p in ${parts} : k if try(p.stages[0], "") == s]])`,
  );
  const next = local(
    scope,
    "next_part",
    tf`merge({ for i, k in ${order} : k => try(${order}[i + 1], null) }, { stage = try(${order}[0], null) })`,
  );
  const queues = moduleCalls(scope, "part_queue", queue, parts, {
    ...given.common,
    name: `${vars.name}-${each.key}`,
    consumer_timeout_seconds: each.value.attr("timeout_seconds"),
    max_receives: vars.max_receives,
    alarm_topic_arns: vars.alarm_topic_arns,
  });
  const interim = interimBucket(scope, at, vars, given.keyArn);
  const handsOn = (name: Value) => ({
    interim_bucket: interim,
    next_queue_arn: tf`try(${queues.queue_arn}[${next}[${name}]], null)`,
    next_queue_url: tf`try(${queues.queue_url}[${next}[${name}]], null)`,
  });
  const first = moduleCall(scope, "stage", stage, {
    ...given.shared,
    ...given.own,
    ...sizeOf(vars.stage),
    ...handsOn("stage"),
    stages: tf`length(${parts}) == 0 ? [] : [for s in ${[...STAGES]} : s if !contains(flatten(values(${parts})[*].stages), s)]`,
  });
  const others = moduleCalls(scope, "part", stage, parts, {
    ...given.shared,
    ...sizeOf(each.value),
    ...handsOn(each.key),
    part: each.key,
    stages: each.value.attr("stages"),
    queue_arn: tf`${queues.queue_arn}[each.key]`,
    create_layer: false,
    layer_arn: first.layer_arn,
    create_token_key: false,
    token_key_secret_arn: first.token_key_secret_arn,
  });
  return { first, others, queues, interim };
}

const sizeOf = (size: Expr) =>
  Object.fromEntries(Object.keys(sizeInputs).map((name) => [name, size.attr(name)])) as {
    [K in keyof typeof sizeInputs]: Expr;
  };

/** @returns the bucket's name, null where stages are not split. */
function interimBucket(scope: Construct, at: Account, vars: PipelineVars, keyArn: Expr): Expr {
  const used = tf`length(${vars.topology}) > 0`;
  const made = tf`(${used} || ${vars.interim.attr("keep_bucket")}) && ${vars.interim.attr("create_bucket")}`;
  const rule = {
    id: "expire",
    prefix: "",
    archive_after_days: null,
    archive_storage_class: null,
    expire_after_days: vars.interim.attr("expire_after_days"),
    noncurrent_days: 1,
  };
  const buckets = secureBuckets(scope, "interim", at, {
    over: tf`toset(${made} ? ["interim"] : [])`,
    bucketName: `${vars.name}-interim-${at.id}`,
    lifecycleRules: tf`${{ interim: [rule] }}`,
    keyArn,
    versioning: "Suspended",
    forceDestroy: tf`${vars.force_destroy} || ${vars.interim.attr("force_destroy")}`,
    holds: "The interim bucket may hold files on their way.",
    apply: "interim.keep_bucket and interim.force_destroy",
    tags: vars.tags,
  });
  forEach(
    new S3BucketLoggingA(scope, "interim-access-logs", {
      bucket: `${each.value.attr("id")}`,
      targetBucket: `${vars.access_logs.attr("bucket")}`,
      targetPrefix: `${vars.access_logs.attr("prefix")}${each.key}/`,
    }),
    tf`{ for k, bucket in ${buckets} : k => bucket if ${vars.access_logs} != null }`,
  );
  return local(
    scope,
    "interim_bucket",
    tf`!(${used}) ? null : ${made} ? one(values(${buckets})[*].bucket) : ${vars.interim.attr("bucket")}`,
  );
}
