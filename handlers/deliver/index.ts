// Lambda function `deliver`: rows that dataset.curated and model.exported tell of are sent to the topics that the contract's
// `deliver` names. Fed by SQS; reports partial failures.
import { join } from "node:path";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { RowReader } from "../../core/delivery/rows.ts";
import { deliverEnvironment } from "../../core/environment/deliver.ts";
import { lambdaCapacity } from "../capacity.ts";
import { sourceNotice } from "../events/notices.ts";
import { answerBatch } from "../sqs/batch.ts";
import { ownFolder, removeLeftovers } from "../storage.ts";
import { count, loggerOf } from "../telemetry.ts";
import { deliver } from "./deliver.ts";

const logger = loggerOf("deliver");

/** By the tries so far: what failed has ended, so that it need not wait for the queue's visibility timeout. */
const AGAIN_SECONDS = [60, 600, 3600, 6 * 3600];

const folder = join(ownFolder("deliver"), "work");

/** Work for a cold start, where time costs nobody. */
const prepared = removeLeftovers("deliver").then(() => RowReader.open(folder, lambdaCapacity()));
prepared.catch(() => {});

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const reader = await prepared;
  const env = deliverEnvironment.parse(process.env);
  // One at a time: a run's rows take the function's storage for themselves.
  return answerBatch(event, context, { logger, inParallel: false, againIn }, async ({ body }) => {
    try {
      const notice = sourceNotice(body);
      if (notice) await deliver(notice, { env, logger, reader, folder });
    } catch (error) {
      count({ DeliveriesFailed: 1 });
      throw error;
    }
  });
}

function againIn(message: SQSRecord): number {
  const tries = Number(message.attributes.ApproximateReceiveCount);
  return AGAIN_SECONDS[Math.min(tries, AGAIN_SECONDS.length) - 1] ?? 0;
}
