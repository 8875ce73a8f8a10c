// What is written of typed rows: tokens for values, columns of lookups, partition columns.
import { textSql, tokenSql } from "../tokens/methods.ts";
import type { PlannedColumn } from "./columns.ts";
import type { Plan } from "./plan.ts";
import { lookupTable } from "./plan.ts";
import { identifier, text } from "./sql.ts";
import type { Shortcuts } from "./typed.ts";
import { tokenName } from "./typed.ts";

/** By a column's index: a Parquet file of its values' texts and their tokens, each once. */
export type BatchTokens = ReadonlyMap<number, string>;

const batchName = (index: number): string => `k${index}`;

/** The typed rows with a column k0… for each column of `tokens`. */
function withTokens(plan: Plan, typed: string, tokens: BatchTokens): string {
  if (tokens.size === 0) return typed;
  const names = [...tokens.keys()].map((index) => `${batchName(index)}.token AS ${batchName(index)}`);
  const joins = [...tokens].map(([index, path]) => {
    const { type, valueSql } = plan.columns[index] as PlannedColumn;
    const name = batchName(index);
    return `LEFT JOIN read_parquet(${text(path)}) ${name} ON ${name}.value = ${textSql(type, `typed.${valueSql}`)}`;
  });
  return `SELECT ${["typed.*", ...names].join(", ")} FROM (${typed}) typed ${joins.join(" ")}`;
}

/**
 * The contract's columns in their order, those of lookups, and, `withPartitions`, the partition columns that are none of
 * these.
 * @param passed columns of the typed rows that come before these as they are, of plans without lookups
 */
export function outputSql(
  plan: Plan,
  good: string,
  shortcuts: Shortcuts,
  tokens: BatchTokens,
  withPartitions: boolean,
  passed: readonly string[] = [],
): string {
  const typed = withTokens(plan, good, tokens);
  const own = plan.columns.map(({ column }) => identifier(column.name));
  const values = plan.columns.map(({ column, type, valueSql, index }) => {
    const token = tokens.has(index)
      ? batchName(index)
      : shortcuts.tokens?.has(index)
        ? tokenName(index)
        : undefined;
    return `${tokenSql(column, type, valueSql, token)} AS ${own[index]}`;
  });
  const derived = withPartitions
    ? plan.partitions.filter(({ name }) => !plan.columns.some(({ column }) => column.name === name))
    : [];
  const parts = derived.map(({ name, sql }) => `${sql} AS ${identifier(name)}`);
  const rows = `SELECT ${[...passed, ...values, ...parts].join(", ")} FROM (${typed})`;
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
