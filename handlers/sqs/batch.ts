// How a function answers a batch of SQS messages: one by one, each failure logged without its values, reported, and sent
// back at a time that suits it.
import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import type { Logger } from "@aws-lambda-powertools/logger";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { failureOf } from "../aws/failure.ts";
import { isPermanent, redeliverIn } from "./redelivery.ts";

export interface BatchOptions {
  logger: Logger;
  /** Several messages at once; otherwise one after the other. */
  inParallel: boolean;
  /** Seconds until a failed message comes again; the queue's own visibility timeout where absent. */
  againIn?: (message: SQSRecord) => number;
}

const processor = new BatchProcessor(EventType.SQS);

/** Does `work` for each message of the batch. What it throws fails that message alone. */
export async function answerBatch(
  event: SQSEvent,
  context: Context,
  { logger, inParallel, againIn }: BatchOptions,
  work: (message: SQSRecord) => Promise<void>,
): Promise<SQSBatchResponse> {
  logger.addContext(context);
  const answerMessage = async (message: SQSRecord): Promise<void> => {
    try {
      await work(message);
    } catch (error) {
      await refuse(message, error, logger, againIn?.(message));
      throw error;
    } finally {
      if (!inParallel) logger.resetKeys();
    }
  };
  const options = {
    context,
    // A batch of failures is no failure of the function: each message is reported and comes again by itself.
    throwOnFullBatchFailure: false,
  };
  return inParallel
    ? processPartialResponse(event, answerMessage, processor, options)
    : processPartialResponse(event, answerMessage, processor, { ...options, processInParallel: false });
}

/** Logs why a message failed, and says when it comes again: at once where no later delivery can change anything. */
export async function refuse(
  message: SQSRecord,
  error: unknown,
  logger: Logger,
  againIn?: number,
): Promise<void> {
  logger.error("Message failed", { message_id: message.messageId, ...failureOf(error) });
  const seconds = isPermanent(error) ? 0 : againIn;
  if (seconds !== undefined) await redeliverIn(seconds, message);
}
