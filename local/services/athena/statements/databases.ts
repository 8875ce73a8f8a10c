// CREATE DATABASE, DROP DATABASE and SHOW DATABASES.
import {
  AlreadyExistsException,
  CreateDatabaseCommand,
  DeleteDatabaseCommand,
  EntityNotFoundException,
  GetTablesCommand,
  paginateGetDatabases,
} from "@aws-sdk/client-glue";
import { Cursor } from "../../../sql/structure.ts";
import { SqlError } from "../../../sql/tokens.ts";
import { parsePairs } from "./create-table.ts";
import { likeFilter } from "./show.ts";
import type { Statement, StatementContext, StatementResult } from "./statement.ts";

const databaseOrSchema = (cursor: Cursor): void => {
  if (!cursor.accept("database")) cursor.expect("schema");
};

async function create(context: StatementContext): Promise<StatementResult> {
  const cursor = new Cursor(context.tokens);
  cursor.expect("create");
  databaseOrSchema(cursor);
  const ifNotExists = cursor.accept("if", "not", "exists");
  const Name = (cursor.path().at(-1) as string).toLowerCase();
  let Description: string | undefined;
  let LocationUri: string | undefined;
  let Parameters: Record<string, string> | undefined;
  while (!cursor.done) {
    if (cursor.accept("comment")) Description = cursor.string();
    else if (cursor.accept("location")) LocationUri = cursor.string();
    else if (cursor.accept("with", "dbproperties")) Parameters = parsePairs(cursor.parenthesized());
    else cursor.fail("mismatched input");
  }
  try {
    await context.environment.clients.glue.send(
      new CreateDatabaseCommand({ DatabaseInput: { Name, Description, LocationUri, Parameters } }),
    );
  } catch (error) {
    if (!(error instanceof AlreadyExistsException)) throw error;
    if (!ifNotExists) throw new SqlError("FAILED", `Execution Error: Database ${Name} already exists`, 0, 0);
  }
  return { kind: "none" };
}

async function drop(context: StatementContext): Promise<StatementResult> {
  const cursor = new Cursor(context.tokens);
  cursor.expect("drop");
  databaseOrSchema(cursor);
  const ifExists = cursor.accept("if", "exists");
  const Name = (cursor.path().at(-1) as string).toLowerCase();
  const cascade = cursor.accept("cascade");
  cursor.accept("restrict");
  cursor.end();
  const { glue } = context.environment.clients;
  try {
    const tables = await glue.send(new GetTablesCommand({ DatabaseName: Name, MaxResults: 1 }));
    if (!cascade && (tables.TableList?.length ?? 0) > 0) {
      throw new SqlError(
        "FAILED",
        `InvalidOperationException(message:Database ${Name} is not empty. One or more tables exist.)`,
        0,
        0,
      );
    }
    await glue.send(new DeleteDatabaseCommand({ Name }));
  } catch (error) {
    if (!(error instanceof EntityNotFoundException)) throw error;
    if (!ifExists)
      throw new SqlError("FAILED", `SemanticException [Error 10072]: Database does not exist: ${Name}`, 0, 0);
  }
  return { kind: "none" };
}

async function show(context: StatementContext): Promise<StatementResult> {
  const cursor = new Cursor(context.tokens);
  cursor.expect("show");
  cursor.next();
  const filter = likeFilter(cursor);
  const names: string[] = [];
  for await (const page of paginateGetDatabases({ client: context.environment.clients.glue }, {})) {
    for (const database of page.DatabaseList ?? []) names.push(database.Name as string);
  }
  return {
    kind: "text",
    columns: ["database_name"],
    rows: names
      .filter(filter)
      .sort()
      .map((name) => [name]),
  };
}

export const createDatabase: Statement = { kind: "DDL", type: "CREATE_DATABASE", run: create };
export const dropDatabase: Statement = { kind: "DDL", type: "DROP_DATABASE", run: drop };
export const showDatabases: Statement = { kind: "UTILITY", type: "SHOW_DATABASES", run: show };
