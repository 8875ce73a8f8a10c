// What reading a file comes to, whatever its format: its columns' text in DuckDB, and what is odd about it.
import { basename } from "node:path";
import { HeadraceError } from "../errors.ts";

/** So much of a file's text is looked at; what lies beyond is taken to be like it. */
export const SAMPLE_BYTES = 256 * 1024 * 1024;

/** Columns looked at in one query: ten thousand at once would need gigabytes. */
export const MOST_COLUMNS = 100;

/** `line` is 0 where the format has none. */
export interface Malformed {
  readonly records: number;
  readonly first?: { readonly line: number; readonly because: string };
}

export interface FileRows {
  /** SQL of each column's text, one per header, over the relation `from`. */
  readonly columns: readonly string[];
  readonly from: string;
  readonly headers: readonly string[];
  /** The columns' own types in DuckDB, where the format has types. */
  readonly types?: readonly string[];
  /** Columns that cannot be addressed, since their header stands more than once. */
  readonly repeated: readonly string[];
  /** Columns whose values cannot be read exactly. */
  readonly inexact?: readonly string[];
  /** What a person should know of the file; each a sentence without its full stop. */
  readonly notes?: readonly string[];
  /** Columns that one query may look at. */
  readonly batch: number;
  /** Records that are no rows, and where the first one lies. */
  readonly malformed: Malformed;
  /** The delimiter, of a format that has one. */
  readonly delimiter?: string;
  /** False where only the beginning was read. */
  readonly whole: boolean;
}

export const wrong = (file: string, message: string, fix: string): HeadraceError =>
  new HeadraceError("file_unreadable", `${basename(file)}: ${message}`, fix);
