// What a rule looks at: one dataset, its columns' types, and the datasets beside it.
import type { Column, Dataset } from "../schema.ts";
import type { ColumnType } from "../types.ts";
import { parseType } from "../types.ts";

export interface Scope {
  readonly name: string;
  /** `datasets.orders` */
  readonly path: string;
  readonly dataset: Dataset;
  readonly columns: ReadonlyMap<string, Column>;
  /** Columns whose type can be read. */
  readonly types: ReadonlyMap<string, ColumnType>;
  /** Every dataset's name, that of a dataset with faults too. */
  readonly names: readonly string[];
  /** The datasets whose shape is right. */
  readonly datasets: ReadonlyMap<string, Dataset>;
}

export function typesOf(columns: readonly Column[]): Map<string, ColumnType> {
  const types = new Map<string, ColumnType>();
  for (const { name, type } of columns) {
    const read = parseType(type);
    if (read) types.set(name, read);
  }
  return types;
}

export const scopeOf = (
  name: string,
  dataset: Dataset,
  names: readonly string[],
  datasets: ReadonlyMap<string, Dataset>,
): Scope => ({
  name,
  path: `datasets.${name}`,
  dataset,
  columns: new Map(dataset.columns.map((column) => [column.name, column])),
  types: typesOf(dataset.columns),
  names,
  datasets,
});

/** The names that come more than once, with how often, in order of appearance. */
export function repeated(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map([...counts].filter(([, count]) => count > 1));
}
