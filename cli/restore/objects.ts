// The archived objects of a dataset, what is known of their copies, and how copies are asked for.
import {
  HeadObjectCommand,
  paginateListObjectsV2,
  RestoreObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { daysOf, overlap, type Period } from "./period.ts";
import { TAKES, type Tier } from "./tiers.ts";

/** archived: it was not asked for. under_way: it was. readable: its copy is there. */
export type State = "archived" | "under_way" | "readable";

export interface ArchivedObject {
  key: string;
  bytes: number;
  storageClass: string;
  state: State;
  /** When its copy goes; of one that is there. */
  until?: string | undefined;
}

export interface Found {
  /** Those that nobody can read without a copy. */
  archived: ArchivedObject[];
  /** Objects of the period that are not archived, and their bytes. */
  others: { objects: number; bytes: number };
}

const AT_ONCE = 16;

export async function findObjects(
  s3: S3Client,
  Bucket: string,
  Prefix: string,
  period: Period,
): Promise<Found> {
  const keys: Omit<ArchivedObject, "state">[] = [];
  const others = { objects: 0, bytes: 0 };
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix }))
    for (const { Key = "", Size = 0, StorageClass = "STANDARD", LastModified } of page.Contents ?? []) {
      if (!overlap(daysOf(Key, LastModified), period)) continue;
      if (StorageClass in TAKES) keys.push({ key: Key, bytes: Size, storageClass: StorageClass });
      else {
        others.objects += 1;
        others.bytes += Size;
      }
    }
  const archived = await atOnce(keys, async (one) => ({ ...one, ...(await copyOf(s3, Bucket, one.key)) }));
  return { archived, others };
}

/** What S3 says of an object's copy: `ongoing-request="false", expiry-date="Fri, 21 Dec 2026 00:00:00 GMT"`. */
async function copyOf(
  s3: S3Client,
  Bucket: string,
  Key: string,
): Promise<Pick<ArchivedObject, "state" | "until">> {
  const { Restore } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
  if (Restore === undefined) return { state: "archived" };
  if (Restore.includes('ongoing-request="true"')) return { state: "under_way" };
  const until = /expiry-date="([^"]+)"/.exec(Restore)?.[1];
  return { state: "readable", ...(until && { until: new Date(until).toISOString() }) };
}

/** Asks for copies. One that somebody else asked for meanwhile is as good. */
export async function askFor(
  s3: S3Client,
  Bucket: string,
  objects: readonly ArchivedObject[],
  { tier, days }: { tier: Tier; days: number },
): Promise<void> {
  await atOnce(objects, async ({ key }) => {
    try {
      await s3.send(
        new RestoreObjectCommand({
          Bucket,
          Key: key,
          RestoreRequest: { Days: days, GlacierJobParameters: { Tier: tier } },
        }),
      );
    } catch (error) {
      if ((error as Error).name !== "RestoreAlreadyInProgress") throw error;
    }
  });
}

async function atOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE)
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))));
  return results;
}
