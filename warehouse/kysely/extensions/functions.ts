// Redshift's functions that Kysely has no name for, typed.
import type { Expression, RawBuilder } from "kysely";
import { sql } from "kysely";
import { RedshiftValueError } from "../errors.ts";

/** A column by its name ("o.day"), or any expression. */
export type Operand<T = unknown> = string | Expression<T>;

function operand(value: Operand): Expression<unknown> {
  return typeof value === "string" ? sql.ref(value) : value;
}

export const DATE_PARTS = [
  "millennium",
  "century",
  "decade",
  "year",
  "quarter",
  "month",
  "week",
  "day",
  "hour",
  "minute",
  "second",
  "millisecond",
  "microsecond",
] as const;
export type DatePart = (typeof DATE_PARTS)[number];

function part(name: DatePart): RawBuilder<unknown> {
  if (!DATE_PARTS.includes(name))
    throw new RedshiftValueError(`"${name}" is no date part: use ${DATE_PARTS.join(", ")}`);
  return sql.raw(name);
}

/**
 * The number of different values, to about 2 %: HyperLogLog.
 *
 * @example
 * ```ts
 * await db.selectFrom("orders").select(approximateCountDistinct("customer_id").as("customers")).execute();
 * ```
 */
export function approximateCountDistinct(column: Operand): RawBuilder<number> {
  return sql<number>`approximate count(distinct ${operand(column)})`;
}

/**
 * GETDATE(): the statement's start, in UTC, to the second.
 *
 * @example
 * ```ts
 * await db.selectFrom("orders").selectAll().where("ordered_at", "<", getdate()).execute();
 * ```
 */
export function getdate(): RawBuilder<string> {
  return sql<string>`getdate()`;
}

/**
 * DATEADD: the time moved by so many of the unit.
 *
 * @example
 * ```ts
 * await db.selectFrom("orders").select(dateAdd("day", 14, "ordered_at").as("due_at")).execute();
 * ```
 */
export function dateAdd(
  unit: DatePart,
  amount: number | Expression<number>,
  to: Operand,
): RawBuilder<string> {
  return sql<string>`dateadd(${part(unit)}, ${amount}, ${operand(to)})`;
}

/**
 * Boundaries of the unit crossed from the one to the other.
 *
 * @example
 * ```ts
 * await db.selectFrom("orders").select(dateDiff("day", "ordered_at", getdate()).as("age")).execute();
 * ```
 */
export function dateDiff(unit: DatePart, from: Operand, to: Operand): RawBuilder<number> {
  return sql<number>`datediff(${part(unit)}, ${operand(from)}, ${operand(to)})`;
}

/**
 * DATE_TRUNC: the start of the unit that the time is in.
 *
 * @example
 * ```ts
 * await db.selectFrom("orders").select(dateTrunc("month", "ordered_at").as("month")).distinct().execute();
 * ```
 */
export function dateTrunc(unit: DatePart, of: Operand): RawBuilder<string> {
  return sql<string>`date_trunc('${part(unit)}', ${operand(of)})`;
}

export interface Listagg extends RawBuilder<string | null> {
  withinGroupOrderBy(...columns: Operand[]): RawBuilder<string | null>;
}

/**
 * LISTAGG: the values of a group in one text, 65,535 bytes at most.
 *
 * @example
 * ```ts
 * await db
 *   .selectFrom("orders")
 *   .select(["customer_id", listagg("status", ", ").withinGroupOrderBy("ordered_at").as("history")])
 *   .groupBy("customer_id")
 *   .execute();
 * ```
 */
export function listagg(value: Operand, separator = ","): Listagg {
  const aggregate = sql<string | null>`listagg(${operand(value)}, ${sql.lit(separator)})`;
  return Object.assign(aggregate, {
    withinGroupOrderBy: (...columns: Operand[]) =>
      sql<string | null>`${aggregate} within group (order by ${sql.join(columns.map(operand))})`,
  });
}

/**
 * NVL: the first value that is not null.
 *
 * @example
 * ```ts
 * await db.selectFrom("orders").select((eb) => nvl(eb.ref("status"), eb.val("unknown")).as("status")).execute();
 * ```
 */
export function nvl<T>(...values: Expression<T>[]): RawBuilder<T> {
  return sql<T>`nvl(${sql.join(values)})`;
}

/**
 * NVL2(value, if it is not null, if it is null).
 *
 * @example
 * ```ts
 * await db.selectFrom("orders").select((eb) => nvl2("status", eb.lit(1), eb.lit(0)).as("known")).execute();
 * ```
 */
export function nvl2<T>(value: Operand, notNull: Expression<T>, isNull: Expression<T>): RawBuilder<T> {
  return sql<T>`nvl2(${operand(value)}, ${notNull}, ${isNull})`;
}

/**
 * DECODE(value, [search, result]…, otherwise): nulls compare as equal.
 *
 * @example
 * ```ts
 * await db.selectFrom("orders").select(decode("status", [["new", 1], ["shipped", 2]], 0).as("step")).execute();
 * ```
 */
export function decode<T>(
  value: Operand,
  cases: readonly (readonly [unknown, T])[],
  otherwise: T,
): RawBuilder<T> {
  if (cases.length === 0)
    throw new RedshiftValueError("decode() needs one pair of search and result or more");
  return sql<T>`decode(${operand(value)}, ${sql.join(cases.flat())}, ${otherwise})`;
}
