// Lambda function `stage`: objects that landed become curated and quarantined rows. Fed by SQS; reports partial failures.
import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { failureOf } from "../aws/failure.ts";
import { isPermanent, redeliverIn } from "../aws/redelivery.ts";
import { objectsCreated } from "../events/notifications.ts";
import { Deadline } from "./deadline.ts";
import { importObject } from "./import.ts";
import { settings } from "./settings.ts";
import { logger } from "./telemetry.ts";
import { prepare } from "./workspace.ts";

const processor = new BatchProcessor(EventType.SQS);
const prepared = prepare();

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  await prepared;
  const deadline = new Deadline(context);
  const importMessage = async (message: SQSRecord): Promise<void> => {
    try {
      for (const object of objectsCreated(message.body)) {
        deadline.check();
        await importObject(object, { config: await settings(), deadline });
      }
    } catch (error) {
      logger.error("Message failed", { message_id: message.messageId, ...failureOf(error) });
      if (isPermanent(error)) await redeliverIn(0, message);
      throw error;
    } finally {
      logger.resetKeys();
    }
  };
  return processPartialResponse(event, importMessage, processor, {
    context,
    // One at a time: an import takes the function's memory and storage for itself.
    processInParallel: false,
    // A batch of failures is no failure of the function: each message is reported and comes again by itself.
    throwOnFullBatchFailure: false,
  });
}
