// Waits until imports have gone through: each run's audit record tells, and the local AWS tells when nothing is left.
import { setTimeout as sleep } from "node:timers/promises";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { HeadraceError } from "../../core/errors.ts";
import { diskFull, fullFolders } from "../../core/full-disk.ts";
import { type AuditRecord, auditOfItem } from "../../core/records/audit.ts";
import { type LocalStatus, status } from "../../local/index.ts";
import type { Local } from "../local-aws.ts";
import type { DeployedPipeline } from "../terraform/pipelines.ts";
import type { Uploaded } from "./upload.ts";

/** What a pipeline's queues and functions hold at one moment. */
export interface Activity {
  /** Messages that wait or are being worked on. */
  queued: number;
  /** Invocations that run. */
  running: number;
  deadLetters: number;
  /** Why a queue is not read, where one is not. */
  trouble: string | undefined;
  denied: LocalStatus["denied"];
}

const POLL_MS = 300;
/** Polls in a row after which quiet means that nothing more will come. */
const QUIET_POLLS = 10;

/** Every import's audit record, in order. Throws where the pipeline has given one up, or cannot work. */
export async function waitForRuns(
  dynamo: DynamoDBDocumentClient,
  local: Local,
  pipeline: DeployedPipeline,
  uploads: readonly Uploaded[],
  onProgress: (done: number, activity: Activity) => void,
  signal: AbortSignal,
): Promise<AuditRecord[]> {
  const found = new Map<Uploaded, AuditRecord>();
  for (let quiet = 0; ; await sleep(POLL_MS)) {
    signal.throwIfAborted();
    for (const upload of uploads) {
      // What was too large for a function may yet come from a job.
      if (found.has(upload) && found.get(upload)?.state !== "oversize") continue;
      const record = await finishedRun(dynamo, pipeline, upload);
      if (record) found.set(upload, record);
    }
    const activity = await activityOf(local, pipeline);
    onProgress(found.size, activity);
    // A message that waits for its next delivery is not running, and may be somebody else's.
    quiet = activity.running === 0 ? quiet + 1 : 0;
    const allFound = found.size === uploads.length;
    // A job's last act may have been between the look at the records and the one at what is at work.
    const mayChange = pipeline.jobQueue && [...found.values()].some(({ state }) => state === "oversize");
    if (mayChange && quiet < 3) continue;
    if (allFound && ((activity.queued === 0 && activity.running === 0) || quiet > 3 * QUIET_POLLS))
      return uploads.map((upload) => found.get(upload) as AuditRecord);
    const missing = uploads.filter((upload) => !found.has(upload));
    if (!allFound && activity.queued === 0 && quiet > QUIET_POLLS) throw givenUp(missing, local, activity);
    if (activity.trouble && quiet > 6 * QUIET_POLLS) throw givenUp(missing, local, activity);
  }
}

async function activityOf(local: Local, pipeline: DeployedPipeline): Promise<Activity> {
  const { queues, functions, work, denied } = await status(local);
  const names = new Set(pipeline.queues.map(({ url }) => url.split("/").at(-1)));
  const own = queues.filter(({ name }) => names.has(name));
  const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
  return {
    queued: sum(own.map(({ visible, inFlight, delayed }) => visible + inFlight + delayed)),
    running: sum([
      ...functions
        .filter(({ name }) => pipeline.functions.includes(name))
        .map(({ running, waiting }) => running + waiting),
      // Jobs of Batch, and the events that start them, say of no pipeline whose they are.
      ...(pipeline.jobQueue
        ? work.filter(({ service }) => service === "batch" || service === "events").map(({ count }) => count)
        : []),
    ]),
    deadLetters: sum(own.map(({ dlq }) => dlq?.messages ?? 0)),
    trouble: own.find(({ trouble }) => trouble)?.trouble,
    denied,
  };
}

/** The run's audit record once nothing more will come: its partitions are registered, or it never will have any. */
async function finishedRun(
  dynamo: DynamoDBDocumentClient,
  pipeline: DeployedPipeline,
  { runId, unreadId }: Uploaded,
): Promise<AuditRecord | undefined> {
  for (const run_id of [runId, unreadId]) {
    const { Item } = await dynamo.send(new GetCommand({ TableName: pipeline.auditTable, Key: { run_id } }));
    const record = auditOfItem(Item);
    if (record && (record.state !== "curated" || record.cataloged_at)) return record;
  }
  return undefined;
}

function givenUp(missing: readonly Uploaded[], local: Local, activity: Activity): HeadraceError {
  if (fullFolders([local.state]).length > 0) return diskFull([local.state]);
  const files = missing.map(({ file }) => file).join(", ");
  const refused = activity.denied.map(({ role, action }) => `${role} may not ${action}`);
  const why = [
    ...(activity.trouble ? [activity.trouble] : []),
    ...(activity.deadLetters > 0 ? ["its message is in the dead-letter queue"] : []),
    ...new Set(refused),
  ].join("; ");
  return new HeadraceError(
    "import_failed",
    `The pipeline gave up on ${files}${why ? `: ${why}` : ""}.`,
    `The functions' logs say more: ${local.state}/logs/`,
  );
}
