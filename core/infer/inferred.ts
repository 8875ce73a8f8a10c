// What is inferred from a file: the dataset of a contract, and what was seen of each column.
import type * as z from "zod";
import type { datasetSchema } from "../contract/schema.ts";

/** A dataset as a contract's author writes it: without the defaults. */
export type DatasetDefinition = z.input<typeof datasetSchema>;
export type ColumnDefinition = DatasetDefinition["columns"][number];

export interface ColumnStatistics {
  readonly name: string;
  /** Rows of the sample, and those of them without a value. */
  readonly rows: number;
  readonly nulls: number;
  /** What a person should know or decide; a sentence without its full stop. */
  readonly note?: string;
}

export interface Inferred {
  /** The dataset's name. */
  readonly name: string;
  readonly dataset: DatasetDefinition;
  readonly statistics: {
    /** Rows read; malformed records are not among them. */
    readonly rows: number;
    readonly malformed: number;
    /** False where only the file's beginning was read. */
    readonly whole: boolean;
    readonly columns: readonly ColumnStatistics[];
    /** Notes on the file as a whole. */
    readonly notes: readonly string[];
  };
}
