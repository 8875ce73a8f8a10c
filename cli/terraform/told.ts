// A Terraform run, told as one line at its end.
import { seconds, secondsSince } from "../output/format.ts";
import type { Output } from "../output/output.ts";
import type { Changes } from "./events.ts";

export interface Told extends Changes {
  seconds: number;
}

/** Runs Terraform and says what it changed and how long that took. */
export async function told(output: Output, what: string, work: () => Promise<Changes>): Promise<Told> {
  const start = performance.now();
  const { add, change, remove } = await work();
  const elapsed = secondsSince(start);
  output.progress.done(
    `terraform ${what}: ${add} added, ${change} changed, ${remove} destroyed (${seconds(elapsed)})`,
  );
  return { add, change, remove, seconds: elapsed };
}
