// Redshift Spectrum: external schemas over the Glue catalog, external tables, their partitions.
import type { RawBuilder } from "kysely";
import { sql } from "kysely";
import { RedshiftValueError } from "../errors.ts";
import { bare, inLiterals, words } from "./marked-sql.ts";

/** A role's ARN, several chained with commas, or the cluster's default role. */
export type IamRole = string | "default";

/** IAM_ROLE 'arn' | DEFAULT */
export function iamRoleClause(role: IamRole): RawBuilder<unknown> {
  return role === "default" ? sql`iam_role default` : sql`iam_role ${bare(role)}`;
}

export interface ExternalSchema {
  name: string;
  /** The Glue database. */
  database: string;
  iamRole: IamRole;
  region?: string;
  /** The role for the catalog, where another than the one for the data. */
  catalogRole?: string;
  ifNotExists?: boolean;
  /** CREATE EXTERNAL DATABASE IF NOT EXISTS: makes the Glue database too. */
  createDatabase?: boolean;
}

/**
 * CREATE EXTERNAL SCHEMA … FROM DATA CATALOG.
 *
 * @example
 * ```ts
 * await createExternalSchema({ name: "lake", database: "acme", iamRole: "default", ifNotExists: true }).execute(db);
 * ```
 */
export function createExternalSchema(schema: ExternalSchema): RawBuilder<unknown> {
  return words(
    sql`create external schema`,
    schema.ifNotExists ? sql`if not exists` : undefined,
    sql`${sql.id(schema.name)} from data catalog database ${bare(schema.database)}`,
    schema.region ? sql`region ${bare(schema.region)}` : undefined,
    iamRoleClause(schema.iamRole),
    schema.catalogRole ? sql`catalog_role ${bare(schema.catalogRole)}` : undefined,
    schema.createDatabase ? sql`create external database if not exists` : undefined,
  );
}

export interface ExternalColumn {
  name: string;
  /** A type of Redshift's external tables, such as "varchar(65535)", "decimal(12,2)", "timestamp". */
  type: string;
}

export interface ExternalTable {
  schema: string;
  name: string;
  columns: readonly ExternalColumn[];
  partitionedBy?: readonly ExternalColumn[];
  storedAs: "parquet" | "orc" | "textfile" | "avro" | "rcfile" | "sequencefile";
  /** ROW FORMAT DELIMITED FIELDS TERMINATED BY. */
  fieldsTerminatedBy?: string;
  /** ROW FORMAT SERDE and its properties. */
  serde?: { name: string; properties?: Readonly<Record<string, string>> };
  /** s3://bucket/prefix/ */
  location: string;
  properties?: Readonly<Record<string, string>>;
}

/**
 * CREATE EXTERNAL TABLE. It cannot run inside a transaction.
 *
 * @example
 * ```ts
 * await createExternalTable({
 *   schema: "lake",
 *   name: "orders",
 *   columns: [{ name: "id", type: "bigint" }],
 *   partitionedBy: [{ name: "day", type: "date" }],
 *   storedAs: "parquet",
 *   location: "s3://acme-curated/orders/",
 * }).execute(db);
 * ```
 */
export function createExternalTable(table: ExternalTable): RawBuilder<unknown> {
  return words(
    sql`create external table ${sql.id(table.schema, table.name)} (${columnList(table.columns)})`,
    table.partitionedBy?.length ? sql`partitioned by (${columnList(table.partitionedBy)})` : undefined,
    table.fieldsTerminatedBy === undefined
      ? undefined
      : sql`row format delimited fields terminated by ${bare(table.fieldsTerminatedBy)}`,
    table.serde ? sql`row format serde ${bare(table.serde.name)}` : undefined,
    table.serde?.properties ? sql`with serdeproperties (${properties(table.serde.properties)})` : undefined,
    sql`stored as ${sql.raw(oneOf(table.storedAs, STORED_AS, "storedAs"))} location ${bare(table.location)}`,
    table.properties ? sql`table properties (${properties(table.properties)})` : undefined,
  );
}

const STORED_AS = ["parquet", "orc", "textfile", "avro", "rcfile", "sequencefile"] as const;

/**
 * ALTER TABLE … ADD IF NOT EXISTS PARTITION (…) LOCATION '…'. It cannot run inside a transaction.
 *
 * @example
 * ```ts
 * await addPartition({
 *   schema: "lake",
 *   table: "orders",
 *   values: { day: "2024-01-31" },
 *   location: "s3://acme-curated/orders/day=2024-01-31/",
 * }).execute(db);
 * ```
 */
export function addPartition(partition: {
  schema: string;
  table: string;
  values: Readonly<Record<string, string | number>>;
  location: string;
}): RawBuilder<unknown> {
  return inLiterals(
    sql`alter table ${sql.id(partition.schema, partition.table)} add if not exists partition (${assignments(partition.values)}) location ${bare(partition.location)}`,
  );
}

/**
 * ALTER TABLE … DROP PARTITION (…). It cannot run inside a transaction.
 *
 * @example
 * ```ts
 * await dropPartition({ schema: "lake", table: "orders", values: { day: "2024-01-31" } }).execute(db);
 * ```
 */
export function dropPartition(partition: {
  schema: string;
  table: string;
  values: Readonly<Record<string, string | number>>;
}): RawBuilder<unknown> {
  return inLiterals(
    sql`alter table ${sql.id(partition.schema, partition.table)} drop partition (${assignments(partition.values)})`,
  );
}

function assignments(values: Readonly<Record<string, string | number>>): RawBuilder<unknown> {
  return sql.join(Object.entries(values).map(([name, value]) => sql`${sql.id(name)} = ${value}`));
}

function columnList(columns: readonly ExternalColumn[]): RawBuilder<unknown> {
  return sql.join(columns.map((column) => sql`${sql.id(column.name)} ${sql.raw(typeName(column.type))}`));
}

/** Types are words, digits, brackets and the like: nothing that could end the column list. */
function typeName(type: string): string {
  if (
    !/^[a-z][a-z0-9_ ]*(\(\d+(\s*,\s*\d+)?\))?$/i.test(type) &&
    !/^(struct|array|map)<[a-z0-9_:<>,()\s]+>$/i.test(type)
  ) {
    throw new RedshiftValueError(`"${type}" is no column type: write it as decimal(12,2) or array<int>`);
  }
  return type;
}

function properties(values: Readonly<Record<string, string>>): RawBuilder<unknown> {
  return sql.join(Object.entries(values).map(([name, value]) => sql`${bare(name)}=${bare(value)}`));
}

function oneOf<T extends string>(value: T, allowed: readonly T[], what: string): T {
  if (!allowed.includes(value))
    throw new RedshiftValueError(`${what} "${value}" is none of ${allowed.join(", ")}`);
  return value;
}
