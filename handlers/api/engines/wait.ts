// Waits for an execution, as long as a request has time.
import { setTimeout as sleep } from "node:timers/promises";
import type { Engine, Execution } from "./engine.ts";

/** Milliseconds that a request waits in line: API Gateway gives up after 29 seconds, and callers long before. */
export const IN_LINE_MS = 8_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;

/** @returns the execution as it is at its end, or when time is up */
export async function waitFor(engine: Engine, id: string, milliseconds: number): Promise<Execution> {
  const until = Date.now() + milliseconds;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const execution = await engine.look(id);
    if (execution.state !== "running" || Date.now() + pause > until) return execution;
    await sleep(pause);
  }
}
