// UNLOAD (query) TO 's3://…' WITH (…): a query's rows as files, with a manifest of what was written.
import { listObjects, parseS3 } from "../../../sql/objects.ts";
import { Cursor } from "../../../sql/structure.ts";
import { SqlError } from "../../../sql/tokens.ts";
import { exportOptions, parseProperties } from "./properties.ts";
import type { Statement, StatementContext, StatementResult } from "./statement.ts";
import { tableColumns, withSlash, writeManifest, writeRows } from "./write.ts";

async function run(context: StatementContext): Promise<StatementResult> {
  const cursor = new Cursor(context.tokens);
  cursor.expect("unload");
  const query = cursor.parenthesized();
  cursor.expect("to");
  const location = withSlash(cursor.string());
  cursor.expect("with");
  const properties = parseProperties(cursor.parenthesized(), [
    "format",
    "compression",
    "partitioned_by",
    "field_delimiter",
  ]);
  cursor.end();
  if (!properties.has("format")) {
    throw new SqlError("INVALID_TABLE_PROPERTY", "UNLOAD needs the property 'format'");
  }
  const { environment } = context;
  const target = parseS3(location);
  if ((await listObjects(environment.clients.s3, target)).length > 0) {
    throw new SqlError("HIVE_PATH_ALREADY_EXISTS", `Target directory already exists: ${location}`, 0, 0);
  }
  const compiled = await environment.prepare(query, context.database);
  const columns = await tableColumns(context, compiled.sql);
  const written = await writeRows(
    context,
    compiled.sql,
    columns,
    location,
    exportOptions(properties, "PARQUET"),
  );
  const manifest = await writeManifest(context, written.objects);
  return { kind: "none", updateCount: written.rows, manifest };
}

export const unload: Statement = { kind: "DML", type: "UNLOAD", run };
