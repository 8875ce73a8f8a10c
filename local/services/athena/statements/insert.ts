// INSERT INTO: rows appended to a table as new objects, its new partitions registered.
import { formatOf } from "../../../sql/catalog.ts";
import { UnsupportedTable } from "../../../sql/catalog-table.ts";
import type { ExportOptions } from "../../../sql/export.ts";
import { duckdbType, parseHiveType } from "../../../sql/hive-types.ts";
import { resultColumns } from "../../../sql/results.ts";
import { Cursor } from "../../../sql/structure.ts";
import { identifier, isSymbol, isWord, SqlError, type Token } from "../../../sql/tokens.ts";
import { tableName } from "../trino/table-name.ts";
import type { Statement, StatementContext, StatementResult } from "./statement.ts";
import { addPartitions, writeManifest, writeRows } from "./write.ts";

async function run(context: StatementContext): Promise<StatementResult> {
  const cursor = new Cursor(context.tokens);
  cursor.expect("insert", "into");
  const at = cursor.peek() as Token;
  const name = tableName(cursor.path(), context.database, at);
  let listed: string[] | undefined;
  if (isSymbol(cursor.peek(), "(") && !isWord(cursor.peek(1), "select", "with", "values")) {
    const names = new Cursor(cursor.parenthesized());
    listed = [names.name().toLowerCase()];
    while (names.acceptSymbol(",")) listed.push(names.name().toLowerCase());
    names.end();
  }
  const { environment } = context;
  const table = await environment.table(name);
  const fail = (code: string, message: string): never => {
    throw new SqlError(code, message, at.line, at.column);
  };
  if (table.view !== undefined) fail("NOT_SUPPORTED", "Inserting into views is not supported");
  const all = [...table.columns, ...table.partitionKeys];
  const targets = listed ?? all.map((column) => column.name);
  for (const column of targets) {
    if (!all.some((c) => c.name === column)) {
      fail("COLUMN_NOT_FOUND", `Insert column name does not exist in target table: ${column}`);
    }
  }
  const compiled = await environment.prepare(cursor.rest(), context.database);
  const selected = await environment.columns(compiled.sql);
  if (selected.length !== targets.length) {
    fail(
      "TYPE_MISMATCH",
      `Insert query has mismatched column types: Table: [${targets.length} columns], Query: [${selected.length} columns]`,
    );
  }
  const list = all.map((column) => {
    const index = targets.indexOf(column.name);
    const value = index < 0 ? "NULL" : identifier(`c${index}`);
    return `CAST(${value} AS ${duckdbType(parseHiveType(column.type))}) AS ${identifier(column.name)}`;
  });
  const sql = `SELECT ${list.join(", ")} FROM (${compiled.sql}\n) AS "__insert"(${targets.map((_, i) => identifier(`c${i}`)).join(", ")})`;
  const columns = await resultColumns(environment.connection, sql);
  const written = await writeRows(context, sql, columns, table.location, optionsOf(table, at));
  await addPartitions(context, table, written.partitions.values());
  return { kind: "none", updateCount: written.rows, manifest: await writeManifest(context, written.objects) };
}

function optionsOf(table: Parameters<typeof formatOf>[0], at: Token): ExportOptions {
  const partitionBy = table.partitionKeys.map((key) => key.name);
  try {
    const format = formatOf(table);
    if (format.kind === "parquet") return { format: "parquet", compression: "snappy", partitionBy };
    if (format.kind === "json") return { format: "json", compression: "none", partitionBy };
    if (format.kind === "lazy") {
      return {
        format: "text",
        compression: "none",
        partitionBy,
        delimiter: format.delimiter,
        nullText: format.nullText,
        quote: "none",
      };
    }
  } catch (error) {
    if (!(error instanceof UnsupportedTable)) throw error;
  }
  throw new SqlError(
    "NOT_SUPPORTED",
    `Cannot write to table '${table.name}': its SerDe is for reading`,
    at.line,
    at.column,
  );
}

export const insert: Statement = { kind: "DML", type: "INSERT", run };
