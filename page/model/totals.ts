// Sums over datasets: what the page's head and its drawing of the flow count.
import type { Counts, Live } from "./page.ts";

export interface Totals {
  files: number;
  files_rejected: number;
  rows_in: number;
  rows_curated: number;
  rows_quarantined: number;
  bytes_in: number;
  /** Messages that were given up. */
  dead: number;
  /** Messages that wait or are worked on. */
  queued: number;
}

export function totalsOf({ counts, queues }: Pick<Live, "counts" | "queues">): Totals {
  const sum = (of: (one: Counts) => number): number => counts.reduce((total, one) => total + of(one), 0);
  const held = (dead: boolean): number =>
    queues
      .filter((queue) => queue.dead === dead)
      .reduce((total, { waiting, in_flight }) => total + waiting + in_flight, 0);
  return {
    files: sum(({ files }) => files),
    files_rejected: sum(({ files_rejected }) => files_rejected),
    rows_in: sum(({ rows_in }) => rows_in),
    rows_curated: sum(({ rows_curated }) => rows_curated),
    rows_quarantined: sum(({ rows_quarantined }) => rows_quarantined),
    bytes_in: sum(({ bytes_in }) => bytes_in),
    dead: held(true),
    queued: held(false),
  };
}

export const emptyCounts = (dataset: string): Counts => ({
  dataset,
  files: 0,
  files_rejected: 0,
  rows_in: 0,
  rows_curated: 0,
  rows_quarantined: 0,
  reasons: {},
  bytes_in: 0,
});

/** A dataset's own, or zeros where no file of it has come. */
export const countsOf = ({ counts }: Pick<Live, "counts">, dataset: string): Counts =>
  counts.find((one) => one.dataset === dataset) ?? emptyCounts(dataset);
