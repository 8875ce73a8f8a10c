// What goes wrong with a statement as a RedshiftError: too long to be sent, refused by the Data API, failed in Redshift.
import { RedshiftError } from "../errors.ts";
import type { StatementDescription } from "./api-types.ts";

/** The longest SQL text that the Data API takes, in bytes. */
const MAX_SQL_BYTES = 100 * 1024;

export function checkLength(sql: string): void {
  const bytes = Buffer.byteLength(sql, "utf8");
  if (bytes > MAX_SQL_BYTES) {
    throw new RedshiftError(
      `the statement has ${bytes} bytes: the Data API takes ${MAX_SQL_BYTES}; load many rows with COPY instead of INSERT`,
      { sql, exception: "ValidationException" },
    );
  }
}

/** The error of a statement that failed or was aborted; `sqls` are those of its batch, or the one. */
export function statementError(
  id: string,
  described: Partial<StatementDescription>,
  sqls: readonly string[],
): RedshiftError {
  const failed = described.SubStatements?.findIndex((sub) => sub.Status === "FAILED") ?? -1;
  const message = described.Error ?? described.SubStatements?.[failed]?.Error;
  if (described.Status === "ABORTED") {
    return new RedshiftError(message ?? "ERROR: Query cancelled on user's request", {
      sql: sqls.join(";\n"),
      statementId: id,
      sqlState: "57014",
    });
  }
  return new RedshiftError(message ?? "the statement failed, and Redshift gave no message", {
    sql: sqls[failed] ?? sqls.join(";\n"),
    statementId: described.SubStatements?.[failed]?.Id ?? id,
  });
}

/** The error of a call that did not come through, or that the Data API refused. */
export function callError(error: unknown, sql: string): RedshiftError {
  if (error instanceof RedshiftError) return error;
  const { name, message, Message, StatementId } = error as Error & {
    Message?: string;
    StatementId?: string;
  };
  return new RedshiftError(Message ?? message, {
    sql,
    exception: name,
    cause: error,
    ...(StatementId !== undefined && { statementId: StatementId }),
  });
}
