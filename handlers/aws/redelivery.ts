// When a failed message comes again. Left alone it is the queue's visibility timeout, six times the function's: far too
// long for what can never succeed.
import { ChangeMessageVisibilityCommand } from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";
import { HeadraceError } from "../../core/errors.ts";
import { sqs } from "./clients.ts";

/** What no later delivery can change. */
const PERMANENT = new Set(["message_unreadable", "object_too_large"]);

export const isPermanent = (error: unknown): boolean =>
  error instanceof HeadraceError && PERMANENT.has(error.code);

/** Makes a received message visible again in so many seconds; where that may not be, in the queue's own time. */
export async function redeliverIn(seconds: number, message: SQSRecord): Promise<void> {
  const [, , , region, account, name] = message.eventSourceARN.split(":");
  await sqs()
    .send(
      new ChangeMessageVisibilityCommand({
        // Names the queue; the request goes to the client's endpoint.
        QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${name}`,
        ReceiptHandle: message.receiptHandle,
        VisibilityTimeout: Math.ceil(seconds),
      }),
    )
    .catch(() => {});
}
