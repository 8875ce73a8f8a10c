// DIR, as most commands take it.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { usageError } from "./usage.ts";

/** DIR, absolute; a usage error where it is no folder. */
export function folder(path: string | undefined): string {
  const dir = resolve(path ?? ".");
  const stat = statSync(dir, { throwIfNoEntry: false });
  if (!stat) throw usageError(`${path} does not exist`);
  if (!stat.isDirectory()) throw usageError(`${path} is not a folder`);
  return dir;
}
