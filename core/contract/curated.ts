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
  return resolve(datasets, name, new Set());
}

function resolve(datasets: Datasets, name: string, on: ReadonlySet<string>): Map<string, ColumnType> {
  const columns = new Map<string, ColumnType>();
  const dataset = datasets.get(name);
  if (!dataset || on.has(name)) return columns;
  for (const column of dataset.columns) {
    const type = curatedType(column);
    if (type) columns.set(column.name, type);
  }
  for (const { lookup, add } of dataset.enrich) {
    const theirs = resolve(datasets, lookup, new Set([...on, name]));
    for (const column of add) {
      const type = theirs.get(column);
      if (type && !columns.has(column)) columns.set(column, type);
    }
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
