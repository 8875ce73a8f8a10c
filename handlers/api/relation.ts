// What rows are read of: where an engine finds it, its columns, and what of a question it can tell partitions by.
import { curatedColumns, partitionColumns } from "../../core/contract/curated.ts";
import { parsePartition } from "../../core/contract/partition.ts";
import type { Contract } from "../../core/contract/schema.ts";
import { type ColumnType, parseType } from "../../core/contract/types.ts";

export interface Relation {
  /** `database.table`, or `schema.table`. */
  readonly from: readonly string[];
  /** In the order in which tables show them; without a type where nothing is compared with it. */
  readonly columns: ReadonlyMap<string, ColumnType | undefined>;
  readonly partitionBy: readonly string[];
}

/** A dataset of the lake, as a table of Athena's. Undefined where the contract has no such dataset. */
export function datasetRelation(contract: Contract, database: string, name: string): Relation | undefined {
  const dataset = contract.datasets[name];
  if (!dataset) return undefined;
  const all = curatedColumns(new Map(Object.entries(contract.datasets)), name);
  const partitions = partitionColumns(dataset);
  const columns = new Map([...all].filter(([column]) => !partitions.has(column)));
  for (const [column, type] of partitions) columns.set(column, all.get(column) ?? typeOf(type));
  return { from: [database, name], columns, partitionBy: dataset.partition_by.filter(parsePartition) };
}

const typeOf = (glue: string): ColumnType => parseType(glue) ?? { kind: "string" };
