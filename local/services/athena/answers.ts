// Executions in the shapes of Athena's API: GetQueryExecution, GetQueryResults, GetQueryRuntimeStatistics.
import { ApiError, epochSeconds } from "../../gateway/aws-json.ts";
import type { ResultReader } from "../../sql/reader.ts";
import { columnAt, page } from "../../sql/results.ts";
import { identifier } from "../../sql/tokens.ts";
import type { Execution } from "./execution.ts";
import { textOf } from "./trino/format.ts";
import { athenaType, typeOfTrino } from "./trino/types.ts";

export function queryExecution(execution: Execution): Record<string, unknown> {
  const end = execution.completed ?? Date.now();
  const started = execution.started ?? end;
  const { outcome } = execution;
  return {
    QueryExecutionId: execution.id,
    Query: execution.query,
    StatementType: execution.kind,
    SubstatementType: execution.type,
    ResultConfiguration: {
      OutputLocation: execution.outputLocation,
      ...(execution.encryptionConfiguration && {
        EncryptionConfiguration: execution.encryptionConfiguration,
      }),
    },
    ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
    QueryExecutionContext: {
      ...(execution.database && { Database: execution.database }),
      ...(execution.catalog && { Catalog: execution.catalog }),
    },
    Status: {
      State: execution.state,
      SubmissionDateTime: epochSeconds(execution.submitted),
      ...(execution.completed && { CompletionDateTime: epochSeconds(execution.completed) }),
      ...(execution.reason && { StateChangeReason: execution.reason }),
      ...(execution.state === "FAILED" && {
        AthenaError: {
          ErrorCategory: execution.errorCategory ?? 2,
          ErrorType: execution.errorCategory === 1 ? 233 : 1006,
          Retryable: false,
          ErrorMessage: execution.reason,
        },
      }),
    },
    Statistics: {
      EngineExecutionTimeInMillis: end - started,
      DataScannedInBytes: execution.scannedBytes,
      TotalExecutionTimeInMillis: end - execution.submitted,
      QueryQueueTimeInMillis: started - execution.submitted,
      ServiceProcessingTimeInMillis: 0,
      ResultReuseInformation: { ReusedPreviousResult: false },
      ...(outcome?.kind === "none" && outcome.manifest && { DataManifestLocation: outcome.manifest }),
    },
    WorkGroup: execution.workgroup,
    EngineVersion: { SelectedEngineVersion: "AUTO", EffectiveEngineVersion: "Athena engine version 3" },
    ...(execution.parameters.length > 0 && { ExecutionParameters: execution.parameters }),
  };
}

const MAX_ROWS = 1000;

function columnInfo(
  name: string,
  type: { name: string; precision: number; scale: number },
): Record<string, unknown> {
  return {
    CatalogName: "hive",
    SchemaName: "",
    TableName: "",
    Name: name,
    Label: name,
    Type: type.name,
    Precision: type.precision,
    Scale: type.scale,
    Nullable: "UNKNOWN",
    CaseSensitive: type.name === "varchar",
  };
}

const row = (values: readonly unknown[]): Record<string, unknown> => ({
  Data: values.map((value) => (value === null ? {} : { VarCharValue: String(value) })),
});

/** A page of results. The first of a SELECT begins with the column names as a row, which counts. */
export async function queryResults(
  execution: Execution,
  input: { NextToken?: string; MaxResults?: number },
  reader: ResultReader,
): Promise<Record<string, unknown>> {
  if (execution.state !== "SUCCEEDED") {
    const what =
      execution.state === "FAILED"
        ? "did not finish successfully. Final query state: FAILED"
        : `has not yet finished. Current state: ${execution.state}`;
    throw new ApiError("InvalidRequestException", `Query ${what}`);
  }
  const max = input.MaxResults ?? MAX_ROWS;
  if (max < 1 || max > MAX_ROWS) {
    throw new ApiError(
      "InvalidRequestException",
      `MaxResults is more than maximum allowed length ${MAX_ROWS}`,
    );
  }
  const offset = offsetOf(execution, input.NextToken);
  const { outcome } = execution;
  if (!outcome || outcome.kind === "none") {
    return {
      ...(outcome?.updateCount !== undefined && { UpdateCount: outcome.updateCount }),
      ResultSet: { Rows: [], ResultSetMetadata: { ColumnInfo: [] } },
    };
  }
  const next = (total: number, end: number): Record<string, unknown> =>
    end < total ? { NextToken: Buffer.from(`${execution.id}:${end}`).toString("base64url") } : {};
  if (outcome.kind === "text") {
    const end = Math.min(offset + max, outcome.rows.length);
    const columns = outcome.columns.map((name) =>
      columnInfo(name, { name: "string", precision: 0, scale: 0 }),
    );
    return {
      UpdateCount: 0,
      ResultSet: {
        Rows: outcome.rows.slice(offset, end).map(row),
        ResultSetMetadata: { ColumnInfo: columns },
      },
      ...next(outcome.rows.length, end),
    };
  }
  const { result } = outcome;
  const names = result.columns.map((column) => column.name);
  // Row 0 of the answer is the header.
  const head = offset === 0 ? [row(names)] : [];
  const first = Math.max(0, offset - 1);
  const count = max - head.length;
  const expressions = result.columns.map((column, i) => textOf(identifier(columnAt(i)), column.type));
  const rows =
    count > 0 ? await reader.read((connection) => page(connection, result, expressions, first, count)) : [];
  return {
    UpdateCount: 0,
    ResultSet: {
      Rows: [...head, ...rows.map(row)],
      ResultSetMetadata: {
        ColumnInfo: result.columns.map((c) =>
          columnInfo(c.name, c.told === undefined ? athenaType(c.type) : typeOfTrino(c.told)),
        ),
      },
    },
    ...next(result.rows + 1, offset + max),
  };
}

function offsetOf(execution: Execution, token: string | undefined): number {
  if (token === undefined) return 0;
  const [id, offset] = Buffer.from(token, "base64url").toString("utf8").split(":");
  if (id !== execution.id || !/^\d+$/.test(offset ?? "")) {
    throw new ApiError("InvalidRequestException", "NextToken is invalid");
  }
  return Number(offset);
}

export function runtimeStatistics(execution: Execution): Record<string, unknown> {
  const end = execution.completed ?? Date.now();
  const outcome = execution.outcome;
  return {
    QueryRuntimeStatistics: {
      Timeline: {
        QueryQueueTimeInMillis: (execution.started ?? end) - execution.submitted,
        QueryPlanningTimeInMillis: 0,
        EngineExecutionTimeInMillis: end - (execution.started ?? end),
        ServiceProcessingTimeInMillis: 0,
        TotalExecutionTimeInMillis: end - execution.submitted,
      },
      Rows: {
        InputBytes: execution.scannedBytes,
        ...(outcome?.kind === "rows" && {
          OutputRows: outcome.result.rows,
          OutputBytes: outcome.result.bytes,
        }),
        ...(outcome?.kind === "none" && { OutputRows: outcome.updateCount ?? 0 }),
      },
    },
  };
}
