// The table that a dataset's rows are copied to: its columns by the contract, in the words of Redshift.
import { curatedColumns } from "../../core/contract/curated.ts";
import { parsePartition } from "../../core/contract/partition.ts";
import type { Contract } from "../../core/contract/schema.ts";
import type { ColumnType } from "../../core/contract/types.ts";

export interface LoadColumn {
  name: string;
  /** Redshift's. */
  type: string;
}

export interface LoadTable {
  dataset: string;
  /** In the order of the curated files, partition columns among them. */
  columns: LoadColumn[];
  /** Columns that stand in the path of a file and not in it, by name. Parts of dates are not columns of the dataset. */
  inPath: ReadonlySet<string>;
}

const TYPES = {
  // The longest that Redshift holds: the contract sets no length, and a COPY fails on a longer text than its column's.
  string: "varchar(65535)",
  int: "integer",
  bigint: "bigint",
  double: "double precision",
  boolean: "boolean",
  date: "date",
  timestamp: "timestamp",
} as const;

const redshiftType = (type: ColumnType): string =>
  type.kind === "decimal" ? `decimal(${type.precision}, ${type.scale})` : TYPES[type.kind];

/** Undefined where the contract has no such dataset. */
export function loadTable(contract: Contract, dataset: string): LoadTable | undefined {
  const found = contract.datasets[dataset];
  if (!found) return undefined;
  const columns = curatedColumns(new Map(Object.entries(contract.datasets)), dataset);
  const partitions = found.partition_by.map((entry) => parsePartition(entry));
  return {
    dataset,
    columns: [...columns].map(([name, type]) => ({ name, type: redshiftType(type) })),
    inPath: new Set(partitions.flatMap((spec) => (spec?.transform === "identity" ? [spec.name] : []))),
  };
}
