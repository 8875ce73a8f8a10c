// What CloudTrail tries when a trail is made or changed, and at each delivery: whether the bucket's policy lets it write, the key's
// lets it encrypt, and the role lets it log. Source: CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail", "Configure AWS
// KMS key policies for CloudTrail", "Sending events to CloudWatch Logs".
import { Readable } from "node:stream";
import { ApiError } from "../../gateway/aws-json.ts";
import { signed } from "../../gateway/call.ts";
import { bodyOf } from "../../gateway/forward.ts";
import type { Forward } from "../../gateway/service.ts";
import type { Account } from "../../iam/account.ts";
import type { RoleAccess } from "../../iam/role-access.ts";
import { serviceMay } from "../../iam/service-may.ts";
import { prefixOf, type Trail } from "./trail.ts";

const PRINCIPAL = "cloudtrail.amazonaws.com";

export interface Surroundings {
  forward: Forward;
  account: Account;
  roles: RoleAccess;
  accountId: string;
}

export async function mayWrite(
  trail: Trail,
  key: string,
  { account, accountId }: Surroundings,
): Promise<boolean> {
  const { S3BucketName: bucket } = trail.settings;
  return serviceMay(await account.bucketPolicy(trail.region, bucket), {
    service: PRINCIPAL,
    action: "s3:PutObject",
    resource: `arn:aws:s3:::${bucket}/${key}`,
    accountId,
    context: { "s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": trail.arn },
  });
}

export async function mayEncrypt(trail: Trail, { account, accountId }: Surroundings): Promise<boolean> {
  const { KmsKeyId: key, S3BucketName } = trail.settings;
  if (!key) return true;
  const policy = await account.keyPolicy(key);
  const context = {
    "kms:EncryptionContext:aws:cloudtrail:arn": trail.arn,
    "kms:EncryptionContext:aws:s3:arn": `arn:aws:s3:::${S3BucketName}`,
    "aws:SourceArn": trail.arn,
  };
  const asked = { service: PRINCIPAL, resource: key, accountId, context };
  return (
    serviceMay(policy, { ...asked, action: "kms:GenerateDataKey" }) &&
    serviceMay(policy, { ...asked, action: "kms:DescribeKey", context: { "aws:SourceArn": trail.arn } })
  );
}

/** @returns the group's name */
export function groupOf({ settings, region }: Trail, accountId: string): string | undefined {
  const arn = settings.CloudWatchLogsLogGroupArn;
  const name =
    arn && new RegExp(`^arn:aws:logs:${region}:${accountId}:log-group:([^:]+):\\*$`).exec(arn)?.[1];
  if (arn && !name)
    throw new ApiError(
      "InvalidCloudWatchLogsLogGroupArnException",
      "CloudTrail cannot validate the specified log group ARN.",
    );
  return name;
}

export const streamOf = (accountId: string, region: string): string => `${accountId}_CloudTrail_${region}`;

/** @throws ApiError where AWS would refuse the trail */
export async function checkTargets(trail: Trail, around: Surroundings): Promise<void> {
  const { forward, account, roles, accountId } = around;
  const { S3BucketName: bucket, KmsKeyId, CloudWatchLogsRoleArn: role } = trail.settings;
  const head = signed("s3", trail.region, {
    method: "GET",
    path: `/${encodeURIComponent(bucket)}`,
    query: "location",
  });
  const found = await forward({ ...head, stream: Readable.from([]) });
  await bodyOf(found);
  if (found.status === 404)
    throw new ApiError("S3BucketDoesNotExistException", `S3 bucket ${bucket} does not exist!`);
  const policy = await account.bucketPolicy(trail.region, bucket);
  const mayAsk = serviceMay(policy, {
    service: PRINCIPAL,
    action: "s3:GetBucketAcl",
    resource: `arn:aws:s3:::${bucket}`,
    accountId,
    context: { "aws:SourceArn": trail.arn },
  });
  if (!mayAsk || !(await mayWrite(trail, `${prefixOf(trail)}AWSLogs/${accountId}/CloudTrail/x`, around)))
    throw new ApiError(
      "InsufficientS3BucketPolicyException",
      `Incorrect S3 bucket policy is detected for bucket: ${bucket}`,
    );
  if (KmsKeyId && !/^arn:aws:kms:[^:]+:\d+:(key|alias)\//.test(KmsKeyId))
    throw new ApiError("InvalidKmsKeyIdException", `The KmsKeyId ${KmsKeyId} is not valid.`);
  if (!(await mayEncrypt(trail, around)))
    throw new ApiError(
      "InsufficientEncryptionPolicyException",
      `Insufficient permissions to access S3 bucket ${bucket} or KMS key ${KmsKeyId}.`,
    );
  const group = groupOf(trail, accountId);
  if (!group) return;
  if (!role || !(await account.hasRole(role)))
    throw new ApiError(
      "InvalidCloudWatchLogsRoleArnException",
      "CloudTrail cannot assume the specified role.",
    );
  const stream = `arn:aws:logs:${trail.region}:${accountId}:log-group:${group}:log-stream:${streamOf(accountId, trail.region)}`;
  for (const action of ["logs:CreateLogStream", "logs:PutLogEvents"])
    if (await roles.lacks(role, action, stream, false))
      throw new ApiError(
        "InvalidCloudWatchLogsRoleArnException",
        "Access denied. Verify that the role has the permissions to create and put events to the log stream.",
      );
}
