// What Batch gives an import of a job: all the time that it needs, until a signal ends it.
import type { TimeBudget } from "../../handlers/stage/import/budget.ts";

/** The job was told to end before its import was done. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** The time of a job: without an end, but for the signal. */
export class Interruption implements TimeBudget {
  readonly #stop = new AbortController();

  /** What begins from here on, or waits, ends. */
  interrupt(): void {
    this.#stop.abort(new Interrupted("The job was told to end. Its next attempt begins anew."));
  }

  check(): void {
    this.#stop.signal.throwIfAborted();
  }

  /** Another attempt at the run may be waited for as long as the job is let. */
  isEarly(): boolean {
    return !this.#stop.signal.aborted;
  }

  async within<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.check();
    try {
      return await work(this.#stop.signal);
    } catch (error) {
      this.check();
      throw error;
    }
  }
}
