// Items whose time is over go, by the clock of the local AWS: AWS takes up to a few days for it, a laptop a few seconds.
import { callRest } from "../../gateway/call.ts";
import type { Forward } from "../../gateway/service.ts";

const PATH = "/moto-api/headrace/expiry";
const LOOK_MS = 5_000;

export class Expiry {
  readonly #forward: Forward;
  readonly #region: string;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;

  /** @param now milliseconds since the epoch */
  constructor(forward: Forward, region: string, now: () => number) {
    this.#forward = forward;
    this.#region = region;
    this.#now = now;
  }

  /** A table may have an end for its items now. */
  begin(): void {
    this.#timer ??= setInterval(() => void this.look().catch(() => this.close()), LOOK_MS).unref();
  }

  /** Deletes what is over. */
  async look(): Promise<void> {
    const { tables } = await callRest<{ gone: number; tables: number }>(
      this.#forward,
      "dynamodb",
      this.#region,
      "POST",
      PATH,
      { now: this.#now() / 1000 },
    );
    if (tables === 0) this.close();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
