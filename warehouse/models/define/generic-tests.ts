// Tests that hang on a model, snapshot or source. Each becomes a query that must return nothing.
import type { Kysely } from "kysely";
import type { QueryOf } from "./context.ts";
import type { Lake } from "./lake.ts";
import type { Relation } from "./relation.ts";

export type Severity = "error" | "warn";

interface Common<Column extends string> {
  /** The columns it reads; they must be the model's. */
  readonly columns: readonly Column[];
  readonly severity: Severity;
}

export interface UniqueTest<Column extends string = string> extends Common<Column> {
  readonly kind: "unique";
}
export interface NotNullTest<Column extends string = string> extends Common<Column> {
  readonly kind: "notNull";
}
export interface AcceptedValuesTest<Column extends string = string> extends Common<Column> {
  readonly kind: "acceptedValues";
  readonly values: readonly (string | number | boolean)[];
}
export interface RelationshipsTest<Column extends string = string> extends Common<Column> {
  readonly kind: "relationships";
  readonly to: Relation<unknown>;
  readonly field: string;
}
export interface FreshnessTest<Column extends string = string> extends Common<Column> {
  readonly kind: "freshness";
  readonly maxAgeMinutes: number;
}
export interface RowCountTest extends Common<never> {
  readonly kind: "rowCount";
  readonly min: number | undefined;
  readonly max: number | undefined;
}
export interface QueryTest extends Common<never> {
  readonly kind: "query";
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: the test is written beside the model that it belongs to
  readonly query: (db: Kysely<Lake>, self: Relation<Record<string, any>>) => QueryOf<unknown>;
}

export type ModelTest<Column extends string = string> =
  | UniqueTest<Column>
  | NotNullTest<Column>
  | AcceptedValuesTest<Column>
  | RelationshipsTest<Column>
  | FreshnessTest<Column>
  | RowCountTest
  | QueryTest;

/**
 * No two rows have the same values. Rows with a null among them are left to `notNull`.
 *
 * @example
 * ```ts
 * const customers = model({
 *   name: "customers",
 *   query: (db) => db.selectFrom(raw.as("r")).select(["r.id", "r.email"]),
 *   tests: [unique("id"), warn(unique("email"))],
 * });
 * ```
 */
export function unique<Column extends string>(...columns: [Column, ...Column[]]): UniqueTest<Column> {
  return { kind: "unique", columns, severity: "error" };
}

/**
 * None of the columns is null.
 *
 * @example
 * ```ts
 * const customers = model({
 *   name: "customers",
 *   query: (db) => db.selectFrom(raw.as("r")).select(["r.id", "r.email"]),
 *   tests: [notNull("id", "email")],
 * });
 * ```
 */
export function notNull<Column extends string>(...columns: [Column, ...Column[]]): NotNullTest<Column> {
  return { kind: "notNull", columns, severity: "error" };
}

/**
 * The column has these values only. Nulls are left to `notNull`.
 *
 * @example
 * ```ts
 * const raws = source<{ status: string }>()({
 *   name: "raw.orders",
 *   tests: [acceptedValues("status", ["new", "shipped", "returned"])],
 * });
 * ```
 */
export function acceptedValues<Column extends string>(
  column: Column,
  values: readonly [string | number | boolean, ...(string | number | boolean)[]],
): AcceptedValuesTest<Column> {
  return { kind: "acceptedValues", columns: [column], values, severity: "error" };
}

/**
 * Each value of the column is one of the other relation's field. Nulls are left to `notNull`.
 *
 * @example
 * ```ts
 * const orders = source<{ id: number; customer_id: number }>()({
 *   name: "raw.orders",
 *   tests: [relationships("customer_id", raw, "id")],
 * });
 * ```
 */
export function relationships<Column extends string, Row>(
  column: Column,
  to: Relation<Row>,
  field: keyof Row & string,
): RelationshipsTest<Column> {
  return { kind: "relationships", columns: [column], to: to as Relation<unknown>, field, severity: "error" };
}

/**
 * The newest value of a timestamp column is no older than this. An empty relation is not fresh.
 *
 * @example
 * ```ts
 * const orders = source<{ ordered_at: string }>()({
 *   name: "raw.orders",
 *   tests: [freshness("ordered_at", { hours: 26 })],
 * });
 * ```
 */
export function freshness<Column extends string>(
  column: Column,
  within: { days?: number; hours?: number; minutes?: number },
): FreshnessTest<Column> {
  const maxAgeMinutes = (within.days ?? 0) * 1440 + (within.hours ?? 0) * 60 + (within.minutes ?? 0);
  return { kind: "freshness", columns: [column], maxAgeMinutes, severity: "error" };
}

/**
 * There are at least `min` and at most `max` rows.
 *
 * @example
 * ```ts
 * const countries = source<{ code: string }>()({ name: "raw.countries", tests: [rowCount({ min: 200, max: 300 })] });
 * ```
 */
export function rowCount(bounds: { min?: number; max?: number }): RowCountTest {
  return { kind: "rowCount", columns: [], min: bounds.min, max: bounds.max, severity: "error" };
}

/**
 * Any query over the model that must return nothing.
 *
 * @example
 * ```ts
 * const orders = source<{ amount: string }>()({
 *   name: "raw.orders",
 *   tests: [
 *     returnsNothing("no_refunds", (db, self) =>
 *       db.selectFrom(self.as("o")).selectAll().where("o.amount", "<", 0),
 *     ),
 *   ],
 * });
 * ```
 */
export function returnsNothing(name: string, query: QueryTest["query"]): QueryTest {
  return { kind: "query", name, query, columns: [], severity: "error" };
}

/**
 * The test only warns.
 *
 * @example
 * ```ts
 * const customers = model({
 *   name: "customers",
 *   query: (db) => db.selectFrom(raw.as("r")).select("r.email"),
 *   tests: [warn(unique("email"))],
 * });
 * ```
 */
export function warn<T extends ModelTest>(test: T): T {
  return { ...test, severity: "warn" };
}
