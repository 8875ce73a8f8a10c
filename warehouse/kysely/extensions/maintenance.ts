// Statements that keep tables in order, and MERGE's short form.
import type { RawBuilder } from "kysely";
import { sql } from "kysely";
import { RedshiftValueError } from "../errors.ts";

/**
 * ANALYZE: statistics for the planner.
 *
 * @example
 * ```ts
 * await analyze("orders").execute(db);
 * ```
 */
export function analyze(
  table: string,
  options: { columns?: readonly string[]; predicateColumns?: boolean } = {},
) {
  if (options.columns?.length) {
    return sql`analyze ${sql.table(table)} (${sql.join(options.columns.map((column) => sql.id(column)))})`;
  }
  return options.predicateColumns
    ? sql`analyze ${sql.table(table)} predicate columns`
    : sql`analyze ${sql.table(table)}`;
}

export const VACUUMS = ["full", "sort only", "delete only", "reindex", "recluster"] as const;

/**
 * VACUUM: sorts and reclaims space. It cannot run inside a transaction.
 *
 * @example
 * ```ts
 * await vacuum("orders", { kind: "sort only", toPercent: 90 }).execute(db);
 * ```
 */
export function vacuum(
  table: string,
  options: { kind?: (typeof VACUUMS)[number]; toPercent?: number } = {},
): RawBuilder<unknown> {
  const kind = options.kind ?? "full";
  if (!VACUUMS.includes(kind))
    throw new RedshiftValueError(`vacuum "${kind}" is none of ${VACUUMS.join(", ")}`);
  if (options.toPercent === undefined) return sql`vacuum ${sql.raw(kind)} ${sql.table(table)}`;
  if (!Number.isSafeInteger(options.toPercent) || options.toPercent < 0 || options.toPercent > 100) {
    throw new RedshiftValueError(`toPercent is a whole number from 0 to 100, not ${options.toPercent}`);
  }
  return sql`vacuum ${sql.raw(kind)} ${sql.table(table)} to ${sql.raw(String(options.toPercent))} percent`;
}

/**
 * MERGE … REMOVE DUPLICATES: rows of the source replace those of equal keys, its own duplicates dropped.
 *
 * @example
 * ```ts
 * await mergeRemoveDuplicates({ into: "orders", using: "staged", on: ["id"] }).execute(db);
 * ```
 */
export function mergeRemoveDuplicates(merge: {
  into: string;
  using: string;
  on: readonly string[];
}): RawBuilder<unknown> {
  if (merge.on.length === 0)
    throw new RedshiftValueError("mergeRemoveDuplicates() needs one key column or more");
  const keys = merge.on.map((column) => {
    return sql`${sql.table(merge.into)}.${sql.id(column)} = ${sql.table(merge.using)}.${sql.id(column)}`;
  });
  return sql`merge into ${sql.table(merge.into)} using ${sql.table(merge.using)} on ${sql.join(keys, sql` and `)} remove duplicates`;
}

/**
 * ALTER TABLE … APPEND FROM: moves the rows of one table to the end of another. It cannot run inside a transaction.
 *
 * @example
 * ```ts
 * await appendFrom("orders", "staged").execute(db);
 * ```
 */
export function appendFrom(target: string, source: string): RawBuilder<unknown> {
  return sql`alter table ${sql.table(target)} append from ${sql.table(source)}`;
}

/**
 * LOCK: holds the tables until the transaction ends.
 *
 * @example
 * ```ts
 * await db.transaction().execute(async (trx) => {
 *   await lockTables("orders").execute(trx);
 *   await trx.updateTable("orders").set({ status: "packed" }).where("status", "=", "new").execute();
 * });
 * ```
 */
export function lockTables(...tables: string[]): RawBuilder<unknown> {
  return sql`lock ${sql.join(tables.map((table) => sql.table(table)))}`;
}
