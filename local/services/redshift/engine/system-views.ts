// The system views that tools and people ask for, as queries over the engine's own tables. Those not listed do not exist.
import { literal } from "../../../sql/tokens.ts";
import { externalTables } from "./external.ts";
import { META } from "./meta-schema.ts";
import type { Names } from "./names.ts";
import type { Runtime } from "./runtime.ts";

type Producer = (runtime: Runtime, names: Names) => string | Promise<string>;

/** Rows as VALUES with column names; typed nulls where there is no row. */
function values(columns: Record<string, string>, data: readonly (readonly unknown[])[]): string {
  const names = Object.keys(columns);
  const types = Object.values(columns);
  const cell = (value: unknown): string =>
    value === null || value === undefined
      ? "NULL"
      : typeof value === "string"
        ? literal(value)
        : String(value);
  const list = names.map((name, i) => `CAST("${name}" AS ${types[i]}) AS "${name}"`).join(", ");
  const body =
    data.length > 0
      ? `VALUES ${data.map((row) => `(${row.map(cell).join(", ")})`).join(", ")}`
      : `SELECT ${names.map(() => "NULL").join(", ")} WHERE false`;
  return `SELECT ${list} FROM (${body}) AS v(${names.map((name) => `"${name}"`).join(", ")})`;
}

const timestamp = (milliseconds: number | undefined): string | null =>
  milliseconds === undefined ? null : new Date(milliseconds).toISOString().replace("T", " ").replace("Z", "");

/** Tables and views of the database itself. */
const RELATIONS =
  `SELECT schema_name AS table_schema, table_name, 'BASE TABLE' AS table_type FROM ${META}.tables ` +
  `UNION ALL SELECT schema_name, view_name, 'VIEW' FROM ${META}.views`;

const COLUMNS = `SELECT * FROM ${META}.columns`;

async function externalColumns(runtime: Runtime, names: Names): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for (const schema of names.external.values()) {
    for (const table of await externalTables(schema, runtime)) {
      for (const [i, column] of [...table.columns, ...table.partitionKeys].entries()) {
        const part = Math.max(0, i - table.columns.length + 1);
        rows.push([schema.name, table.name, column.name, column.type, i + 1, part, table.location]);
      }
    }
  }
  return rows;
}

async function externalTableRows(runtime: Runtime, names: Names): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for (const schema of names.external.values()) {
    for (const table of await externalTables(schema, runtime)) {
      const storage = table.glue.StorageDescriptor;
      rows.push([
        schema.name,
        table.name,
        table.location,
        storage?.InputFormat ?? null,
        storage?.OutputFormat ?? null,
        storage?.SerdeInfo?.SerializationLibrary ?? null,
        schema.database,
      ]);
    }
  }
  return rows;
}

const tables: Producer = async (runtime, names) => {
  const external = (await externalTableRows(runtime, names)).map(([schema, table]) => [
    schema,
    table,
    "EXTERNAL TABLE",
  ]);
  const list = values({ table_schema: "VARCHAR", table_name: "VARCHAR", table_type: "VARCHAR" }, external);
  return `SELECT ${literal(runtime.session.database.name)} AS table_catalog, table_schema, table_name, table_type, CAST(NULL AS VARCHAR) AS remarks FROM (${RELATIONS} UNION ALL ${list})`;
};

const columns: Producer = async (runtime, names) => {
  const external = (await externalColumns(runtime, names)).map(([schema, table, name, type, position]) => [
    schema,
    table,
    name,
    position,
    type,
  ]);
  const list = values(
    {
      table_schema: "VARCHAR",
      table_name: "VARCHAR",
      column_name: "VARCHAR",
      ordinal_position: "INTEGER",
      data_type: "VARCHAR",
    },
    external,
  );
  const own =
    "SELECT schema_name AS table_schema, table_name, column_name, position AS ordinal_position, coalesce(default_text, CASE WHEN identity IS NOT NULL THEN '\"identity\"(' || identity || ')' END) AS column_default, " +
    "CASE WHEN not_null THEN 'NO' ELSE 'YES' END AS is_nullable, regexp_replace(label, '\\(.*\\)', '') AS data_type, CASE WHEN type_name IN ('varchar', 'bpchar') THEN length END AS character_maximum_length, " +
    "CAST(nullif(regexp_extract(label, 'numeric\\((\\d+)', 1), '') AS INTEGER) AS numeric_precision, CAST(nullif(regexp_extract(label, 'numeric\\(\\d+,(\\d+)', 1), '') AS INTEGER) AS numeric_scale, " +
    `CAST(NULL AS VARCHAR) AS remarks FROM (${COLUMNS})`;
  return (
    `SELECT ${literal(runtime.session.database.name)} AS table_catalog, * FROM (${own} UNION ALL BY NAME ` +
    `SELECT *, CAST(NULL AS VARCHAR) AS column_default, 'YES' AS is_nullable FROM (${list}))`
  );
};

