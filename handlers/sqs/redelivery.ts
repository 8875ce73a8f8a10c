// When a failed message comes again. Left alone it is the queue's visibility timeout, six times the function's: far too
// long for what can never succeed.
import { ChangeMessageVisibilityCommand, DeleteMessageCommand } from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";
import { HeadraceError } from "../../core/errors.ts";
import { sqs } from "../aws/clients/sqs.ts";
import { queueUrlOf } from "../aws/partition.ts";

/** What no later delivery can change. */
const PERMANENT = new Set(["message_unreadable", "object_too_large", "record_key_reused"]);

export const isPermanent = (error: unknown): boolean =>
  error instanceof HeadraceError && PERMANENT.has(error.code);

/** Makes a received message visible again in so many seconds; where that may not be, in the queue's own time. */
export async function redeliverIn(seconds: number, message: SQSRecord): Promise<void> {
  await sqs()
    .send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrlOf(message.eventSourceARN),
        ReceiptHandle: message.receiptHandle,
        VisibilityTimeout: Math.ceil(seconds),
      }),
    )
    .catch(() => {});
}

/**
 * Takes a message off its queue although its function is about to fail: what it asked for was tried, and trying again
 * would give the same.
 */
export async function takeOff(message: SQSRecord): Promise<void> {
  await sqs().send(
    new DeleteMessageCommand({
      QueueUrl: queueUrlOf(message.eventSourceARN),
      ReceiptHandle: message.receiptHandle,
    }),
  );
}
