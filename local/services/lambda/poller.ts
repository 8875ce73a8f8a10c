// Takes messages from a queue and gives them to a function, as Lambda's own pollers do: batches, partial failures,
// redelivery. The queue itself moves what failed too often to its dead-letter queue.
import { setTimeout as sleep } from "node:timers/promises";
import { callJson } from "../../gateway/call.ts";
import type { Forward } from "../../gateway/service.ts";
import { passes } from "./filter.ts";
import type { Mapping } from "./mapping.ts";
import { Nap } from "./nap.ts";
import { failedMessages, type SqsMessage, sqsRecord } from "./sqs-event.ts";

/** Waits between looks into an empty queue: short after something happened, then longer. */
const SHORTEST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 2_000;
/** Lambda's own limit on an event is 6 MB; a batch is closed before it. */
const BATCH_BYTES = 5_000_000;

/**
 * Times that AWS counts in minutes, shortened: nobody waits six function timeouts on a laptop for a redelivery. The
 * number of deliveries, and what happens after the last, stays as configured.
 */
export interface Pace {
  /** Seconds until a failed message is visible again, at most. */
  redelivery: number;
  /** Seconds that an unfilled batch waits for more, at most. */
  batchWindow: number;
}

export const PACE: Pace = { redelivery: 1, batchWindow: 1 };

export interface Invoker {
  /** Runs the mapping's function. Throws where it cannot be run at all. */
  invoke(mapping: Mapping, event: unknown): Promise<{ payload: string; failed: boolean }>;
  /** How many of its invocations may run at once. */
  limit(mapping: Mapping): Promise<number>;
  /** What the function's role lacks to take messages from the queue, in words. */
  lacks(mapping: Mapping): Promise<string | undefined>;
}

export class Poller {
  readonly mapping: Mapping;
  readonly #forward: Forward;
  readonly #invoker: Invoker;
  readonly #pace: Pace;
  readonly #region: string;
  readonly #name: string;
  #url: string | undefined;
  #running = 0;
  #stopped = false;
  readonly #nap = new Nap();
  #woken = false;
  #trouble: string | undefined;
  readonly #done: Promise<void>;

  constructor(mapping: Mapping, forward: Forward, invoker: Invoker, pace: Pace) {
    this.mapping = mapping;
    this.#forward = forward;
    this.#invoker = invoker;
    this.#pace = pace;
    const [, , , region, , name] = mapping.EventSourceArn.split(":");
    this.#region = String(region);
    this.#name = String(name);
    this.#done = this.#poll();
  }

  get running(): number {
    return this.#running;
  }

  /** Why nothing is taken from the queue, where that is so. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Something may have come into the queue. */
  wake(): void {
    this.#woken = true;
    this.#nap.end();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#done;
  }

  async #idle(milliseconds: number): Promise<boolean> {
    if (!this.#woken) await this.#nap.take(milliseconds);
    const woken = this.#woken;
    this.#woken = false;
    return woken;
  }

  async #poll(): Promise<void> {
    let wait = SHORTEST_WAIT_MS;
    while (!this.#stopped) {
      let took = false;
      try {
        took = this.mapping.State === "Enabled" && (await this.#takeOne());
        this.#trouble = undefined;
      } catch (error) {
        // The queue or the function may be on its way in or out; another look is due.
        this.#trouble = (error as Error).message;
        this.#url = undefined;
      }
      if (took) wait = SHORTEST_WAIT_MS;
      else if (await this.#idle(wait)) wait = SHORTEST_WAIT_MS;
      else wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
    while (this.#running > 0) await sleep(20);
  }

  #sqs<Output>(operation: string, input: Record<string, unknown>): Promise<Output> {
    return callJson<Output>(this.#forward, "sqs", this.#region, operation, { QueueUrl: this.#url, ...input });
  }

  /** Takes one batch and starts its invocation. Says whether there was one. */
  async #takeOne(): Promise<boolean> {
    const most = Math.min(
      this.mapping.ScalingConfig?.MaximumConcurrency ?? Number.POSITIVE_INFINITY,
      await this.#invoker.limit(this.mapping),
    );
    if (this.#running >= most) {
      await this.#idle(LONGEST_WAIT_MS);
      return this.#running < most;
    }
    const lacking = await this.#invoker.lacks(this.mapping);
    if (lacking) throw new Error(lacking);
    this.#url ??= (
      await callJson<{ QueueUrl: string }>(this.#forward, "sqs", this.#region, "GetQueueUrl", {
        QueueName: this.#name,
      })
    ).QueueUrl;
    const batch = await this.#gather();
    if (batch.length === 0) return false;
    this.#running += 1;
    this.#deliver(batch)
      .catch((error: Error) => {
        this.#trouble = error.message;
        console.error(new Date().toISOString(), `${this.#name}:`, error.message);
      })
      .finally(() => {
        this.#running -= 1;
        this.wake();
      });
    return true;
  }

