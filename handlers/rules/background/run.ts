// A task, done in the background: from the file that its caller has put to the files that come of it. Done twice, it
// writes the same objects.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { RulesEnvironment } from "../../../core/environment/tokens.ts";
import { applyRulesToFile } from "../../../core/inline/to-files.ts";
import { download } from "../../aws/objects.ts";
import { upload } from "../../aws/upload.ts";
import { lambdaCapacity } from "../../capacity.ts";
import { readContract } from "../../http/contract.ts";
import { loggerOf } from "../../telemetry.ts";
import { SCRATCH } from "../scratch.ts";
import { tokenSources } from "../sources.ts";
import { resultOf, uploadOf } from "./objects.ts";
import { type TaskItem, type TaskResult, tasks } from "./store.ts";

/** Kept back at the end for uploads. */
const RESERVE_MS = 60_000;

const logger = loggerOf("rules");

export async function runTask(env: RulesEnvironment, id: string, remainingMs: number): Promise<void> {
  const item = await tasks.read(env.API_TABLE, id);
  if (!item || !(await tasks.begin(env.API_TABLE, id, Math.ceil(remainingMs / 1000)))) return;
  try {
    const result = await done(env, item, Math.max(1, remainingMs - RESERVE_MS));
    await tasks.end(env.API_TABLE, id, result.rejected ? "rejected" : "done", result);
    const { work, dataset } = item;
    logger.info("Task done", { task_id: id, work, dataset, valid: result.valid, invalid: result.invalid });
  } catch (error) {
    await tasks.end(env.API_TABLE, id, "failed");
    throw error;
  }
}

async function done(env: RulesEnvironment, item: TaskItem, milliseconds: number): Promise<TaskResult> {
  const { item_id: id, work, dataset: name } = item;
  if (item.contract_digest !== env.CONTRACT_DIGEST)
    throw new Error("The contract is another one than when the task was announced.");
  const contract = await readContract(env);
  const dataset = contract.datasets[name];
  if (!dataset) throw new Error("The contract has no such dataset.");
  // The engine has a folder of its own, by the id of the run.
  const folder = join(SCRATCH, `task-${id}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    const file = join(folder, "records");
    const found = await download(uploadOf(env, id), file);
    if (found?.sha256 !== item.sha256) throw new Error("The file of the task is not there, or another one.");
    const outcome = await applyRulesToFile({
      ...{ contract, dataset: name, work, file, runId: id, out: folder, scratch: SCRATCH },
      ...(await tokenSources(work, dataset, env)),
      ...lambdaCapacity(),
      signal: AbortSignal.timeout(milliseconds),
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
