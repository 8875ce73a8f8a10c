// The bucket of query results: the caller's, or one that forgets them after some days.
import type { Account } from "../constructs/account.ts";
import { secureBuckets } from "../constructs/bucket.ts";
import { type Construct, type Expr, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** @returns the bucket's name. */
export function resultsBucket(scope: Construct, at: Account, vars: Vars<typeof inputs>, keyArn: Expr): Expr {
  const rule = {
    id: "expire",
    prefix: vars.results_prefix,
    archive_after_days: null,
    archive_storage_class: null,
    expire_after_days: vars.results_expire_after_days,
    noncurrent_days: 1,
  };
  const buckets = secureBuckets(scope, "results", at, {
    over: tf`toset(${vars.create_results_bucket} ? ["results"] : [])`,
    bucketName: `${vars.name}-athena-results-${at.id}`,
    lifecycleRules: tf`${{ results: [rule] }}`,
    keyArn,
    versioning: "Suspended",
    forceDestroy: vars.force_destroy,
    holds: "The bucket holds query results.",
    tags: vars.tags,
  });
  return tf`${vars.create_results_bucket} ? one(values(${buckets})[*].bucket) : ${vars.results_bucket}`;
}
