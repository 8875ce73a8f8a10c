// What the stage function works by: its environment, and the contract that the environment names.
import type { Contract } from "../../core/contract/schema.ts";
import { type StageEnvironment, stageEnvironment } from "../../core/environment/stage.ts";
import { readContract } from "../aws/contract.ts";
import { type Segment, segmentContract, segmentOf } from "./segment.ts";

export interface StageConfig {
  env: StageEnvironment;
  segment: Segment;
  /** As the segment works by it. */
  contract: Contract;
}

let loaded: Promise<StageConfig> | undefined;

/** Read once per process; a failure is tried again with the next event. */
export function stageConfig(): Promise<StageConfig> {
  loaded ??= load().catch((error) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function load(): Promise<StageConfig> {
  const env = stageEnvironment.parse(process.env);
  const segment = segmentOf(env.STAGES);
  return { env, segment, contract: segmentContract(await readContract(env), segment) };
}
