// Around a destroy on the local AWS: what protects itself against being lost is released before it, and what could be
// recovered is deleted after it. Data there is made to be thrown away; on AWS the same root refuses, as it should.
import { HeadraceError } from "../../core/errors.ts";
import type { AwsConfig } from "../aws.ts";
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

/** Empties buckets that Terraform would not, and lifts the deletion protection of tables; each in its own region. */
export async function releaseProtected(aws: AwsConfig, resources: readonly Resource[]): Promise<void> {
  const { buckets, tables } = protectedOnes(resources, aws.region);
  await Promise.all([
    ...buckets.map(({ name, region }) => empty({ ...aws, region }, name)),
    ...tables.map(({ name, region }) => unprotect({ ...aws, region }, name)),
  ]);
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
      .map(({ attributes }) => ({ name: String(attributes[name]), region: regionOf(attributes) ?? home }));
  return {
    buckets: named("aws_s3_bucket", ({ force_destroy }) => force_destroy !== true, "bucket"),
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

/** Deletes every version of every object, a page at a time. A bucket that is gone is empty. */
async function empty(aws: AwsConfig, Bucket: string): Promise<void> {
  const { S3Client, DeleteObjectsCommand, ListObjectVersionsCommand } = await import("@aws-sdk/client-s3");
  const s3 = new S3Client({ ...aws, forcePathStyle: true });
  try {
    for (;;) {
      const { Versions = [], DeleteMarkers = [] } = await s3.send(
        new ListObjectVersionsCommand({ Bucket, MaxKeys: 1000 }),
      );
      const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
      if (Objects.length === 0) return;
      const { Errors: [kept] = [] } = await s3.send(
        new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
      );
      // What is refused once is refused again: the next page would begin with it.
      if (kept)
        throw new HeadraceError(
          "object_kept",
          `s3://${Bucket}/${kept.Key} cannot be deleted: ${kept.Message ?? kept.Code}`,
          "Lift what protects it, such as a retention period, and run the command again.",
        );
    }
  } catch (error) {
    if ((error as Error).name !== "NoSuchBucket") throw error;
  } finally {
    s3.destroy();
  }
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
