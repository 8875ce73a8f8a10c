// The function's own storage: one folder per process, in which the engine stays warm from one request to the next.
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { warmUp } from "../../core/engine/index.ts";

export const SCRATCH = join(tmpdir(), `headrace-rules-${process.pid}`);

/** Opens the engine: work for a cold start, where time costs nobody. */
export async function prepare(): Promise<void> {
  await mkdir(SCRATCH, { recursive: true });
  await warmUp([SCRATCH], join(SCRATCH, "spill"));
}
