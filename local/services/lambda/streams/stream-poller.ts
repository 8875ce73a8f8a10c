// Gives the records of a table's stream to a function, as Lambda does: in their order, one batch at a time, tried again and halved
// until it succeeds or is given up. Retries wait for a second at most, and a batch for as much; how often, and what becomes of
// what is given up, is as configured. A shard is read by one batch at a time, whatever the parallelization factor.
import { setTimeout as sleep } from "node:timers/promises";
import type { Forward } from "../../../gateway/service.ts";
import { passes } from "../filter.ts";
import type { Mapping } from "../mapping.ts";
import { Nap } from "../nap.ts";
import type { Pace } from "../poller.ts";
import { type Discarded, discard } from "./discarded.ts";
import { StreamReader } from "./reader.ts";
import { eventRecord, failedFrom, type StreamRecord, sequenceOf } from "./records.ts";

/** Lambda's own limit on an event is 6 MB; a batch is closed before it. */
const BATCH_BYTES = 5_500_000;
const LONGEST_WAIT_MS = 2_000;
const SHORTEST_RETRY_MS = 50;
/** Between looks: AWS looks four times a second. */
const LOOK_MS = 250;

export interface StreamInvoker {
  /** Runs the mapping's function. Throws where it cannot be run at all. */
  invoke(mapping: Mapping, event: unknown): Promise<{ payload: string; failed: boolean }>;
  /** What the function's role lacks to read the stream, in words. */
  lacks(mapping: Mapping): Promise<string | undefined>;
  /** Told of the age of what a function is about to get. */
  age(mapping: Mapping, milliseconds: number): void;
  /** Milliseconds since the epoch, by the clock of the local AWS. */
  now(): number;
}

/** Part of a batch, after its halvings. */
interface Segment {
  records: StreamRecord[];
  /** Times that it failed since it is what it is. */
  failures: number;
  invocations: number;
}

export class StreamPoller {
  readonly mapping: Mapping;
  readonly #forward: Forward;
  readonly #invoker: StreamInvoker;
  readonly #pace: Pace;
  readonly #reader: StreamReader;
  /** Read, let through by the filters, and not in a batch yet. */
  #waiting: StreamRecord[] = [];
  #segments: Segment[] = [];
  #trouble: string | undefined;
  #stopped = false;
  #woken = true;
  /** A look is under way, and what it finds is not known yet. */
  #looking = true;
  readonly #nap = new Nap();
  readonly #done: Promise<void>;

  constructor(mapping: Mapping, forward: Forward, invoker: StreamInvoker, pace: Pace) {
    this.mapping = mapping;
    this.#forward = forward;
    this.#invoker = invoker;
    this.#pace = pace;
    this.#reader = new StreamReader(forward, mapping.EventSourceArn, String(mapping.StartingPosition));
    this.#done = this.#poll();
  }

