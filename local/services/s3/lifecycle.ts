// Objects move to colder classes and go when their days are over, by the clock of the local AWS. S3 does so once a day; a laptop
// when time is let pass, and every few minutes.
import { callRest } from "../../gateway/call.ts";
import type { Forward } from "../../gateway/service.ts";

const PATH = "/moto-api/headrace/lifecycle";
const LOOK_MS = 5 * 60_000;

export class Lifecycle {
  readonly #forward: Forward;
  readonly #region: string;
  readonly #ahead: () => number;
  #timer: NodeJS.Timeout | undefined;

  /** @param ahead seconds that the clock of the local AWS is before the machine's */
  constructor(forward: Forward, region: string, ahead: () => number) {
    this.#forward = forward;
    this.#region = region;
    this.#ahead = ahead;
  }

  /** A bucket may have rules now. */
  begin(): void {
    this.#timer ??= setInterval(() => void this.look().catch(() => this.close()), LOOK_MS).unref();
  }

  /** Does what is due. */
  async look(): Promise<void> {
    await callRest(this.#forward, "s3", this.#region, "POST", PATH, { ahead: this.#ahead() });
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
