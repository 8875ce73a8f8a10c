// Arrivals → batches: of one dataset each, and no larger than an object may be.
import type { Arrival } from "./arrival.ts";

/**
 * The items in their order, dataset by dataset. One that is larger than `mostBytes` is a batch by itself.
 * @param mostBytes of the batch's NDJSON
 */
export function batchesOf<T extends { arrival: Arrival }>(items: readonly T[], mostBytes: number): T[][] {
  const batches: T[][] = [];
  for (const group of Map.groupBy(items, ({ arrival }) => arrival.dataset).values()) {
    let batch: T[] = [];
    let bytes = 0;
    for (const item of group) {
      const more = item.arrival.lines.length;
      if (batch.length > 0 && bytes + more > mostBytes) {
        batches.push(batch);
        batch = [];
        bytes = 0;
      }
      batch.push(item);
      bytes += more;
    }
    batches.push(batch);
  }
  return batches;
}
