// snapshot(): the history of rows that change, as a slowly changing dimension of type 2.
import type { DistStyle } from "../../kysely/index.ts";
import type { ColumnOf, ModelQuery, QueryOf, RowOfQuery } from "./context.ts";
import type { ModelTest } from "./generic-tests.ts";
import type { OnSchemaChange } from "./materialized.ts";
import { ProjectRelation } from "./relation.ts";

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

/** A row has changed where its `updatedAt` is later than the version that is kept. */
export function timestamp<const C extends string>(updatedAt: C): SnapshotStrategy<C> {
  return { kind: "timestamp", updatedAt };
}

/** A row has changed where one of the columns has: all of them without a list. */
export function check(columns?: "all"): SnapshotStrategy<never>;
export function check<const C extends string>(columns: readonly C[]): SnapshotStrategy<C>;
export function check(columns: readonly string[] | "all" = "all"): SnapshotStrategy {
  return { kind: "check", columns };
}

export interface SnapshotDefinition<Q, Name extends string> {
  name: Name;
  /** Rows as they are now. */
  query: ModelQuery<Q>;
  /** The columns that name a row; none may be null. */
  key: ColumnOf<Q> | readonly ColumnOf<Q>[];
  strategy: SnapshotStrategy<ColumnOf<Q>>;
  /** What to do with a row that is gone: `keep` leaves it current, `close` ends it. */
  onDelete?: "keep" | "close";
  onSchemaChange?: Exclude<OnSchemaChange, "sync">;
  schema?: string;
  description?: string;
  tags?: readonly string[];
  distStyle?: DistStyle;
  distKey?: ColumnOf<Q>;
  sortKeys?: readonly (ColumnOf<Q> | keyof Validity)[];
  tests?: readonly ModelTest<ColumnOf<Q> | keyof Validity>[];
  readers?: readonly string[];
}

export const SNAPSHOT_FIELDS: Readonly<Record<keyof SnapshotDefinition<unknown, string>, true>> = {
  name: true,
  query: true,
  key: true,
  strategy: true,
  onDelete: true,
  onSchemaChange: true,
  schema: true,
  description: true,
  tags: true,
  distStyle: true,
  distKey: true,
  sortKeys: true,
  tests: true,
  readers: true,
};

export class Snapshot<Row = unknown, Name extends string = string> extends ProjectRelation<
  Row & Validity,
  Name
> {
  readonly kind = "snapshot";
  readonly query: ModelQuery;
  readonly key: readonly string[];
  readonly strategy: SnapshotStrategy;
  readonly onDelete: "keep" | "close";
  readonly onSchemaChange: OnSchemaChange;
  readonly schema: string | undefined;
  readonly description: string;
  readonly tags: readonly string[];
  readonly distStyle: DistStyle | undefined;
  readonly distKey: string | undefined;
  readonly sortKeys: readonly string[];
  readonly tests: readonly ModelTest[];
  readonly readers: readonly string[];

  constructor(definition: SnapshotDefinition<QueryOf<Row>, Name>) {
    super(definition.name, definition, SNAPSHOT_FIELDS);
    this.query = definition.query;
    this.key = typeof definition.key === "string" ? [definition.key] : (definition.key as readonly string[]);
    this.strategy = definition.strategy;
    this.onDelete = definition.onDelete ?? "keep";
    this.onSchemaChange = definition.onSchemaChange ?? "fail";
    this.schema = definition.schema;
    this.description = definition.description ?? "";
    this.tags = definition.tags ?? [];
    this.distStyle = definition.distStyle;
    this.distKey = definition.distKey;
    this.sortKeys = definition.sortKeys ?? [];
    this.tests = definition.tests ?? [];
    this.readers = definition.readers ?? [];
  }
}

/** Defines a snapshot. Its rows are never rebuilt: `--full-refresh` leaves it alone. */
export function snapshot<Q, const Name extends string>(
  definition: SnapshotDefinition<Q, Name>,
): Snapshot<RowOfQuery<Q>, Name> {
  return new Snapshot(definition as unknown as SnapshotDefinition<QueryOf<RowOfQuery<Q>>, Name>);
}
