// New files that are written all or not at all: one that is cut short would stand in the way of the next try.
import { rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { diskFull, saysFull } from "../../core/full-disk.ts";

/**
 * Writes files that are not there yet.
 * @param files text by path
 * @throws HeadraceError disk_full, which names the folder; and the system's own error, EEXIST where a file is there
 */
export function writeNew(files: ReadonlyMap<string, string>): void {
  const written: string[] = [];
  try {
    for (const [path, text] of files) {
      // First empty, so that what is removed below is never somebody else's.
      writeFileSync(path, "", { flag: "wx" });
      written.push(path);
      writeFileSync(path, text);
    }
  } catch (error) {
    for (const path of written) rmSync(path, { force: true });
    // The system does not name the file whose text it did not take.
    if (saysFull(error)) throw diskFull([...files.keys()].map(dirname), `write '${written.at(-1)}'`);
    throw error;
  }
}
