// What the curated rows of a dataset look like: types after tokenizing, with the columns that lookups add.
import { parsePartition, partitionGlueType } from "./partition.ts";
import type { Column, Dataset } from "./schema.ts";
import type { ColumnType } from "./types.ts";
import { parseType } from "./types.ts";

type Datasets = ReadonlyMap<string, Dataset>;

/** A token is text, whatever it stands for. Undefined where the type cannot be read. */
export const curatedType = (column: Column): ColumnType | undefined =>
  column.tokenize ? { kind: "string" } : parseType(column.type);

/**
 * Column → type of the dataset's curated rows: its own columns in their order, then those that lookups add. Partition
 * columns that are plain columns are among them. What cannot be resolved is left out, which a valid contract has not.
 */
export function curatedColumns(datasets: Datasets, name: string): Map<string, ColumnType> {
  const columns = new Map<string, ColumnType>();
  const dataset = datasets.get(name);
  const take = (column: Column | undefined): void => {
    const type = column && curatedType(column);
    if (type && !columns.has(column.name)) columns.set(column.name, type);
  };
  dataset?.columns.forEach(take);
  for (const { lookup, add } of dataset?.enrich ?? []) {
    const theirs = datasets.get(lookup)?.columns ?? [];
    for (const added of add) take(theirs.find((column) => column.name === added));
  }
  return columns;
}

/** Partition column → type in Glue, in partition_by's order. */
export function partitionColumns(dataset: Dataset): Map<string, string> {
  const partitions = new Map<string, string>();
  for (const entry of dataset.partition_by) {
    const spec = parsePartition(entry);
    const column = dataset.columns.find(({ name }) => name === spec?.column);
    const type = column && parseType(column.type);
    if (spec && type) partitions.set(spec.name, partitionGlueType(spec, type));
  }
  return partitions;
}
