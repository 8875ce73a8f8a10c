// What was found, written to the catalog as the crawler's role: tables and partitions, new, changed, and gone.
// Source: AWS Glue Developer Guide, "Setting crawler configuration options", "Parameters set on Data Catalog tables by crawler".
import {
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteTableCommand,
  EntityNotFoundException,
  GetDatabaseCommand,
  type GlueClient,
  type PartitionInput,
  paginateGetTables,
  type Table,
  type TableInput,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import { mergedColumns } from "../classify/schema.ts";
import type { CrawlerInput } from "./crawler.ts";
import { BY, descriptorOf, parametersOf, shapeOf } from "./describe.ts";
import { type ClassifiedFile, type FoundTable, partitionKeys } from "./group.ts";
import { hashedName, locationOf, tableName } from "./names.ts";
import { writePartitions } from "./partitions.ts";
import type { Writing } from "./writing.ts";

export async function writeTables(found: readonly FoundTable[], writing: Writing): Promise<void> {
  const { glue, input, unseen } = writing;
  await ensureDatabase(glue, input.DatabaseName);
  const there = new Map((await tablesIn(glue, input.DatabaseName)).map((table) => [table.Name ?? "", table]));
  const kept = new Set<string>();
  for (const table of found) {
    const { name, before } = nameIn(there, table, input, kept);
    kept.add(name);
    await writeTable(name, before, table, writing);
  }
  for (const [name, table] of there) {
    const { [BY]: by, DEPRECATED_BY_CRAWLER: deprecated } = table.Parameters ?? {};
    if (kept.has(name) || by !== input.Name || deprecated) continue;
    const location = table.StorageDescriptor?.Location ?? "";
    if (!unseen.some((place) => location.startsWith(place))) await retire(name, table, writing);
  }
}

async function ensureDatabase(glue: GlueClient, Name: string): Promise<void> {
  try {
    await glue.send(new GetDatabaseCommand({ Name }));
  } catch (error) {
    if (!(error instanceof EntityNotFoundException)) throw error;
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name } }));
  }
}

async function tablesIn(client: GlueClient, DatabaseName: string): Promise<Table[]> {
  const found: Table[] = [];
  for await (const { TableList = [] } of paginateGetTables({ client }, { DatabaseName }))
    found.push(...TableList);
  return found;
}

/** The name of a table, and the table that has been made of the same place before. */
function nameIn(
  there: ReadonlyMap<string, Table>,
  table: FoundTable,
  { TablePrefix = "" }: CrawlerInput,
  taken: ReadonlySet<string>,
): { name: string; before: Table | undefined } {
  const location = locationOf(table.bucket, table.location);
  const same = [...there].find(
    ([name, { StorageDescriptor: at }]) => at?.Location === location && !taken.has(name),
  );
  if (same) return { name: same[0], before: same[1] };
  const name = tableName(table, TablePrefix);
  return { name: there.has(name) || taken.has(name) ? hashedName(name, location) : name, before: undefined };
}

async function writeTable(
  name: string,
  before: Table | undefined,
  table: FoundTable,
  writing: Writing,
): Promise<void> {
  const { glue, input, configuration, changes, say } = writing;
  const { DatabaseName } = input;
  const files = table.partitions.flatMap(({ files }) => files);
  const [{ schema }] = files as [ClassifiedFile];
  const { keys, values } = partitionKeys(table);
  const found = mergedColumns(files.map(({ schema: { columns } }) => columns));
  // Athena takes no table whose partition has a column's name: the folder is where its value is.
  const own = found.filter(({ name: column }) => !keys.includes(column));
  const kept = (before?.StorageDescriptor?.Columns ?? []).map(({ Name = "", Type = "string" }) => ({
    name: Name,
    type: Type,
  }));
  const columns = configuration.mergesColumns ? mergedColumns([kept, own]) : own;
  const parameters = parametersOf(files, input.Name);
  const location = locationOf(table.bucket, table.location);
  const descriptor = descriptorOf(columns, schema, location, parameters);
  const wanted: TableInput = {
    Name: name,
    Owner: "owner",
    Retention: 0,
    StorageDescriptor: descriptor,
    PartitionKeys: keys.map((key) => ({ Name: key, Type: "string" })),
    TableType: "EXTERNAL_TABLE",
    Parameters: parameters,
  };
  if (!before) {
    await glue.send(new CreateTableCommand({ DatabaseName, TableInput: wanted }));
    changes.tables.created.push(name);
    say(`INFO : Created table ${name} in database ${DatabaseName}`);
  } else if (differs(before, wanted)) {
    if ((input.SchemaChangePolicy?.UpdateBehavior ?? "UPDATE_IN_DATABASE") === "LOG")
      say(`INFO : Table ${name} in database ${DatabaseName} has changed, and is left as it is`);
    else {
      await glue.send(new UpdateTableCommand({ DatabaseName, TableInput: wanted }));
      changes.tables.updated.push(name);
      say(`INFO : Updated table ${name} in database ${DatabaseName}`);
    }
  }
  if (keys.length > 0)
    await writePartitions(
      name,
      table.partitions.map(({ files: members, location: folder }, at): PartitionInput => {
        const [first] = members as [ClassifiedFile];
        const ofItsOwn = mergedColumns(members.map(({ schema: { columns: all } }) => all)).filter(
          ({ name: column }) => !keys.includes(column),
        );
        const of = parametersOf(members, input.Name);
        return {
          Values: values[at] as string[],
          StorageDescriptor: descriptorOf(
            configuration.partitionsInherit ? columns : ofItsOwn,
            first.schema,
            locationOf(table.bucket, folder),
            of,
          ),
          Parameters: of,
        };
      }),
      writing,
    );
}

const differs = (before: Table, wanted: TableInput): boolean =>
  shapeOf(before) !== shapeOf(wanted) || before.Parameters?.objectCount !== wanted.Parameters?.objectCount;

/** A table whose files are gone. */
async function retire(name: string, table: Table, { glue, input, changes, say }: Writing): Promise<void> {
  const { DatabaseName } = input;
  const behaviour = input.SchemaChangePolicy?.DeleteBehavior ?? "DEPRECATE_IN_DATABASE";
  if (behaviour === "LOG") return say(`INFO : The files of table ${name} are gone, and it is left as it is`);
  if (behaviour === "DELETE_FROM_DATABASE")
    await glue.send(new DeleteTableCommand({ DatabaseName, Name: name }));
  else
    await glue.send(
      new UpdateTableCommand({
        DatabaseName,
        TableInput: {
          Name: name,
          Owner: table.Owner,
          Retention: table.Retention,
          StorageDescriptor: table.StorageDescriptor,
          PartitionKeys: table.PartitionKeys,
          TableType: table.TableType,
          Parameters: { ...table.Parameters, DEPRECATED_BY_CRAWLER: String(Date.now()) },
        },
      }),
    );
  changes.tables.deleted.push(name);
  say(
    `INFO : ${behaviour === "DELETE_FROM_DATABASE" ? "Deleted" : "Deprecated"} table ${name} in database ${DatabaseName}`,
  );
}
