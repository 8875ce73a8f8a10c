// Records that are posted: cut into messages, and answered once the queue has all of them.
import { createHash, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { SendMessageBatchCommand, type SendMessageBatchRequestEntry } from "@aws-sdk/client-sqs";
import { Problem } from "../../core/api/problems.ts";
import { MOST_BODY_BYTES, MOST_RECORD_BYTES, messageBodies } from "../../core/arrivals/messages.ts";
import { recordsOf, recordsOfLines, type Texts } from "../../core/arrivals/texts.ts";
import { DATASET_ATTRIBUTE, RECORD_KEY_ATTRIBUTE } from "../../core/records/record-message.ts";
import { sqs } from "../aws/clients/sqs.ts";
import { concurrently } from "../aws/concurrently.ts";
import type { Implement } from "./implement.ts";

/** Of SendMessageBatch: entries, and bytes of them all, in regions and queues where it is still 256 KiB. */
const MOST_ENTRIES = 10;
const CALLS_AT_ONCE = 8;
const TRIES = 4;
const FIRST_PAUSE_MS = 100;

export const records: Implement<"postRecords"> = {
  postRecords: async ({ path: { dataset } }, { env, caller, bytes, idempotencyKey }) => {
    if (!env.RECORDS_QUEUE_URL) throw new Problem("not_found", "This pipeline takes no records one by one.");
    const texts = textsOf(bytes);
    const tooLong = texts.findIndex(({ length }) => length > MOST_RECORD_BYTES);
    if (tooLong >= 0)
      throw new Problem(
        "content_too_large",
        `Record ${tooLong + 1} has ${texts[tooLong]?.length} bytes; ${MOST_RECORD_BYTES} are taken. Import it as a file.`,
      );
    // With the body's hash: a key that is used for other records, long after the first ones, stands for others.
    const key = createHash("sha256")
      .update(JSON.stringify([caller.id, dataset, idempotencyKey ?? randomUUID()]))
      .update(bytes)
      .digest("base64url");
    const entries = messageBodies(texts).map((MessageBody, i) => ({
      Id: `${i}`,
      MessageBody,
      MessageAttributes: {
        [DATASET_ATTRIBUTE]: { DataType: "String", StringValue: dataset },
        [RECORD_KEY_ATTRIBUTE]: { DataType: "String", StringValue: `api/${key}/${i}` },
      },
    }));
    await sendAll(env.RECORDS_QUEUE_URL, entries);
    return { status: 202, body: { dataset, taken: texts.length } };
  },
};

/** The records' own text: JSON.parse would round their numbers. The body's schema has judged it already. */
function textsOf(bytes: Buffer): Buffer[] {
  // A byte order mark is none of the text.
  const body = bytes.subarray(bytes.subarray(0, 3).equals(Buffer.from("\ufeff")) ? 3 : 0);
  const read: Texts = body.toString("latin1").trimStart().startsWith("[")
    ? recordsOf(body)
    : recordsOfLines(body);
  if (read.problem === undefined) return read.records;
  throw new Problem("malformed_request", `The body cannot be read: ${read.problem}.`);
}

async function sendAll(QueueUrl: string, entries: readonly SendMessageBatchRequestEntry[]): Promise<void> {
  let left = entries;
  for (let attempt = 1; ; attempt++) {
    const failed = (
      await concurrently(batchesOf(left), CALLS_AT_ONCE, async (Entries) => {
        const { Failed = [] } = await sqs().send(
          new SendMessageBatchCommand({ QueueUrl, Entries: [...Entries] }),
        );
        const refused = new Map(Failed.map(({ Id, Code, SenderFault }) => [Id, { Code, SenderFault }]));
        for (const { Code, SenderFault } of refused.values())
          if (SenderFault) throw new Error(`SQS refuses a message of records: ${Code}`);
        return Entries.filter(({ Id }) => refused.has(Id));
      })
    ).flat();
    if (failed.length === 0) return;
    if (attempt === TRIES)
      throw new Problem(
        "unavailable",
        "The queue does not take all of the records just now, and may have taken some. Send the request again as it is, under the same Idempotency-Key: then each of them is written once.",
        { headers: { "Retry-After": "2" } },
      );
    left = failed;
    await sleep(FIRST_PAUSE_MS * 2 ** attempt * (0.5 + Math.random()));
  }
}

/** As SendMessageBatch takes them. */
function batchesOf(entries: readonly SendMessageBatchRequestEntry[]): SendMessageBatchRequestEntry[][] {
  const batches: SendMessageBatchRequestEntry[][] = [];
  let batch: SendMessageBatchRequestEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const more = Buffer.byteLength(entry.MessageBody ?? "");
    if (batch.length > 0 && (batch.length === MOST_ENTRIES || bytes + more > MOST_BODY_BYTES)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += more;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
