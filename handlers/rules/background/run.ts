// A task, done in the background: from the file that its caller has put to the files that come of it, by the function or, where that
// has not the time, the memory or the storage, by a job. Done twice, it writes the same objects.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isExhausted } from "../../../core/engine/index.ts";
import type { RulesEnvironment } from "../../../core/environment/tokens.ts";
import { applyRulesToFile } from "../../../core/inline/to-files.ts";
import { download } from "../../aws/objects.ts";
import { upload } from "../../aws/upload.ts";
import type { Capacity } from "../../capacity.ts";
import { readContract } from "../../http/contract.ts";
import { loggerOf } from "../../telemetry.ts";
import { tokenSources } from "../sources.ts";
import { handOn, jobOf } from "./job.ts";
import { resultOf, uploadOf } from "./objects.ts";
import { type TaskItem, type TaskResult, tasks } from "./store.ts";

/** What a task has of whoever does it. */
export interface TaskMeans extends Capacity {
  /** Nobody else begins it before. */
  seconds: number;
  signal: AbortSignal;
  /** The folder that its files lie in meanwhile. */
  scratch: string;
}

const logger = loggerOf("rules");

/** By the function: what it cannot hold goes on in a job, where there are any. */
export async function runTask(env: RulesEnvironment, id: string, means: TaskMeans): Promise<void> {
  const item = await tasks.read(env.API_TABLE, id);
  if (!item || !(await tasks.begin(env.API_TABLE, id, means.seconds))) return;
  try {
    await finish(env, item, means);
  } catch (error) {
    const job = jobOf(env);
    if (job && (means.signal.aborted || isExhausted(error))) await handOn(env, job, id);
    else await failed(env, id, error);
  }
}

/** By a job: what the function has handed on. An attempt that is told to end leaves it to the next. */
export async function runHandedOn(env: RulesEnvironment, id: string, means: TaskMeans): Promise<void> {
  const item = await tasks.read(env.API_TABLE, id);
  if (!item || !(await tasks.begin(env.API_TABLE, id, means.seconds, true))) return;
  try {
    await finish(env, item, means);
  } catch (error) {
    if (means.signal.aborted) throw error;
    await failed(env, id, error);
  }
}

async function finish(env: RulesEnvironment, item: TaskItem, means: TaskMeans): Promise<void> {
  const { item_id: id, work, dataset } = item;
  const result = await done(env, item, means);
  await tasks.end(env.API_TABLE, id, result.rejected ? "rejected" : "done", result);
  logger.info("Task done", { task_id: id, work, dataset, valid: result.valid, invalid: result.invalid });
}

async function failed(env: RulesEnvironment, id: string, error: unknown): Promise<never> {
  await tasks.end(env.API_TABLE, id, "failed");
  throw error;
}

async function done(
  env: RulesEnvironment,
  item: TaskItem,
  { signal, scratch, threads, memoryLimitMb }: TaskMeans,
): Promise<TaskResult> {
  const { item_id: id, work, dataset: name } = item;
  if (item.contract_digest !== env.CONTRACT_DIGEST)
    throw new Error("The contract is another one than when the task was announced.");
  const contract = await readContract(env);
  const dataset = contract.datasets[name];
  if (!dataset) throw new Error("The contract has no such dataset.");
  // The engine has a folder of its own, by the id of the run.
  const folder = join(scratch, `task-${id}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    const file = join(folder, "records");
    const found = await download(uploadOf(env, id), file);
    if (found?.sha256 !== item.sha256) throw new Error("The file of the task is not there, or another one.");
    const outcome = await applyRulesToFile({
      ...{ contract, dataset: name, work, file, runId: id, out: folder, scratch },
      ...(await tokenSources(work, dataset, env)),
      ...{ threads, memoryLimitMb, signal },
    });
    const files = (["rows", "broken"] as const).filter((one) => outcome[one] !== undefined);
    for (const one of files)
      await upload(outcome[one] as string, resultOf(env, id, one), { contentType: "application/x-ndjson" });
    const { valid, invalid, reasons, ignoredColumns, rejected } = outcome;
    return { valid, invalid, reasons, ignored_columns: ignoredColumns, ...(rejected && { rejected }), files };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
