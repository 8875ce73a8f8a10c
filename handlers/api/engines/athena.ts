// SQL over the lake, by the workgroup whose settings hold for every query: where results go, how much one may scan. What a
// query may read and cannot write is what the function's role may.
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  InvalidRequestException,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { type AthenaQuery, athenaQuery } from "../../../core/query/athena.ts";
import { athena } from "../../aws/clients/athena.ts";
import { s3 } from "../../aws/clients/s3.ts";
import { type Engine, type Execution, Rejected, type State } from "./engine.ts";

/** GetQueryResults gives no more. Source: Athena API Reference. */
const MOST_ROWS = 1000;
const DOWNLOAD_SECONDS = 900;

const STATES: Readonly<Record<string, State>> = {
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  CANCELLED: "cancelled",
};

export interface AthenaEngine extends Engine {
  /** As `start`, of a statement that Athena's own text is already there for. */
  submit(query: AthenaQuery): Promise<string>;
}

/** @param client acts with the rights of whoever's it is */
export function athenaEngine(
  where: { database: string; workgroup: string },
  client: () => AthenaClient = athena,
): AthenaEngine {
  const executionOf = async (id: string) => {
    const { QueryExecution } = await client().send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
    if (!QueryExecution) throw new Error(`Athena knows no execution ${id}`);
    return QueryExecution;
  };
  const submit = async ({ QueryString, ExecutionParameters }: AthenaQuery): Promise<string> => {
    try {
      const { QueryExecutionId = "" } = await client().send(
        new StartQueryExecutionCommand({
          QueryString,
          ...(ExecutionParameters.length > 0 && { ExecutionParameters }),
          QueryExecutionContext: { Database: where.database },
          WorkGroup: where.workgroup,
        }),
      );
      return QueryExecutionId;
    } catch (error) {
      if (error instanceof InvalidRequestException) throw new Rejected(error.message);
      throw error;
    }
  };
  return {
    start: (query) => submit(athenaQuery(query)),
    submit,

    look: async (id): Promise<Execution> => {
      const { Status = {}, Statistics = {} } = await executionOf(id);
      return {
        state: STATES[Status.State ?? ""] ?? "running",
        reason: Status.StateChangeReason ?? null,
        submitted_at: (Status.SubmissionDateTime ?? new Date(0)).toISOString(),
        completed_at: Status.CompletionDateTime?.toISOString() ?? null,
        scanned_bytes: Statistics.DataScannedInBytes ?? null,
      };
    },

    page: async (id, limit, from) => {
      // The first row of the first page of a SELECT has the columns' names.
      const hasHeader = from === undefined && (await executionOf(id)).StatementType === "DML";
      const { ResultSet, NextToken } = await client().send(
        new GetQueryResultsCommand({
          QueryExecutionId: id,
          MaxResults: Math.min(MOST_ROWS, limit + (hasHeader ? 1 : 0)),
          ...(from !== undefined && { NextToken: from }),
        }),
      );
      const columns = (ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(
        ({ Name = "", Type = "varchar", Precision, Scale }) => ({
          name: Name,
          type: Type === "decimal" ? `decimal(${Precision},${Scale})` : Type,
        }),
      );
      const rows = (ResultSet?.Rows ?? [])
        .slice(hasHeader ? 1 : 0)
        .map(({ Data = [] }) => columns.map((_, i) => Data[i]?.VarCharValue ?? null));
      return { columns, rows, next: NextToken || undefined };
    },

    cancel: async (id) => {
      await client().send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
    },

    download: async (id) => {
      const { ResultConfiguration, StatementType } = await executionOf(id);
      const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(ResultConfiguration?.OutputLocation ?? "") ?? [];
      if (!Bucket || !Key || StatementType !== "DML" || !Key.endsWith(".csv")) return null;
      const url = await getSignedUrl(
        s3(),
        new GetObjectCommand({
          Bucket,
          Key,
          ResponseContentDisposition: 'attachment; filename="results.csv"',
          ResponseContentType: "text/csv; charset=utf-8",
        }),
        { expiresIn: DOWNLOAD_SECONDS },
      );
      return {
        url,
        type: "text/csv",
        expires_at: new Date(Date.now() + DOWNLOAD_SECONDS * 1000).toISOString(),
      };
    },
  };
}
