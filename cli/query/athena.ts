// One-off SQL through Athena's query API.

import { setTimeout as sleep } from "node:timers/promises";
import {
  AthenaClient,
  type ColumnInfo,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { HeadraceError } from "../../core/errors.ts";
import type { AwsConfig } from "../aws.ts";
import { type QueryResult, typed } from "./result.ts";

export interface AthenaAddress {
  aws: Partial<AwsConfig>;
  database: string;
  workgroup: string | undefined;
}

/** Runs one statement to its end. Throws the engine's own words where it fails. */
export async function queryAthena(
  { aws, database, workgroup }: AthenaAddress,
  sql: string,
  signal?: AbortSignal,
): Promise<QueryResult> {
  const client = new AthenaClient(aws);
  try {
    const { QueryExecutionId } = await client.send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        QueryExecutionContext: { Database: database },
        ...(workgroup ? { WorkGroup: workgroup } : {}),
      }),
    );
    const statement = await finished(client, QueryExecutionId ?? "", signal);
    return await results(client, QueryExecutionId ?? "", statement === "DML");
  } catch (error) {
    if ((error as Error).name === "InvalidRequestException") throw failed((error as Error).message);
    throw error;
  } finally {
    client.destroy();
  }
}

async function finished(client: AthenaClient, id: string, signal?: AbortSignal): Promise<string | undefined> {
  for (let wait = 20; ; wait = Math.min(wait * 1.5, 1000)) {
    if (signal?.aborted) {
      await client.send(new StopQueryExecutionCommand({ QueryExecutionId: id })).catch(() => {});
      signal.throwIfAborted();
    }
    const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
    const state = QueryExecution?.Status?.State;
    if (state === "SUCCEEDED") return QueryExecution?.StatementType;
    if (state === "FAILED" || state === "CANCELLED")
      throw failed(QueryExecution?.Status?.StateChangeReason ?? `the query was ${state.toLowerCase()}`);
    await sleep(wait);
  }
}

async function results(client: AthenaClient, id: string, hasHeader: boolean): Promise<QueryResult> {
  let columns: QueryResult["columns"] = [];
  const rows: QueryResult["rows"] = [];
  let NextToken: string | undefined;
  let skip = hasHeader ? 1 : 0;
  do {
    const page = await client.send(new GetQueryResultsCommand({ QueryExecutionId: id, NextToken }));
    if (columns.length === 0)
      columns = (page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map((info) => ({
        name: info.Name ?? "",
        type: typeOf(info),
      }));
    for (const row of (page.ResultSet?.Rows ?? []).slice(skip))
      rows.push(
        columns.map(({ type }, i) => {
          const text = row.Data?.[i]?.VarCharValue;
          return text === undefined ? null : typed(text, type);
        }),
      );
    skip = 0;
    NextToken = page.NextToken;
  } while (NextToken);
  return { columns, rows };
}

const typeOf = ({ Type, Precision, Scale }: ColumnInfo): string =>
  Type === "decimal" ? `decimal(${Precision},${Scale})` : (Type ?? "varchar");

const failed = (message: string): HeadraceError =>
  new HeadraceError("query_failed", message, "Fix the SQL. Athena's dialect is Trino's.");
