// What a function or a job may spend on an engine, by the memory and the processors that it was given.
import { availableParallelism } from "node:os";

export interface Capacity {
  threads: number;
  /** For the engine. */
  memoryLimitMb: number;
}

/** Left to Node, and to what DuckDB's limit does not count. */
const BESIDE_ENGINE_MB = 400;

/** @param vcpus may be a part of one */
export const capacityOf = ({ memoryMb, vcpus }: { memoryMb: number; vcpus: number }): Capacity => ({
  threads: Math.min(availableParallelism(), Math.max(1, Math.round(vcpus))),
  memoryLimitMb: Math.max(128, memoryMb - BESIDE_ENGINE_MB),
});

/** Lambda gives one vCPU per 1,769 MiB. */
export function lambdaCapacity(): Capacity {
  const memoryMb = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? 2048);
  return capacityOf({ memoryMb, vcpus: memoryMb / 1769 });
}
