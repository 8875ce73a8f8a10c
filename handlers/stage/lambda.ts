// What Lambda gives an import: the time that is left of an invocation, and the memory of the function.
import { availableParallelism } from "node:os";
import type { Context } from "aws-lambda";
import { type Capacity, type TimeBudget, TooLarge } from "./import/budget.ts";

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

/** Lambda gives one vCPU per 1,769 MiB; DuckDB's limit leaves room for Node and for what DuckDB does not count. */
export function lambdaCapacity(): Capacity {
  const memoryMb = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? 2048);
  return {
    threads: Math.min(availableParallelism(), Math.max(1, Math.round(memoryMb / 1769))),
    memoryLimitMb: Math.max(128, memoryMb - 400),
  };
}
