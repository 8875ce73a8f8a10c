// Where a pass hands its rows: the files of the lake, or whoever asked for them in line.
import type { Batch, Faulty } from "./input/input.ts";
import type { Run } from "./run.ts";
import type { CuratedFile, ImportResult } from "./types.ts";

/** Takes the good rows of a run. */
export interface RowWriter {
  /** The files that were written. */
  readonly files: CuratedFile[];
  /** Takes the good rows of a batch, on the run's lanes; returns how many. May be called again before it is done. */
  write(batch: Batch): Promise<number>;
  /**
   * Takes back what was written of a batch, and writes these instead, whose broken rows are noted already; returns how many
   * rows. Absent where what was written stays.
   */
  rewrite?(batch: Batch, rests: readonly Batch[]): Promise<number>;
  /** Called when all batches are written, of a file that is not rejected. */
  finish(): Promise<void>;
  /** Takes back what was written, for a file that is rejected after all. */
  discard(): Promise<void>;
  /** Lets go of what it needed meanwhile; called at the end, whatever happened. */
  close(): Promise<void>;
}

export interface Destination {
  writer(run: Run): RowWriter;
  /** Takes the rows that broke the contract, in the file's order, and notes what became of them in the result. */
  quarantine(run: Run, rows: AsyncIterable<Faulty>, result: ImportResult): Promise<void>;
}
