// Lambda function `stage`: objects that landed become curated and quarantined rows. Fed by SQS; reports partial failures.
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { objectsCreated } from "../events/notifications.ts";
import { answerBatch } from "../sqs/batch.ts";
import { Deadline } from "./deadline.ts";
import { importObject } from "./import.ts";
import { settings } from "./settings.ts";
import { logger } from "./telemetry.ts";
import { prepare } from "./workspace.ts";

const prepared = prepare();

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  await prepared;
  const deadline = new Deadline(context);
  // One at a time: an import takes the function's memory and storage for itself.
  return answerBatch(event, context, { logger, inParallel: false }, async ({ body }) => {
    for (const object of objectsCreated(body)) {
      deadline.check();
      await importObject(object, { config: await settings(), deadline });
    }
  });
}
