// Brings the curated files of lookup datasets into the function's storage: those of manifests, and no others.
import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { MANIFEST_PREFIX, type Manifest } from "../../../core/records/manifest.ts";
import { concurrently } from "../../aws/concurrently.ts";
import { readManifest } from "../../aws/manifests.ts";
import { download, keysUnder } from "../../aws/objects.ts";
import { LOOKUP_CACHE } from "./workspace.ts";

/** Manifests never change, so one read is enough for the life of the process. */
const manifests = new Map<string, Manifest>();

/** Local paths of a dataset's curated files, oldest run first. Partition folders stay in the paths. */
export async function lookupFiles(curatedBucket: string, dataset: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of keysUnder(curatedBucket, `${MANIFEST_PREFIX}${dataset}/`)) keys.push(key);
  const runs = await concurrently(keys, 16, (key) => runOf(curatedBucket, key));
  const files = runs
    .toSorted((a, b) => compare(a.committed_at, b.committed_at) || compare(a.run_id, b.run_id))
    .flatMap((run) => run.files);
  return concurrently(files, 8, (file) => fetchOnce(file.bucket, file.key));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

async function runOf(bucket: string, key: string): Promise<Manifest> {
  const known = manifests.get(key);
  if (known) return known;
  const manifest = await readManifest({ bucket, key });
  if (!manifest) throw new Error(`s3://${bucket}/${key} went away while it was read.`);
  manifests.set(key, manifest);
  return manifest;
}

async function fetchOnce(bucket: string, key: string): Promise<string> {
  const path = join(LOOKUP_CACHE, key);
  if (existsSync(path)) return path;
  const partial = `${path}.partial`;
  if (!(await download({ bucket, key }, partial)))
    throw new Error(`s3://${bucket}/${key} is in a manifest but not in the bucket.`);
  await rename(partial, path);
  return path;
}
