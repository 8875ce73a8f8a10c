// What the system views tell of the statements that a warehouse has run.
import type { QueryHistory } from "../engine/runtime.ts";
import type { StatementRecord } from "./records.ts";

const STATES: Partial<Record<string, string>> = {
  FINISHED: "success",
  FAILED: "failed",
  ABORTED: "canceled",
};

/** `data` is where the warehouse's databases lie. */
export function historyOf(records: readonly StatementRecord[], data: string): QueryHistory[] {
  return records
    .filter((record) => record.data === data)
    .flatMap((record) =>
      record.statements
        .filter((statement) => statement.started !== undefined)
        .map((statement) => ({
          id: statement.queryId,
          text: statement.sql,
          status: STATES[statement.status] ?? "running",
          started: statement.started as number,
          ended: statement.ended,
          error: statement.error,
          rows: statement.result?.rows ?? statement.written,
          user: record.user,
          database: record.database,
        })),
    );
}
