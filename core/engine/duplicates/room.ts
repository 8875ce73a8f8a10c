// Whether the disk has room for curated files while all blocks still lie on it: storage is sized for one of them after the other.
import { statfs } from "node:fs/promises";
import type { Batch } from "../input/input.ts";
import type { Run } from "../run.ts";

/** What is left free whatever is expected. */
const SPARE_BYTES = 64 << 20;
/** More than what is expected of blocks that are still to come. */
const MARGIN = 1.25;

/** Whether a batch may be written ahead, where batches of so many bytes are held. */
export async function hasRoomAhead({ work, bytesRead }: Run, batch: Batch, held: number): Promise<boolean> {
  const { bavail, bsize } = await statfs(work);
  const { read, total } = bytesRead();
  const toCome = read > 0 ? (held / read) * Math.max(0, total - read) : Number.POSITIVE_INFINITY;
  return bavail * bsize > MARGIN * toCome + batch.bytes + SPARE_BYTES;
}
