// CREATE EXTERNAL TABLE: Hive's DDL, read clause by clause into a Glue table.
import { AlreadyExistsException, CreateTableCommand, type StorageDescriptor } from "@aws-sdk/client-glue";
import { parseHiveType } from "../../../sql/hive-types.ts";
import { Cursor, splitTop } from "../../../sql/structure.ts";
import { isSymbol, isWord, SqlError, type Token } from "../../../sql/tokens.ts";
import { tableName } from "../trino/table-name.ts";
import type { Statement, StatementContext, StatementResult } from "./statement.ts";
import { JSON_SERDE, LAZY_SIMPLE, PARQUET, text } from "./storage.ts";

interface ColumnText {
  Name: string;
  Type: string;
  Comment?: string;
}

/** `name type [COMMENT 'text']`, comma-separated; commas inside angle brackets belong to types. */
export function parseColumns(tokens: readonly Token[]): ColumnText[] {
  const columns: Token[][] = [[]];
  let angles = 0;
  let depth = 0;
  for (const token of tokens) {
    if (isSymbol(token, "<")) angles++;
    if (isSymbol(token, ">")) angles--;
    if (isSymbol(token, ">>")) angles -= 2;
    if (isSymbol(token, "(")) depth++;
    if (isSymbol(token, ")")) depth--;
    if (isSymbol(token, ",") && angles === 0 && depth === 0) columns.push([]);
    else columns.at(-1)?.push(token);
  }
  return columns.map((column) => {
    const cursor = new Cursor(column);
    const at = cursor.peek();
    const Name = cursor.name().toLowerCase();
    const comment = column.findIndex((token, i) => i > 1 && isWord(token, "comment"));
    const type = column.slice(1, comment < 0 ? column.length : comment);
    const Type = type.map((token) => token.text.toLowerCase()).join("");
    try {
      parseHiveType(Type);
    } catch (error) {
      throw new SqlError("FAILED", `ParseException ${(error as Error).message}`, at?.line, at?.column);
    }
    return { Name, Type, Comment: comment < 0 ? undefined : column[comment + 1]?.value };
  });
}

/** `('key' = 'value', …)` */
export function parsePairs(tokens: readonly Token[]): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const part of splitTop(tokens, ",")) {
    const cursor = new Cursor(part);
    const key = cursor.string();
    cursor.expectSymbol("=");
    pairs[key] = cursor.string();
    cursor.end();
  }
  return pairs;
}

const FORMATS: Record<string, () => StorageDescriptor> = {
  parquet: () => PARQUET,
  textfile: () => text(LAZY_SIMPLE, { "serialization.format": "1" }),
  jsonfile: () => text(JSON_SERDE, {}),
};

async function run(context: StatementContext): Promise<StatementResult> {
  const cursor = new Cursor(context.tokens);
  cursor.expect("create");
  const at = cursor.peek() as Token;
  if (!cursor.accept("external")) {
    throw new SqlError(
      "NOT_SUPPORTED",
      "only CREATE EXTERNAL TABLE and CREATE TABLE AS are available",
      at.line,
      at.column,
    );
  }
  cursor.expect("table");
  const ifNotExists = cursor.accept("if", "not", "exists");
  const nameAt = cursor.peek() as Token;
  const name = tableName(cursor.path(), context.database, nameAt);
  const Columns = parseColumns(cursor.parenthesized());
  let comment: string | undefined;
  let partitions: ColumnText[] = [];
  let storage: StorageDescriptor = text(LAZY_SIMPLE, { "serialization.format": "1" });
  let location: string | undefined;
  let Parameters: Record<string, string> = {};
  while (!cursor.done) {
    if (cursor.accept("comment")) comment = cursor.string();
    else if (cursor.accept("partitioned", "by")) partitions = parseColumns(cursor.parenthesized());
    else if (cursor.accept("row", "format", "serde")) {
      const serde = cursor.string();
      const properties = cursor.accept("with", "serdeproperties") ? parsePairs(cursor.parenthesized()) : {};
      storage = /parquet/i.test(serde)
        ? { ...PARQUET, SerdeInfo: { SerializationLibrary: serde, Parameters: properties } }
        : text(serde, properties);
    } else if (cursor.accept("row", "format", "delimited")) storage = delimited(cursor);
    else if (cursor.accept("stored", "as", "inputformat")) {
      const InputFormat = cursor.string();
      cursor.expect("outputformat");
      storage = { ...storage, InputFormat, OutputFormat: cursor.string() };
    } else if (cursor.accept("stored", "as")) {
      const format = cursor.name();
      const known = FORMATS[format];
      if (!known)
        throw new SqlError("NOT_SUPPORTED", `STORED AS ${format.toUpperCase()}`, nameAt.line, nameAt.column);
      // ROW FORMAT says more than STORED AS TEXTFILE.
      if (format !== "textfile") storage = known();
    } else if (cursor.accept("location")) location = cursor.string();
    else if (cursor.accept("tblproperties")) Parameters = parsePairs(cursor.parenthesized());
    else cursor.fail("mismatched input");
  }
  if (!location) throw new SqlError("FAILED", "SemanticException: LOCATION is missing", 0, 0);
  try {
    await context.environment.clients.glue.send(
      new CreateTableCommand({
        DatabaseName: name.database,
        TableInput: {
          Name: name.table,
          Description: comment,
          TableType: "EXTERNAL_TABLE",
          Parameters: { EXTERNAL: "TRUE", ...Parameters },
          PartitionKeys: partitions,
          StorageDescriptor: { ...storage, Columns, Location: location },
        },
      }),
    );
  } catch (error) {
    if (!(error instanceof AlreadyExistsException)) throw error;
    if (!ifNotExists) {
      throw new SqlError(
        "FAILED",
        `Execution Error: AlreadyExistsException(message:Table ${name.table} already exists.)`,
        0,
        0,
      );
    }
  }
  return { kind: "none" };
}

function delimited(cursor: Cursor): StorageDescriptor {
  const parameters: Record<string, string> = {};
  const keys: [string[], string][] = [
    [["fields", "terminated", "by"], "field.delim"],
    [["escaped", "by"], "escape.delim"],
    [["lines", "terminated", "by"], "line.delim"],
    [["collection", "items", "terminated", "by"], "collection.delim"],
    [["map", "keys", "terminated", "by"], "mapkey.delim"],
    [["null", "defined", "as"], "serialization.null.format"],
  ];
  for (;;) {
    const found = keys.find(([words]) => cursor.accept(...words));
    if (!found) break;
    parameters[found[1]] = cursor.string();
  }
  if (parameters["field.delim"]) parameters["serialization.format"] = parameters["field.delim"];
  return text(LAZY_SIMPLE, parameters);
}

export const createTable: Statement = { kind: "DDL", type: "CREATE_TABLE", run };
