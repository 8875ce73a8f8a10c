// What Redshift's queries have and Kysely's lack: QUALIFY, framed windows, late-binding views.
import type { Expression, ExpressionBuilder, RawBuilder, SelectQueryBuilder, SqlBool } from "kysely";
import { expressionBuilder, sql } from "kysely";
import { NO_SCHEMA_BINDING, QUALIFY } from "../compiler/markers.ts";
import { RedshiftValueError } from "../errors.ts";
import { type Compilable, wrapped } from "./marked-sql.ts";

/**
 * QUALIFY: keeps the rows for which a condition on window functions holds.
 *
 * @example
 * ```ts
 * const newestOfEach = await db
 *   .selectFrom("orders")
 *   .selectAll()
 *   .$call(
 *     qualify((eb) =>
 *       eb(eb.fn.agg<number>("row_number").over((o) => o.partitionBy("customer_id").orderBy("ordered_at", "desc")), "=", 1),
 *     ),
 *   )
 *   .execute();
 * ```
 */
export function qualify<DB, TB extends keyof DB, O>(
  condition: Expression<SqlBool> | ((eb: ExpressionBuilder<DB, TB>) => Expression<SqlBool>),
): (query: SelectQueryBuilder<DB, TB, O>) => SelectQueryBuilder<DB, TB, O> {
  return (query) => {
    const expression = typeof condition === "function" ? condition(expressionBuilder<DB, TB>()) : condition;
    return query.modifyEnd(wrapped(QUALIFY, expression, ""));
  };
}

/**
 * The query of a late-binding view, which Redshift looks up when the view is read.
 *
 * @example
 * ```ts
 * await db.schema
 *   .createView("mart.shipped")
 *   .orReplace()
 *   .as(lateBinding(db.selectFrom("orders").selectAll().where("status", "=", "shipped")))
 *   .execute();
 * ```
 */
export function lateBinding<O = unknown>(query: Compilable): RawBuilder<O> {
  return wrapped<O>("", query, NO_SCHEMA_BINDING);
}

/** A bound of a window's frame. */
export type FrameBound =
  | "unbounded preceding"
  | "current row"
  | "unbounded following"
  | { preceding: number }
  | { following: number };

export interface WindowOf {
  partitionBy?: readonly string[];
  orderBy: readonly (string | { column: string; direction?: "asc" | "desc"; nulls?: "first" | "last" })[];
  /** ROWS BETWEEN the first AND the second; running totals take ["unbounded preceding", "current row"]. */
  rows: readonly [FrameBound, FrameBound];
}

/**
 * An aggregate over an ordered window with its frame, which Redshift demands: `sum`, `avg`, `count`, `first_value`, …
 * `windowed(eb.fn.sum("amount"), { partitionBy: ["customer_id"], orderBy: ["day"], rows: ["unbounded preceding", "current row"] })`
 *
 * @example
 * ```ts
 * await db
 *   .selectFrom("orders")
 *   .select((eb) =>
 *     windowed(eb.fn.sum<string>("amount"), { orderBy: ["ordered_at"], rows: ["unbounded preceding", "current row"] }).as("so_far"),
 *   )
 *   .execute();
 * ```
 */
export function windowed<T>(aggregate: Expression<T>, window: WindowOf): RawBuilder<T> {
  const partition = window.partitionBy?.length
    ? sql`partition by ${sql.join(window.partitionBy.map((column) => sql.ref(column)))} `
    : sql``;
  if (window.orderBy.length === 0)
    throw new RedshiftValueError("windowed() needs orderBy; without it use .over()");
  const order = sql.join(window.orderBy.map(orderItem));
  const [from, to] = window.rows;
  return sql<T>`${aggregate} over(${partition}order by ${order} rows between ${bound(from)} and ${bound(to)})`;
}

function orderItem(item: WindowOf["orderBy"][number]): RawBuilder<unknown> {
  const { column, direction, nulls } = typeof item === "string" ? { column: item } : { ...item };
  const way = direction === undefined ? "" : direction === "desc" ? " desc" : " asc";
  const last = nulls === undefined ? "" : nulls === "first" ? " nulls first" : " nulls last";
  return sql`${sql.ref(column)}${sql.raw(way + last)}`;
}

function bound(edge: FrameBound): RawBuilder<unknown> {
  if (edge === "unbounded preceding" || edge === "current row" || edge === "unbounded following")
    return sql.raw(edge);
  const [rows, side] = "preceding" in edge ? [edge.preceding, "preceding"] : [edge.following, "following"];
  if (!Number.isSafeInteger(rows) || rows < 0) {
    throw new RedshiftValueError(`a frame's bound is a number of rows, 0 or more, not ${rows}`);
  }
  return sql.raw(`${rows} ${side}`);
}
