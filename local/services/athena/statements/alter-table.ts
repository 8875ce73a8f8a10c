// ALTER TABLE: partitions added and dropped, columns added, properties and location set.
import { BatchDeletePartitionCommand, type TableInput, UpdateTableCommand } from "@aws-sdk/client-glue";
import type { CatalogTable } from "../../../sql/catalog-table.ts";
import { partitionValues } from "../../../sql/partition-spec.ts";
import { Cursor } from "../../../sql/structure.ts";
import { SqlError, type Token } from "../../../sql/tokens.ts";
import { tableName } from "../trino/table-name.ts";
import { parseColumns, parsePairs } from "./create-table.ts";
import type { Statement, StatementContext, StatementResult } from "./statement.ts";
import { addPartitions, withSlash } from "./write.ts";

/** `(day = '2024-01-01', …)` in the order of the table's keys. */
function valuesOf(table: CatalogTable, tokens: readonly Token[]): string[] {
  const values = partitionValues(table, tokens);
  if (values) return values;
  const keys = table.partitionKeys.map((key) => key.name).join(", ");
  throw new SqlError("FAILED", `SemanticException: the partition must name ${keys}`, 0, 0);
}

async function run(context: StatementContext): Promise<StatementResult> {
  const cursor = new Cursor(context.tokens);
  cursor.expect("alter", "table");
  const at = cursor.peek() as Token;
  const table = await context.environment.table(tableName(cursor.path(), context.database, at));
  if (cursor.accept("add", "columns"))
    return change(context, table, { columns: parseColumns(cursor.parenthesized()) });
  if (cursor.accept("set", "tblproperties")) {
    return change(context, table, { parameters: parsePairs(cursor.parenthesized()) });
  }
  if (cursor.accept("set", "location")) return change(context, table, { location: cursor.string() });
  if (cursor.accept("drop")) return dropPartitions(context, table, cursor);
  cursor.expect("add");
  const ifNotExists = cursor.accept("if", "not", "exists");
  const wanted: { values: string[]; location: string }[] = [];
  do {
    cursor.expect("partition");
    const values = valuesOf(table, cursor.parenthesized());
    const folder = table.partitionKeys.map(
      (key, i) => `${key.name}=${encodeURIComponent(values[i] as string)}`,
    );
    const location = cursor.accept("location")
      ? cursor.string()
      : `${withSlash(table.location)}${folder.join("/")}/`;
    wanted.push({ values, location });
  } while (!cursor.done);
  const added = await addPartitions(context, table, wanted);
  if (added < wanted.length && !ifNotExists) {
    throw new SqlError(
      "FAILED",
      "Execution Error: AlreadyExistsException(message:Partition already exists.)",
      0,
      0,
    );
  }
  return { kind: "none" };
}

async function dropPartitions(
  context: StatementContext,
  table: CatalogTable,
  cursor: Cursor,
): Promise<StatementResult> {
  const ifExists = cursor.accept("if", "exists");
  const wanted: string[][] = [];
  do {
    cursor.acceptSymbol(",");
    cursor.expect("partition");
    wanted.push(valuesOf(table, cursor.parenthesized()));
  } while (!cursor.done);
  const answer = await context.environment.clients.glue.send(
    new BatchDeletePartitionCommand({
      DatabaseName: table.database,
      TableName: table.name,
      PartitionsToDelete: wanted.map((Values) => ({ Values })),
    }),
  );
  if ((answer.Errors?.length ?? 0) > 0 && !ifExists) {
    throw new SqlError("FAILED", "SemanticException [Error 10006]: Partition not found", 0, 0);
  }
  return { kind: "none" };
}

async function change(
  context: StatementContext,
  table: CatalogTable,
  changes: { columns?: TableInput["PartitionKeys"]; parameters?: Record<string, string>; location?: string },
): Promise<StatementResult> {
  const { glue } = table;
  await context.environment.clients.glue.send(
    new UpdateTableCommand({
      DatabaseName: table.database,
      TableInput: {
        Name: table.name,
        Description: glue.Description,
        TableType: glue.TableType,
        PartitionKeys: glue.PartitionKeys,
        Parameters: { ...glue.Parameters, ...changes.parameters },
        StorageDescriptor: {
          ...glue.StorageDescriptor,
          Columns: [...(glue.StorageDescriptor?.Columns ?? []), ...(changes.columns ?? [])],
          Location: changes.location ?? glue.StorageDescriptor?.Location,
        },
      },
    }),
  );
  return { kind: "none" };
}

export const alterTable: Statement = { kind: "DDL", type: "ALTER_TABLE", run };
