// The Glue catalog as the engines read it: a table's columns, format, location and partitions.
import {
  type Column,
  EntityNotFoundException,
  GetDatabaseCommand,
  GetPartitionsCommand,
  GetTableCommand,
  type GlueClient,
  type StorageDescriptor,
  type Table,
} from "@aws-sdk/client-glue";
import {
  type CatalogColumn,
  type CatalogPartition,
  type CatalogTable,
  type Format,
  UnsupportedTable,
} from "./catalog-table.ts";
import { projectedPartitions } from "./projection.ts";

export async function databaseExists(glue: GlueClient, name: string): Promise<boolean> {
  try {
    await glue.send(new GetDatabaseCommand({ Name: name }));
    return true;
  } catch (error) {
    if (error instanceof EntityNotFoundException) return false;
    throw error;
  }
}

/** A table, or undefined where there is none. */
export async function getTable(
  glue: GlueClient,
  database: string,
  name: string,
): Promise<CatalogTable | undefined> {
  let table: Table | undefined;
  try {
    table = (await glue.send(new GetTableCommand({ DatabaseName: database, Name: name }))).Table;
  } catch (error) {
    if (error instanceof EntityNotFoundException) return undefined;
    throw error;
  }
  return table && describe(database, table);
}

export function describe(database: string, table: Table): CatalogTable {
  const columns = (list: Column[] | undefined): CatalogColumn[] =>
    (list ?? []).map((c) => ({
      name: (c.Name as string).toLowerCase(),
      type: c.Type ?? "string",
      comment: c.Comment || undefined,
    }));
  return {
    database,
    name: table.Name as string,
    columns: columns(table.StorageDescriptor?.Columns),
    partitionKeys: columns(table.PartitionKeys),
    location: table.StorageDescriptor?.Location ?? "",
    parameters: table.Parameters ?? {},
    kind: table.TableType ?? "EXTERNAL_TABLE",
    view: table.TableType === "VIRTUAL_VIEW" ? viewText(table) : undefined,
    glue: table,
  };
}

/** Athena keeps a view in a comment that says `Presto View:` and holds JSON in base64, whose `originalSql` is the text. */
function viewText(table: Table): string {
  const encoded = /\/\* Presto View: (\S+) \*\//.exec(table.ViewOriginalText ?? "")?.[1];
  if (!encoded) return table.ViewExpandedText ?? table.ViewOriginalText ?? "";
  return (JSON.parse(Buffer.from(encoded, "base64").toString("utf8")) as { originalSql: string }).originalSql;
}

/** How a table's files are read, by its SerDe and input format. */
export function formatOf(table: CatalogTable): Format {
  const descriptor: StorageDescriptor = table.glue.StorageDescriptor ?? {};
  const library = descriptor.SerdeInfo?.SerializationLibrary ?? "";
  const options = descriptor.SerdeInfo?.Parameters ?? {};
  const skip = Number(table.parameters["skip.header.line.count"] ?? options["skip.header.line.count"] ?? 0);
  if ((table.parameters.table_type ?? "").toUpperCase() === "ICEBERG") {
    throw new UnsupportedTable(`Table '${table.database}.${table.name}' is an Iceberg table`);
  }
  if (/parquet/i.test(library) || /parquet/i.test(descriptor.InputFormat ?? "")) return { kind: "parquet" };
  if (/OpenCSVSerde$/.test(library)) {
    return {
      kind: "opencsv",
      delimiter: options.separatorChar ?? ",",
      quote: options.quoteChar ?? '"',
      escape: options.escapeChar ?? "\\",
      skip,
    };
  }
  if (/CloudTrailInputFormat$/.test(descriptor.InputFormat ?? "") && /JsonSerDe$/i.test(library))
    return { kind: "cloudtrail" };
  if (/JsonSerDe$/i.test(library)) return { kind: "json" };
  if (/LazySimpleSerDe$/.test(library) || library === "") {
    return {
      kind: "lazy",
      delimiter: delimiter(options["field.delim"] ?? options["serialization.format"] ?? "\u0001"),
      // Hive's DDL writes one backslash as two.
      escape: options["escape.delim"]?.replace(/^\\\\$/, "\\"),
      nullText: options["serialization.null.format"] ?? "\\N",
      skip,
    };
  }
  throw new UnsupportedTable(`Table '${table.database}.${table.name}' uses the SerDe ${library}`);
}

/** Delimiters are written as themselves, as `\t`, as octal `\001`, or as a code number. */
function delimiter(text: string): string {
  if (text === "\\t") return "\t";
  const octal = /^\\(?:u00)?(\d{1,3})$/.exec(text);
  if (octal) return String.fromCharCode(Number.parseInt(octal[1] as string, text.startsWith("\\u") ? 16 : 8));
  if (/^\d{1,3}$/.test(text) && text.length > 1) return String.fromCharCode(Number(text));
  if (text === "1") return "\u0001";
  return text;
}

/** A partitioned table's partitions: those registered, or those its projection properties describe. */
export async function getPartitions(glue: GlueClient, table: CatalogTable): Promise<CatalogPartition[]> {
  if (table.parameters["projection.enabled"] === "true") return projectedPartitions(table);
  const found: CatalogPartition[] = [];
  let token: string | undefined;
  do {
    const page = await glue.send(
      new GetPartitionsCommand({
        DatabaseName: table.database,
        TableName: table.name,
        NextToken: token,
        ExcludeColumnSchema: true,
      }),
    );
    for (const partition of page.Partitions ?? []) {
      found.push({
        values: partition.Values ?? [],
        location: partition.StorageDescriptor?.Location ?? "",
      });
    }
    token = page.NextToken || undefined;
  } while (token);
  return found;
}
