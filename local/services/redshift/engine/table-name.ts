// A table, by where it is.
import { identifier } from "../../../sql/tokens.ts";

export interface TableName {
  /** "temp" is the schema of temporary tables. */
  schema: string;
  name: string;
}

/** A table's name in DuckDB. */
export function sqlName(table: TableName): string {
  const schema = table.schema === "temp" ? "temp.main" : identifier(table.schema);
  return `${schema}.${identifier(table.name)}`;
}
