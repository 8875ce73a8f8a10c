// After a user's job: what it wrote goes to the landing folder of the dataset that it writes, as one set, and once.
//
// An attempt's files are staged first. The commit names the attempt whose files count, and only the first can write it. What
// was committed is put to landing, by that attempt or by any later one, under keys that every attempt gives alike. So an
// execution that is tried again, or announced twice, ends in the files of one attempt, also of a job that never writes the same.
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { CopyObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import type { UserJobEnvironment } from "../../../core/environment/user-job.ts";
import { HeadraceError } from "../../../core/errors.ts";
import {
  type JobCommit,
  jobCommitKey,
  jobCommitSchema,
  jobLandedKey,
  jobOutputKey,
  jobStagedKey,
} from "../../../core/records/job-commit.ts";
import { s3 } from "../../../handlers/aws/clients/s3.ts";
import { concurrently } from "../../../handlers/aws/concurrently.ts";
import { deleteObjects, readText, writeJson } from "../../../handlers/aws/objects.ts";
import { logger } from "../../../handlers/stage/telemetry.ts";
import type { Attempt } from "./execution.ts";

const AT_ONCE = 4;
/** S3 copies no larger object at once. */
const MOST_BYTES = 5 * 1024 ** 3;

interface Written {
  /** Below the outputs folder, with slashes. */
  path: string;
  bytes: number;
}

/** @throws HeadraceError */
export async function takeOutputs(env: UserJobEnvironment, attempt: Attempt): Promise<void> {
  const { SYSTEM_BUCKET: bucket } = env;
  const { execution } = attempt;
  if ((await readText({ bucket, key: jobLandedKey(attempt) })) !== undefined)
    return logger.info("This execution's files have landed already", { execution });
  const commit = (await committed(bucket, attempt)) ?? (await commitOwn(env, attempt));
  await land(env, attempt, commit);
  logger.info("Files landed", { execution, attempt: commit.attempt, files: commit.files.length });
}

async function committed(bucket: string, attempt: Attempt): Promise<JobCommit | undefined> {
  const text = await readText({ bucket, key: jobCommitKey(attempt) });
  return text === undefined ? undefined : jobCommitSchema.parse(JSON.parse(text));
}

/** Stages this attempt's files and commits them; where another attempt was first, its commit counts. */
async function commitOwn(env: UserJobEnvironment, attempt: Attempt): Promise<JobCommit> {
  const { SYSTEM_BUCKET: bucket, HEADRACE_OUTPUTS: folder } = env;
  const files = await filesIn(folder);
  if (files.length > 0 && env.JOB_WRITES === undefined)
    throw new HeadraceError(
      "writes_nothing",
      `The job wrote ${files.length} files, and its contract names no dataset for them.`,
      "Write `writes: DATASET` in the contract, or leave the outputs folder empty.",
    );
  const stagedKey = ({ path }: Written) => jobStagedKey(attempt, attempt.attempt, path);
  await concurrently(files, AT_ONCE, async (file) => {
    const Body = createReadStream(join(folder, file.path));
    await new Upload({ client: s3(), params: { Bucket: bucket, Key: stagedKey(file), Body } }).done();
  });
  const { job, execution, index } = attempt;
  const commit: JobCommit = {
    version: 1,
    job,
    execution,
    ...(index !== undefined && { index }),
    attempt: attempt.attempt,
    files,
    committed_at: new Date().toISOString(),
  };
  if (await putFirst(bucket, jobCommitKey(attempt), commit)) return commit;
  const other = await committed(bucket, attempt);
  if (!other) throw new Error("Another attempt's commit was there, and is gone.");
  if (other.attempt !== attempt.attempt)
    await deleteObjects(files.map((file) => ({ bucket, key: stagedKey(file) })));
  return other;
}

async function land(env: UserJobEnvironment, attempt: Attempt, commit: JobCommit): Promise<void> {
  const { SYSTEM_BUCKET: bucket, LANDING_BUCKET, JOB_WRITES: dataset = "" } = env;
  const staged = ({ path }: Written) => jobStagedKey(attempt, commit.attempt, path);
  await concurrently(commit.files, AT_ONCE, (file) =>
    s3().send(
      new CopyObjectCommand({
        Bucket: LANDING_BUCKET,
        Key: jobOutputKey(dataset, attempt, file.path),
        CopySource: [bucket, ...staged(file).split("/")].map(encodeURIComponent).join("/"),
      }),
    ),
  );
  await writeJson({ bucket, key: jobLandedKey(attempt) }, { landed_at: new Date().toISOString() });
  await deleteObjects(commit.files.map((file) => ({ bucket, key: staged(file) })));
}

/** @returns false where there is one already */
async function putFirst(bucket: string, key: string, value: object): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      await s3().send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: `${JSON.stringify(value)}\n`,
          ContentType: "application/json",
          IfNoneMatch: "*",
        }),
      );
      return true;
    } catch (error) {
      const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
      if (status === 412) return false;
      // Another request for the key ended while this one ran.
      if (status !== 409 || tries === 3) throw error;
    }
  }
}

/** @throws HeadraceError output_unreadable, output_too_large */
async function filesIn(folder: string): Promise<Written[]> {
  const found: Written[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const full = join(entry.parentPath, entry.name);
    const path = relative(folder, full).replaceAll("\\", "/");
    if (!entry.isFile())
      throw new HeadraceError(
        "output_unreadable",
        `The job wrote ${path}, which is no file.`,
        "Write files and folders, and no links.",
      );
    const { size } = await stat(full);
    if (size > MOST_BYTES)
      throw new HeadraceError(
        "output_too_large",
        `The job wrote ${path} of ${size} bytes, more than ${MOST_BYTES}.`,
        "Write several files.",
      );
    found.push({ path, bytes: size });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}
