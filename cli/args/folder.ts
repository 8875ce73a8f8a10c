// DIR, as most commands take it.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { usageError } from "./usage.ts";

/** DIR, absolute; a usage error where it is no folder. */
export function folder(given: string | undefined): string {
  const dir = resolve(given ?? ".");
  const stat = statSync(dir, { throwIfNoEntry: false });
  if (!stat) throw usageError(`${given} does not exist`);
  if (!stat.isDirectory()) throw usageError(`${given} is not a folder`);
  return dir;
}
