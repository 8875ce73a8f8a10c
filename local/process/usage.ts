// What a process uses: memory, and room in its temporary folder.
import type { Dirent } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * Memory of a process that the system cannot reclaim, in MiB: what it allocated, without files mapped into it.
 * Undefined where the system does not tell.
 */
export async function memoryOf(pid: number): Promise<number | undefined> {
  if (process.platform !== "linux") return undefined;
  try {
    const status = await readFile(`/proc/${pid}/status`, "latin1");
    const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
    return Math.round((kib("RssAnon") + kib("RssShmem")) / 1024);
  } catch {
    return undefined;
  }
}

/** Size of a folder's files in MiB, as they lie on disk (a sparse file counts for what it holds). */
export async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  const walk = async (path: string): Promise<void> => {
    let entries: Dirent[];
    try {
      entries = await readdir(path, { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries) {
      const full = join(path, entry.name);
      if (entry.isDirectory()) await walk(full);
      else if (entry.isFile()) {
        bytes += await stat(full).then(
          (found) => Math.min(found.size, found.blocks * 512),
          () => 0,
        );
      }
    }
  };
  await walk(folder);
  return bytes / (1024 * 1024);
}
