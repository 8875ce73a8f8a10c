// SQL in the warehouse through the Redshift Data API.

import { setTimeout as sleep } from "node:timers/promises";
import {
  CancelStatementCommand,
  type ColumnMetadata,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  type Field,
  GetStatementResultCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { HeadraceError } from "../../core/errors.ts";
import type { AwsConfig } from "../aws.ts";
import { type QueryResult, typed, type Value } from "./result.ts";

export interface RedshiftTarget {
  aws: AwsConfig;
  /** A provisioned cluster or a Serverless workgroup, and as whom. */
  warehouse:
    | { ClusterIdentifier: string; DbUser?: string; SecretArn?: string }
    | { WorkgroupName: string; SecretArn?: string };
  database: string;
}

/** Runs one statement to its end. Throws the engine's own words where it fails. */
export async function queryRedshift(
  { aws, warehouse, database }: RedshiftTarget,
  sql: string,
  signal?: AbortSignal,
): Promise<QueryResult> {
  const client = new RedshiftDataClient(aws);
  try {
    const { Id } = await client.send(
      new ExecuteStatementCommand({ ...warehouse, Database: database, Sql: sql }),
    );
    const hasResult = await finished(client, Id ?? "", signal);
    return hasResult ? await results(client, Id ?? "") : { columns: [], rows: [] };
  } catch (error) {
    if ((error as Error).name === "ValidationException") throw failed((error as Error).message);
    throw error;
  } finally {
    client.destroy();
  }
}

async function finished(client: RedshiftDataClient, Id: string, signal?: AbortSignal): Promise<boolean> {
  for (let wait = 20; ; wait = Math.min(wait * 1.5, 1000)) {
    if (signal?.aborted) {
      await client.send(new CancelStatementCommand({ Id })).catch(() => {});
      signal.throwIfAborted();
    }
    const statement = await client.send(new DescribeStatementCommand({ Id }));
    if (statement.Status === "FINISHED") return statement.HasResultSet ?? false;
    if (statement.Status === "FAILED" || statement.Status === "ABORTED")
      throw failed(statement.Error ?? `the statement was ${statement.Status.toLowerCase()}`);
    await sleep(wait);
  }
}

async function results(client: RedshiftDataClient, Id: string): Promise<QueryResult> {
  let columns: QueryResult["columns"] = [];
  const rows: QueryResult["rows"] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new GetStatementResultCommand({ Id, NextToken }));
    if (columns.length === 0)
      columns = (page.ColumnMetadata ?? []).map((meta) => ({ name: meta.name ?? "", type: typeOf(meta) }));
    for (const row of page.Records ?? [])
      rows.push(row.map((field, i) => fieldValue(field, columns[i]?.type ?? "varchar")));
    NextToken = page.NextToken;
  } while (NextToken);
  return { columns, rows };
}

function fieldValue(field: Field, type: string): Value {
  if (field.isNull) return null;
  if (field.booleanValue !== undefined) return field.booleanValue;
  if (field.blobValue !== undefined) return Buffer.from(field.blobValue).toString("hex");
  const text = field.stringValue ?? field.longValue ?? field.doubleValue;
  return text === undefined ? null : typed(String(text), type);
}

const typeOf = ({ typeName, precision, scale }: ColumnMetadata): string =>
  typeName === "numeric" || typeName === "decimal" ? `${typeName}(${precision},${scale})` : (typeName ?? "");

const failed = (message: string): HeadraceError =>
  new HeadraceError("query_failed", message, "Fix the SQL, or use --engine athena for the lake.");
