// What became of an import, from what is there of it: the object in landing, the intent of its run, its audit record, its rows in
// quarantine.
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { IMPORT_STATES } from "../../../core/api/routes/imports.ts";
import type { ApiEnvironment } from "../../../core/environment/api.ts";
import { AUDIT_INDEX, type AuditRecord, auditOfItem } from "../../../core/records/audit.ts";
import { intentKey } from "../../../core/records/intent.ts";
import { runIdOf } from "../../../core/records/run-id.ts";
import { readAudit } from "../../aws/audit.ts";
import { s3 } from "../../aws/clients/s3.ts";
import { sizeOf } from "../../aws/objects.ts";
import { documents } from "../../http/table.ts";
import type { ImportItem } from "./store.ts";

type State = (typeof IMPORT_STATES)[number];

export interface ImportState {
  state: State;
  record?: AuditRecord | undefined;
}

const OF_AUDIT: Readonly<Record<AuditRecord["state"], State>> = {
  curated: "done",
  rejected: "rejected",
  oversize: "oversize",
  source_missing: "gone",
};

export async function importState(item: ImportItem, env: ApiEnvironment): Promise<ImportState> {
  const runId = expectedRun(item, env);
  const record = await auditRecord(item, env, runId);
  if (record) return { state: OF_AUDIT[record.state], record };
  const landed = await sizeOf({ bucket: env.LANDING_BUCKET ?? "", key: item.key });
  if (landed === undefined) {
    if (item.abandoned) return { state: "abandoned" };
    return { state: Date.parse(item.urls_until) < Date.now() ? "expired" : "waiting" };
  }
  if (runId === undefined) return { state: "landed" };
  const intent = await sizeOf({ bucket: env.CURATED_BUCKET ?? "", key: intentKey(item.dataset, runId) });
  return { state: intent === undefined ? "landed" : "running" };
}

/** Undefined where the file comes in parts, whose checksums say nothing of the whole one's. */
const expectedRun = (
  { key, sha256 }: ImportItem,
  { LANDING_BUCKET = "", CONTRACT_DIGEST }: ApiEnvironment,
): string | undefined =>
  sha256 === undefined
    ? undefined
    : runIdOf({ bucket: LANDING_BUCKET, key, sha256, contractDigest: CONTRACT_DIGEST });

async function auditRecord(
  item: ImportItem,
  env: ApiEnvironment,
  runId: string | undefined,
): Promise<AuditRecord | undefined> {
  const own = runId === undefined ? undefined : auditOfItem(await readAudit(env.AUDIT_TABLE, runId));
  return own ?? findAudit(item, env.AUDIT_TABLE);
}

/** Pages of the dataset's records that are looked through, for a run by another contract, or of parts. */
const MOST_PAGES = 5;

/** By which clocks may differ. */
const SKEW_MS = 3_600_000;

/** The newest record of the object, whatever became of it. */
async function findAudit(item: ImportItem, TableName: string): Promise<AuditRecord | undefined> {
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { Items = [], LastEvaluatedKey } = await documents().send(
      new QueryCommand({
        TableName,
        IndexName: AUDIT_INDEX.name,
        KeyConditionExpression: "#hash = :dataset AND #range >= :since",
        FilterExpression: "#source.#key = :key",
        ExpressionAttributeNames: {
          "#hash": AUDIT_INDEX.hash,
          "#range": AUDIT_INDEX.range,
          "#source": "source",
          "#key": "key",
        },
        ExpressionAttributeValues: {
          ":dataset": item.dataset,
          ":since": new Date(Date.parse(item.created_at) - SKEW_MS).toISOString(),
          ":key": item.key,
        },
        ScanIndexForward: false,
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      }),
    );
    // One that was set aside may have been taken since: a run says more than that.
    const found = Items.flatMap((one) => auditOfItem(one) ?? []);
    const run = found.find(({ state }) => state === "curated" || state === "rejected") ?? found[0];
    if (run || !LastEvaluatedKey) return run;
    ExclusiveStartKey = LastEvaluatedKey;
  }
  return undefined;
}

const MOST_ROWS = 10;
const MOST_RAW = 1000;
/** Of the file's beginning, which is looked at for them. */
const LOOKED_AT_BYTES = 256 * 1024;

const rowSchema = z.object({ line: z.number().optional(), raw: z.string(), reasons: z.array(z.string()) });

/** The first rows of a run in quarantine, as far as they lie within the file's beginning. */
export async function quarantinedRows(
  { QUARANTINE_BUCKET = "" }: ApiEnvironment,
  { dataset, run_id }: AuditRecord,
): Promise<{ line: number | null; reasons: string[]; raw: string }[]> {
  const { Body, ContentRange = "" } = await s3().send(
    new GetObjectCommand({
      Bucket: QUARANTINE_BUCKET,
      Key: `${dataset}/${run_id}.ndjson`,
      Range: `bytes=0-${LOOKED_AT_BYTES - 1}`,
    }),
  );
  const text = (await Body?.transformToString("utf-8")) ?? "";
  const isWhole = Number(ContentRange.split("/")[1] ?? 0) <= LOOKED_AT_BYTES;
  const lines = text.split("\n").slice(0, isWhole ? undefined : -1);
  return lines
    .filter((line) => line !== "")
    .slice(0, MOST_ROWS)
    .map((line) => {
      const { line: number, raw, reasons } = rowSchema.parse(JSON.parse(line));
      return { line: number ?? null, reasons, raw: raw.slice(0, MOST_RAW) };
    });
}
