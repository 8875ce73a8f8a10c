// The time a function has: imports of a batch share it, and none is begun or carried on into its end.
import type { Context } from "aws-lambda";
import { TooLarge } from "./oversize.ts";

/** Kept back at the end for uploading and committing, as a share of the function's time. */
const RESERVE = 0.15;
const LEAST_RESERVE_MS = 2_000;

export class Deadline {
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

  /** Throws where too little is left to begin another import; the message comes again. */
  check(): void {
    if (this.#left() <= 0)
      throw new Error("The function's time is used up by earlier messages of the batch.");
  }

  /** Whether most of the function's time is left. */
  isEarly(): boolean {
    return this.#left() >= this.#total / 2;
  }

  /**
   * Runs `work` with a signal that ends it in time. Work that had most of the function's time and is not done is
   * TooLarge: it would never be; work that began late in the batch is tried again.
   */
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