const tableDef: Producer = () =>
  'SELECT schema_name AS schemaname, table_name AS tablename, column_name AS "column", label AS "type", encoding, distkey, sortkey, not_null AS "notnull" ' +
  `FROM (${COLUMNS}) ORDER BY schema_name, table_name, position`;

const tableInfo: Producer = (runtime) =>
  `SELECT ${literal(runtime.session.database.name)} AS "database", t.schema_name AS "schema", CAST(d.table_oid AS BIGINT) AS table_id, t.table_name AS "table", 'Y' AS encoded, ` +
  "CASE WHEN t.distkey IS NOT NULL THEN 'KEY(' || t.distkey || ')' ELSE t.diststyle END AS diststyle, " +
  "(SELECT min(column_name) FROM (" +
  COLUMNS +
  ") c WHERE c.schema_name = t.schema_name AND c.table_name = t.table_name AND c.sortkey = 1) AS sortkey1, " +
  `CAST(d.estimated_size AS DECIMAL(38,0)) AS tbl_rows, CAST(0 AS DECIMAL(5,2)) AS unsorted, CAST(0 AS DECIMAL(5,2)) AS stats_off, CAST(1 AS BIGINT) AS size FROM ${META}.tables t LEFT JOIN duckdb_tables() d ON d.schema_name = t.schema_name AND d.table_name = t.table_name AND NOT d.temporary`;

/** Users see their own statements, administrators all. */
const history: Producer = (runtime, names) =>
  values(
    {
      query_id: "BIGINT",
      query_text: "VARCHAR",
      status: "VARCHAR",
      start_time: "TIMESTAMP",
      end_time: "TIMESTAMP",
      elapsed_time: "BIGINT",
      error_message: "VARCHAR",
      returned_rows: "BIGINT",
      username: "VARCHAR",
      database_name: "VARCHAR",
    },
    runtime
      .history()
      .filter(({ user }) => names.rights.isSuperuser || user === runtime.session.user)
      .map((entry) => [
        entry.id,
        entry.text.slice(0, 4000),
        entry.status,
        timestamp(entry.started),
        timestamp(entry.ended),
        ((entry.ended ?? Date.now()) - entry.started) * 1000,
        entry.error ?? null,
        entry.rows ?? null,
        entry.user,
        entry.database,
      ]),
  );

const schemas: Producer = (_runtime, names) =>
  values({ nspname: "VARCHAR", oid: "BIGINT" }, [
    ...[...names.schemas, ...names.external.keys(), "pg_catalog", "information_schema"]
      .sort()
      .map((name, i) => [name, i + 1]),
  ]);

