// headrace/kysely: a Kysely dialect for Amazon Redshift through its Data API.
export { RedshiftAdapter } from "./adapter.ts";
export { quoteIdentifier } from "./compiler/identifiers.ts";
export { RedshiftQueryCompiler } from "./compiler/index.ts";
export { stringLiteral } from "./compiler/literals.ts";
export type { RedshiftDataDialectConfig, ResultTypes, RetryOptions } from "./config.ts";
export { RedshiftDataDialect } from "./dialect.ts";
export { RedshiftDataDriver } from "./driver/driver.ts";
export type { RedshiftQueryResult } from "./driver/results.ts";
export { isSerializationFailure, RedshiftCompileError, RedshiftError, RedshiftValueError } from "./errors.ts";
export { type Copy, copy } from "./extensions/copy.ts";
export {
  approximateCountDistinct,
  type DatePart,
  dateAdd,
  dateDiff,
  dateTrunc,
  decode,
  getdate,
  listagg,
  nvl,
  nvl2,
} from "./extensions/functions.ts";
export { analyze, appendFrom, lockTables, mergeRemoveDuplicates, vacuum } from "./extensions/maintenance.ts";
export { type FrameBound, lateBinding, qualify, type WindowOf, windowed } from "./extensions/queries.ts";
export {
  addPartition,
  createExternalSchema,
  createExternalTable,
  dropPartition,
  type ExternalSchema,
  type ExternalTable,
} from "./extensions/spectrum.ts";
export { superPath, unnestSuper } from "./extensions/super.ts";
export {
  autoEncode,
  autoSortKey,
  backup,
  type DistStyle,
  distKey,
  distKeyColumn,
  distStyle,
  type Encoding,
  encode,
  identity,
  identityByDefault,
  interleavedSortKey,
  sortKey,
  sortKeyColumn,
} from "./extensions/tables.ts";
export { type Unload, unload } from "./extensions/unload.ts";
export { RedshiftIntrospector } from "./introspector.ts";
export { batch, retryTransaction } from "./transaction.ts";
