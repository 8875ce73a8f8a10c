// What the stage function works by: its environment, and the contract that the environment names.
import { availableParallelism } from "node:os";
import type { Contract } from "../../core/contract/schema.ts";
import { type StageEnvironment, stageEnvironment } from "../../core/environment/stage.ts";
import { readContract } from "../aws/contract.ts";
import type { Deadline } from "./deadline.ts";
import { type Part, partContract, partOf } from "./part.ts";

export interface Settings {
  env: StageEnvironment;
  part: Part;
  /** As the part works by it. */
  contract: Contract;
  threads: number;
  memoryLimitMb: number;
}

/** What an import works with, beside its object. */
export interface Invocation {
  config: Settings;
  deadline: Deadline;
}

let loaded: Promise<Settings> | undefined;

/** Read once per process; a failure is tried again with the next event. */
export function settings(): Promise<Settings> {
  loaded ??= load().catch((error) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function load(): Promise<Settings> {
  const env = stageEnvironment.parse(process.env);
  const part = partOf(env.STAGES);
  return { env, part, contract: partContract(await readContract(env), part), ...capacity() };
}

/** Lambda gives one vCPU per 1,769 MiB; DuckDB's limit leaves room for Node and for what DuckDB does not count. */
function capacity(): Pick<Settings, "threads" | "memoryLimitMb"> {
  const memoryMb = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? 2048);
  return {
    threads: Math.min(availableParallelism(), Math.max(1, Math.round(memoryMb / 1769))),
    memoryLimitMb: Math.max(128, memoryMb - 400),
  };
}
