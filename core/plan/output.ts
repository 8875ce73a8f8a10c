// What is written of typed rows: tokens for values, columns of lookups, partition columns.
import { tokenSql } from "../tokens/methods.ts";
import type { Plan } from "./plan.ts";
import { lookupTable } from "./plan.ts";
import { identifier } from "./sql.ts";
import type { Made } from "./typed.ts";
import { tokenName } from "./typed.ts";

/**
 * The contract's columns in their order, those of lookups, and, `withPartitions`, the partition columns that are none of
 * these.
 */
export function outputSql(plan: Plan, typed: string, made: Made, withPartitions: boolean): string {
  const own = plan.columns.map(({ column }) => identifier(column.name));
  const values = plan.columns.map(({ column, type, valueSql, index }) => {
    const token = made.tokens?.has(index) ? tokenName(index) : undefined;
    return `${tokenSql(column, type, valueSql, token)} AS ${own[index]}`;
  });
  const derived = withPartitions
    ? plan.partitions.filter(({ name }) => !plan.columns.some(({ column }) => column.name === name))
    : [];
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
