// Buckets as they should be: private, owned, versioned, encrypted, over TLS only, with a lifecycle.
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { S3BucketObjectLockConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration/index.js";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning/index.js";
import {
  type Construct,
  denyPlainText,
  dependsOn,
  dynamicBlock,
  Expr,
  each,
  forEach,
  plain,
  policy,
  ref,
  type Statement,
  tf,
} from "../kit/index.ts";
import type { Account } from "./account.ts";
import { destroyGuard } from "./guard.ts";

export interface BucketOptions {
  /** Map or set; a bucket per key, which must be known when planning. */
  over: Expr;
  /** May refer to `each`. */
  bucketName: string;
  /** Key → list of { id, prefix, archive_after_days, archive_storage_class, expire_after_days, noncurrent_days }, and
   * `transitions`, a list of { days, storage_class }, where there is more than one. */
  lifecycleRules: Expr;
  /** Whether objects below 128 KB move to classes that take them; they stay where absent. */
  smallObjectsMove?: Expr;
  keyArn: Expr;
  versioning: Expr | string;
  forceDestroy: Expr;
  /** Let puts through that name another encryption than its key: a service writes that does. */
  anyEncryption?: true;
  /** For how long no version may be deleted: null, or { mode, days }. It is for good: a bucket has it from its making. */
  objectLock?: Expr;
  /** What is lost with one, in a sentence for the shell's echo. */
  holds: string;
  /** What its policy says beside; gets the bucket's ARN. */
  statements?: (arn: string) => readonly Statement[];
  /** What `forceDestroy` asks for, where that is not both keys. */
  apply?: string;
  tags: Expr;
}

/** @returns the buckets, by key. */
export function secureBuckets(scope: Construct, id: string, at: Account, options: BucketOptions): Expr {
  const bucket = new S3Bucket(scope, id, {
    bucket: options.bucketName,
    forceDestroy: options.forceDestroy.value,
    ...(options.objectLock ? { objectLockEnabled: tf`${options.objectLock} != null`.value } : {}),
    tags: options.tags.map,
    // A name that is not known when planning would be another one to Terraform, and the bucket replaced.
    lifecycle: { ignoreChanges: ["bucket"] },
  });
  forEach(bucket, options.over);
  // A key goes after what it encrypts: a bucket that refuses to go keeps it, the caller's key too.
  bucket.addOverride("depends_on", ["var.kms_key_arn", "aws_kms_key.key"]);
  const name = `${each.value.attr("id")}`;
  const arn = `arn:${at.partition}:s3:::${each.value.attr("bucket")}`;
  const block = new S3BucketPublicAccessBlock(scope, `${id}-public-access`, {
    bucket: name,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  const owner = new S3BucketOwnershipControls(scope, `${id}-ownership`, {
    bucket: name,
    rule: { objectOwnership: "BucketOwnerEnforced" },
  });
  const versions = new S3BucketVersioningA(scope, `${id}-versioning`, {
    bucket: name,
    versioningConfiguration: {
      status:
        options.versioning instanceof Object ? versioningStatus(options.versioning) : options.versioning,
    },
  });
  const encryption = new S3BucketServerSideEncryptionConfigurationA(scope, `${id}-encryption`, {
    bucket: name,
    rule: [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: `${options.keyArn}` },
        bucketKeyEnabled: true,
      },
    ],
  });
  const access = dependsOn(
    new S3BucketPolicy(scope, `${id}-policy`, {
      bucket: name,
      policy: policy([
        ...denyPlainText("s3:*", [arn, `${arn}/*`]),
        ...(options.anyEncryption ? [] : denyOtherEncryption(arn, options.keyArn)),
        ...(options.statements?.(arn) ?? []),
      ]).toString(),
    }),
    block,
  );
  const lifecycle = dependsOn(
    new S3BucketLifecycleConfiguration(scope, `${id}-lifecycle`, {
      bucket: name,
      transitionDefaultMinimumObjectSize: options.smallObjectsMove
        ? tf`${options.smallObjectsMove} ? "varies_by_storage_class" : "all_storage_classes_128K"`.toString()
        : "all_storage_classes_128K",
    }),
    versions,
  );
  dynamicBlock(lifecycle, "rule", tf`${options.lifecycleRules}[each.key]`, ({ value }) => ruleBlock(value));
  const parts = [block, owner, versions, encryption, access, lifecycle];
  for (const part of parts) forEach(part, ref(bucket));
  if (options.objectLock) lock(scope, id, options.objectLock, bucket, versions);
  // S3 keeps a bucket that is not empty, but Terraform has taken all of its protection by then.
  destroyGuard(scope, `${ref(bucket).hcl.split(".")[1]}_guard`, {
    for_each: tf`toset(${options.over})`,
    force_destroy: options.forceDestroy,
    holds: options.holds,
    ...(options.apply ? { apply: options.apply } : {}),
    replaced_with: [`${ref(bucket).hcl}[each.key].id`],
    depends_on: [bucket, ...parts].map((part) => ref(part).hcl),
  });
  return ref(bucket);
}

const versioningStatus = (enabled: Expr): string => tf`${enabled} ? "Enabled" : "Suspended"`.toString();

/** S3 locks the versions of a bucket that keeps them. */
function lock(
  scope: Construct,
  id: string,
  wanted: Expr,
  bucket: S3Bucket,
  versions: S3BucketVersioningA,
): void {
  const made = dependsOn(
    new S3BucketObjectLockConfigurationA(scope, `${id}-object-lock`, {
      bucket: `${each.value.attr("id")}`,
      rule: {
        defaultRetention: { mode: `${wanted.attr("mode")}`, days: wanted.attr("days").number },
      },
    }),
    versions,
  );
  forEach(made, tf`{ for k, b in ${ref(bucket)} : k => b if ${wanted} != null }`);
}

function ruleBlock(rule: Expr): { [argument: string]: unknown } {
  const where = (attribute: string, content: { [argument: string]: unknown }) => ({
    for_each: tf`${rule.attr(attribute)} == null ? [] : [${rule.attr(attribute)}]`,
    content,
  });
  return {
    id: rule.attr("id"),
    status: "Enabled",
    filter: { prefix: rule.attr("prefix") },
    abort_incomplete_multipart_upload: { days_after_initiation: 7 },
    noncurrent_version_expiration: { noncurrent_days: rule.attr("noncurrent_days") },
    dynamic: plain({
      transition: {
        for_each: tf`concat(try(${rule.attr("transitions")}, []), ${rule.attr("archive_after_days")} == null ? [] : [{ days = ${rule.attr("archive_after_days")}, storage_class = ${rule.attr("archive_storage_class")} }])`,
        content: {
          days: new Expr("transition.value.days"),
          storage_class: new Expr("transition.value.storage_class"),
        },
      },
      expiration: where("expire_after_days", { days: rule.attr("expire_after_days") }),
    }),
  };
}

/** A request that names no encryption gets the bucket's own; one that names another is refused. */
function denyOtherEncryption(arn: string, keyArn: Expr): Statement[] {
  const deny = (sid: string, header: string, wanted: Expr | string): Statement => ({
    sid,
    effect: "Deny",
    actions: ["s3:PutObject"],
    principals: { AWS: "*" },
    resources: `${arn}/*`,
    conditions: { Null: { [header]: "false" }, StringNotEquals: { [header]: wanted } },
  });
  return [
    deny("DenyOtherEncryption", "s3:x-amz-server-side-encryption", "aws:kms"),
    deny("DenyOtherKey", "s3:x-amz-server-side-encryption-aws-kms-key-id", keyArn),
  ];
}
