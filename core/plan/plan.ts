// A dataset's contract → the SQL of its import, in layers: source text, cleaned text, typed values, then what breaks
// the rules and what is written. Pure: no file and no database is touched here.

import { curatedColumns } from "../contract/curated.ts";
import type { PartitionSpec } from "../contract/partition.ts";
import { parsePartition, TRANSFORM_FORMATS } from "../contract/partition.ts";
import type { Contract, Dataset } from "../contract/schema.ts";
import { duckdbType } from "../contract/types.ts";
import { HeadraceError } from "../errors.ts";
import { isBatchMethod, isKeyed, keyVersionOf } from "../tokens/column.ts";
import type { PlannedColumn } from "./columns.ts";
import { plannedColumns } from "./columns.ts";
import type { Fault } from "./faults.ts";
import { checkFaults, columnFaults, folderFaults } from "./faults.ts";
import { anyOf, text } from "./sql.ts";

export interface PartitionColumn {
  name: string;
  spec: PartitionSpec;
  /** SQL for its text, over the typed layer. */
  sql: string;
}

/** A column and DuckDB's name of its type. */
export interface NamedType {
  name: string;
  type: string;
}

export interface Lookup {
  dataset: string;
  /** The column of both datasets that must be equal. */
  on: NamedType;
  add: NamedType[];
}

export interface Plan {
  name: string;
  dataset: Dataset;
  columns: PlannedColumn[];
  faults: Fault[];
  /** Value columns of the key; empty where the dataset has none. */
  key: PlannedColumn[];
  partitions: PartitionColumn[];
  lookups: Lookup[];
  /** Versions of the token key that its columns are tokenized with, in order. */
  tokenKeyVersions: number[];
  /** Columns whose tokens are made in batches, beside SQL. */
  batchTokens: PlannedColumn[];
}

const plans = new WeakMap<Contract, Map<string, Plan>>();

/** The plan of one dataset; made once per contract object. Throws HeadraceError where the contract cannot be planned. */
export function planOf(contract: Contract, name: string): Plan {
  let known = plans.get(contract);
  if (!known) {
    known = new Map();
    plans.set(contract, known);
  }
  let plan = known.get(name);
  if (!plan) {
    plan = makePlan(contract, name);
    known.set(name, plan);
  }
  return plan;
}

function makePlan(contract: Contract, name: string): Plan {
  const dataset = contract.datasets[name];
  if (!dataset)
    throw new HeadraceError(
      "dataset_unknown",
      `The contract has no dataset "${name}".`,
      `Name one of: ${Object.keys(contract.datasets).join(", ")}.`,
    );
  const columns = plannedColumns(dataset);
  const find = (column: string, where: string): PlannedColumn => {
    const found = columns.find((one) => one.column.name === column);
    if (found) return found;
    throw new HeadraceError(
      "contract_invalid",
      `datasets.${name}.${where}: there is no column "${column}".`,
      `Name one of: ${columns.map((one) => one.column.name).join(", ")}.`,
    );
  };
  const key = (dataset.key ?? []).map((column) => find(column, "key"));
  const partitions = dataset.partition_by.map((entry) => {
    const spec = parsePartition(entry);
    if (!spec)
      throw new HeadraceError(
        "contract_invalid",
        `datasets.${name}.partition_by: "${entry}" is neither a column nor year, month, day or hour of one.`,
        "Write a column's name, or for example day(ordered_at).",
      );
    const { valueSql } = find(spec.column, "partition_by");
    return { name: spec.name, spec, sql: partitionSql(spec.transform, valueSql) };
  });
  const folders = partitions.filter(({ spec }) => spec.transform === "identity");
  const faults = merged([
    ...columns.flatMap(columnFaults),
    ...folders.flatMap(({ spec }) => folderFaults(find(spec.column, "partition_by"))),
    ...checkFaults(dataset, columns),
  ]);
  return {
    name,
    dataset,
    columns,
    faults,
    key,
    partitions,
    lookups: dataset.enrich.map((entry) => lookup(contract, name, entry)),
    tokenKeyVersions: keyVersions(columns),
    batchTokens: columns.filter(({ column }) => isBatchMethod(column.tokenize)),
  };
}

function keyVersions(columns: readonly PlannedColumn[]): number[] {
  const keyed = columns.filter(({ column }) => isKeyed(column));
  return [...new Set(keyed.map(({ column }) => keyVersionOf(column)))].sort((a, b) => a - b);
}

/** Faults of one reason as one. */
function merged(faults: readonly Fault[]): Fault[] {
  const byReason = new Map<string, Fault>();
  for (const { reason, condition } of faults) {
    const known = byReason.get(reason);
    byReason.set(reason, { reason, condition: known ? anyOf([known.condition, condition]) : condition });
  }
  return [...byReason.values()];
}

/** A date's own text is what `day` wants, and dates are told apart faster than texts. */
function partitionSql(transform: PartitionSpec["transform"], value: string): string {
  if (transform === "identity") return value;
  if (transform === "day") return `CAST(${value} AS DATE)`;
  return `strftime(${value}, ${text(TRANSFORM_FORMATS[transform])})`;
}

function lookup(contract: Contract, name: string, entry: Dataset["enrich"][number]): Lookup {
  const theirs = curatedColumns(new Map(Object.entries(contract.datasets)), entry.lookup);
  const find = (column: string): NamedType => {
    const type = theirs.get(column);
    if (type) return { name: column, type: duckdbType(type) };
    throw new HeadraceError(
      "contract_invalid",
      `datasets.${name}.enrich: there is no dataset "${entry.lookup}" with a column "${column}".`,
      "Name a dataset of the contract and columns of it.",
    );
  };
  return { dataset: entry.lookup, on: find(entry.on), add: entry.add.map(find) };
}

/** The temporary table that holds a lookup's rows, one per key. */
export const lookupTable = (at: number): string => `lookup_${at}`;
