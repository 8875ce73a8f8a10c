// S3 objects as the handlers use them: streamed to files, small JSON documents, deletion by the thousand.
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { HeadraceError } from "../../core/errors.ts";
import { s3 } from "./clients/s3.ts";
import { concurrently } from "./concurrently.ts";

export interface ObjectRef {
  bucket: string;
  key: string;
  versionId?: string;
}

/** Bucket and key of an s3:// URI. */
export function objectAt(uri: string): ObjectRef {
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(uri) ?? [];
  return { bucket, key };
}

export const uriOf = ({ bucket, key }: ObjectRef): string => `s3://${bucket}/${key}`;

/** How S3 says that an object, or that version of it, is no longer there. 405: the version is a delete marker. */
const isGone = (error: unknown): boolean => {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  return status === 404
    ? name !== "NoSuchBucket"
    : status === 405 || name === "NoSuchKey" || name === "NoSuchVersion";
};

export const locate = ({ bucket, key, versionId }: ObjectRef) => ({
  Bucket: bucket,
  Key: key,
  ...(versionId && { VersionId: versionId }),
});

/** The object's size in bytes; undefined where it is gone. */
export async function sizeOf(object: ObjectRef): Promise<number | undefined> {
  try {
    return (await s3().send(new HeadObjectCommand(locate(object)))).ContentLength ?? 0;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

async function get(object: ObjectRef): Promise<GetObjectCommandOutput | undefined> {
  try {
    return await s3().send(new GetObjectCommand(locate(object)));
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** Streams the object to `path` and hashes it on the way; undefined where it is gone. */
export async function download(
  object: ObjectRef,
  path: string,
): Promise<{ sha256: string; bytes: number } | undefined> {
  await mkdir(dirname(path), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    const response = await get(object);
    if (!response) return undefined;
    const hash = createHash("sha256");
    let bytes = 0;
    const hashing = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        bytes += chunk.length;
        done(null, chunk);
      },
    });
    try {
      await pipeline(response.Body as Readable, hashing, createWriteStream(path));
      if (bytes !== response.ContentLength) throw new Error(`${uriOf(object)} ended after ${bytes} bytes`);
      return { sha256: hash.digest("hex"), bytes };
    } catch (error) {
      // The SDK retries requests, not a body that breaks off; a full disk stays full.
      if (attempt === 3 || (error as NodeJS.ErrnoException).code === "ENOSPC") throw error;
    }
  }
}

/** The object's text; undefined where it is gone. */
export async function readText(object: ObjectRef): Promise<string | undefined> {
  return (await get(object))?.Body?.transformToString("utf-8");
}

/** On one line, as Athena reads manifests. */
export async function writeJson(object: ObjectRef, value: unknown): Promise<void> {
  await s3().send(
    new PutObjectCommand({
      ...locate(object),
      Body: `${JSON.stringify(value)}\n`,
      ContentType: "application/json",
    }),
  );
}

/** Deletes objects (on a versioned bucket: hides them); those that are not there count as deleted. */
export async function deleteObjects(objects: readonly ObjectRef[]): Promise<void> {
  for (const [bucket, group] of Map.groupBy(objects, (object) => object.bucket)) {
    const pages = Array.from({ length: Math.ceil(group.length / 1000) }, (_, i) =>
      group.slice(i * 1000, (i + 1) * 1000),
    );
    await concurrently(pages, 2, async (page) => {
      const { Errors } = await s3().send(
        new DeleteObjectsCommand({
          Bucket: bucket,
          Delete: { Objects: page.map(({ key }) => ({ Key: key })), Quiet: true },
        }),
      );
      const [first] = Errors ?? [];
      if (first)
        throw new HeadraceError(
          "delete_failed",
          `${Errors?.length} objects of s3://${bucket} could not be deleted: ${first.Code} ${first.Message} (${first.Key}).`,
          "Allow the function's role s3:DeleteObject there.",
          3,
        );
    });
  }
}

/** What lies under `prefix`, and in which edition: key, ETag and time of each object, in S3's order. */
export async function editionUnder(bucket: string, prefix: string): Promise<string> {
  const objects: unknown[] = [];
  for await (const page of paginateListObjectsV2({ client: s3() }, { Bucket: bucket, Prefix: prefix }))
    for (const { Key, ETag, LastModified } of page.Contents ?? []) objects.push([Key, ETag, LastModified]);
  return JSON.stringify(objects);
}

/** The keys under `prefix`, in S3's order. */
export async function* keysUnder(bucket: string, prefix: string): AsyncGenerator<string> {
  for await (const page of paginateListObjectsV2({ client: s3() }, { Bucket: bucket, Prefix: prefix }))
    for (const { Key } of page.Contents ?? []) if (Key) yield Key;
}
