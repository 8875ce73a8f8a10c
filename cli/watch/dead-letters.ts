// Messages that were given up: looked at where they lie, and sent back to the queue that they came from.

import { setTimeout as sleep } from "node:timers/promises";
import {
  ChangeMessageVisibilityCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { HeadraceError } from "../../core/errors.ts";
import { nearest } from "../args/suggest.ts";
import type { Estate } from "../pipeline/estate.ts";
import { type QueueDepth, queueDepths } from "./queues.ts";

export interface DeadLetters {
  queue: string;
  /** The queue they came from; null where SNS or nobody but a person gave them there. */
  from: string | null;
  messages: number;
  /** Some of them. */
  sample: { id: string; sent_at: string; text: string }[];
}

/** Queues that hold what was given up, or the one that is named: itself or the queue it came from, with or without the pipeline's name. */
async function holding(estate: Estate, named: string | undefined): Promise<QueueDepth[]> {
  const all = (await queueDepths(estate)).filter(
    ({ name, dead_letters_of }) => dead_letters_of !== null || /-dlq(\.fifo)?$/.test(name),
  );
  if (named === undefined) return all;
  const is = (name: string | null) => name === named || name?.endsWith(`-${named}`);
  const chosen = all.filter(({ name, dead_letters_of }) => is(name) || is(dead_letters_of));
  if (chosen.length > 0) return chosen;
  const names = all.map(({ name }) => name);
  const guess = nearest(named, names);
  throw new HeadraceError(
    "unknown_queue",
    `What is applied from ${estate.dir} has no dead-letter queue ${JSON.stringify(named)}${guess ? `; did you mean ${guess}?` : "."}`,
    `There are ${names.join(", ")}.`,
    1,
  );
}

export async function deadLetters(
  estate: Estate,
  named: string | undefined,
  most: number,
): Promise<DeadLetters[]> {
  const client = new SQSClient(estate.aws);
  try {
    const queues = await holding(estate, named);
    return await Promise.all(
      queues.map(async ({ name, url, waiting, in_flight, dead_letters_of }) => ({
        queue: name,
        from: dead_letters_of,
        messages: waiting + in_flight,
        sample: waiting > 0 ? await looked(client, url, most) : [],
      })),
    );
  } finally {
    client.destroy();
  }
}

/** Looking takes nothing away: what was hidden by it is shown again at once, so that it can be sent back right after. */
async function looked(client: SQSClient, QueueUrl: string, most: number): Promise<DeadLetters["sample"]> {
  const found = new Map<string, DeadLetters["sample"][number]>();
  const hidden: string[] = [];
  while (found.size < most) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: Math.min(10, most - found.size),
        VisibilityTimeout: 10,
        MessageSystemAttributeNames: ["SentTimestamp"],
      }),
    );
    const before = found.size;
    hidden.push(...Messages.flatMap(({ ReceiptHandle }) => ReceiptHandle ?? []));
    for (const { MessageId = "", Body = "", Attributes } of Messages)
      found.set(MessageId, {
        id: MessageId,
        sent_at: new Date(Number(Attributes?.SentTimestamp ?? 0)).toISOString(),
        text: Body,
      });
    if (found.size === before) break;
  }
  for (const ReceiptHandle of hidden)
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  return [...found.values()];
}

export interface Redriven {
  queue: string;
  to: string;
  /** As many as there were when it began. */
  messages: number;
}

const LOOK_MS = 500;

/** Sends all that has a queue to go back to there, and waits until SQS has. */
export async function redriven(
  estate: Estate,
  named: string | undefined,
  signal: AbortSignal,
): Promise<{ moved: Redriven[]; left: string[] }> {
  const client = new SQSClient(estate.aws);
  const moved: Redriven[] = [];
  const left: string[] = [];
  try {
    for (const { name, arn, waiting, dead_letters_of } of await holding(estate, named)) {
      if (waiting === 0) continue;
      if (dead_letters_of === null) {
        left.push(name);
        continue;
      }
      await client.send(new StartMessageMoveTaskCommand({ SourceArn: arn }));
      await over(client, arn, name, signal);
      moved.push({ queue: name, to: dead_letters_of, messages: waiting });
    }
  } finally {
    client.destroy();
  }
  return { moved, left };
}

async function over(client: SQSClient, SourceArn: string, name: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const { Results = [] } = await client.send(new ListMessageMoveTasksCommand({ SourceArn }));
    const [last] = Results;
    if (last?.Status === "FAILED")
      throw new HeadraceError(
        "redrive_failed",
        `SQS did not move the messages of ${name}: ${last.FailureReason ?? "it does not say why"}.`,
        "Look whether the caller may use sqs:SendMessage on the queue and kms:Decrypt and kms:GenerateDataKey on its key.",
      );
    if (last?.Status !== "RUNNING") return;
    await sleep(LOOK_MS, undefined, { signal });
  }
}
