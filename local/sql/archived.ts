// Objects in Glacier, as Athena has them: it passes over those in Flexible Retrieval and Deep Archive, and reads those that were restored
// only from tables with `read_restored_glacier_objects`. Source: Athena User Guide, "Query restored Amazon S3 Glacier objects".
import { HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { CatalogTable } from "./catalog-table.ts";
import type { S3Object } from "./objects.ts";

const ARCHIVED: ReadonlySet<string> = new Set(["GLACIER", "DEEP_ARCHIVE"]);

/** The members whose objects Athena reads, in their order. */
export async function readByAthena<T extends { object: S3Object }>(
  members: readonly T[],
  table: CatalogTable,
  s3: S3Client,
): Promise<T[]> {
  const restored = table.parameters.read_restored_glacier_objects?.toLowerCase() === "true";
  const found: T[] = [];
  for (const member of members)
    if (
      !ARCHIVED.has(member.object.storageClass ?? "STANDARD") ||
      (restored && (await isRestored(s3, member.object)))
    )
      found.push(member);
  return found;
}

async function isRestored(s3: S3Client, { bucket, key }: S3Object): Promise<boolean> {
  const { Restore } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  return Restore?.includes('ongoing-request="false"') ?? false;
}
