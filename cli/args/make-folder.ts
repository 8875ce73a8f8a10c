// Folders that the command line names and that may have to be made.
import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { usageError } from "./usage.ts";

const NO_FOLDER_THERE = ["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ELOOP"];

/**
 * Makes the folder and those it lies in. One by one: Node's own recursion does not end on a file system that
 * refuses them, such as /proc. `given` is the path as it was written.
 */
export function makeFolder(path: string, asked: string): void {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
    if (dirname(path) !== path) makeFolder(dirname(path), asked);
    mkdirSync(path);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    // Another process was faster, or what lies there is a file.
    if (code === "EEXIST" && statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
    if (code === "EEXIST")
      throw usageError(`${asked} is no folder, and none can be made there: ${path} is a file`);
    if (NO_FOLDER_THERE.includes(code)) throw usageError(`${asked} is no folder, and none can be made there`);
    throw error;
  }
}
