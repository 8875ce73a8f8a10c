// Spectrum: a table of an external schema, read through the Glue catalog and S3 with the rights of the schema's role,
// as a temporary view over what lies there at this moment.
import { join } from "node:path";
import { paginateGetTables } from "@aws-sdk/client-glue";
import { databaseExists, describe, getTable } from "../../../sql/catalog.ts";
import { type CatalogTable, UnsupportedTable } from "../../../sql/catalog-table.ts";
import { buildRelation } from "../../../sql/relation.ts";
import { resultColumns } from "../../../sql/results.ts";
import { identifier, SqlError, type Token } from "../../../sql/tokens.ts";
import type { ExternalSchema } from "./names.ts";
import type { Runtime } from "./runtime.ts";

/** Makes the view and gives its name. */
export async function externalView(
  schema: ExternalSchema,
  name: string,
  runtime: Runtime,
  at: Token,
): Promise<string> {
  const table = await externalTable(schema, name, runtime, at);
  const clients = await runtime.as(schema.role, schema.region);
  const { session } = runtime;
  const view = session.nextView();
  try {
    const scratch = join(runtime.folder, view);
    const relation = await buildRelation(table, clients, runtime.cache, scratch, session.connection, {
      reader: "spectrum",
    });
    const columns = await resultColumns(session.connection, relation.sql);
    // Nested types are SUPER to whoever queries them here.
    const list = columns.map((column) => {
      const quoted = identifier(column.name);
      return /\]$|^STRUCT|^MAP/.test(column.type) ? `to_json(${quoted}) AS ${quoted}` : quoted;
    });
    await session.connection.run(
      `CREATE TEMP VIEW ${identifier(view)} AS SELECT ${list.join(", ")} FROM (${relation.sql})`,
    );
  } catch (error) {
    if (!(error instanceof UnsupportedTable)) throw error;
    throw new SqlError("ERROR", `${error.message}, which the local Redshift cannot read`, at.line, at.column);
  }
  return `temp.main.${identifier(view)}`;
}

async function externalTable(
  schema: ExternalSchema,
  name: string,
  runtime: Runtime,
  at: Token,
): Promise<CatalogTable> {
  const clients = await runtime.as(schema.role, schema.region);
  const table = await getTable(clients.glue, schema.database, name);
  if (table) return table;
  if (!(await databaseExists(clients.glue, schema.database))) {
    throw new SqlError(
      "ERROR",
      `external database "${schema.database}" of the schema "${schema.name}" does not exist`,
      at.line,
      at.column,
    );
  }
  throw new SqlError("ERROR", `relation "${schema.name}.${name}" does not exist`, at.line, at.column);
}

/** All tables of an external schema; none where its database is gone. */
export async function externalTables(schema: ExternalSchema, runtime: Runtime): Promise<CatalogTable[]> {
  const clients = await runtime.as(schema.role, schema.region);
  if (!(await databaseExists(clients.glue, schema.database))) return [];
  const found: CatalogTable[] = [];
  for await (const page of paginateGetTables({ client: clients.glue }, { DatabaseName: schema.database })) {
    for (const table of page.TableList ?? []) found.push(describe(schema.database, table));
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}
