// What Lambda gives an import of an invocation: the time that is left of it.
import type { Context } from "aws-lambda";
import { type TimeBudget, TooLarge } from "./import/budget.ts";

/** Kept back at the end for uploading and committing, as a share of the function's time. */
const RESERVE = 0.15;
const LEAST_RESERVE_MS = 2_000;

/** The time of one invocation: imports of a batch share it, and none is begun or carried on into its end. */
export class Deadline implements TimeBudget {
  readonly #context: Context;
  readonly #total: number;

  /** To be made when the invocation begins. */
  constructor(context: Context) {
    this.#context = context;
    this.#total = context.getRemainingTimeInMillis();
  }

  #left(): number {
    return this.#context.getRemainingTimeInMillis() - Math.max(LEAST_RESERVE_MS, this.#total * RESERVE);
  }

  check(): void {
    if (this.#left() <= 0)
      throw new Error("The function's time is used up by earlier messages of the batch.");
  }

  isEarly(): boolean {
    return this.#left() >= this.#total / 2;
  }

  /** Work that began late in the batch and is not done is tried again, and is not too large. */
  async within<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const early = this.isEarly();
    const signal = AbortSignal.timeout(Math.max(0, Math.floor(this.#left())));
    try {
      return await work(signal);
    } catch (error) {
      if (signal.aborted && early) throw new TooLarge("out of time", { cause: error });
      throw error;
    }
  }
}
