// What the stage function works by: its environment, and the contract that the environment names.
import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { validateContract } from "../../core/contract/parse.ts";
import type { Contract } from "../../core/contract/schema.ts";
import { type StageEnvironment, stageEnvironment } from "../../core/environment/stage.ts";
import { HeadraceError } from "../../core/errors.ts";
import { readText } from "../aws/objects.ts";
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

async function readContract(env: StageEnvironment): Promise<Contract> {
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.+)$/.exec(env.CONTRACT_URI) ?? [];
  const text = await readText({ bucket, key });
  if (text === undefined)
    throw new HeadraceError(
      "contract_missing",
      `There is no contract at ${env.CONTRACT_URI}.`,
      "Run terraform apply again; the module writes it there.",
    );
  const digest = createHash("sha256").update(text).digest("hex");
  if (digest !== env.CONTRACT_DIGEST)
    throw new HeadraceError(
      "contract_altered",
      `The contract at ${env.CONTRACT_URI} is not the one this function was deployed with.`,
      "Run terraform apply: it deploys function and contract together. Do not edit the object by hand.",
    );
  return validateContract(JSON.parse(text), { file: env.CONTRACT_URI });
}

/** Lambda gives one vCPU per 1,769 MiB; DuckDB's limit leaves room for Node and for what DuckDB does not count. */
function capacity(): Pick<Settings, "threads" | "memoryLimitMb"> {
  const memoryMb = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? 2048);
  return {
    threads: Math.min(availableParallelism(), Math.max(1, Math.round(memoryMb / 1769))),
    memoryLimitMb: Math.max(128, memoryMb - 400),
  };
}
