// What stays on purpose when all else is destroyed: buckets whose versions S3 Object Lock keeps, and buckets of the user's own.
import type { S3Client } from "@aws-sdk/client-s3";
import { functionEnvironment } from "./pipelines.ts";
import type { Resource } from "./state.ts";

/** A bucket that cannot go yet. */
export interface LockedBucket {
  bucket: string;
  /** Versions that are locked. */
  versions: number;
  /** When the last of them may be deleted: ISO 8601, UTC; null where a legal hold keeps one, which has no end. */
  until: string | null;
}

/** A zone that lies in a bucket which the root did not make. */
export interface OwnBucket {
  zone: string;
  bucket: string;
}

const AT_ONCE = 16;

/** @param versions that a delete which bypasses GOVERNANCE has left */
export async function lockedBucket(
  s3: S3Client,
  bucket: string,
  versions: readonly { Key: string; VersionId: string }[],
): Promise<LockedBucket> {
  const { HeadObjectCommand } = await import("@aws-sdk/client-s3");
  let latest = 0;
  let held = false;
  for (let from = 0; from < versions.length; from += AT_ONCE)
    await Promise.all(
      versions.slice(from, from + AT_ONCE).map(async (version) => {
        const { ObjectLockRetainUntilDate: until, ObjectLockLegalHoldStatus: hold } = await s3.send(
          new HeadObjectCommand({ Bucket: bucket, ...version }),
        );
        held ||= hold === "ON";
        latest = Math.max(latest, until?.getTime() ?? 0);
      }),
    );
  return {
    bucket,
    versions: versions.length,
    until: held || latest === 0 ? null : new Date(latest).toISOString(),
  };
}

/** Addresses of what must stay with locked buckets: their settings, and the keys that what lies in them is read with. */
export function keptAddresses(resources: readonly Resource[], locked: readonly LockedBucket[]): string[] {
  const names = new Set(locked.map(({ bucket }) => bucket));
  const ofBucket = resources.filter(
    ({ type, attributes }) => type.startsWith("aws_s3_bucket") && names.has(String(attributes.bucket)),
  );
  const encryption = JSON.stringify(
    ofBucket.filter(({ type }) => type === "aws_s3_bucket_server_side_encryption_configuration"),
  );
  const keys = resources.filter(
    ({ type, attributes }) => type === "aws_kms_key" && encryption.includes(JSON.stringify(attributes.arn)),
  );
  const ids = new Set(keys.map(({ attributes }) => attributes.key_id));
  const aliases = resources.filter(
    ({ type, attributes }) => type === "aws_kms_alias" && ids.has(attributes.target_key_id),
  );
  return [...ofBucket, ...keys, ...aliases].map(({ address }) => address);
}

const ZONE = /^(LANDING|CURATED|QUARANTINE|EXPORTS|ARCHIVE)_BUCKET$/;

/** Zones of pipelines that lie in buckets which the root did not make, and does not destroy. */
export function ownBuckets(resources: readonly Resource[]): OwnBucket[] {
  const made = new Set(
    resources.filter(({ type }) => type === "aws_s3_bucket").map(({ attributes }) => attributes.bucket),
  );
  const found = new Map<string, OwnBucket>();
  for (const resource of resources)
    for (const [name, bucket] of Object.entries(functionEnvironment(resource))) {
      const zone = ZONE.exec(name)?.[1]?.toLowerCase();
      if (zone && bucket && !made.has(bucket)) found.set(`${zone} ${bucket}`, { zone, bucket });
    }
  return [...found.values()].sort((a, b) => (a.zone < b.zone ? -1 : 1));
}

/** In sentences, for people. */
export function keptWords(locked: readonly LockedBucket[], own: readonly OwnBucket[]): string[] {
  return [
    ...locked.map(
      ({ bucket, versions, until }) =>
        `kept: the bucket ${bucket}, its settings and its key. S3 Object Lock lets nobody delete ${versions === 1 ? "one version" : `${versions} versions`} in it ${until === null ? "while a legal hold lasts" : `before ${until}`}.`,
    ),
    ...own.map(
      ({ zone, bucket }) =>
        `kept: the bucket ${bucket}, which is yours, with all that the zone ${zone} has in it.`,
    ),
  ];
}
