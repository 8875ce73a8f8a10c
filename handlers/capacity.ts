// What a function may spend on an engine, by the memory that it was given.
import { availableParallelism } from "node:os";

export interface Capacity {
  threads: number;
  /** For the engine. */
  memoryLimitMb: number;
}

/** Lambda gives one vCPU per 1,769 MiB; DuckDB's limit leaves room for Node and for what DuckDB does not count. */
export function lambdaCapacity(): Capacity {
  const memoryMb = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? 2048);
  return {
    threads: Math.min(availableParallelism(), Math.max(1, Math.round(memoryMb / 1769))),
    memoryLimitMb: Math.max(128, memoryMb - 400),
  };
}