  /** Records that are known and not done, or 1 where it is about to look. */
  get pending(): number {
    if (this.mapping.State !== "Enabled" || this.#trouble) return 0;
    const known = this.#segments.reduce((sum, { records }) => sum + records.length, this.#waiting.length);
    return known || (this.#woken || this.#looking ? 1 : 0);
  }

  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Something may have changed in a table. */
  wake(): void {
    this.#woken = true;
    this.#nap.end();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#done;
  }

  async #poll(): Promise<void> {
    while (!this.#stopped) {
      try {
        this.#woken = false;
        this.#looking = true;
        // LATEST is where the stream ends when the mapping is made, not when it is first read.
        await this.#reader.open();
        if (this.mapping.State === "Enabled" && (await this.#step())) {
          this.#woken = true;
          continue;
        }
      } catch (error) {
        // The stream or the function may be on its way in or out; another look is due.
        const trouble = (error as Error).message;
        if (trouble !== this.#trouble) this.#log(trouble);
        this.#trouble = trouble;
      }
      this.#looking = false;
      // A table that is written to all the time wakes it all the time.
      await sleep(LOOK_MS);
      if (!this.#woken) await this.#nap.take(LONGEST_WAIT_MS);
    }
  }

  /** Does one batch. Says whether there was one. */
  async #step(): Promise<boolean> {
    const lacking = await this.#invoker.lacks(this.mapping);
    if (lacking) throw new Error(lacking);
    this.#trouble = undefined;
    if (this.#segments.length === 0) {
      const records = await this.#gather();
      if (records.length === 0) return false;
      this.#segments = [{ records, failures: 0, invocations: 0 }];
    }
    let wait = SHORTEST_RETRY_MS;
    while (this.#segments.length > 0 && !this.#stopped && this.mapping.State === "Enabled") {
      if (await this.#attempt(this.#segments[0] as Segment)) {
        wait = SHORTEST_RETRY_MS;
      } else {
        await sleep(wait);
        wait = Math.min(wait * 2, this.#pace.redelivery * 1000);
      }
    }
    return true;
  }

  async #gather(): Promise<StreamRecord[]> {
    const patterns = (this.mapping.FilterCriteria?.Filters ?? []).flatMap((filter) => filter.Pattern ?? []);
    const window = Math.min(this.mapping.MaximumBatchingWindowInSeconds, this.#pace.batchWindow) * 1000;
    let deadline: number | undefined;
    while (this.#waiting.length < this.mapping.BatchSize && !this.#stopped) {
      const read = await this.#reader.next();
      // What no filter lets through is dropped, as AWS drops it.
      this.#waiting.push(
        ...read.filter((record) => passes(patterns, eventRecord(record, this.mapping.EventSourceArn))),
      );
      if (read.length > 0) continue;
      if (this.#waiting.length === 0) return [];
      deadline ??= Date.now() + window;
      if (Date.now() >= deadline) break;
      await this.#nap.take(Math.min(deadline - Date.now(), 200));
    }
    let bytes = 0;
    let count = 0;
    for (const record of this.#waiting.slice(0, this.mapping.BatchSize)) {
      bytes += Buffer.byteLength(JSON.stringify(record));
      if (count > 0 && bytes > BATCH_BYTES) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  /** Tries a part of a batch. Says whether it got on, so that what follows need not wait. */
  async #attempt(segment: Segment): Promise<boolean> {
    const { mapping } = this;
    if (await this.#dropOld(segment)) return true;
    const event = this.#eventOf(segment.records);
    this.#invoker.age(mapping, this.#ageOf(segment.records.at(-1) as StreamRecord));
    segment.invocations += 1;
    let outcome: { payload: string; failed: boolean };
    try {
      outcome = await this.#invoker.invoke(mapping, event);
    } catch (error) {
      // It did not begin: that is tried again until the records are too old.
      this.#log((error as Error).message);
      return false;
    }
    const reports = mapping.FunctionResponseTypes?.includes("ReportBatchItemFailures") ?? false;
    const from = outcome.failed ? 0 : failedFrom(outcome.payload, segment.records, reports);
    if (from === undefined) {
      this.#segments.shift();
      return true;
    }
    if (from > 0) {
      segment.records = segment.records.slice(from);
      segment.failures = 1;
      return false;
    }
    if (mapping.BisectBatchOnFunctionError && segment.records.length > 1) {
      // It takes none of the retries.
      const middle = Math.ceil(segment.records.length / 2);
      const halves = [segment.records.slice(0, middle), segment.records.slice(middle)];
      const { failures, invocations } = segment;
      this.#segments.splice(0, 1, ...halves.map((records) => ({ records, failures, invocations })));
      return false;
    }
    segment.failures += 1;
    const most = mapping.MaximumRetryAttempts ?? -1;
    if (most < 0 || segment.failures <= most) return false;
    await this.#discard(segment, segment.records, "RetryAttemptsExhausted");
    this.#segments.shift();
    return true;
  }

  /** Gives up what is older than the mapping lets it become. Says whether nothing is left. */
  async #dropOld(segment: Segment): Promise<boolean> {
    const most = this.mapping.MaximumRecordAgeInSeconds ?? -1;
    if (most < 0) return false;
    const old = segment.records.filter((record) => this.#ageOf(record) > most * 1000);
    if (old.length === 0) return false;
    await this.#discard(segment, old, "RecordAgeExceeded");
    segment.records = segment.records.filter((record) => !old.includes(record));
    if (segment.records.length === 0) this.#segments.shift();
    return segment.records.length === 0;
  }

  #discard(
    { invocations }: Segment,
    records: readonly StreamRecord[],
    condition: Discarded["condition"],
  ): Promise<void> {
    const { mapping } = this;
    this.#log(`${records.length} records from ${sequenceOf(records[0] as StreamRecord)} on are given up`);
    return discard(this.#forward, {
      ...{ mapping, records, condition, invocations },
      shardId: this.#reader.shardId,
      event: this.#eventOf(records),
      now: this.#invoker.now(),
    });
  }

  #eventOf(records: readonly StreamRecord[]): unknown {
    return { Records: records.map((record) => eventRecord(record, this.mapping.EventSourceArn)) };
  }

  #ageOf({ dynamodb }: StreamRecord): number {
    return Math.max(0, this.#invoker.now() - dynamodb.ApproximateCreationDateTime * 1000);
  }

  #log(message: string): void {
    console.error(new Date().toISOString(), `${this.mapping.EventSourceArn}:`, message);
  }
}