  async #gather(): Promise<SqsMessage[]> {
    const batch: SqsMessage[] = [];
    let bytes = 0;
    let deadline: number | undefined;
    const window = Math.min(this.mapping.MaximumBatchingWindowInSeconds, this.#pace.batchWindow) * 1000;
    while (batch.length < this.mapping.BatchSize && bytes < BATCH_BYTES && !this.#stopped) {
      const received = await this.#sqs<{ Messages?: SqsMessage[] }>("ReceiveMessage", {
        MaxNumberOfMessages: Math.min(10, this.mapping.BatchSize - batch.length),
        MessageSystemAttributeNames: ["All"],
        AttributeNames: ["All"],
        MessageAttributeNames: ["All"],
        WaitTimeSeconds: 0,
      });
      const messages = received.Messages ?? [];
      batch.push(...messages);
      for (const message of messages) bytes += Buffer.byteLength(message.Body);
      if (batch.length === 0) return batch;
      deadline ??= Date.now() + window;
      if (messages.length === 0) {
        const left = deadline - Date.now();
        if (left <= 0) return batch;
        await this.#idle(Math.min(left, 200));
      }
    }
    return batch;
  }

  async #deliver(batch: SqsMessage[]): Promise<void> {
    const patterns = (this.mapping.FilterCriteria?.Filters ?? []).flatMap((filter) => filter.Pattern ?? []);
    const wanted = batch.filter((message) =>
      passes(patterns, sqsRecord(message, this.mapping.EventSourceArn)),
    );
    // What no filter lets through is dropped, as AWS drops it.
    let failed = new Set<string>();
    if (wanted.length > 0) {
      const ids = wanted.map((message) => message.MessageId);
      try {
        const outcome = await this.#invoker.invoke(this.mapping, {
          Records: wanted.map((message) => sqsRecord(message, this.mapping.EventSourceArn)),
        });
        const reports = this.mapping.FunctionResponseTypes?.includes("ReportBatchItemFailures") ?? false;
        failed = outcome.failed ? new Set(ids) : failedMessages(outcome.payload, ids, reports);
      } catch (error) {
        failed = new Set(ids);
        console.error(new Date().toISOString(), `${this.#name}:`, (error as Error).message);
      }
    }
    for (let from = 0; from < batch.length; from += 10)
      await this.#settle(batch.slice(from, from + 10), failed);
  }

  async #settle(messages: SqsMessage[], failed: Set<string>): Promise<void> {
    const entry = (message: SqsMessage, index: number) => ({
      Id: String(index),
      ReceiptHandle: message.ReceiptHandle,
    });
    const done = messages.filter((message) => !failed.has(message.MessageId));
    if (done.length > 0) await this.#sqs("DeleteMessageBatch", { Entries: done.map(entry) });
    const again = messages.filter((message) => failed.has(message.MessageId));
    if (again.length === 0) return;
    await this.#sqs("ChangeMessageVisibilityBatch", {
      Entries: again.map((message, index) => ({
        ...entry(message, index),
        VisibilityTimeout: this.#pace.redelivery,
      })),
    });
    // The look after they are visible again also makes the queue move those that had their last delivery.
    setTimeout(() => this.wake(), this.#pace.redelivery * 1000 + 20).unref();
  }
}
