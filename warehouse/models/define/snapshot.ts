// snapshot(): the history of rows that change, as a slowly changing dimension of type 2.
import { BUILT_FIELDS, type BuiltDefinition, BuiltRelation, type FieldsOf } from "./built.ts";
import type { ColumnOf, QueryOf, RowOfQuery } from "./context.ts";
import type { OnSchemaChange } from "./materialized.ts";

/** The columns that a snapshot adds to its query's. */
export interface Validity {
  /** When this version began: the row's own `updatedAt`, or the run's start under the check strategy. */
  valid_from: string;
  /** When the next one took its place; null for the current one. */
  valid_to: string | null;
  is_current: boolean;
}

export type SnapshotStrategy<C extends string = string> =
  | { kind: "timestamp"; updatedAt: C }
  | { kind: "check"; columns: readonly C[] | "all" };

/**
 * A row has changed where its `updatedAt` is later than the version that is kept.
 *
 * @example
 * ```ts
 * const history = snapshot({
 *   name: "customers_history",
 *   key: "id",
 *   strategy: timestamp("updated_at"),
 *   query: (db) => db.selectFrom(raw.as("r")).selectAll("r"),
 * });
 * ```
 */
export function timestamp<const C extends string>(updatedAt: C): SnapshotStrategy<C> {
  return { kind: "timestamp", updatedAt };
}

/**
 * A row has changed where one of the columns has: all of them without a list.
 *
 * @example
 * ```ts
 * const history = snapshot({
 *   name: "customers_history",
 *   key: "id",
 *   strategy: check(["email"]),
 *   query: (db) => db.selectFrom(raw.as("r")).selectAll("r"),
 * });
 * ```
 */
export function check(columns?: "all"): SnapshotStrategy<never>;
export function check<const C extends string>(columns: readonly C[]): SnapshotStrategy<C>;
export function check(columns: readonly string[] | "all" = "all"): SnapshotStrategy {
  return { kind: "check", columns };
}

export interface SnapshotDefinition<Q, Name extends string>
  extends BuiltDefinition<Q, Name, ColumnOf<Q>, ColumnOf<Q> | keyof Validity> {
  /** The columns that name a row; none may be null. */
  key: ColumnOf<Q> | readonly ColumnOf<Q>[];
  strategy: SnapshotStrategy<ColumnOf<Q>>;
  /** What to do with a row that is gone: `keep` leaves it current, `close` ends it. */
  onDelete?: "keep" | "close";
  onSchemaChange?: Exclude<OnSchemaChange, "sync">;
}

export const SNAPSHOT_FIELDS: FieldsOf<SnapshotDefinition<unknown, string>> = {
  ...BUILT_FIELDS,
  key: true,
  strategy: true,
  onDelete: true,
  onSchemaChange: true,
};

/**
 * A snapshot as snapshot() makes it. Other models read its versions by `as`.
 *
 * @example
 * ```ts
 * const history = snapshot({
 *   name: "customers_history",
 *   key: "id",
 *   strategy: check(),
 *   query: (db) => db.selectFrom(raw.as("r")).selectAll("r"),
 * });
 * console.log(history instanceof Snapshot, history.onDelete); // true keep
 * ```
 */
export class Snapshot<Row = unknown, Name extends string = string> extends BuiltRelation<
  Row & Validity,
  Name
> {
  readonly kind = "snapshot";
  readonly key: readonly string[];
  readonly strategy: SnapshotStrategy;
  readonly onDelete: "keep" | "close";
  readonly onSchemaChange: OnSchemaChange;

  constructor(definition: SnapshotDefinition<QueryOf<Row>, Name>) {
    super(definition, SNAPSHOT_FIELDS);
    this.key = typeof definition.key === "string" ? [definition.key] : (definition.key as readonly string[]);
    this.strategy = definition.strategy;
    this.onDelete = definition.onDelete ?? "keep";
    this.onSchemaChange = definition.onSchemaChange ?? "fail";
  }
}

/**
 * Defines a snapshot. Its rows are never rebuilt: `--full-refresh` leaves it alone.
 *
 * @example
 * ```ts
 * export const history = snapshot({
 *   name: "customers_history",
 *   key: "id",
 *   strategy: timestamp("updated_at"),
 *   onDelete: "close",
 *   query: (db) => db.selectFrom(raw.as("r")).select(["r.id", "r.email", "r.updated_at"]),
 * });
 * export const current = model({
 *   name: "customers_now",
 *   query: (db) => db.selectFrom(history.as("h")).select(["h.id", "h.email"]).where("h.is_current", "=", true),
 * });
 * ```
 */
export function snapshot<Q, const Name extends string>(
  definition: SnapshotDefinition<Q, Name>,
): Snapshot<RowOfQuery<Q>, Name> {
  return new Snapshot(definition as unknown as SnapshotDefinition<QueryOf<RowOfQuery<Q>>, Name>);
}
