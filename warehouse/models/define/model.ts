// model(): a query, and how its rows come to stand in the warehouse.
import type { DistStyle } from "../../kysely/index.ts";
import type { ColumnOf, ModelQuery, QueryOf, RowOfQuery } from "./context.ts";
import type { ModelTest } from "./generic-tests.ts";
import { type Materialized, view } from "./materialized.ts";
import { ProjectRelation } from "./relation.ts";

export interface ModelDefinition<Q, Name extends string> {
  /** The table's or view's name; other models read it by importing this one. */
  name: Name;
  /** Rows of the model: a Kysely query over sources and other models. */
  query: ModelQuery<Q>;
  /** view() where absent. */
  materialized?: Materialized<ColumnOf<Q>> | "view" | "table";
  /** The run's own schema where absent. */
  schema?: string;
  description?: string;
  tags?: readonly string[];
  distStyle?: DistStyle;
  distKey?: ColumnOf<Q>;
  sortKeys?: readonly ColumnOf<Q>[];
  tests?: readonly ModelTest<ColumnOf<Q>>[];
  /** Database groups that may read it. */
  readers?: readonly string[];
}

export const MODEL_FIELDS: Readonly<Record<keyof ModelDefinition<unknown, string>, true>> = {
  name: true,
  query: true,
  materialized: true,
  schema: true,
  description: true,
  tags: true,
  distStyle: true,
  distKey: true,
  sortKeys: true,
  tests: true,
  readers: true,
};

export class Model<Row = unknown, Name extends string = string> extends ProjectRelation<Row, Name> {
  readonly kind = "model";
  readonly query: ModelQuery;
  readonly materialized: Materialized;
  readonly schema: string | undefined;
  readonly description: string;
  readonly tags: readonly string[];
  readonly distStyle: DistStyle | undefined;
  readonly distKey: string | undefined;
  readonly sortKeys: readonly string[];
  readonly tests: readonly ModelTest[];
  readonly readers: readonly string[];

  constructor(definition: ModelDefinition<QueryOf<Row>, Name>) {
    super(definition.name, definition, MODEL_FIELDS);
    const { materialized } = definition;
    this.query = definition.query;
    this.materialized =
      materialized === undefined
        ? view()
        : typeof materialized === "string"
          ? { kind: materialized }
          : materialized;
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

/** Defines a model. Export it from a file under models/; that is all it takes to be part of the project. */
export function model<Q, const Name extends string>(
  definition: ModelDefinition<Q, Name>,
): Model<RowOfQuery<Q>, Name> {
  return new Model(definition as unknown as ModelDefinition<QueryOf<RowOfQuery<Q>>, Name>);
}
