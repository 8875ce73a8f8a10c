// What begins triggers that nobody starts by hand: their schedules, and batches of events, by the clock of the local AWS.
// Source: AWS Glue Developer Guide, "Overview of workflows in AWS Glue", "Starting an AWS Glue workflow with an Amazon EventBridge event".
import { parseSchedule, type Schedule } from "../../../../core/contract/index.ts";
import { Timer } from "../../../events/timer.ts";
import { BATCH_WINDOW, type Trigger } from "./trigger.ts";

export interface Surroundings {
  region: string;
  clock: { now(): number };
}

export class Starts {
  readonly #around: Surroundings;
  readonly #timer: Timer;
  /** Trigger → ids of the events that it waits with. */
  readonly #batches = new Map<string, string[]>();
  readonly #fire: (name: string, eventIds: readonly string[]) => void;

  constructor(around: Surroundings, fire: (name: string, eventIds: readonly string[]) => void) {
    this.#around = around;
    this.#fire = fire;
    this.#timer = new Timer(around.clock, async ({ name }) => this.#begin(name));
  }

  /** After a change of a trigger, or where it is gone. */
  arm(name: string, trigger: Trigger | undefined): void {
    this.#batches.delete(name);
    const { Type, Schedule } = trigger?.input ?? {};
    const on = Type === "SCHEDULED" && trigger?.state === "ACTIVATED" && Schedule;
    this.#set(name, on ? parseSchedule(on) : undefined);
  }

  /** An event for a trigger: it fires with the last of a batch, or when the first has waited long enough. */
  event({ input: { Name, EventBatchingCondition } }: Trigger, id: string): void {
    const { BatchSize = 1, BatchWindow = BATCH_WINDOW } = EventBatchingCondition ?? {};
    const batch = [...(this.#batches.get(Name) ?? []), id];
    this.#batches.set(Name, batch);
    const end = this.#around.clock.now() + BatchWindow * 1000;
    if (batch.length >= BatchSize) this.#begin(Name);
    else if (batch.length === 1) this.#set(Name, { next: (after) => (end > after ? end : undefined) });
  }

  /** After time was let pass: resolves when what is due by now has begun. */
  advance(): Promise<void> {
    return this.#timer.settle();
  }

  close(): void {
    this.#timer.close();
  }

  #set(name: string, schedule: Schedule | undefined): void {
    this.#timer.set({ region: this.#around.region, name }, schedule);
  }

  #begin(name: string): void {
    const batch = this.#batches.get(name);
    if (batch) {
      this.#batches.delete(name);
      this.#set(name, undefined);
    }
    this.#fire(name, batch ?? []);
  }
}
