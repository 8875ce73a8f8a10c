// A dataset's contract → the SQL of its import, in layers: source text, cleaned text, typed values, then what breaks
// the rules and what is written. Pure: no file and no database is touched here.

import { curatedColumns } from "../contract/curated.ts";
import { parsePartition, TRANSFORM_FORMATS } from "../contract/partition.ts";
import type { Contract, Dataset } from "../contract/schema.ts";
import { duckdbType } from "../contract/types.ts";
import { HeadraceError } from "../errors.ts";
import { tokenSql } from "../tokens/methods.ts";
import { cleanLayers } from "./clean.ts";
import type { PlannedColumn } from "./columns.ts";
import { plannedColumns } from "./columns.ts";
import type { Fault } from "./faults.ts";
import { checkFaults, columnFaults, literal } from "./faults.ts";
import { parse } from "./parse.ts";
import { identifier, text } from "./sql.ts";

export interface PartitionColumn {
  name: string;
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
  needsTokenKey: boolean;
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
  const faults = [
    ...columns.flatMap((column) => columnFaults(column, column.column.required || key.includes(column))),
    ...checkFaults(dataset, columns),
  ];
  const partitions = dataset.partition_by.map((entry) => {
    const spec = parsePartition(entry);
    if (!spec)
      throw new HeadraceError(
        "contract_invalid",
        `datasets.${name}.partition_by: "${entry}" is neither a column nor year, month, day or hour of one.`,
        "Write a column's name, or for example day(ordered_at).",
      );
    const { valueSql } = find(spec.column, "partition_by");
    const sql =
      spec.transform === "identity"
        ? valueSql
        : `strftime(${valueSql}, ${text(TRANSFORM_FORMATS[spec.transform])})`;
    return { name: spec.name, sql };
  });
  return {
    name,
    dataset,
    columns,
    faults,
    key,
    partitions,
    lookups: dataset.enrich.map((entry) => lookup(contract, name, entry)),
    needsTokenKey: columns.some(({ column }) => column.tokenize === "hmac"),
  };
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

/**
 * The typed rows of `source`, a SELECT of s0… as VARCHAR: the columns of `passed` as they are, and t0…, v0… of every
 * column. `natives` has the value's SQL of those columns that are no text but typed already.
 */
export function typedSql(
  plan: Plan,
  source: string,
  passed: readonly string[],
  natives: ReadonlyMap<number, string> = new Map(),
): string {
  const layers = plan.columns.map((column) =>
    natives.has(column.index)
      ? []
      : [...cleanLayers(column.column, plan.dataset.source), ...defaultLayer(column)],
  );
  const depth = Math.max(1, ...layers.map((steps) => steps.length));
  let sql = source;
  for (let at = 0; at < depth; at++) {
    const columns = plan.columns.map((column, index) => {
      const input = at === 0 ? column.sourceSql : column.textSql;
      const step = layers[index]?.[at];
      const made = step ? step(input) : input;
      return `${made} AS ${column.textSql}`;
    });
    sql = `SELECT ${[...passed, ...columns].join(", ")} FROM (${sql})`;
  }
  const values = plan.columns
    .filter(({ type }) => type.kind !== "string")
    .map((column) => `${typedValue(column, natives.get(column.index))} AS ${column.valueSql}`);
  return `SELECT ${[...passed, ...plan.columns.map((column) => column.textSql), ...values].join(", ")} FROM (${sql})`;
}

/** A default of a text column is text; those of other types are values, whatever the format of the file's. */
function defaultLayer({ column, type }: PlannedColumn): ((sql: string) => string)[] {
  if (column.default === undefined || type.kind !== "string") return [];
  const value = literal(type, column.default, `columns.${column.name}.default`);
  return [(sql) => `coalesce(${sql}, ${value})`];
}

function typedValue({ column, type, textSql }: PlannedColumn, native: string | undefined): string {
  const parsed = native ?? parse(type, column.format, textSql);
  if (column.default === undefined) return parsed;
  const value = literal(type, column.default, `columns.${column.name}.default`);
  return `CASE WHEN ${textSql} IS NULL THEN ${value} ELSE ${parsed} END`;
}

/**
 * What is written of typed rows: the contract's columns in their order, those of lookups, and the partition columns
 * that are none of these.
 */
export function outputSql(plan: Plan, typed: string): string {
  const own = plan.columns.map(({ column }) => identifier(column.name));
  const values = plan.columns.map(
    (column, at) => `${tokenSql(column.column, column.type, column.valueSql)} AS ${own[at]}`,
  );
  const derived = plan.partitions.filter(
    ({ name }) => !plan.columns.some(({ column }) => column.name === name),
  );
  const parts = derived.map(({ name, sql }) => `${sql} AS ${identifier(name)}`);
  const rows = `SELECT ${[...values, ...parts].join(", ")} FROM (${typed})`;
  if (plan.lookups.length === 0) return rows;
  const added = plan.lookups.flatMap(({ add }, at) =>
    add.map(({ name }) => `${lookupTable(at)}.${identifier(name)}`),
  );
  const joins = plan.lookups.map(({ on }, at) => {
    const key = identifier(on.name);
    return `LEFT JOIN ${lookupTable(at)} ON own.${key} = ${lookupTable(at)}.${key}`;
  });
  const names = [
    ...own.map((name) => `own.${name}`),
    ...added,
    ...derived.map(({ name }) => `own.${identifier(name)}`),
  ];
  return `SELECT ${names.join(", ")} FROM (${rows}) own ${joins.join(" ")}`;
}
