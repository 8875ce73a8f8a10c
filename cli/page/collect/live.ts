// What changes from minute to minute: runs and their counts, jobs, queues with their dead letters, alarms.
import { DEAD_LETTERS } from "../../../page/model/limits.ts";
import type { Live, Queue } from "../../../page/model/page.ts";
import { ofType } from "../../pipeline/estate.ts";
import { alarmStates } from "../../watch/alarms.ts";
import { deadLetters } from "../../watch/dead-letters.ts";
import { type QueueDepth, queueDepths } from "../../watch/queues.ts";
import { clipped } from "./clipped.ts";
import { JobBook } from "./jobs.ts";
import { RunBook } from "./runs.ts";
import type { Seen } from "./seen.ts";

type Sample = Queue["sample"];

/** Asked again and again; what it knows already it does not ask for twice. */
export class LiveReader {
  readonly #seen: Seen;
  readonly #book: RunBook;
  readonly #jobs: JobBook;
  /** Looking at dead letters hides them for a moment, so each queue is looked into only when its depth has changed. */
  readonly #samples = new Map<string, { depth: number; sample: Sample }>();

  constructor(seen: Seen) {
    this.#seen = seen;
    this.#book = new RunBook(seen);
    this.#jobs = new JobBook(seen);
  }

  async read(): Promise<Live> {
    const [, queues, alarms, jobs] = await Promise.all([
      this.#book.read(),
      this.#queues(),
      this.#alarms(),
      this.#jobs.read(),
    ]);
    return {
      at: new Date().toISOString(),
      counts: this.#book.counts(),
      queues,
      alarms,
      runs: this.#book.newest(),
      ...(jobs && { jobs }),
    };
  }

  async #alarms(): Promise<Live["alarms"]> {
    const types = ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"];
    if (types.every((type) => ofType(this.#seen, type).length === 0)) return [];
    const states = await alarmStates(this.#seen);
    return states.map(({ name, state, since, description, reason }) => ({
      name,
      state,
      since,
      description,
      reason: clipped(reason),
    }));
  }

  async #queues(): Promise<Queue[]> {
    const depths = await queueDepths(this.#seen);
    const queues = await Promise.all(
      depths.map(async (depth): Promise<Queue> => {
        const { name, waiting, in_flight, dead_letters_of } = depth;
        const dead = dead_letters_of !== null || /-dlq(\.fifo)?$/.test(name);
        return {
          name,
          waiting,
          in_flight,
          dead,
          ...(dead_letters_of !== null && { returns_to: dead_letters_of }),
          sample: dead ? await this.#sampleOf(depth) : [],
        };
      }),
    );
    return queues.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async #sampleOf({ name, waiting, in_flight }: QueueDepth): Promise<Sample> {
    const depth = waiting + in_flight;
    const known = this.#samples.get(name);
    if (depth === 0) {
      this.#samples.delete(name);
      return [];
    }
    if (known?.depth === depth) return known.sample;
    const [found] = (await deadLetters(this.#seen, name, DEAD_LETTERS)).filter(({ queue }) => queue === name);
    const sample = (found?.sample ?? []).map(({ text, ...rest }) => ({ ...rest, text: clipped(text) }));
    // Hidden messages are looked at when they are seen again.
    if (sample.length > 0) this.#samples.set(name, { depth, sample });
    return sample;
  }
}
