// DROP TABLE and DROP VIEW: the Glue entry goes, the objects stay (tables are external).
import { DeleteTableCommand } from "@aws-sdk/client-glue";
import { getTable } from "../../../sql/catalog.ts";
import { Cursor } from "../../../sql/structure.ts";
import { SqlError, type Token } from "../../../sql/tokens.ts";
import { tableName } from "../trino/table-name.ts";
import type { Statement, StatementContext, StatementResult } from "./statement.ts";

const drop =
  (word: "table" | "view") =>
  async (context: StatementContext): Promise<StatementResult> => {
    const cursor = new Cursor(context.tokens);
    cursor.expect("drop", word);
    const ifExists = cursor.accept("if", "exists");
    const at = cursor.peek() as Token;
    const name = tableName(cursor.path(), context.database, at);
    cursor.end();
    const { glue } = context.environment.clients;
    const table = await getTable(glue, name.database, name.table);
    if (table && (table.view !== undefined) !== (word === "view")) {
      const is = word === "view" ? "table" : "view";
      throw new SqlError("FAILED", `SemanticException: '${name.database}.${name.table}' is a ${is}`, 0, 0);
    }
    if (table) await glue.send(new DeleteTableCommand({ DatabaseName: name.database, Name: name.table }));
    else if (!ifExists) {
      const kind = word === "view" ? "View" : "Table";
      throw new SqlError("FAILED", `SemanticException [Error 10001]: ${kind} not found ${name.table}`, 0, 0);
    }
    return { kind: "none" };
  };

export const dropTable: Statement = { kind: "DDL", type: "DROP_TABLE", run: drop("table") };
export const dropView: Statement = { kind: "DDL", type: "DROP_VIEW", run: drop("view") };
