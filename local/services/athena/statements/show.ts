// SHOW TABLES, VIEWS, COLUMNS, PARTITIONS, TBLPROPERTIES and CREATE TABLE.
import { paginateGetTables } from "@aws-sdk/client-glue";
import { getPartitions } from "../../../sql/catalog.ts";
import type { CatalogTable } from "../../../sql/catalog-table.ts";
import { Cursor } from "../../../sql/structure.ts";
import { isWord, literal, SqlError, type Token } from "../../../sql/tokens.ts";
import { tableName } from "../trino/table-name.ts";
import type { Statement, StatementContext, StatementResult } from "./statement.ts";

/** The optional pattern at a SHOW statement's end: Hive's, where `*` stands for anything and `|` for or. */
export function likeFilter(cursor: Cursor): (name: string) => boolean {
  cursor.accept("like");
  if (cursor.done) return () => true;
  const pattern = cursor.string();
  cursor.end();
  const escaped = pattern.replace(/[.+^${}()[\]\\?]/g, "\\$&").replaceAll("*", ".*");
  const expression = new RegExp(`^(?:${escaped})$`, "i");
  return (name) => expression.test(name);
}

async function targetOf(context: StatementContext, cursor: Cursor): Promise<CatalogTable> {
  const at = cursor.peek() as Token;
  if (!at) cursor.fail("expecting a table");
  return context.environment.table(tableName(cursor.path(), context.database, at));
}

async function tables(context: StatementContext): Promise<StatementResult> {
  const cursor = new Cursor(context.tokens);
  cursor.expect("show");
  const onlyViews = isWord(cursor.next(), "views");
  let database = context.database;
  if (cursor.accept("in") || cursor.accept("from")) database = cursor.path().at(-1);
  if (!database) throw new SqlError("FAILED", "no database is selected", 0, 0);
  const filter = likeFilter(cursor);
  const names: string[] = [];
  const paginator = paginateGetTables(
    { client: context.environment.clients.glue },
    { DatabaseName: database.toLowerCase() },
  );
  for await (const page of paginator) {
    for (const table of page.TableList ?? []) {
      if (!onlyViews || table.TableType === "VIRTUAL_VIEW") names.push(table.Name as string);
    }
  }
  return {
    kind: "text",
    columns: ["tab_name"],
    rows: names
      .filter(filter)
      .sort()
      .map((name) => [name]),
  };
}

async function columns(context: StatementContext): Promise<StatementResult> {
  const cursor = new Cursor(context.tokens);
  cursor.expect("show", "columns");
  if (!cursor.accept("in")) cursor.expect("from");
  const table = await targetOf(context, cursor);
  cursor.end();
  return {
    kind: "text",
    columns: ["field"],
    rows: [...table.columns, ...table.partitionKeys].map((column) => [column.name]),
  };
}

async function partitions(context: StatementContext): Promise<StatementResult> {
  const cursor = new Cursor(context.tokens);
  cursor.expect("show", "partitions");
  const table = await targetOf(context, cursor);
  cursor.end();
  if (table.partitionKeys.length === 0) {
    throw new SqlError(
      "FAILED",
      `SemanticException [Error 10241]: Table ${table.name} is not a partitioned table`,
      0,
      0,
    );
  }
  const list = await getPartitions(context.environment.clients.glue, table);
  const rows = list.map((partition) =>
    table.partitionKeys
      .map((key, i) => `${key.name}=${encodeURIComponent(partition.values[i] ?? "")}`)
      .join("/"),
  );
  return { kind: "text", columns: ["partition"], rows: rows.sort().map((row) => [row]) };
}

async function properties(context: StatementContext): Promise<StatementResult> {
  const cursor = new Cursor(context.tokens);
  cursor.expect("show", "tblproperties");
  const table = await targetOf(context, cursor);
  cursor.end();
  return {
    kind: "text",
    columns: ["prpt_name", "prpt_value"],
    rows: Object.entries(table.parameters).sort(),
  };
}

async function create(context: StatementContext): Promise<StatementResult> {
  const cursor = new Cursor(context.tokens);
  cursor.expect("show", "create");
  const isView = cursor.accept("view");
  if (!isView) cursor.expect("table");
  const table = await targetOf(context, cursor);
  cursor.end();
  if (table.view !== undefined) {
    const text = `CREATE VIEW ${table.database}.${table.name} AS\n${table.view}`;
    return { kind: "text", columns: ["Create View"], rows: text.split("\n").map((line) => [line]) };
  }
  const list = (items: CatalogTable["columns"]): string =>
    items
      .map((c) => `  \`${c.name}\` ${c.type}${c.comment ? ` COMMENT ${literal(c.comment)}` : ""}`)
      .join(", \n");
  const descriptor = table.glue.StorageDescriptor;
  const lines = [
    `CREATE EXTERNAL TABLE \`${table.database}.${table.name}\`(`,
    `${list(table.columns)})`,
    ...(table.partitionKeys.length > 0 ? ["PARTITIONED BY ( ", `${list(table.partitionKeys)})`] : []),
    "ROW FORMAT SERDE ",
    `  ${literal(descriptor?.SerdeInfo?.SerializationLibrary ?? "")} `,
    ...pairs("WITH SERDEPROPERTIES ( ", descriptor?.SerdeInfo?.Parameters ?? {}),
    "STORED AS INPUTFORMAT ",
    `  ${literal(descriptor?.InputFormat ?? "")} `,
    "OUTPUTFORMAT ",
    `  ${literal(descriptor?.OutputFormat ?? "")}`,
    "LOCATION",
    `  ${literal(table.location)}`,
    ...pairs("TBLPROPERTIES (", table.parameters),
  ];
  return {
    kind: "text",
    columns: ["createtab_stmt"],
    rows: lines.flatMap((line) => line.split("\n")).map((line) => [line]),
  };
}

function pairs(head: string, values: Record<string, string>): string[] {
  const entries = Object.entries(values).sort();
  if (entries.length === 0) return [];
  return [head, `${entries.map(([key, value]) => `  ${literal(key)}=${literal(value)}`).join(", \n")}) `];
}

async function describe(context: StatementContext): Promise<StatementResult> {
  const cursor = new Cursor(context.tokens);
  cursor.next();
  cursor.accept("extended");
  cursor.accept("formatted");
  const table = await targetOf(context, cursor);
  cursor.end();
  const row = (c: CatalogTable["columns"][number]): string[] => [c.name, c.type, c.comment ?? ""];
  const rows = [...table.columns, ...table.partitionKeys].map(row);
  if (table.partitionKeys.length > 0) {
    rows.push(
      ["", "", ""],
      ["# Partition Information", "", ""],
      ["# col_name", "data_type", "comment"],
      ["", "", ""],
    );
    rows.push(...table.partitionKeys.map(row));
  }
  return { kind: "text", columns: ["col_name", "data_type", "comment"], rows };
}

const utility = (type: string, run: Statement["run"]): Statement => ({ kind: "UTILITY", type, run });
export const showTables = utility("SHOW_TABLES", tables);
export const showColumns = utility("SHOW_COLUMNS", columns);
export const showPartitions = utility("SHOW_PARTITIONS", partitions);
export const showProperties = utility("SHOW_TBLPROPERTIES", properties);
export const showCreate = utility("SHOW_CREATE_TABLE", create);
export const describeTable = utility("DESCRIBE_TABLE", describe);
