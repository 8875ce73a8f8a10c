// ALTER TABLE of an external table: partitions added to the Glue catalog and dropped from it, with the role's rights.
import { BatchCreatePartitionCommand, BatchDeletePartitionCommand } from "@aws-sdk/client-glue";
import { getTable } from "../../../sql/catalog.ts";
import type { CatalogTable } from "../../../sql/catalog-table.ts";
import { partitionValues } from "../../../sql/partition-spec.ts";
import { Cursor } from "../../../sql/structure.ts";
import { SqlError, type Token } from "../../../sql/tokens.ts";
import { loadNames, withoutDatabase } from "../engine/names.ts";
import type { Runtime } from "../engine/runtime.ts";
import type { Statement, StatementResult } from "./statement.ts";

interface Wanted {
  values: string[];
  location: string;
}

/** Whether an ALTER TABLE names a table of an external schema. */
export async function isExternal(tokens: readonly Token[], runtime: Runtime): Promise<boolean> {
  const at = tokens[2] as Token;
  const parts = withoutDatabase(new Cursor(tokens, 2).path(), runtime.session, at);
  return parts.length > 1 && (await loadNames(runtime.session)).external.has(parts[0] as string);
}

export const alterExternalTable: Statement = {
  transaction: "alone",
  async run(tokens, runtime): Promise<StatementResult> {
    const cursor = new Cursor(tokens);
    cursor.expect("alter", "table");
    const at = cursor.peek() as Token;
    const [schemaName, name] = withoutDatabase(cursor.path(), runtime.session, at);
    const names = await loadNames(runtime.session);
    const schema = names.external.get(schemaName as string);
    if (!schema) throw new SqlError("ERROR", `schema "${schemaName}" does not exist`, at.line, at.column);
    names.rights.ownsSchema(schema.name, at);
    const { glue } = await runtime.as(schema.role, schema.region);
    const table = await getTable(glue, schema.database, name as string);
    if (!table)
      throw new SqlError("ERROR", `relation "${schemaName}.${name}" does not exist`, at.line, at.column);
    const target = { DatabaseName: table.database, TableName: table.name };
    if (cursor.accept("drop")) {
      cursor.expect("partition");
      const values = valuesOf(table, cursor.parenthesized(), at);
      cursor.end();
      const answer = await glue.send(
        new BatchDeletePartitionCommand({ ...target, PartitionsToDelete: [{ Values: values }] }),
      );
      if (answer.Errors?.length) throw new SqlError("ERROR", "Partition does not exist", at.line, at.column);
      return {};
    }
    cursor.expect("add");
    const ifNotExists = cursor.accept("if", "not", "exists");
    const wanted: Wanted[] = [];
    while (cursor.accept("partition")) {
      const values = valuesOf(table, cursor.parenthesized(), at);
      cursor.expect("location");
      wanted.push({ values, location: cursor.string() });
    }
    if (wanted.length === 0) cursor.fail("syntax error");
    cursor.end();
    const answer = await glue.send(
      new BatchCreatePartitionCommand({
        ...target,
        PartitionInputList: wanted.map(({ values, location }) => ({
          Values: values,
          StorageDescriptor: { ...table.glue.StorageDescriptor, Location: location },
        })),
      }),
    );
    const errors = (answer.Errors ?? []).filter(
      (error) => !(ifNotExists && error.ErrorDetail?.ErrorCode === "AlreadyExistsException"),
    );
    if (errors.length > 0) {
      throw new SqlError(
        "ERROR",
        errors[0]?.ErrorDetail?.ErrorMessage ?? "Partition already exists.",
        at.line,
        at.column,
      );
    }
    return {};
  },
};

function valuesOf(table: CatalogTable, tokens: readonly Token[], at: Token): string[] {
  const values = partitionValues(table, tokens);
  if (values) return values;
  const keys = table.partitionKeys.map((one) => one.name).join(", ");
  throw new SqlError("ERROR", `the partition must name the keys ${keys}`, at.line, at.column);
}
