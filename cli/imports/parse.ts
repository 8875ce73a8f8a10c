// --import DATASET=FILE: what was asked for, as imports of files that exist. What the command line names and is
// not there is a usage error; what is wrong inside a file is the engine's to say.
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { nearest } from "../args/suggest.ts";
import { usageError } from "../args/usage.ts";

export interface Import {
  dataset: string;
  /** As it was written on the command line. */
  file: string;
  /** Absolute, with links resolved. */
  path: string;
  bytes: number;
}

/** The imports in the order given; the same file twice for one dataset is one import. */
export function parseImports(texts: readonly string[], datasets: readonly string[]): Import[] {
  const imports = new Map<string, Import>();
  for (const text of texts) {
    const at = text.indexOf("=");
    const dataset = text.slice(0, at);
    const file = text.slice(at + 1);
    if (at < 1 || file === "")
      throw usageError(`--import ${JSON.stringify(text)} is not of the form DATASET=FILE`);
    if (!datasets.includes(dataset)) {
      const guess = nearest(dataset, datasets);
      throw usageError(
        `the contract has no dataset ${JSON.stringify(dataset)}${guess ? `; did you mean ${guess}?` : "."} It has: ${datasets.join(", ")}`,
      );
    }
    const found = regularFile(file);
    imports.set(`${dataset}=${found.path}`, { dataset, file, ...found });
  }
  return [...imports.values()];
}

/** A readable regular file, with its real path and size; a usage error where it is none. */
export function regularFile(file: string): { path: string; bytes: number } {
  // A shell expands ~ at the beginning of a word only, and here it stands after the =.
  const path = resolve(file.startsWith("~/") ? join(homedir(), file.slice(2)) : file);
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) throw usageError(`${file} is a folder; name the files in it, each by itself`);
    if (!stat.isFile())
      throw usageError(`${file} is not a regular file; save what it yields to a file first`);
    accessSync(path, constants.R_OK);
    return { path: realpathSync(path), bytes: stat.size };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG" || code === "ELOOP")
      throw usageError(`${file} does not exist`);
    if (code === "EACCES" || code === "EPERM") throw usageError(`${file} may not be read by this user`);
    throw error;
  }
}
