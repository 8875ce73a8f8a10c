// What a folder holds, so that a test can say that nothing in it has changed.
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

const LARGE = 64 * 1024 * 1024;

/** Path → what it is, its mode, when it was last written, and a digest of its content (the size of a large one) or where a link leads. */
export function snapshot(dir: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (path: string): void => {
    for (const name of readdirSync(join(dir, path)).sort()) {
      const below = join(path, name);
      const stat = lstatSync(join(dir, below));
      const what = stat.isDirectory()
        ? "folder"
        : stat.isSymbolicLink()
          ? `link to ${readlinkSync(join(dir, below))}`
          : stat.size > LARGE
            ? `${stat.size} bytes`
            : createHash("sha256")
                .update(readFileSync(join(dir, below)))
                .digest("hex");
      found[below] = `${stat.mode.toString(8)} ${stat.mtimeMs} ${what}`;
      if (stat.isDirectory()) walk(below);
    }
  };
  walk("");
  return found;
}
