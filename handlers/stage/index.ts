// Lambda function `stage`: objects that landed become curated and quarantined rows. Fed by SQS; reports partial failures.
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { lambdaCapacity } from "../capacity.ts";
import { objectsCreated } from "../events/notifications.ts";
import { answerBatch } from "../sqs/batch.ts";
import { stageConfig } from "./config.ts";
import { importObject } from "./import/object.ts";
import { prepare } from "./import/workspace.ts";
import { Deadline } from "./lambda.ts";
import { logger } from "./telemetry.ts";

const prepared = prepare();
const capacity = lambdaCapacity();

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  await prepared;
  const time = new Deadline(context);
  // One at a time: an import takes the function's memory and storage for itself.
  return answerBatch(event, context, { logger, inParallel: false }, async ({ body, attributes }) => {
    for (const object of objectsCreated(body)) {
      time.check();
      const receives = Number(attributes.ApproximateReceiveCount);
      await importObject(object, { config: await stageConfig(), time, capacity, receives });
    }
  });
}
