// model(): a query, and how its rows come to stand in the warehouse.
import { BUILT_FIELDS, type BuiltDefinition, BuiltRelation, type FieldsOf } from "./built.ts";
import type { ColumnOf, QueryOf, RowOfQuery } from "./context.ts";
import { type Materialized, view } from "./materialized.ts";

export interface ModelDefinition<Q, Name extends string> extends BuiltDefinition<Q, Name> {
  /** view() where absent. */
  materialized?: Materialized<ColumnOf<Q>> | "view" | "table";
}

export const MODEL_FIELDS: FieldsOf<ModelDefinition<unknown, string>> = {
  ...BUILT_FIELDS,
  materialized: true,
};

/**
 * A model as model() makes it. Other models read it by `as`.
 *
 * @example
 * ```ts
 * const emails = model({ name: "emails", query: (db) => db.selectFrom(raw.as("r")).select("r.email") });
 * console.log(emails instanceof Model, emails.name); // true emails
 * ```
 */
export class Model<Row = unknown, Name extends string = string> extends BuiltRelation<Row, Name> {
  readonly kind = "model";
  readonly materialized: Materialized;

  constructor(definition: ModelDefinition<QueryOf<Row>, Name>) {
    super(definition, MODEL_FIELDS);
    const { materialized = view() } = definition;
    this.materialized = typeof materialized === "string" ? { kind: materialized } : materialized;
  }
}

/**
 * Defines a model. Export it from a file under models/; that is all it takes to be part of the project.
 *
 * @example
 * ```ts
 * export const customers = model({
 *   name: "customers",
 *   query: (db) => db.selectFrom(raw.as("r")).select(["r.id", "r.email"]),
 *   tests: [unique("id"), notNull("id")],
 * });
 * // Another model reads it by importing it.
 * export const emails = model({
 *   name: "emails",
 *   query: (db) => db.selectFrom(customers.as("c")).select("c.email").distinct(),
 * });
 * ```
 */
export function model<Q, const Name extends string>(
  definition: ModelDefinition<Q, Name>,
): Model<RowOfQuery<Q>, Name> {
  return new Model(definition as unknown as ModelDefinition<QueryOf<RowOfQuery<Q>>, Name>);
}
