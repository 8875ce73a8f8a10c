// Lambda function `load`: rows that dataset.curated tells of come to stand in the warehouse. Datasets with `load: copy` are
// copied into tables, once per run; those with `load: spectrum` can be queried already. Then the notice is sent on.
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { Contract } from "../../core/contract/schema.ts";
import { type LoadEnvironment, loadEnvironment } from "../../core/environment/load.ts";
import { HeadraceError } from "../../core/errors.ts";
import type { CuratedNotice } from "../../core/records/curated-notice.ts";
import { manifestKey } from "../../core/records/manifest.ts";
import { updateAudit } from "../aws/audit.ts";
import { sqs } from "../aws/clients/sqs.ts";
import { readContract } from "../aws/contract.ts";
import { readManifest } from "../aws/manifests.ts";
import { curatedNotice } from "../events/notices.ts";
import { answerBatch } from "../sqs/batch.ts";
import { count, loggerOf } from "../telemetry.ts";
import { connect, type Warehouse } from "../warehouse/connection.ts";
import { loadError } from "./errors.ts";
import { loadRun } from "./load.ts";
import { prepareAll } from "./prepare.ts";
import { type LoadTable, loadTable } from "./table.ts";

const logger = loggerOf("load");

/** By the tries so far: soon after a collision, and late enough to outlive a night in which the warehouse is paused. */
const AGAIN_SECONDS = [60, 600, 3600, 6 * 3600];

/** The contract whose tables this process has found or made. */
let prepared: Contract | undefined;

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const env = loadEnvironment.parse(process.env);
  const contract = await readContract(env);
  const db = connect(env, "load");
  try {
    // One at a time: loads of one table would only wait for one another.
    return await answerBatch(event, context, { logger, inParallel: false, againIn }, async ({ body }) => {
      try {
        const notice = curatedNotice(body);
        if (notice) await loadNotice(db, env, contract, notice);
      } catch (error) {
        count({ LoadsFailed: 1 });
        throw error;
      }
    });
  } finally {
    await db.destroy();
  }
}

/** Nothing of the attempt is under way any more, so it need not wait for the queue's visibility timeout. */
function againIn(message: SQSRecord): number {
  const tries = Number(message.attributes.ApproximateReceiveCount);
  return AGAIN_SECONDS[Math.min(tries, AGAIN_SECONDS.length) - 1] ?? 0;
}

/** Makes the run's rows stand in the warehouse, and tells who comes next. */
async function loadNotice(
  db: Warehouse,
  env: LoadEnvironment,
  contract: Contract,
  notice: CuratedNotice,
): Promise<void> {
  const table = loadTable(contract, notice.dataset);
  if (!table)
    throw new HeadraceError(
      "dataset_unknown",
      `The contract has no dataset ${JSON.stringify(notice.dataset)}.`,
      "Run terraform apply: it deploys the functions and the contract together.",
    );
  const load = contract.datasets[notice.dataset]?.warehouse.load;
  if (load === "none") return;
  if (load === "copy") await copy(db, env, table, notice);
  // Models run next, and one of them may read a dataset of which nothing has come yet.
  if (prepared !== contract) await prepareAll(db, env, contract);
  prepared = contract;
  await sendOn(env, notice);
}

async function copy(
  db: Warehouse,
  env: LoadEnvironment,
  table: LoadTable,
  notice: CuratedNotice,
): Promise<void> {
  const run = await readManifest({
    bucket: env.CURATED_BUCKET,
    key: manifestKey(notice.dataset, notice.run_id),
  });
  if (!run) {
    logger.warn("The manifest is gone: the run was undone", { run_id: notice.run_id });
    return;
  }
  try {
    const rows = await loadRun(db, env, table, run);
    await updateAudit(env.AUDIT_TABLE, run.run_id, { loaded_at: new Date().toISOString() });
    if (rows !== undefined) count({ RowsLoaded: rows }, { dataset: run.dataset });
    logger.info(rows === undefined ? "Run was loaded before" : "Run loaded", {
      run_id: run.run_id,
      dataset: run.dataset,
      rows,
    });
  } catch (error) {
    const load_error = await loadError(db, env, run, error as Error);
    await updateAudit(env.AUDIT_TABLE, run.run_id, { load_error });
    throw error;
  }
}

/** At least once, as the notice itself came. */
async function sendOn(env: LoadEnvironment, notice: CuratedNotice): Promise<void> {
  if (!env.NEXT_QUEUE_URL) return;
  await sqs().send(
    new SendMessageCommand({
      QueueUrl: env.NEXT_QUEUE_URL,
      MessageBody: JSON.stringify(notice),
      ...(env.NEXT_QUEUE_URL.endsWith(".fifo") && {
        MessageGroupId: notice.dataset,
        MessageDeduplicationId: notice.run_id,
      }),
    }),
  );
}
