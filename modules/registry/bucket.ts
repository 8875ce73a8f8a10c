// The bucket of what is published. S3 itself refuses to write a version twice.
import type { Account } from "../constructs/account.ts";
import { secureBuckets } from "../constructs/bucket.ts";
import { type Construct, type Expr, policy, type Statement, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** @returns the bucket's name. */
export function registryBucket(scope: Construct, at: Account, vars: Vars<typeof inputs>, keyArn: Expr): Expr {
  const rule = {
    id: "lists",
    prefix: "",
    archive_after_days: null,
    archive_storage_class: null,
    expire_after_days: null,
    noncurrent_days: 30,
  };
  const buckets = secureBuckets(scope, "modules", at, {
    over: tf`toset(["modules"])`,
    bucketName: `${vars.name}-registry-${at.id}`,
    lifecycleRules: tf`${{ modules: [rule] }}`,
    keyArn,
    versioning: "Enabled",
    forceDestroy: vars.force_destroy,
    holds: "The bucket holds published modules.",
    statements: (arn) => [writtenOnce(arn)],
    tags: vars.tags,
  });
  return tf`one(values(${buckets})[*].bucket)`;
}

/** Source: S3 User Guide, "Enforce conditional writes on Amazon S3 buckets". */
const writtenOnce = (arn: string): Statement => ({
  sid: "DenyAnotherContent",
  effect: "Deny",
  actions: ["s3:PutObject"],
  principals: { AWS: "*" },
  resources: [`${arn}/v1/modules/*/download`, `${arn}/v1/modules/*.zip`],
  conditions: { Null: { "s3:if-none-match": "true" }, Bool: { "s3:ObjectCreationOperation": "true" } },
});

/** What `headrace publish` needs, for whoever releases. */
export const publisherPolicy = (at: Account, bucket: Expr, keyArn: Expr): Expr => {
  const arn = `arn:${at.partition}:s3:::${bucket}`;
  return policy([
    { sid: "ListVersions", actions: ["s3:ListBucket"], resources: arn },
    {
      sid: "AddVersions",
      actions: ["s3:GetObject", "s3:PutObject"],
      resources: [`${arn}/v1/modules/*`, `${arn}/.well-known/terraform.json`],
    },
    {
      sid: "UseKey",
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: keyArn,
      conditions: { StringEquals: { "kms:ViaService": `s3.${at.region}.${at.dnsSuffix}` } },
    },
  ]);
};

export const publishTo = (at: Account, bucket: Expr): Expr => tf`${`s3://${bucket}?region=${at.region}`}`;
