// CREATE [OR REPLACE] VIEW: kept in Glue as Athena keeps it, the query as text.
import { CreateTableCommand, type TableInput, UpdateTableCommand } from "@aws-sdk/client-glue";
import { getTable } from "../../../sql/catalog.ts";
import { Cursor } from "../../../sql/structure.ts";
import { render, SqlError, type Token } from "../../../sql/tokens.ts";
import { trinoNameOfHive } from "../trino/hive-names.ts";
import { tableName } from "../trino/table-name.ts";
import type { Statement, StatementContext, StatementResult } from "./statement.ts";
import { glueTypeOf, tableColumns } from "./write.ts";

async function run(context: StatementContext): Promise<StatementResult> {
  const cursor = new Cursor(context.tokens);
  cursor.expect("create");
  const replace = cursor.accept("or", "replace");
  cursor.expect("view");
  const at = cursor.peek() as Token;
  const name = tableName(cursor.path(), context.database, at);
  cursor.expect("as");
  const query = cursor.rest();
  const { environment } = context;
  const existing = await getTable(environment.clients.glue, name.database, name.table);
  if (existing && (!replace || existing.view === undefined)) {
    const full = `awsdatacatalog.${name.database}.${name.table}`;
    throw new SqlError("TABLE_ALREADY_EXISTS", `View already exists: '${full}'`, at.line, at.column);
  }
  const compiled = await environment.prepare(query, context.database);
  const columns = await tableColumns(context, compiled.sql);
  const definition = {
    originalSql: render(query).trim(),
    catalog: "awsdatacatalog",
    schema: name.database,
    columns: columns.map((column) => ({
      name: column.name,
      type: trinoNameOfHive(glueTypeOf(column) ?? "string"),
    })),
  };
  const TableInput: TableInput = {
    Name: name.table,
    Owner: "hadoop",
    TableType: "VIRTUAL_VIEW",
    ViewOriginalText: `/* Presto View: ${Buffer.from(JSON.stringify(definition)).toString("base64")} */`,
    ViewExpandedText: "/* Presto View */",
    Parameters: { presto_view: "true", comment: "Presto View" },
    PartitionKeys: [],
    StorageDescriptor: {
      Columns: columns.map((column) => ({ Name: column.name, Type: glueTypeOf(column) ?? "string" })),
      Location: "",
      SerdeInfo: {},
    },
  };
  const command = existing
    ? new UpdateTableCommand({ DatabaseName: name.database, TableInput })
    : new CreateTableCommand({ DatabaseName: name.database, TableInput });
  await environment.clients.glue.send(command as CreateTableCommand);
  return { kind: "none" };
}

export const createView: Statement = { kind: "DDL", type: "CREATE_VIEW", run };
