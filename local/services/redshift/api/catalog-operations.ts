// ListDatabases, ListSchemas, ListTables and DescribeTable, from the system views.
import { ApiError } from "../../../gateway/aws-json.ts";
import { rows } from "../../../sql/session.ts";
import { literal, SqlError } from "../../../sql/tokens.ts";
import { readSql } from "../dialect/lexicon.ts";
import { parseType } from "../dialect/types.ts";
import { externalTables } from "../engine/external.ts";
import { META } from "../engine/meta-schema.ts";
import { loadNames } from "../engine/names.ts";
import type { Runtime } from "../engine/runtime.ts";
import { systemView } from "../engine/system-views.ts";

export interface CatalogInput {
  Schema?: string;
  Table?: string;
  SchemaPattern?: string;
  TablePattern?: string;
  NextToken?: string;
  MaxResults?: number;
}

const MAX_RESULTS = 1000;

function pageOf<T>(all: readonly T[], input: CatalogInput): { items: T[]; next: { NextToken?: string } } {
  const from = input.NextToken ? Number(Buffer.from(input.NextToken, "base64url").toString("utf8")) : 0;
  if (!Number.isInteger(from) || from < 0) throw new ApiError("ValidationException", "Invalid NextToken.");
  const to = from + Math.min(input.MaxResults || MAX_RESULTS, MAX_RESULTS);
  return {
    items: all.slice(from, to),
    next: to < all.length ? { NextToken: Buffer.from(String(to)).toString("base64url") } : {},
  };
}

/** SQL's LIKE. */
function matches(pattern: string | undefined, name: string): boolean {
  if (pattern === undefined) return true;
  const expression = [...pattern]
    .map((char) => (char === "%" ? ".*" : char === "_" ? "." : char.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")))
    .join("");
  return new RegExp(`^${expression}$`, "is").test(name);
}

export async function listDatabases(input: CatalogInput, runtime: Runtime): Promise<unknown> {
  const { items, next } = pageOf(await runtime.databases(), input);
  return { Databases: items, ...next };
}

export async function listSchemas(input: CatalogInput, runtime: Runtime): Promise<unknown> {
  const names = await loadNames(runtime.session);
  const all = [...names.schemas, ...names.external.keys(), "information_schema", "pg_catalog"];
  const { items, next } = pageOf(all.filter((name) => matches(input.SchemaPattern, name)).sort(), input);
  return { Schemas: items, ...next };
}

export async function listTables(input: CatalogInput, runtime: Runtime): Promise<unknown> {
  const names = await loadNames(runtime.session);
  const sql = await systemView(["svv_tables"], runtime, names);
  const types: Record<string, string> = {
    "BASE TABLE": "TABLE",
    VIEW: "VIEW",
    "EXTERNAL TABLE": "EXTERNAL TABLE",
  };
  const found = await rows(
    runtime.session.connection,
    `SELECT table_schema, table_name, table_type FROM (${sql}) ORDER BY 1, 2`,
  );
  const all = found
    .map(([schema, name, type]) => ({
      name: String(name),
      schema: String(schema),
      type: types[String(type)] ?? String(type),
    }))
    .filter((table) => matches(input.SchemaPattern, table.schema) && matches(input.TablePattern, table.name));
  const { items, next } = pageOf(all, input);
  return { Tables: items, ...next };
}

export async function describeTable(input: CatalogInput, runtime: Runtime): Promise<unknown> {
  const { session } = runtime;
  const names = await loadNames(session);
  const schema = input.Schema ?? "public";
  const table = input.Table ?? "";
  const where = `schema_name = ${literal(schema)} AND table_name = ${literal(table)}`;
  let columns: { name: string; label: string; notNull: boolean; standard: string | null }[] = [];
  const external = names.external.get(schema);
  if (external) {
    const found = (await externalTables(external, runtime)).find((one) => one.name === table);
    columns = [...(found?.columns ?? []), ...(found?.partitionKeys ?? [])].map((column) => ({
      name: column.name,
      label: column.type === "string" ? "varchar(65535)" : column.type,
      notNull: false,
      standard: null,
    }));
  } else {
    const found = await rows(
      session.connection,
      `SELECT column_name, label, not_null, default_text FROM ${META}.columns WHERE ${where} ORDER BY position`,
    );
    columns = found.map(([name, label, notNull, standard]) => ({
      name: String(name),
      label: String(label),
      notNull: notNull === true,
      standard: standard === null ? null : String(standard),
    }));
  }
  const all = columns.map((column) => {
    const type = typeOf(column.label);
    return {
      name: column.name,
      label: column.name,
      typeName: type?.name ?? column.label,
      length: type?.length ?? type?.precision ?? 0,
      precision: type?.precision ?? 0,
      scale: type?.scale ?? 0,
      nullable: column.notNull ? 0 : 1,
      isCaseSensitive: type?.name === "varchar",
      isCurrency: false,
      isSigned: ["int2", "int4", "int8", "float4", "float8", "numeric"].includes(type?.name ?? ""),
      schemaName: schema,
      tableName: table,
      ...(column.standard !== null && { columnDefault: column.standard }),
    };
  });
  const { items, next } = pageOf(all, input);
  return { TableName: table, ColumnList: items, ...next };
}

function typeOf(label: string): ReturnType<typeof parseType> | undefined {
  try {
    return parseType(readSql(label));
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  }
}
