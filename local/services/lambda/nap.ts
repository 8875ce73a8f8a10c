// A wait of a poller, which ends early where it is woken.
import { setTimeout as sleep } from "node:timers/promises";

export class Nap {
  #wake: (() => void) | undefined;

  /** Ends the wait that is under way. */
  end(): void {
    this.#wake?.();
  }

  async take(milliseconds: number): Promise<void> {
    const timer = new AbortController();
    await Promise.race([
      sleep(milliseconds, undefined, { signal: timer.signal }).catch(() => undefined),
      new Promise<void>((resolve) => {
        this.#wake = resolve;
      }),
    ]);
    timer.abort();
  }
}
