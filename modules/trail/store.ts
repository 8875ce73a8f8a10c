// Where the trail's files lie: a bucket that CloudTrail alone writes to, and from which nobody deletes.
import type { Account } from "../constructs/account.ts";
import { secureBuckets } from "../constructs/bucket.ts";
import { destroyGuard } from "../constructs/guard.ts";
import { ARCHIVE_CLASSES } from "../constructs/storage-classes.ts";
import { type Construct, type Expr, everythingIn, type Statement, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";
import { FILES_CLASS } from "./steps.ts";

type TrailVars = Vars<typeof inputs>;

export const trailArn = (at: Account, vars: TrailVars): string => at.arn("cloudtrail", `trail/${vars.name}`);

/** For conditions: no other trail, of whatever account. */
const ofThisTrail = (at: Account, vars: TrailVars) => ({ "aws:SourceArn": trailArn(at, vars) });

/** `AWSLogs/ACCOUNT` below the prefix. */
export const logsFolder = (at: Account, vars: TrailVars): string =>
  `${tf`${vars.key_prefix} == "" ? "" : "\${${vars.key_prefix}}/"`}AWSLogs/${at.id}`;

/** Source: CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail". */
const statements =
  (at: Account, vars: TrailVars) =>
  (arn: string): Statement[] => [
    {
      sid: "CloudTrailLooks",
      actions: ["s3:GetBucketAcl"],
      principals: { Service: "cloudtrail.amazonaws.com" },
      resources: arn,
      conditions: { StringEquals: ofThisTrail(at, vars) },
    },
    {
      sid: "CloudTrailWrites",
      actions: ["s3:PutObject"],
      principals: { Service: "cloudtrail.amazonaws.com" },
      resources: `${arn}/${logsFolder(at, vars)}/*`,
      conditions: { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control", ...ofThisTrail(at, vars) } },
    },
    {
      sid: "NobodyElseWrites",
      effect: "Deny",
      actions: ["s3:PutObject"],
      principals: { AWS: "*" },
      resources: `${arn}/*`,
      conditions: { StringNotEquals: { "aws:PrincipalServiceName": "cloudtrail.amazonaws.com" } },
    },
    {
      sid: "NobodyDeletes",
      effect: "Deny",
      actions: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
      principals: { AWS: "*" },
      resources: `${arn}/*`,
    },
    {
      sid: "NobodyDeletesIt",
      effect: "Deny",
      actions: ["s3:DeleteBucket"],
      principals: { AWS: "*" },
      resources: arn,
    },
  ];

/** @returns the bucket's name */
export function trailBucket(scope: Construct, at: Account, vars: TrailVars, keyArn: Expr): Expr {
  const rule = {
    id: "files",
    prefix: "",
    archive_after_days: vars.archive_after_days,
    archive_storage_class: FILES_CLASS,
    transitions: tf`[for c in ${[...ARCHIVE_CLASSES]} : { days = ${vars.transitions}[c], storage_class = c } if contains(keys(${vars.transitions}), c)]`,
    expire_after_days: vars.expire_after_days,
    // A file has one version; more are of somebody who has written over it, and are kept for who asks.
    noncurrent_days: 400,
  };
  const buckets = secureBuckets(scope, "trail", at, {
    over: tf`toset(${vars.create_trail} && ${vars.create_bucket} ? ["trail"] : [])`,
    bucketName: `${vars.name}-trail-${at.id}`,
    lifecycleRules: tf`${{ trail: [rule] }}`,
    keyArn,
    versioning: "Enabled",
    forceDestroy: vars.force_destroy,
    // Digests may come under S3's own key.
    anyEncryption: true,
    statements: statements(at, vars),
    objectLock: vars.object_lock,
    holds: "The bucket holds the files of the trail.",
    tags: vars.tags,
  });
  return tf`try(one(values(${buckets})).bucket, ${vars.bucket_name})`;
}

/** What the key's policy says of CloudTrail. Source: CloudTrail User Guide, "Configure AWS KMS key policies for CloudTrail". */
export function keyStatements(at: Account, vars: TrailVars, anyResource: string): Statement[] {
  const of = { anyResource, principals: { Service: "cloudtrail.amazonaws.com" } };
  return [
    {
      ...of,
      sid: "CloudTrailEncrypts",
      actions: ["kms:GenerateDataKey*"],
      conditions: {
        StringEquals: ofThisTrail(at, vars),
        StringLike: {
          "kms:EncryptionContext:aws:cloudtrail:arn": `arn:${at.partition}:cloudtrail:*:${at.id}:trail/*`,
        },
      },
    },
    {
      ...of,
      sid: "CloudTrailLooksAtIt",
      actions: ["kms:DescribeKey"],
      conditions: { StringEquals: ofThisTrail(at, vars) },
    },
  ];
}

/**
 * What nobody can delete ends a destroy half-way, with all gone that it could take: it is refused before. Local commands take
 * what is locked out of the state themselves.
 */
export function lockGuard(scope: Construct, vars: TrailVars): void {
  destroyGuard(scope, "locked_guard", {
    count: tf`${vars.create_trail} && ${vars.create_bucket} && ${vars.object_lock} != null ? 1 : 0`,
    force_destroy: tf`try(${vars.object_lock.attr("mode")}, "") != "COMPLIANCE"`,
    holds:
      "Nobody can delete the files of the trail before their time is over. The guide of the trail says how to destroy all else.",
    apply: "object_lock.mode GOVERNANCE and let that time pass",
    depends_on: everythingIn(scope),
  });
}
