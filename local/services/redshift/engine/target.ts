// A table, by where it is.
import { identifier } from "../../../sql/tokens.ts";

export interface Target {
  /** "temp" is the schema of temporary tables. */
  schema: string;
  name: string;
}

/** A table's name in DuckDB. */
export function sqlName(target: Target): string {
  const schema = target.schema === "temp" ? "temp.main" : identifier(target.schema);
  return `${schema}.${identifier(target.name)}`;
}
