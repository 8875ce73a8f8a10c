// S3 objects as local files: fetched once per bucket, key, ETag and size, streamed to disk, and dropped again when the
// cache is over its bound (least recently used first).
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";

export interface S3Object {
  bucket: string;
  key: string;
  etag: string;
  /** Bytes. */
  size: number;
  /** STANDARD where absent. */
  storageClass?: string;
}

export interface S3Location {
  bucket: string;
  key: string;
}

/** Splits `s3://bucket/key`; throws an Error where it is none. */
export function parseS3(uri: string): S3Location {
  const match = /^s3[an]?:\/\/([^/]+)\/?(.*)$/s.exec(uri);
  if (!match) throw new Error(`not an S3 location: ${uri}`);
  return { bucket: match[1] as string, key: match[2] as string };
}

/**
 * The data objects under a prefix. As Athena and Spectrum have it, objects are hidden whose name, or a folder's below
 * the prefix, starts with `_` or `.`; folder markers and empty objects hold no rows.
 */
export async function listObjects(s3: S3Client, location: S3Location): Promise<S3Object[]> {
  const found: S3Object[] = [];
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: location.bucket, Prefix: location.key, ContinuationToken: token }),
    );
    for (const object of page.Contents ?? []) {
      const key = object.Key as string;
      const below = key.slice(location.key.lastIndexOf("/") + 1);
      const hidden = below.split("/").some((part) => /^[_.]/.test(part));
      if (hidden || key.endsWith("/") || !object.Size) continue;
      found.push({
        bucket: location.bucket,
        key,
        etag: object.ETag ?? "",
        size: object.Size,
        storageClass: object.StorageClass,
      });
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token);
  return found;
}

const AT_ONCE = 8;

export class ObjectCache {
  /** Folder of the cached files. */
  readonly folder: string;
  readonly #maxBytes: number;
  readonly #fetching = new Map<string, Promise<string>>();
  /** Bytes by file name, oldest use first. */
  #known: Map<string, number> | undefined;

  constructor(folder: string, maxBytes = 8 * 1024 ** 3) {
    this.folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** Local files of the objects, in the same order. They stay valid while hard-linked, whatever is evicted. */
  async files(s3: S3Client, objects: readonly S3Object[]): Promise<string[]> {
    const paths: string[] = new Array(objects.length);
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let i = next++; i < objects.length; i = next++) {
        paths[i] = await this.#file(s3, objects[i] as S3Object);
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, objects.length) }, worker));
    return paths;
  }

  /** Drops the least recently used files above the bound. Call it when the files asked for are linked. */
  async trim(): Promise<void> {
    const known = await this.#index();
    let total = [...known.values()].reduce((sum, size) => sum + size, 0);
    for (const [name, size] of known) {
      if (total <= this.#maxBytes) break;
      known.delete(name);
      total -= size;
      await rm(join(this.folder, name), { force: true });
    }
  }

  async #file(s3: S3Client, object: S3Object): Promise<string> {
    const identity = [object.bucket, object.key, object.etag, String(object.size)].join("\0");
    const suffix = /(\.[A-Za-z0-9]{1,10}){0,2}$/.exec(basename(object.key))?.[0] ?? "";
    const name = `${createHash("sha256").update(identity).digest("hex").slice(0, 40)}${suffix.toLowerCase()}`;
    const path = join(this.folder, name);
    const known = await this.#index();
    const running = this.#fetching.get(name);
    if (running) return running;
    if (known.has(name)) {
      known.delete(name);
      known.set(name, object.size);
      const now = new Date();
      await utimes(path, now, now);
      return path;
    }
    const fetching = this.#fetch(s3, object, path).then(() => {
      known.set(name, object.size);
      return path;
    });
    this.#fetching.set(name, fetching);
    try {
      return await fetching;
    } finally {
      this.#fetching.delete(name);
    }
  }

  async #fetch(s3: S3Client, object: S3Object, path: string): Promise<void> {
    const part = `${path}.part`;
    const answer = await s3.send(
      new GetObjectCommand({ Bucket: object.bucket, Key: object.key, IfMatch: object.etag || undefined }),
    );
    await pipeline(answer.Body as Readable, createWriteStream(part));
    await rename(part, path);
  }

  async #index(): Promise<Map<string, number>> {
    if (this.#known) return this.#known;
    await mkdir(this.folder, { recursive: true });
    const files: { name: string; size: number; used: number }[] = [];
    for (const name of await readdir(this.folder)) {
      if (name.endsWith(".part")) await rm(join(this.folder, name), { force: true });
      else {
        const { size, mtimeMs } = await stat(join(this.folder, name));
        files.push({ name, size, used: mtimeMs });
      }
    }
    files.sort((a, b) => a.used - b.used);
    this.#known ??= new Map(files.map((file) => [file.name, file.size]));
    return this.#known;
  }
}
