// Writes audit records: updates and not puts, since two functions each own some of an item's attributes.
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { AUDIT_KEY, type AuditRecord, auditSchema } from "../../core/records/audit.ts";
import { dynamodb } from "./clients/dynamodb.ts";

const documents = () =>
  DynamoDBDocumentClient.from(dynamodb(), { marshallOptions: { removeUndefinedValues: true } });

/** What the table has of a run, which may be some of its attributes only. */
export async function readAudit(table: string, runId: string): Promise<Partial<AuditRecord> | undefined> {
  const { Item } = await documents().send(
    new GetCommand({ TableName: table, Key: { [AUDIT_KEY]: runId }, ConsistentRead: true }),
  );
  return Item;
}

/** Sets the given attributes of a run's item and leaves its others; the same call twice changes nothing. */
export async function updateAudit(
  table: string,
  runId: string,
  attributes: Partial<AuditRecord>,
): Promise<void> {
  const entries = Object.entries(attributes).filter(
    ([name, value]) => name !== AUDIT_KEY && value !== undefined,
  );
  await documents().send(
    new UpdateCommand({
      TableName: table,
      Key: { [AUDIT_KEY]: runId },
      UpdateExpression: `SET ${entries.map((_, i) => `#${i} = :${i}`).join(", ")}`,
      ExpressionAttributeNames: Object.fromEntries(entries.map(([name], i) => [`#${i}`, name])),
      ExpressionAttributeValues: Object.fromEntries(entries.map(([, value], i) => [`:${i}`, value])),
    }),
  );
}

/**
 * Adds to the topics that were sent all of a run. A set, to which each adds its own: neither a repeat nor another function
 * at the same moment takes any of it away.
 * @param expiresAt for items that have no other writer; epoch seconds
 */
export async function noteDelivered(
  table: string,
  runId: string,
  name: string,
  expiresAt?: number,
): Promise<void> {
  await documents().send(
    new UpdateCommand({
      TableName: table,
      Key: { [AUDIT_KEY]: runId },
      UpdateExpression: `ADD delivered_to :names SET delivered_at = :now${expiresAt === undefined ? "" : ", expires_at = :end"}`,
      ExpressionAttributeValues: {
        ":names": new Set([name]),
        ":now": new Date().toISOString(),
        ...(expiresAt !== undefined && { ":end": expiresAt }),
      },
    }),
  );
}

export const writeAudit = (table: string, record: AuditRecord): Promise<void> =>
  updateAudit(table, record.run_id, auditSchema.parse(record));
