// The partitions of a dataset that hold rows, page by page, from the Glue catalog.
import { EntityNotFoundException, GetPartitionsCommand, GetTableCommand } from "@aws-sdk/client-glue";
import { glue } from "../aws/clients/glue.ts";

export interface PartitionPage {
  readonly values: Record<string, string>[];
  /** Glue's, for the page that follows. */
  readonly token: string | undefined;
}

const NONE: PartitionPage = { values: [], token: undefined };

/** A table that is not there, or has no partitions, has none. */
export async function partitionsOf(
  DatabaseName: string,
  dataset: string,
  limit: number,
  token: string | undefined,
): Promise<PartitionPage> {
  const names = await partitionKeys(DatabaseName, dataset);
  if (names.length === 0) return NONE;
  const { Partitions = [], NextToken } = await glue().send(
    new GetPartitionsCommand({
      DatabaseName,
      TableName: dataset,
      MaxResults: limit,
      ExcludeColumnSchema: true,
      ...(token !== undefined && { NextToken: token }),
    }),
  );
  return {
    values: Partitions.map(({ Values = [] }) =>
      Object.fromEntries(names.map((name, i) => [name, String(Values[i])])),
    ),
    token: NextToken || undefined,
  };
}

async function partitionKeys(DatabaseName: string, Name: string): Promise<string[]> {
  try {
    const { Table } = await glue().send(new GetTableCommand({ DatabaseName, Name }));
    return (Table?.PartitionKeys ?? []).map((key) => key.Name ?? "");
  } catch (error) {
    if (error instanceof EntityNotFoundException) return [];
    throw error;
  }
}
