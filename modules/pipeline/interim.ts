// The bucket between the parts of a topology.
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging/index.js";
import { secureBuckets } from "../constructs/bucket.ts";
import { type Expr, each, forEach, local, tf } from "../kit/index.ts";
import type { Pipeline } from "./member.ts";

/** @returns the bucket's name, null where stages are not split. */
export function interimBucket({ scope, at, vars, keyArn }: Pipeline): Expr {
  const used = tf`length(${vars.topology}) > 0`;
  const create = tf`(${used} || ${vars.interim.attr("keep_bucket")}) && ${vars.interim.attr("create_bucket")}`;
  const rule = {
    id: "expire",
    prefix: "",
    archive_after_days: null,
    archive_storage_class: null,
    expire_after_days: vars.interim.attr("expire_after_days"),
    noncurrent_days: 1,
  };
  const buckets = secureBuckets(scope, "interim", at, {
    over: tf`toset(${create} ? ["interim"] : [])`,
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
    tf`!(${used}) ? null : ${create} ? one(values(${buckets})[*].bucket) : ${vars.interim.attr("bucket")}`,
  );
}
