// The function's own storage (/tmp): one folder per process, in it one per import and the cached lookups.
import { existsSync } from "node:fs";
import { mkdir, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { warmUp } from "../../../core/engine/index.ts";
import { ownFolder, removeLeftovers } from "../../storage.ts";

const own = ownFolder("stage");

export const LOOKUP_CACHE = join(own, "lookups");

/** Removes what crashed processes left and opens the engine: work for a cold start, where time costs nobody. */
export async function prepare(): Promise<void> {
  await removeLeftovers("stage");
  await mkdir(own, { recursive: true });
  await warmUp([own], join(own, "spill"));
}

/**
 * Runs `work` with an empty folder, which is gone afterwards, whatever happens. Always the same one, so that the engine
 * may keep what it opened for it: imports of a process follow each other.
 */
export async function withWorkspace<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(own, "import");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Frees `bytes` if dropping cached lookups does it; false where the storage is too small even so. */
export async function makeRoom(bytes: number): Promise<boolean> {
  if ((await freeBytes()) >= bytes) return true;
  if (existsSync(LOOKUP_CACHE)) await rm(LOOKUP_CACHE, { recursive: true, force: true });
  return (await freeBytes()) >= bytes;
}

/**
 * Whether the storage would hold so many bytes, were it not for what others keep there. A function's own is nobody else's,
 * so that a file that does not fit is too large for it; the disk of a laptop is everybody's.
 */
export async function takenByOthers(bytes: number): Promise<boolean> {
  const { bavail, blocks, bsize } = await statfs(tmpdir());
  return wouldFit(bytes, { free: bavail * bsize, size: blocks * bsize });
}

/** A file system keeps a little of its size for itself. */
export const wouldFit = (bytes: number, { free, size }: { free: number; size: number }): boolean =>
  free < bytes && bytes < 0.9 * size;

async function freeBytes(): Promise<number> {
  const { bavail, bsize } = await statfs(tmpdir());
  return bavail * bsize;
}
