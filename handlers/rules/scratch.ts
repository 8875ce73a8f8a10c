// The function's own storage: one folder per process, in which the engine stays warm from one request to the next.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { warmUp } from "../../core/engine/index.ts";
import { ownFolder, removeLeftovers } from "../storage.ts";

export const SCRATCH = ownFolder("rules");

/**
 * Removes what crashed processes left, records among it, and opens the engine: work for a cold start, where time costs
 * nobody.
 */
export async function prepare(): Promise<void> {
  await removeLeftovers("rules");
  await mkdir(SCRATCH, { recursive: true });
  await warmUp([SCRATCH], join(SCRATCH, "spill"));
}
