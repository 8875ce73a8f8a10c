// How a model comes to stand in the warehouse.

export const STRATEGIES = ["append", "merge", "delete+insert"] as const;
export type Strategy = (typeof STRATEGIES)[number];

export const SCHEMA_CHANGES = ["fail", "ignore", "append", "sync"] as const;
/**
 * What an incremental run does when the query's columns are no longer the table's: `fail` (the default) names them,
 * `ignore` writes those that both have, `append` adds the new ones, `sync` adds the new and drops the gone.
 */
export type OnSchemaChange = (typeof SCHEMA_CHANGES)[number];

export interface View {
  kind: "view";
}

export interface Table {
  kind: "table";
}

export interface Incremental<Column extends string = string> {
  kind: "incremental";
  strategy: Strategy;
  key: readonly Column[];
  onSchemaChange: OnSchemaChange;
}

export type Materialized<Column extends string = string> = View | Table | Incremental<Column>;

/**
 * A late-binding view: no rows of its own, always as fresh as what it reads. The default.
 *
 * @example
 * ```ts
 * const emails = model({
 *   name: "emails",
 *   materialized: view(),
 *   query: (db) => db.selectFrom(raw.as("r")).select("r.email"),
 * });
 * ```
 */
export function view(): View {
  return { kind: "view" };
}

/**
 * A table, built aside on every run and swapped in whole.
 *
 * @example
 * ```ts
 * const emails = model({
 *   name: "emails",
 *   materialized: table(),
 *   query: (db) => db.selectFrom(raw.as("r")).select("r.email").distinct(),
 * });
 * ```
 */
export function table(): Table {
  return { kind: "table" };
}

export interface IncrementalOptions<Column extends string> {
  /** The columns that name a row; needed by merge and delete+insert. */
  key?: Column | readonly Column[];
  /** append adds the new rows; merge (the default with a key) updates rows of equal keys and adds the others; delete+insert replaces all rows of equal keys. */
  strategy?: Strategy;
  onSchemaChange?: OnSchemaChange;
}

/**
 * A table that a run adds to: the first run, and `--full-refresh`, build it whole.
 *
 * @example
 * ```ts
 * const customers = model({
 *   name: "customers",
 *   materialized: incremental({ key: "id" }),
 *   query: (db, context) =>
 *     db
 *       .selectFrom(raw.as("r"))
 *       .select(["r.id", "r.email", "r.updated_at"])
 *       .$if(context.incremental, (rows) => rows.where("r.updated_at", ">", context.newest("updated_at"))),
 * });
 * ```
 */
export function incremental(options?: IncrementalOptions<never> & { key?: undefined }): Incremental<never>;
export function incremental<const Column extends string>(
  options: IncrementalOptions<Column> & { key: Column | readonly Column[] },
): Incremental<Column>;
export function incremental(options: IncrementalOptions<string> = {}): Incremental {
  const key = options.key === undefined ? [] : typeof options.key === "string" ? [options.key] : options.key;
  return {
    kind: "incremental",
    strategy: options.strategy ?? (key.length > 0 ? "merge" : "append"),
    key,
    onSchemaChange: options.onSchemaChange ?? "fail",
  };
}