const VIEWS: Record<string, Producer> = {
  "pg_catalog.svv_tables": tables,
  "pg_catalog.svv_all_tables": async (runtime, names) =>
    `SELECT table_catalog AS database_name, table_schema AS schema_name, table_name, CASE table_type WHEN 'BASE TABLE' THEN 'TABLE' ELSE table_type END AS table_type FROM (${await tables(runtime, names)})`,
  "information_schema.tables": tables,
  "pg_catalog.svv_columns": columns,
  "pg_catalog.svv_all_columns": async (runtime, names) =>
    `SELECT table_catalog AS database_name, table_schema AS schema_name, * EXCLUDE (table_catalog, table_schema) FROM (${await columns(runtime, names)})`,
  "information_schema.columns": columns,
  "information_schema.schemata": (runtime, names) =>
    `SELECT ${literal(runtime.session.database.name)} AS catalog_name, nspname AS schema_name FROM (${schemas(runtime, names)})`,
  "information_schema.views": (runtime) =>
    `SELECT ${literal(runtime.session.database.name)} AS table_catalog, schema_name AS table_schema, view_name AS table_name, definition AS view_definition FROM ${META}.views`,
  "pg_catalog.svv_schemas": (_runtime, names) =>
    `SELECT ${literal(_runtime.session.database.name)} AS database_name, nspname AS schema_name FROM (${schemas(_runtime, names)})`,
  "pg_catalog.svv_redshift_schemas": (_runtime, names) =>
    `SELECT ${literal(_runtime.session.database.name)} AS database_name, nspname AS schema_name FROM (${schemas(_runtime, names)})`,
  "pg_catalog.svv_redshift_tables": (runtime) =>
    `SELECT ${literal(runtime.session.database.name)} AS database_name, table_schema AS schema_name, table_name, CASE table_type WHEN 'BASE TABLE' THEN 'TABLE' ELSE table_type END AS table_type FROM (${RELATIONS})`,
  "pg_catalog.pg_namespace": schemas,
  "pg_catalog.pg_table_def": tableDef,
  "pg_catalog.pg_tables": () =>
    `SELECT schema_name AS schemaname, table_name AS tablename, owner AS tableowner FROM ${META}.tables`,
  "pg_catalog.pg_views": () =>
    `SELECT schema_name AS schemaname, view_name AS viewname, owner AS viewowner, definition FROM ${META}.views`,
  "pg_catalog.pg_user": () =>
    `SELECT name AS usename, options = 'superuser' AS usesuper FROM ${META}.principals WHERE kind = 'user' UNION ALL SELECT 'admin', true`,
  "pg_catalog.svv_user_info": () => `SELECT name AS user_name FROM ${META}.principals WHERE kind = 'user'`,
  "pg_catalog.pg_group": () => `SELECT name AS groname FROM ${META}.principals WHERE kind = 'group'`,
  "pg_catalog.pg_database": async (runtime) =>
    values(
      { datname: "VARCHAR" },
      (await runtime.databases()).map((name) => [name]),
    ),
  "pg_catalog.svv_redshift_databases": async (runtime) =>
    values(
      { database_name: "VARCHAR" },
      (await runtime.databases()).map((name) => [name]),
    ),
  "pg_catalog.svv_table_info": tableInfo,
  "pg_catalog.svv_external_schemas": () =>
    `SELECT row_number() OVER (ORDER BY schema_name) AS esoid, 1 AS eskind, schema_name AS schemaname, 100 AS esowner, database_name AS databasename, '{"IAM_ROLE":"' || iam_role || '"}' AS esoptions FROM ${META}.external_schemas`,
  "pg_catalog.svv_external_databases": () =>
    `SELECT DISTINCT 1 AS eskind, database_name AS databasename FROM ${META}.external_schemas`,
  "pg_catalog.svv_external_tables": async (runtime, names) =>
    values(
      {
        schemaname: "VARCHAR",
        tablename: "VARCHAR",
        location: "VARCHAR",
        input_format: "VARCHAR",
        output_format: "VARCHAR",
        serialization_lib: "VARCHAR",
        redshift_database_name: "VARCHAR",
      },
      await externalTableRows(runtime, names),
    ),
  "pg_catalog.svv_external_columns": async (runtime, names) =>
    values(
      {
        schemaname: "VARCHAR",
        tablename: "VARCHAR",
        columnname: "VARCHAR",
        external_type: "VARCHAR",
        columnnum: "INTEGER",
        part_key: "INTEGER",
      },
      (await externalColumns(runtime, names)).map((row) => row.slice(0, 6)),
    ),
  "pg_catalog.sys_query_history": history,
  "pg_catalog.stl_query": async (runtime, names) =>
    `SELECT query_id AS query, query_text AS querytxt, start_time AS starttime, end_time AS endtime, CASE status WHEN 'success' THEN 0 ELSE 1 END AS aborted FROM (${await history(runtime, names)})`,
  "pg_catalog.sys_load_history": (runtime, names) =>
    `SELECT 100 AS user_id, query_id, query_id AS transaction_id, 1073741823 AS session_id, ${literal(runtime.session.database.name)} AS database_name, status, table_name, start_time, end_time, ` +
    "epoch_us(end_time) - epoch_us(start_time) AS duration, data_source, file_format, loaded_rows, loaded_bytes, source_file_count, source_file_bytes, source_file_count AS file_count_scanned, source_file_bytes AS file_bytes_scanned, " +
    `(SELECT count(*) FROM ${META}.load_errors AS e WHERE e.query_id = l.query_id) AS error_count, CAST(0 AS BIGINT) AS copy_job_id FROM ${META}.loads AS l ` +
    (names.rights.isSuperuser ? "" : `WHERE username = ${literal(runtime.session.user)}`),
  "pg_catalog.sys_load_error_detail": () =>
    `SELECT query_id, table_id, table_name, start_time, file_name, line_number, column_name, column_type, column_length, raw_line, raw_field_value, error_code, error_message FROM ${META}.load_errors`,
  "pg_catalog.stl_load_errors": () =>
    `SELECT query_id AS query, table_id AS tbl, start_time AS starttime, file_name AS filename, line_number, column_name AS colname, column_type AS "type", column_length AS col_length, raw_line, raw_field_value, error_code AS err_code, error_message AS err_reason FROM ${META}.load_errors`,
};

/** The SQL of a system view, or undefined where the name is none. */
export async function systemView(
  parts: readonly string[],
  runtime: Runtime,
  names: Names,
): Promise<string | undefined> {
  const key = parts.length === 1 ? `pg_catalog.${parts[0]}` : parts.join(".");
  return VIEWS[key]?.(runtime, names);
}

/** Whether Redshift may have a system table or view of this name: they all begin so, and no table of a user's does. */
export const maybeSystemName = (parts: readonly string[]): boolean => {
  const [schema, name = schema ?? ""] = parts.slice(-2);
  if (parts.length > 1 && schema !== "pg_catalog" && schema !== "information_schema") return false;
  return parts.length > 1 || /^(?:sys|stl|stv|svl|svv|svcs|stcs|pg)_/.test(name);
};
