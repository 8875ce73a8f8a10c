// Athena's metadata API: its catalogs, and the databases and tables of the Glue catalog as Athena tells of them, asked for with the
// caller's own rights.
import {
  EntityNotFoundException,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetTableCommand,
  GetTablesCommand,
  type GlueClient,
  type Table,
} from "@aws-sdk/client-glue";
import { ApiError, jsonBody } from "../../gateway/aws-json.ts";
import { bodyOf } from "../../gateway/forward.ts";
import type { Forward, ServiceRequest } from "../../gateway/service.ts";

/** The catalog that every account has. */
export const GLUE_CATALOG = "AwsDataCatalog";

interface Input {
  Name?: string;
  CatalogName?: string;
  DatabaseName?: string;
  TableName?: string;
  Expression?: string;
  NextToken?: string;
  MaxResults?: number;
}

/** Refuses catalogs that cannot be read here. */
function checkCatalog({ CatalogName }: Input): void {
  if (CatalogName?.toLowerCase() === GLUE_CATALOG.toLowerCase()) return;
  throw new ApiError(
    "InvalidRequestException",
    CatalogName === undefined
      ? "Value null at 'catalogName' failed to satisfy constraint: Member must not be null"
      : `NOT_SUPPORTED: data catalog ${CatalogName}: only ${GLUE_CATALOG} is available locally`,
  );
}

/** What Glue says, in Athena's words. */
async function asked<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    const fault = error as { name?: string; message?: string; $metadata?: { httpStatusCode?: number } };
    if (error instanceof EntityNotFoundException || /AccessDenied/.test(fault.name ?? "")) {
      throw new ApiError(
        "MetadataException",
        `${fault.message} (Service: AmazonDataCatalog; Status Code: 400; Error Code: ${fault.name})`,
      );
    }
    throw error;
  }
}

const page = (input: Input): { NextToken?: string; MaxResults?: number } => ({
  ...(input.NextToken !== undefined && { NextToken: input.NextToken }),
  ...(input.MaxResults !== undefined && { MaxResults: input.MaxResults }),
});

const describeDatabase = (database: {
  Name?: string;
  Description?: string;
  Parameters?: Record<string, string>;
}): Record<string, unknown> => ({
  Name: database.Name,
  ...(database.Description && { Description: database.Description }),
  ...(database.Parameters && { Parameters: database.Parameters }),
});

/** A table as Athena tells of it: its storage is among its parameters. */
export function tableMetadata(table: Table): Record<string, unknown> {
  const storage = table.StorageDescriptor;
  const columns = (list: Table["PartitionKeys"]): unknown[] =>
    (list ?? []).map(({ Name, Type, Comment }) => ({ Name, Type, ...(Comment && { Comment }) }));
  const seconds = (date: Date | undefined): number | undefined => date && date.getTime() / 1000;
  const serde = storage?.SerdeInfo;
  return {
    Name: table.Name,
    CreateTime: seconds(table.CreateTime) ?? 0,
    LastAccessTime: seconds(table.LastAccessTime) ?? 0,
    TableType: table.TableType ?? "EXTERNAL_TABLE",
    Columns: columns(storage?.Columns),
    PartitionKeys: columns(table.PartitionKeys),
    Parameters: {
      ...table.Parameters,
      ...(storage?.InputFormat && { inputformat: storage.InputFormat }),
      ...(storage?.Location !== undefined && { location: storage.Location }),
      ...(storage?.OutputFormat && { outputformat: storage.OutputFormat }),
      ...(serde?.SerializationLibrary && { "serde.serialization.lib": serde.SerializationLibrary }),
      ...Object.fromEntries(
        Object.entries(serde?.Parameters ?? {}).map(([key, value]) => [`serde.param.${key}`, value]),
      ),
    },
  };
}

/** A regular expression that a name must match; all names where there is none. */
function matcher(expression: string | undefined): (name: string) => boolean {
  if (expression === undefined) return () => true;
  try {
    const pattern = new RegExp(`^(?:${expression})$`, "i");
    return (name) => pattern.test(name);
  } catch {
    throw new ApiError("InvalidRequestException", `Invalid regular expression: ${expression}`);
  }
}

type Answer = (input: Input, glue: GlueClient) => Promise<unknown>;

/** By operation. */
const ANSWERS: Record<string, Answer> = {
  async ListDatabases(input, glue) {
    const found = await asked(() => glue.send(new GetDatabasesCommand(page(input))));
    return {
      DatabaseList: (found.DatabaseList ?? []).map(describeDatabase),
      ...(found.NextToken && { NextToken: found.NextToken }),
    };
  },
  async GetDatabase(input, glue) {
    const found = await asked(() => glue.send(new GetDatabaseCommand({ Name: input.DatabaseName })));
    return { Database: describeDatabase(found.Database ?? {}) };
  },
  async ListTableMetadata(input, glue) {
    const matches = matcher(input.Expression);
    const found = await asked(() =>
      glue.send(new GetTablesCommand({ DatabaseName: input.DatabaseName, ...page(input) })),
    );
    return {
      TableMetadataList: (found.TableList ?? []).filter((t) => matches(t.Name ?? "")).map(tableMetadata),
      ...(found.NextToken && { NextToken: found.NextToken }),
    };
  },
  async GetTableMetadata(input, glue) {
    const found = await asked(() =>
      glue.send(new GetTableCommand({ DatabaseName: input.DatabaseName, Name: input.TableName })),
    );
    return { TableMetadata: tableMetadata(found.Table ?? { Name: input.TableName }) };
  },
};

/** Operations that read the catalog. */
export const METADATA_OPERATIONS: readonly string[] = Object.keys(ANSWERS);

export function metadata(operation: string, request: ServiceRequest, glue: GlueClient): Promise<unknown> {
  const input = jsonBody<Input>(request);
  checkCatalog(input);
  return (ANSWERS[operation] as Answer)(input, glue);
}

/** The account's own catalog, which moto has not, beside those that were made. */
export async function listDataCatalogs(request: ServiceRequest, forward: Forward): Promise<unknown> {
  const answer = await forward(request);
  const made = JSON.parse((await bodyOf(answer)).toString("utf8") || "{}") as {
    DataCatalogsSummary?: { CatalogName?: string }[];
  };
  const others = (made.DataCatalogsSummary ?? []).filter(({ CatalogName }) => CatalogName !== GLUE_CATALOG);
  return { ...made, DataCatalogsSummary: [{ CatalogName: GLUE_CATALOG, Type: "GLUE" }, ...others] };
}

/** The account's own catalog; undefined for any other. */
export function ownDataCatalog(request: ServiceRequest, accountId: string): unknown {
  const { Name } = jsonBody<Input>(request);
  if (Name?.toLowerCase() !== GLUE_CATALOG.toLowerCase()) return undefined;
  return { DataCatalog: { Name: GLUE_CATALOG, Type: "GLUE", Parameters: { "catalog-id": accountId } } };
}
