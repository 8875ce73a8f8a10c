// headrace/models: what the files of a models/ folder import. Running them is in project.ts, for the command and handlers.

export type { ModelContext, Vars, VarValue } from "./define/context.ts";
export {
  acceptedValues,
  freshness,
  type ModelTest,
  notNull,
  relationships,
  returnsNothing,
  rowCount,
  type Severity,
  unique,
  warn,
} from "./define/generic-tests.ts";
// All of it, so that `declare module "headrace/models" { interface Lake { … } }` reaches the interface itself.
export * from "./define/lake.ts";
export {
  type IncrementalOptions,
  incremental,
  type Materialized,
  type OnSchemaChange,
  type Strategy,
  table,
  view,
} from "./define/materialized.ts";
export { Model, type ModelDefinition, model } from "./define/model.ts";
export { Relation, type RowOf } from "./define/relation.ts";
export {
  check,
  Snapshot,
  type SnapshotDefinition,
  type SnapshotStrategy,
  snapshot,
  timestamp,
  type Validity,
} from "./define/snapshot.ts";
export { Source, type SourceDefinition, source } from "./define/source.ts";
export { SingularTest, type TestDefinition, test } from "./define/test.ts";
