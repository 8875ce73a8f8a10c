// A dataset's runs, from the audit table, the latest first.
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { AUDIT_INDEX, type AuditRecord, auditOfItem } from "../../core/records/audit.ts";
import { documents } from "../http/table.ts";

/** How far back a run that added rows is looked for, among those that added none. */
const LOOKED_AT = 200;

export const lastRuns = (table: string, dataset: string, limit: number): Promise<AuditRecord[]> =>
  query(table, dataset, { Limit: limit });

export async function lastCurated(table: string, dataset: string): Promise<AuditRecord | undefined> {
  const [last] = await query(table, dataset, {
    Limit: LOOKED_AT,
    FilterExpression: "#state = :curated",
    ExpressionAttributeNames: { "#state": "state" },
    ExpressionAttributeValues: { ":curated": "curated" },
  });
  return last;
}

interface Narrowing {
  Limit: number;
  FilterExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, string>;
}

async function query(TableName: string, dataset: string, narrowing: Narrowing): Promise<AuditRecord[]> {
  const { Items = [] } = await documents().send(
    new QueryCommand({
      ...narrowing,
      TableName,
      IndexName: AUDIT_INDEX.name,
      KeyConditionExpression: "#hash = :dataset",
      ExpressionAttributeNames: { ...narrowing.ExpressionAttributeNames, "#hash": AUDIT_INDEX.hash },
      ExpressionAttributeValues: { ...narrowing.ExpressionAttributeValues, ":dataset": dataset },
      ScanIndexForward: false,
    }),
  );
  return Items.flatMap((item) => auditOfItem(item) ?? []);
}
