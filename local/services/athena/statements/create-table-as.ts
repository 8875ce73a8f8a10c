// CREATE TABLE … AS: the query's rows in S3, and a Glue table over them.
import { CreateTableCommand, type StorageDescriptor } from "@aws-sdk/client-glue";
import { databaseExists, getTable } from "../../../sql/catalog.ts";
import { listObjects, parseS3 } from "../../../sql/objects.ts";
import { Cursor, findTop } from "../../../sql/structure.ts";
import { isSymbol, isWord, SqlError, type Token } from "../../../sql/tokens.ts";
import { tableName } from "../trino/table-name.ts";
import { bucketsOf } from "./buckets.ts";
import { exportOptions, parseProperties, text } from "./properties.ts";
import type { Statement, StatementContext, StatementResult } from "./statement.ts";
import { storageOf } from "./storage.ts";
import { addPartitions, glueTypeOf, tableColumns, withSlash, writeManifest, writeRows } from "./write.ts";

const PROPERTIES = [
  "table_type",
  "format",
  "external_location",
  "partitioned_by",
  "bucketed_by",
  "bucket_count",
  "write_compression",
  "parquet_compression",
  "field_delimiter",
  "is_external",
  // Iceberg tables have these. They are known here so that the table is refused by its type, and not by the name of a property.
  "location",
  "partitioning",
  "format_version",
];

async function run(context: StatementContext): Promise<StatementResult> {
  const cursor = new Cursor(context.tokens);
  cursor.expect("create", "table");
  const ifNotExists = cursor.accept("if", "not", "exists");
  const at = cursor.peek() as Token;
  const name = tableName(cursor.path(), context.database, at);
  const comment = cursor.accept("comment") ? cursor.string() : undefined;
  const properties = cursor.accept("with")
    ? parseProperties(cursor.parenthesized(), PROPERTIES)
    : parseProperties([], PROPERTIES);
  const kind = text(properties, "table_type")?.toUpperCase() ?? "HIVE";
  if (kind !== "HIVE") {
    throw new SqlError(
      "NOT_SUPPORTED",
      `table_type = '${kind}' is not available in the local Athena: leave it out, or write HIVE`,
      at.line,
      at.column,
    );
  }
  const iceberg = ["location", "partitioning", "format_version"].find((key) => properties.has(key));
  if (iceberg || text(properties, "is_external")?.toLowerCase() === "false") {
    const words = iceberg ? `${iceberg} is a property of Iceberg tables` : "a HIVE table must be external";
    throw new SqlError("INVALID_TABLE_PROPERTY", words, at.line, at.column);
  }
  cursor.expect("as");
  let query = cursor.rest();
  let withData = true;
  const tail = findTop(query, ["with"], 1);
  if (tail > 0 && (isWord(query[tail + 1], "data") || isWord(query[tail + 2], "data"))) {
    withData = isWord(query[tail + 1], "data");
    query = query.slice(0, tail);
  }
  if (isSymbol(query[0], "(") && isSymbol(query.at(-1), ")")) query = query.slice(1, -1);

  const { environment } = context;
  const { glue, s3 } = environment.clients;
  if (!(await databaseExists(glue, name.database))) {
    throw new SqlError("SCHEMA_NOT_FOUND", `Schema '${name.database}' does not exist`, at.line, at.column);
  }
  if (await getTable(glue, name.database, name.table)) {
    if (ifNotExists) return { kind: "none", updateCount: 0 };
    const full = `awsdatacatalog.${name.database}.${name.table}`;
    throw new SqlError("TABLE_ALREADY_EXISTS", `Table '${full}' already exists`, at.line, at.column);
  }
  const external = text(properties, "external_location");
  if (external && context.enforced) {
    throw new SqlError(
      "INVALID_TABLE_PROPERTY",
      "external_location cannot be used: the workgroup enforces its own output location",
      0,
      0,
    );
  }
  const location = withSlash(external ?? `${context.outputFolder}tables/${context.queryId}`);
  if ((await listObjects(s3, parseS3(location))).length > 0) {
    throw new SqlError(
      "HIVE_PATH_ALREADY_EXISTS",
      `Target directory for table '${name.database}.${name.table}' already exists: ${location}`,
      0,
      0,
    );
  }
  const options = exportOptions(properties, "PARQUET");
  const compiled = await environment.prepare(query, context.database);
  const sql = withData ? compiled.sql : `SELECT * FROM (${compiled.sql}\n) WHERE false`;
  const columns = await tableColumns(context, sql);
  const partitionFrom = columns.length - options.partitionBy.length;
  for (const [i, key] of options.partitionBy.entries()) {
    if (columns[partitionFrom + i]?.name !== key) {
      throw new SqlError(
        "HIVE_COLUMN_ORDER_MISMATCH",
        `Partition keys must be the last columns in the table and in the same order as the table properties: [${options.partitionBy.join(", ")}]`,
        0,
        0,
      );
    }
  }
  const glueColumns = columns.map((column) => {
    const type = glueTypeOf(column);
    if (!type) {
      throw new SqlError(
        "NOT_SUPPORTED",
        `Unsupported Hive type of column '${column.name}': ${column.type}`,
        0,
        0,
      );
    }
    return { Name: column.name, Type: type };
  });
  const own = glueColumns.slice(0, partitionFrom);
  const buckets = bucketsOf(
    properties,
    own.map((column) => column.Name),
  );
  const written = await writeRows(context, sql, columns, location, options);
  const storage: StorageDescriptor = {
    ...storageOf(options),
    ...buckets,
    Columns: own,
    Location: location,
  };
  await glue.send(
    new CreateTableCommand({
      DatabaseName: name.database,
      TableInput: {
        Name: name.table,
        Description: comment,
        TableType: "EXTERNAL_TABLE",
        Parameters: { EXTERNAL: "TRUE", has_encrypted_data: "false" },
        PartitionKeys: glueColumns.slice(partitionFrom),
        StorageDescriptor: storage,
      },
    }),
  );
  const table = {
    database: name.database,
    name: name.table,
    glue: { Name: name.table, StorageDescriptor: storage },
  };
  await addPartitions(context, table, written.partitions.values());
  return { kind: "none", updateCount: written.rows, manifest: await writeManifest(context, written.objects) };
}

export const createTableAs: Statement = { kind: "DDL", type: "CREATE_TABLE_AS_SELECT", run };
