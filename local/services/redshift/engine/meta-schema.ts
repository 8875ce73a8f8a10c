// What the local Redshift must remember of a database and DuckDB does not: in tables of the same database, so that it
// commits and rolls back with the DDL that it describes.

/** Schema of the engine's own tables; no statement may name it. */
export const META = "__redshift";

export const META_STATEMENTS: readonly string[] = [
  `CREATE SCHEMA IF NOT EXISTS ${META}`,
  "CREATE SCHEMA IF NOT EXISTS public",
  `CREATE TABLE IF NOT EXISTS ${META}.tables (schema_name VARCHAR, table_name VARCHAR, diststyle VARCHAR, distkey VARCHAR, sortstyle VARCHAR, owner VARCHAR, created TIMESTAMP)`,
  `CREATE TABLE IF NOT EXISTS ${META}.columns (schema_name VARCHAR, table_name VARCHAR, position INTEGER, column_name VARCHAR, type_name VARCHAR, label VARCHAR, duckdb VARCHAR, length INTEGER, encoding VARCHAR, not_null BOOLEAN, default_text VARCHAR, default_sql VARCHAR, identity VARCHAR, distkey BOOLEAN, sortkey INTEGER)`,
  `CREATE TABLE IF NOT EXISTS ${META}.views (schema_name VARCHAR, view_name VARCHAR, definition VARCHAR, late_binding BOOLEAN, columns JSON, reads JSON, owner VARCHAR)`,
  `CREATE TABLE IF NOT EXISTS ${META}.external_schemas (schema_name VARCHAR, database_name VARCHAR, iam_role VARCHAR, owner VARCHAR, region VARCHAR)`,
  `CREATE TABLE IF NOT EXISTS ${META}.principals (kind VARCHAR, name VARCHAR, options VARCHAR)`,
  `CREATE TABLE IF NOT EXISTS ${META}.schema_owners (schema_name VARCHAR, owner VARCHAR)`,
  // Groups and roles: who is in them.
  `CREATE TABLE IF NOT EXISTS ${META}.members (kind VARCHAR, name VARCHAR, member VARCHAR)`,
  // PUBLIC begins with these.
  `CREATE TABLE IF NOT EXISTS ${META}.privileges AS SELECT * FROM (VALUES ('schema', 'public', 'usage', 'public', ''), ('schema', 'public', 'create', 'public', ''), ('database', current_database(), 'temp', 'public', ''), ('role', '*', 'all', 'public', '')) AS p(kind, object, privilege, grantee_kind, grantee)`,
  `CREATE TABLE IF NOT EXISTS ${META}.grants (statement VARCHAR, granted TIMESTAMP)`,
  `CREATE TABLE IF NOT EXISTS ${META}.comments (kind VARCHAR, name VARCHAR, comment VARCHAR)`,
  `CREATE TABLE IF NOT EXISTS ${META}.load_errors (query_id BIGINT, table_id BIGINT, table_name VARCHAR, start_time TIMESTAMP, file_name VARCHAR, line_number BIGINT, column_name VARCHAR, column_type VARCHAR, column_length VARCHAR, raw_line VARCHAR, raw_field_value VARCHAR, error_code INTEGER, error_message VARCHAR)`,
  `CREATE TABLE IF NOT EXISTS ${META}.loads (query_id BIGINT, username VARCHAR, status VARCHAR, table_name VARCHAR, start_time TIMESTAMP, end_time TIMESTAMP, data_source VARCHAR, file_format VARCHAR, loaded_rows BIGINT, loaded_bytes BIGINT, source_file_count INTEGER, source_file_bytes BIGINT)`,
  `CREATE TABLE IF NOT EXISTS ${META}.constraints (schema_name VARCHAR, table_name VARCHAR, kind VARCHAR, columns JSON)`,
];
