// Before a user's job: what it reads, as files below one folder, in the folders that the lake has them in; and `job.json`,
// which says what started it and which files there are.
import { chmod, mkdir, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { paginateListObjectsV2 } from "@aws-sdk/client-s3";
import type { JobReads } from "../../../core/contract/jobs/schema.ts";
import type { UserJobEnvironment } from "../../../core/environment/user-job.ts";
import { HeadraceError } from "../../../core/errors.ts";
import { MANIFEST_PREFIX, type Manifest, manifestKey } from "../../../core/records/manifest.ts";
import { s3 } from "../../../handlers/aws/clients/s3.ts";
import { concurrently } from "../../../handlers/aws/concurrently.ts";
import { readManifest } from "../../../handlers/aws/manifests.ts";
import { download } from "../../../handlers/aws/objects.ts";
import { logger } from "../../../handlers/stage/telemetry.ts";
import type { Attempt } from "./execution.ts";

/** At once: a few streams fill the network of the smallest task. */
const AT_ONCE = 8;

/** Storage classes whose objects must be restored before they can be read. */
const ARCHIVED = new Set<string>(["GLACIER", "DEEP_ARCHIVE"]);

/** What `job.json` says of a dataset; paths are relative to the inputs folder. */
interface DatasetInputs {
  manifests: string[];
  files: string[];
  rows: number;
  /** Files of its runs that have expired, or lie in an archive. */
  unreadable: number;
}

/** @throws HeadraceError */
export async function bringInputs(env: UserJobEnvironment, attempt: Attempt): Promise<void> {
  const { HEADRACE_INPUTS: folder, HEADRACE_OUTPUTS: outputs } = env;
  // The user's container may run as anybody.
  for (const path of [folder, outputs]) {
    await mkdir(path, { recursive: true });
    await chmod(path, 0o777);
  }
  const datasets: Record<string, DatasetInputs> = {};
  for (const [dataset, what] of Object.entries(env.JOB_READS))
    datasets[dataset] = await bringDataset(env, dataset, what, attempt);
  const { job, execution, index, run } = attempt;
  const told = { job, execution, ...(run && { run }), ...(index !== undefined && { index }), datasets };
  await writeFile(join(folder, "job.json"), `${JSON.stringify(told, null, 2)}\n`);
  logger.info("Inputs are there", {
    execution,
    rows: Object.values(datasets).reduce((sum, { rows }) => sum + rows, 0),
  });
}

async function bringDataset(
  env: UserJobEnvironment,
  dataset: string,
  what: JobReads,
  attempt: Attempt,
): Promise<DatasetInputs> {
  const { CURATED_BUCKET: bucket, HEADRACE_INPUTS: folder } = env;
  const manifests = await (what === "run"
    ? manifestOfRun(bucket, dataset, attempt)
    : allManifests(bucket, dataset, attempt));
  const there = await readable(bucket, `${dataset}/`);
  const all = shareOf(
    manifests.flatMap(({ files }) => files),
    dataset,
    env,
    attempt,
  );
  const files = all.filter(({ key }) => there.has(key));
  await refuseTooLarge(
    dataset,
    files.reduce((sum, { bytes }) => sum + bytes, 0),
    folder,
  );
  await concurrently(files, AT_ONCE, async ({ key }) => {
    if (!(await download({ bucket, key }, join(folder, key))))
      throw new Error(`s3://${bucket}/${key} was there, and is gone.`);
  });
  // Beside the rows, under a name that readers of Parquet pass by.
  const kept = await Promise.all(
    manifests.map(async (manifest) => {
      const path = join(dataset, "_manifests", `${manifest.run_id}.json`);
      await mkdir(join(folder, dataset, "_manifests"), { recursive: true });
      await writeFile(join(folder, path), `${JSON.stringify(manifest)}\n`);
      return path;
    }),
  );
  return {
    manifests: kept,
    files: files.map(({ key }) => key),
    rows: files.reduce((sum, { rows }) => sum + rows, 0),
    unreadable: all.length - files.length,
  };
}

/**
 * The files that fall to this task of the dataset that an array shares out: with n tasks, every n-th by its key. They are the same at each
 * attempt, and each task deals them out alike.
 */
function shareOf<F extends { key: string }>(
  files: readonly F[],
  dataset: string,
  { JOB_ARRAY_SIZE: size, JOB_ARRAY_OVER: over }: UserJobEnvironment,
  { index }: Attempt,
): readonly F[] {
  if (size === undefined || index === undefined || dataset !== over) return files;
  return files.toSorted((a, b) => (a.key < b.key ? -1 : 1)).filter((_, at) => at % size === index);
}

/** @throws HeadraceError run_missing */
async function manifestOfRun(bucket: string, dataset: string, attempt: Attempt): Promise<Manifest[]> {
  const { run } = attempt;
  const key = run === undefined ? await newestManifest(bucket, dataset, attempt) : manifestKey(dataset, run);
  const manifest = key === undefined ? undefined : await readManifest({ bucket, key });
  if (manifest?.status === "curated") return [manifest];
  throw new HeadraceError(
    "run_missing",
    run === undefined ? `Nothing of ${dataset} is curated.` : `There is no curated run ${run} of ${dataset}.`,
    "Import a file of it first, or name a run that was not undone.",
  );
}

async function newestManifest(
  bucket: string,
  dataset: string,
  { before = Number.POSITIVE_INFINITY }: Attempt,
): Promise<string | undefined> {
  const found: { key: string; at: number }[] = [];
  for await (const { Key, LastModified } of objectsUnder(bucket, `${MANIFEST_PREFIX}${dataset}/`))
    found.push({ key: Key ?? "", at: LastModified?.getTime() ?? 0 });
  return found.filter(({ at }) => at <= before).toSorted((a, b) => b.at - a.at)[0]?.key;
}

async function allManifests(
  bucket: string,
  dataset: string,
  { before = Number.POSITIVE_INFINITY }: Attempt,
): Promise<Manifest[]> {
  const keys: string[] = [];
  for await (const { Key } of objectsUnder(bucket, `${MANIFEST_PREFIX}${dataset}/`)) keys.push(Key ?? "");
  const manifests = await concurrently(keys, AT_ONCE, (key) => readManifest({ bucket, key }));
  return manifests
    .filter((one) => one !== undefined)
    .filter(({ status, committed_at }) => status === "curated" && Date.parse(committed_at) <= before);
}

async function readable(bucket: string, prefix: string): Promise<Set<string>> {
  const keys = new Set<string>();
  for await (const { Key, StorageClass } of objectsUnder(bucket, prefix))
    if (Key && !ARCHIVED.has(StorageClass ?? "")) keys.add(Key);
  return keys;
}

async function* objectsUnder(bucket: string, prefix: string) {
  for await (const page of paginateListObjectsV2({ client: s3() }, { Bucket: bucket, Prefix: prefix }))
    yield* page.Contents ?? [];
}

/** Half of what is free is left for the job itself. */
async function refuseTooLarge(dataset: string, bytes: number, folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bytes <= (bavail * bsize) / 2) return;
  throw new HeadraceError(
    "inputs_too_large",
    `What the job reads of ${dataset} takes ${bytes} bytes, more than half of the ${bavail * bsize} that are free.`,
    "Give the job more storage_gib, or let it read run in place of all.",
  );
}
