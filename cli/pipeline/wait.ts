// Waits until imports have gone through: each run's audit record tells, and the queues tell when nothing is left.

import { setTimeout as sleep } from "node:timers/promises";
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { HeadraceError } from "../../core/errors.ts";
import { type AuditRecord, auditSchema } from "../../core/records/audit.ts";
import type { DeployedPipeline } from "../terraform/pipelines.ts";
import type { Uploaded } from "./upload.ts";

export interface Clients {
  dynamo: DynamoDBDocumentClient;
  sqs: SQSClient;
}

export interface Depth {
  /** Messages that wait or are being worked on. */
  queued: number;
  deadLetters: number;
}

const POLL_MS = 300;
/** Queues are asked less often than records: they are many, and their counts are approximate anyway. */
const POLLS_PER_DEPTH = 4;

/** Every import's audit record, in order. Throws where a message went to its dead-letter queue instead. */
export async function waitForRuns(
  clients: Clients,
  pipeline: DeployedPipeline,
  uploads: readonly Uploaded[],
  before: Depth,
  onProgress: (done: number, depth: Depth) => void,
  signal: AbortSignal,
): Promise<AuditRecord[]> {
  const found = new Map<Uploaded, AuditRecord>();
  let depth = before;
  let idle = 0;
  for (let poll = 0; ; poll++) {
    signal.throwIfAborted();
    for (const upload of uploads) {
      if (found.has(upload)) continue;
      const record = await finishedRun(clients, pipeline, upload);
      if (record) found.set(upload, record);
    }
    const allFound = found.size === uploads.length;
    if (allFound || poll % POLLS_PER_DEPTH === 0) depth = await queueDepth(clients, pipeline);
    onProgress(found.size, depth);
    idle = depth.queued === 0 ? idle + 1 : 0;
    if (allFound && depth.queued === 0) return uploads.map((upload) => found.get(upload) as AuditRecord);
    // Nothing is queued any more and yet a run is missing: its message has been given up.
    if (depth.queued === 0 && depth.deadLetters > before.deadLetters && idle > 2 * POLLS_PER_DEPTH)
      throw givenUp(uploads.filter((upload) => !found.has(upload)));
    await sleep(POLL_MS);
  }
}

/** Messages on the pipeline's queues and their dead-letter queues. */
export async function queueDepth({ sqs }: Clients, pipeline: DeployedPipeline): Promise<Depth> {
  const count = async (url: string): Promise<number> => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: url,
        AttributeNames: [
          "ApproximateNumberOfMessages",
          "ApproximateNumberOfMessagesNotVisible",
          "ApproximateNumberOfMessagesDelayed",
        ],
      }),
    );
    return Object.values(Attributes).reduce((sum, n) => sum + Number(n), 0);
  };
  const sum = async (urls: readonly string[]): Promise<number> =>
    (await Promise.all(urls.map(count))).reduce((a, b) => a + b, 0);
  const urls = pipeline.queues.map(({ url }) => url);
  const deadLetters = pipeline.queues.flatMap((queue) => (queue.deadLetters ? [queue.deadLetters] : []));
  return { queued: await sum(urls), deadLetters: await sum([...new Set(deadLetters)]) };
}

/** The run's audit record once nothing more will come: its partitions are registered, or it never will have any. */
async function finishedRun(
  { dynamo }: Clients,
  pipeline: DeployedPipeline,
  { runId, unreadId }: Uploaded,
): Promise<AuditRecord | undefined> {
  for (const run_id of [runId, unreadId]) {
    const { Item } = await dynamo.send(new GetCommand({ TableName: pipeline.auditTable, Key: { run_id } }));
    const record = Item && auditSchema.parse(Item);
    if (record && (record.state !== "curated" || record.cataloged_at)) return record;
  }
  return undefined;
}

function givenUp(missing: readonly Uploaded[]): HeadraceError {
  const files = missing.map(({ file }) => file).join(", ");
  return new HeadraceError(
    "import_failed",
    `The pipeline gave up on ${files}: the message is in its dead-letter queue.`,
    "The functions' logs say why: see the log groups /aws/lambda/… of the local AWS.",
  );
}
