// What other layers use of the contract.
export { type Piece, parametersIn, piecesOf } from "./api/placeholders.ts";
export type { Api, Engine, Group, NamedQuery, Permission } from "./api/schema.ts";
export { apiSchema, ENGINES, PERMISSIONS } from "./api/schema.ts";
export { canonicalJson, contractDigest } from "./canonical.ts";
export { curatedColumns, curatedType, partitionColumns } from "./curated.ts";
export type { ContractIssue } from "./error.ts";
export { ContractError } from "./error.ts";
export type { Expression } from "./expression/index.ts";
export { columnsOf, parseExpression, toSql } from "./expression/index.ts";
export { parseContract, validateContract } from "./parse.ts";
export type { PartitionSpec, Transform } from "./partition.ts";
export { parsePartition, partitionGlueType, TRANSFORM_FORMATS } from "./partition.ts";
export type { Column, Contract, Dataset, Exports, Source } from "./schema.ts";
export { exportSchema, exportsSchema } from "./schema.ts";
export type { ColumnType } from "./types.ts";
export { duckdbType, glueType, parseType } from "./types.ts";
export type { Scalar } from "./values.ts";
export { valueText } from "./values.ts";
