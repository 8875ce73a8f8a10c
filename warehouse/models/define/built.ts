// What models and snapshots have in common: a query whose rows come to stand in the warehouse under a name.
import type { DistStyle } from "../../kysely/index.ts";
import type { ColumnOf, ModelQuery, QueryOf } from "./context.ts";
import type { ModelTest } from "./generic-tests.ts";
import { ProjectRelation } from "./relation.ts";

/** `Own` are the query's columns; `Column` those of the rows where they stand, to which some may have been added. */
export interface BuiltDefinition<
  Q,
  Name extends string,
  Own extends string = ColumnOf<Q>,
  Column extends string = Own,
> {
  /** The table's or view's name; other models read it by importing this one. */
  name: Name;
  /** The rows: a Kysely query over sources and other models. */
  query: ModelQuery<Q>;
  /** The run's own schema where absent. */
  schema?: string;
  description?: string;
  tags?: readonly string[];
  distStyle?: DistStyle;
  distKey?: Own;
  sortKeys?: readonly Column[];
  tests?: readonly ModelTest<Column>[];
  /** Database groups that may read it. */
  readers?: readonly string[];
}

/** The fields of a definition, so that a run can tell one that means nothing. */
export type FieldsOf<Definition> = Readonly<Record<keyof Definition, true>>;

export const BUILT_FIELDS: FieldsOf<BuiltDefinition<unknown, string>> = {
  name: true,
  query: true,
  schema: true,
  description: true,
  tags: true,
  distStyle: true,
  distKey: true,
  sortKeys: true,
  tests: true,
  readers: true,
};

export abstract class BuiltRelation<Row, Name extends string = string> extends ProjectRelation<Row, Name> {
  /** What was said of it and means nothing: types refuse it in an editor, the project where it is only run. */
  readonly unknownFields: readonly string[];
  readonly query: ModelQuery;
  readonly schema: string | undefined;
  readonly description: string;
  readonly tags: readonly string[];
  readonly distStyle: DistStyle | undefined;
  readonly distKey: string | undefined;
  readonly sortKeys: readonly string[];
  readonly tests: readonly ModelTest[];
  readonly readers: readonly string[];

  constructor(definition: BuiltDefinition<QueryOf<unknown>, Name, string>, fields: object) {
    super(definition.name);
    this.unknownFields = Object.keys(definition).filter((field) => !Object.hasOwn(fields, field));
    this.query = definition.query;
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
