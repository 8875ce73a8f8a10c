// Schedules that are due by the clock of the local AWS: the machine's, and what was let pass beside it.
import type { Schedule } from "../../core/contract/index.ts";

export interface Due {
  region: string;
  name: string;
}

interface Kept {
  of: Due;
  schedule: Schedule;
  timezone: string;
  /** Milliseconds since 1970: when it was made, and when it was due last. */
  made: number;
  last: number;
}

/** Of a schedule that was due more often while time was let pass, so many times count. */
const MOST_AT_ONCE = 100;
/** A timer takes no more than this. */
const MOST_MS = 2 ** 31 - 1;

export class Timer {
  readonly #clock: { now(): number };
  readonly #fire: (of: Due, due: number) => Promise<void>;
  readonly #kept = new Map<string, Kept>();
  #waiting: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  /** @param fire called in turn, with the time that it was due at */
  constructor(clock: { now(): number }, fire: (of: Due, due: number) => Promise<void>) {
    this.#clock = clock;
    this.#fire = fire;
  }

  /** @param schedule undefined removes it */
  set(of: Due, schedule: Schedule | undefined, timezone = "UTC"): void {
    const key = `${of.region}/${of.name}`;
    const now = this.#clock.now();
    if (schedule) this.#kept.set(key, { of, schedule, timezone, made: now, last: now });
    else this.#kept.delete(key);
    this.#wait();
  }

  /** After time was let pass: resolves when all that is due by now was fired. */
  settle(): Promise<void> {
    this.#running = this.#running
      .then(() => this.#fireDue())
      .catch((error: unknown) => {
        console.error(new Date().toISOString(), `schedules: ${(error as Error).message}`);
      });
    return this.#running;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#waiting);
  }

  #nextOf({ schedule, timezone, made, last }: Kept): number | undefined {
    return schedule.next(last, timezone, made);
  }

  async #fireDue(): Promise<void> {
    const now = this.#clock.now();
    for (const kept of [...this.#kept.values()]) {
      for (let times = 0; times < MOST_AT_ONCE; times++) {
        const due = this.#nextOf(kept);
        if (due === undefined || due > now) break;
        kept.last = due;
        await this.#fire(kept.of, due);
      }
      if ((this.#nextOf(kept) ?? Number.POSITIVE_INFINITY) <= now) kept.last = now;
    }
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#waiting);
    if (this.#closed) return;
    const times = [...this.#kept.values()].flatMap((kept) => this.#nextOf(kept) ?? []);
    if (times.length === 0) return;
    const wait = Math.min(MOST_MS, Math.max(0, Math.min(...times) - this.#clock.now()));
    this.#waiting = setTimeout(() => void this.settle(), wait);
    this.#waiting.unref();
  }
}
