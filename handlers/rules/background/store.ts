// Pieces of work as the API's table has them: whose each is, and what became of it.
import { GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { WORK_STATES } from "../../../core/api/routes/work.ts";
import type { InlineWork } from "../../../core/inline/index.ts";
import { WORK_DAYS } from "../../../core/records/work.ts";
import { documents, inSeconds, isTaken } from "../../http/table.ts";

export interface WorkItem {
  /** 32 hex digits, of caller, work, dataset, contract and content. */
  work_id: string;
  caller: string;
  work: InlineWork;
  dataset: string;
  contract_digest: string;
  bytes: number;
  /** Hex. */
  sha256: string;
  /** ISO 8601. */
  created_at: string;
  state: (typeof WORK_STATES)[number];
  /** Epoch seconds, until which an attempt may be at work. */
  working_until?: number;
  result?: WorkResult;
}

export interface WorkResult {
  valid: number;
  invalid: number;
  reasons: Record<string, number>;
  ignored_columns: string[];
  rejected?: { reason: string; message: string };
  /** Which of the files there are. */
  files: ("rows" | "broken")[];
}

const keyOf = (id: string) => ({ id: `work#${id}` });

/** Notes a piece of work, unless it is there: then that one is the answer. */
export async function noteWork(TableName: string, item: WorkItem): Promise<WorkItem> {
  const Item = { ...keyOf(item.work_id), ...item, expires_at: inSeconds(WORK_DAYS * 86_400) };
  const now = inSeconds(0);
  try {
    await documents().send(
      new PutCommand({
        TableName,
        Item,
        ConditionExpression: "attribute_not_exists(id) OR expires_at <= :now",
        ExpressionAttributeValues: { ":now": now },
      }),
    );
    return item;
  } catch (error) {
    const there = isTaken(error) ? await readWork(TableName, item.work_id) : undefined;
    if (there) return there;
    throw error;
  }
}

export async function readWork(TableName: string, id: string): Promise<WorkItem | undefined> {
  const { Item } = await documents().send(
    new GetCommand({ TableName, Key: keyOf(id), ConsistentRead: true }),
  );
  return Item as WorkItem | undefined;
}

/** @returns false where another attempt is at it, or it is done */
export async function beginWork(TableName: string, id: string, seconds: number): Promise<boolean> {
  try {
    await documents().send(
      new UpdateCommand({
        TableName,
        Key: keyOf(id),
        UpdateExpression: "SET #state = :working, working_until = :until",
        ConditionExpression: "#state IN (:waiting, :failed) OR (#state = :working AND working_until <= :now)",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: {
          ":waiting": "waiting",
          ":failed": "failed",
          ":working": "working",
          ":until": inSeconds(seconds),
          ":now": inSeconds(0),
        },
      }),
    );
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
}

export async function endWork(
  TableName: string,
  id: string,
  state: "done" | "rejected" | "failed",
  result?: WorkResult,
): Promise<void> {
  await documents().send(
    new UpdateCommand({
      TableName,
      Key: keyOf(id),
      UpdateExpression: `SET #state = :state${result ? ", #result = :result" : ""}`,
      ExpressionAttributeNames: { "#state": "state", ...(result && { "#result": "result" }) },
      ExpressionAttributeValues: { ":state": state, ...(result && { ":result": result }) },
    }),
  );
}
