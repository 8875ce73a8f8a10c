// Objects that a function cannot hold: handed to the queue of what can (the same code in Batch), and audited.
import { tmpdir } from "node:os";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { isExhausted, isOutOfStorage } from "../../../core/engine/index.ts";
import type { StageEnvironment } from "../../../core/environment/stage.ts";
import { HeadraceError } from "../../../core/errors.ts";
import { diskFull } from "../../../core/full-disk.ts";
import { sqs } from "../../aws/clients/sqs.ts";
import { uriOf } from "../../aws/objects.ts";
import { notificationOf, type ObjectCreated } from "../../events/notifications.ts";
import { TooLarge } from "./budget.ts";
import { makeRoom, takenByOthers } from "./workspace.ts";

/** Storage that must be free per byte of a file: for itself, its decoded and split text, and output (handlers/README.md). */
const STORAGE_PER_BYTE = 4;

/** Throws TooLarge where the function's storage cannot hold the import of so many bytes. */
export async function ensureRoom(env: StageEnvironment, bytes: number): Promise<void> {
  if (bytes > env.MAX_OBJECT_BYTES || !(await makeRoom(bytes * STORAGE_PER_BYTE))) throw new TooLarge();
}

/** Whether an error says that storage, memory or time ran out, wherever it arose. */
export const isExhaustion = (error: unknown): boolean => error instanceof TooLarge || isExhausted(error);

/**
 * Throws where an object of so many bytes ran out of storage that it does not take itself: it is not too large, and is
 * tried again, as every message is, until there is room or its queue gives it up. The import's own files are gone by now.
 */
export async function refuseFullDisk(error: unknown, env: StageEnvironment, bytes: number): Promise<void> {
  const storage = error instanceof TooLarge || isOutOfStorage(error);
  if (!storage || bytes > env.MAX_OBJECT_BYTES) return;
  if (await takenByOthers(bytes * STORAGE_PER_BYTE)) throw diskFull([tmpdir()]);
}

/**
 * Sends the object on. At least once: a repeat is a run of the same id, which does nothing twice.
 * Without such a queue it throws, so that the message ends in the DLQ, where an alarm is.
 */
export async function handOn(env: StageEnvironment, object: ObjectCreated, bytes: number): Promise<void> {
  if (!env.OVERSIZE_QUEUE_URL)
    throw new HeadraceError(
      "object_too_large",
      `${uriOf(object)} (${bytes} bytes) is more than what imports it can hold (its limit is ${env.MAX_OBJECT_BYTES} bytes).`,
      "Give the stage function more storage and memory, or jobs of Batch behind it (batch = { enabled = true }); where a job says so, give it more.",
    );
  await sqs().send(
    new SendMessageCommand({
      QueueUrl: env.OVERSIZE_QUEUE_URL,
      MessageBody: notificationOf(object, bytes),
    }),
  );
}
