// Around a destroy on the local AWS: what protects itself against being lost is released before it, and what could be
// recovered is deleted after it. Data there is made to be thrown away; on AWS the same root refuses, as it should.
import type { _Error, ListObjectVersionsCommandOutput, S3Client } from "@aws-sdk/client-s3";
import { HeadraceError } from "../../core/errors.ts";
import type { AwsConfig } from "../aws.ts";
import { type LockedBucket, lockedBucket } from "./kept.ts";
import { regionOf } from "./region.ts";
import type { Resource } from "./state.ts";

const GUARD = /_guard(\[|$)/;

/**
 * Addresses of the guards that would refuse to let go what holds data. A guard is nothing but its refusal:
 * Terraform is to forget it.
 */
export const guards = (resources: readonly Resource[]): string[] =>
  resources
    .filter(({ type, address }) => type === "terraform_data" && GUARD.test(address))
    .filter(({ attributes }) => /"on_destroy":"(?!exit 0")/.test(JSON.stringify(attributes.input ?? "")))
    .map(({ address }) => address);

/**
 * Empties buckets that Terraform would not, and lifts the deletion protection of tables; each in its own region.
 * @returns buckets of which a lock keeps something
 */
export async function releaseProtected(
  aws: AwsConfig,
  resources: readonly Resource[],
): Promise<LockedBucket[]> {
  const { buckets, tables } = protectedOnes(resources, aws.region);
  const [kept] = await Promise.all([
    Promise.all(buckets.map(({ name, region, locks }) => empty({ ...aws, region }, name, locks))),
    ...tables.map(({ name, region }) => unprotect({ ...aws, region }, name)),
  ]);
  return kept.flatMap((one) => one ?? []);
}

/** Deletes the secrets that a destroy left to be recovered: each holds its name, which the next apply needs, for days. */
export async function deleteRecoverable(aws: AwsConfig, resources: readonly Resource[]): Promise<void> {
  await Promise.all(
    protectedOnes(resources, aws.region).secrets.map(({ name, region }) =>
      deleteSecret({ ...aws, region }, name),
    ),
  );
}

interface Named {
  name: string;
  region: string;
  /** Whether it is a bucket with S3 Object Lock. */
  locks: boolean;
}

/** What would refuse to go, by name and region: a root may have providers for several. */
export function protectedOnes(
  resources: readonly Resource[],
  home: string,
): { buckets: Named[]; tables: Named[]; secrets: Named[] } {
  const named = (
    type: string,
    wanted: (attributes: Resource["attributes"]) => boolean,
    name: string,
  ): Named[] =>
    resources
      .filter((resource) => resource.type === type && wanted(resource.attributes))
      .map(({ attributes }) => ({
        name: String(attributes[name]),
        region: regionOf(attributes) ?? home,
        locks: attributes.object_lock_enabled === true,
      }));
  return {
    // Terraform empties the others, but finds out what is locked only when much has gone.
    buckets: named(
      "aws_s3_bucket",
      ({ force_destroy, object_lock_enabled }) => force_destroy !== true || object_lock_enabled === true,
      "bucket",
    ),
    tables: named(
      "aws_dynamodb_table",
      ({ deletion_protection_enabled }) => deletion_protection_enabled === true,
      "name",
    ),
    secrets: named(
      "aws_secretsmanager_secret",
      ({ recovery_window_in_days }) => recovery_window_in_days !== 0,
      "arn",
    ),
  };
}

type Version = { Key: string; VersionId: string };
const DELETED_AT_ONCE = 1000;

/**
 * Deletes every version of every object. A bucket that is gone is empty.
 * @returns what a lock keeps, where there is any
 */
async function empty(aws: AwsConfig, Bucket: string, locks: boolean): Promise<LockedBucket | undefined> {
  const { DeleteObjectsCommand } = await import("@aws-sdk/client-s3");
  const { s3Client } = await import("../objects.ts");
  const s3 = s3Client(aws);
  try {
    for (;;) {
      const { versions, markers } = await versionsIn(s3, Bucket);
      const all = [...versions, ...markers];
      if (all.length === 0) return undefined;
      let kept: _Error | undefined;
      for (let from = 0; from < all.length; from += DELETED_AT_ONCE) {
        const { Errors: [error] = [] } = await s3.send(
          new DeleteObjectsCommand({
            Bucket,
            Delete: { Objects: all.slice(from, from + DELETED_AT_ONCE), Quiet: true },
            ...(locks && { BypassGovernanceRetention: true }),
          }),
        );
        kept ??= error;
      }
      if (kept && !locks)
        throw new HeadraceError(
          "object_kept",
          `s3://${Bucket}/${kept.Key} cannot be deleted: ${kept.Message ?? kept.Code}`,
          "Lift what protects it, and run the command again.",
        );
      if (kept) return await lockedBucket(s3, Bucket, (await versionsIn(s3, Bucket)).versions);
    }
  } catch (error) {
    if ((error as Error).name !== "NoSuchBucket") throw error;
    return undefined;
  } finally {
    s3.destroy();
  }
}

async function versionsIn(
  s3: S3Client,
  Bucket: string,
): Promise<{ versions: Version[]; markers: Version[] }> {
  const { ListObjectVersionsCommand } = await import("@aws-sdk/client-s3");
  const found = { versions: [] as Version[], markers: [] as Version[] };
  const named = ({ Key = "", VersionId = "" }): Version => ({ Key, VersionId });
  let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (marker) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket, ...marker }),
    );
    found.versions.push(...(page.Versions ?? []).map(named));
    found.markers.push(...(page.DeleteMarkers ?? []).map(named));
    marker = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  }
  return found;
}

async function unprotect(aws: AwsConfig, TableName: string): Promise<void> {
  const { DynamoDBClient, UpdateTableCommand } = await import("@aws-sdk/client-dynamodb");
  const dynamo = new DynamoDBClient(aws);
  try {
    await dynamo.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
  } catch (error) {
    if ((error as Error).name !== "ResourceNotFoundException") throw error;
  } finally {
    dynamo.destroy();
  }
}

async function deleteSecret(aws: AwsConfig, SecretId: string): Promise<void> {
  const { SecretsManagerClient, DeleteSecretCommand } = await import("@aws-sdk/client-secrets-manager");
  const secrets = new SecretsManagerClient(aws);
  try {
    await secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
  } catch (error) {
    if ((error as Error).name !== "ResourceNotFoundException") throw error;
  } finally {
    secrets.destroy();
  }
}
