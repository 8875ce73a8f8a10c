// What apply, destroy and run have in common: DIR as an argument, and a Terraform run told as one line at its end.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { usageError } from "../args/usage.ts";
import { seconds, secondsSince } from "../output/format.ts";
import type { Output } from "../output/output.ts";
import type { Changes } from "../terraform/events.ts";

/** DIR, absolute; a usage error where it is no folder. */
export function folder(given: string | undefined): string {
  const dir = resolve(given ?? ".");
  const stat = statSync(dir, { throwIfNoEntry: false });
  if (!stat) throw usageError(`${given} does not exist`);
  if (!stat.isDirectory()) throw usageError(`${given} is not a folder`);
  return dir;
}

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
