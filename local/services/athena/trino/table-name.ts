// Names of tables, and where they stand in DuckDB.
import { path, SqlError, type Token } from "../../../sql/tokens.ts";

/** DuckDB's catalog that holds a schema per Glue database. */
export const CATALOG = "awsdatacatalog";

export interface TableName {
  database: string;
  table: string;
  token: Token;
}

/** Where a table stands in DuckDB, which has an information_schema of its own. */
export const relationPath = ({ database, table }: Pick<TableName, "database" | "table">): string =>
  path(CATALOG, schemaName(database), table);
export const schemaName = (database: string): string =>
  database === "information_schema" ? "__information_schema" : database;

/** Splits a name into database and table; catalogs other than the Glue catalog are refused. */
export function tableName(parts: readonly string[], database: string | undefined, token: Token): TableName {
  const lower = parts.map((part) => part.toLowerCase());
  if (lower.length === 3 && lower[0] !== CATALOG) {
    throw new SqlError("CATALOG_NOT_FOUND", `Catalog '${lower[0]}' does not exist`, token.line, token.column);
  }
  if (lower.length > 3)
    throw new SqlError(
      "SYNTAX_ERROR",
      `Too many parts in table name: ${lower.join(".")}`,
      token.line,
      token.column,
    );
  const table = lower.at(-1) as string;
  const schema = lower.length > 1 ? lower.at(-2) : database?.toLowerCase();
  if (!schema) {
    throw new SqlError(
      "MISSING_SCHEMA_NAME",
      "Schema must be specified when session schema is not set",
      token.line,
      token.column,
    );
  }
  return { database: schema, table, token };
}
