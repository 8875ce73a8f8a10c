// CREATE EXTERNAL TABLE: a Glue table, made with the rights of the external schema's role.
import { AlreadyExistsException, CreateTableCommand } from "@aws-sdk/client-glue";
import { typeEnd } from "../../../sql/calls.ts";
import { Cursor, splitTop } from "../../../sql/structure.ts";
import { SqlError, type Token } from "../../../sql/tokens.ts";
import { LAZY_SIMPLE, PARQUET, text } from "../../athena/statements/storage.ts";
import { parseType, type RedshiftType } from "../dialect/types.ts";
import { loadNames, withoutDatabase } from "../engine/names.ts";
import type { Runtime } from "../engine/runtime.ts";
import { inside, type StatementResult } from "./statement.ts";

const HIVE: Record<string, string> = {
  int2: "smallint",
  int4: "int",
  int8: "bigint",
  float4: "float",
  float8: "double",
  bool: "boolean",
  date: "date",
  timestamp: "timestamp",
};

function hiveType(type: RedshiftType): string {
  if (type.name === "numeric") return `decimal(${type.precision},${type.scale})`;
  if (type.name === "varchar") return `varchar(${type.length})`;
  if (type.name === "bpchar") return `char(${type.length})`;
  const known = HIVE[type.name];
  if (!known) throw new SqlError("ERROR", `the type ${type.label} is not available in external tables here`);
  return known;
}

function columnsOf(tokens: readonly Token[]): { Name: string; Type: string }[] {
  return splitTop(tokens, ",").map((part) => {
    const cursor = new Cursor(part);
    const Name = cursor.name();
    const end = typeEnd(part, 1);
    if (end < part.length) new Cursor(part, end).fail("syntax error");
    return { Name, Type: hiveType(parseType(part.slice(1, end))) };
  });
}

async function run(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  const cursor = new Cursor(tokens);
  cursor.expect("create", "external", "table");
  const at = cursor.peek() as Token;
  const [schemaName, table] = withoutDatabase(cursor.path(), runtime.session, at);
  const names = await loadNames(runtime.session);
  const schema = names.external.get(schemaName as string);
  if (!schema || !table)
    throw new SqlError("ERROR", `external schema "${schemaName}" does not exist`, at.line, at.column);
  names.rights.schema(schema.name, "create", at);
  const columns = columnsOf(cursor.parenthesized());
  let partitions: { Name: string; Type: string }[] = [];
  let storage = text(LAZY_SIMPLE, { "serialization.format": "1" });
  let location: string | undefined;
  const Parameters: Record<string, string> = { EXTERNAL: "TRUE" };
  while (!cursor.done) {
    if (cursor.accept("partitioned", "by")) partitions = columnsOf(cursor.parenthesized());
    else if (cursor.accept("stored", "as")) {
      const format = cursor.name();
      if (format === "parquet") storage = PARQUET;
      else if (format !== "textfile")
        cursor.fail(`STORED AS ${format} is not available in the local Redshift, syntax error`);
    } else if (cursor.accept("row", "format", "serde")) {
      const serde = cursor.string();
      const properties: Record<string, string> = {};
      if (cursor.accept("with", "serdeproperties")) {
        for (const pair of splitTop(cursor.parenthesized(), ",")) {
          const one = new Cursor(pair);
          const key = one.string();
          one.expectSymbol("=");
          properties[key] = one.string();
        }
      }
      storage = text(serde, properties);
    } else if (cursor.accept("row", "format", "delimited")) {
      const properties: Record<string, string> = {};
      while (cursor.accept("fields", "terminated", "by") || cursor.accept("lines", "terminated", "by")) {
        const value = cursor.string();
        properties["field.delim"] ??= value;
      }
      storage = text(LAZY_SIMPLE, properties);
    } else if (cursor.accept("location")) location = cursor.string();
    else if (cursor.accept("table", "properties")) {
      for (const pair of splitTop(cursor.parenthesized(), ",")) {
        const one = new Cursor(pair);
        const key = one.string();
        one.expectSymbol("=");
        Parameters[key] = one.string();
      }
    } else cursor.fail("syntax error");
  }
  if (!location) throw new SqlError("ERROR", "CREATE EXTERNAL TABLE needs LOCATION", at.line, at.column);
  const clients = await runtime.as(schema.role, schema.region);
  try {
    await clients.glue.send(
      new CreateTableCommand({
        DatabaseName: schema.database,
        TableInput: {
          Name: table,
          TableType: "EXTERNAL_TABLE",
          Parameters,
          PartitionKeys: partitions,
          StorageDescriptor: { ...storage, Columns: columns, Location: location },
        },
      }),
    );
  } catch (error) {
    if (!(error instanceof AlreadyExistsException)) throw error;
    throw new SqlError("ERROR", `Relation "${table}" already exists`, at.line, at.column);
  }
  return {};
}

export const createExternalTable = inside(run);
