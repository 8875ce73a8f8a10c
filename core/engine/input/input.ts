// What an import reads, whatever its format: batches of rows for DuckDB, and the original text of those that fail.
import type { Shortcuts } from "../../plan/typed.ts";
import type { FileRejected } from "../file-rejected.ts";

/**
 * Columns that say where a row lies, in every relation of an input: `start` is unique, and in the file's order (an offset
 * in the decoded text, or a row's number); `line` and `length` are 0 where the format has none.
 */
export const PLACE_COLUMNS = ["start", "line", "length"] as const;
export const PLACES_SQL: readonly string[] = PLACE_COLUMNS.map((name) => `"${name}"`);

/** Rows that DuckDB can read: the place columns, and s0, s1… for the contract's columns. */
export interface Rows {
  /** A SELECT. */
  readonly sql: string;
  /** What is done of the plan already. */
  readonly shortcuts: Shortcuts;
  /** A row's original text, where the file does not have it as text: SQL over more columns of the SELECT. */
  readonly raw?: { readonly sql: string; readonly columns: readonly string[] };
}

/** Rows to be written together. */
export interface Batch extends Rows {
  /** The value that all rows have in the only partition column; absent where they may differ. */
  readonly partition?: string;
  /** Which of the input's volumes it is of: each makes one file per partition. */
  readonly volume: number;
  /** Batches of one volume with the same number become one file; in the order of these numbers files are named. */
  readonly series: number;
  /** Rows, and the bytes of text that they came from. */
  readonly rows: number;
  readonly bytes: number;
  /** Frees what the batch takes on disk. */
  release(): Promise<void>;
}

/** A row on its way to quarantine; `line` is 0 where the format has no lines. */
export interface Faulty {
  line: number;
  raw: string;
  reasons: readonly string[];
}

export interface Input {
  /** Columns of the file that the contract does not name; complete when all batches have been read. */
  readonly ignored: readonly string[];
  /** Rows of all batches read so far, and malformed records, which are in none. */
  readonly rows: number;
  readonly malformed: number;
  batches(): AsyncIterable<Batch>;
  /** The bad rows and the malformed ones, in the file's order. */
  faulty(): AsyncIterable<Faulty>;
  /** All rows, in the file's order; those without a fault of their own have `reason`. */
  everything(reason: string): AsyncIterable<Faulty>;
  /** What an error while its rows were read says of the file; undefined where the file is not to blame. */
  explain?(error: unknown): Promise<FileRejected | undefined>;
  /** Lets go of open files, and of what reads them. */
  close(): Promise<void>;
}
