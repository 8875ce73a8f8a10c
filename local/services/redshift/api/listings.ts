// ListStatements and ListSessions.
import { ApiError, epochSeconds } from "../../../gateway/aws-json.ts";
import type { StatementRecord } from "./records.ts";
import type { ApiSession } from "./sessions.ts";
import type { SubmitInput } from "./submit.ts";

export interface ListInput extends SubmitInput {
  Status?: string;
  NextToken?: string;
  MaxResults?: number;
  RoleLevel?: boolean;
}

const PAGE = 100;

/** A page of the statements that were asked for, the newest first. */
export function listStatements(
  records: readonly StatementRecord[],
  input: ListInput,
  caller: string | undefined,
): unknown {
  const isOf = (record: StatementRecord, kind: StatementRecord["kind"], id: string): boolean =>
    record.kind === kind && record.warehouse === id;
  const all = records
    .filter((r) => (input.RoleLevel ?? true) || r.caller === caller)
    .filter((r) => !input.Status || input.Status === "ALL" || r.status === input.Status)
    .filter((r) => !input.StatementName || r.name?.startsWith(input.StatementName))
    .filter((r) => !input.Database || r.database === input.Database)
    .filter((r) => !input.ClusterIdentifier || isOf(r, "cluster", input.ClusterIdentifier))
    .filter((r) => !input.WorkgroupName || isOf(r, "workgroup", input.WorkgroupName))
    .reverse();
  const from = input.NextToken ? all.findIndex((r) => r.id === input.NextToken) : 0;
  if (from < 0) throw new ApiError("ValidationException", "Invalid NextToken.");
  const to = from + Math.min(input.MaxResults || PAGE, PAGE);
  return {
    Statements: all.slice(from, to).map((r) => ({
      Id: r.id,
      Status: r.status,
      CreatedAt: epochSeconds(r.created),
      UpdatedAt: epochSeconds(r.updated),
      StatementName: r.name,
      IsBatchStatement: r.batch,
      ...(r.batch ? { QueryStrings: r.statements.map((s) => s.sql) } : { QueryString: r.statements[0]?.sql }),
      ...(r.parameters.length > 0 && { QueryParameters: r.parameters }),
      ResultFormat: r.format,
      SessionId: r.sessionId,
    })),
    ...(to < all.length && { NextToken: all[to]?.id }),
  };
}

export function listSessions(sessions: readonly ApiSession[]): unknown {
  return {
    Sessions: sessions.map((s) => ({
      SessionId: s.id,
      Status: s.busy ? "BUSY" : "AVAILABLE",
      CreatedAt: epochSeconds(s.created),
      UpdatedAt: epochSeconds(s.updated),
      Database: s.session.database.name,
      DbUser: s.session.user,
      ...(s.warehouse.kind === "cluster"
        ? { ClusterIdentifier: s.warehouse.id }
        : { WorkgroupName: s.warehouse.id }),
      SessionAliveSeconds: s.keepSeconds,
      CurrentStatementId: s.statement,
    })),
  };
}
