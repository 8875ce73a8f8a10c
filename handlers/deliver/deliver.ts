// Delivers what a notice tells of to every topic that asks for it. The unit is a run's rows for one topic; its commit is the
// topic's name in the run's audit record, written once SNS has all parts.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "@aws-lambda-powertools/logger";
import type { RowReader, Rows } from "../../core/delivery/rows.ts";
import type { DeliverEnvironment, DeliverTopic } from "../../core/environment/deliver.ts";
import { HeadraceError } from "../../core/errors.ts";
import { auditExpiry } from "../../core/records/audit.ts";
import type { CuratedNotice } from "../../core/records/curated-notice.ts";
import { type DeliverySource, deliveredName } from "../../core/records/delivered.ts";
import type { ExportedNotice } from "../../core/records/exported-notice.ts";
import { manifestKey } from "../../core/records/manifest.ts";
import { noteDelivered, readAudit } from "../aws/audit.ts";
import { readContract } from "../aws/contract.ts";
import { readManifest } from "../aws/manifests.ts";
import { count } from "../telemetry.ts";
import { sendRows } from "./send.ts";
import { readSettings, topicsOf } from "./settings.ts";
import { datasetRows, modelRows, type SourceRows } from "./sources.ts";

export interface Tools {
  env: DeliverEnvironment;
  logger: Logger;
  reader: RowReader;
  /** For what is under way; its content is nobody else's. */
  folder: string;
}

export async function deliver(notice: CuratedNotice | ExportedNotice, tools: Tools): Promise<void> {
  const { env, logger } = tools;
  const source = sourceOf(notice);
  const asked = topicsOf(await readSettings(env), source);
  if (asked.length === 0) return;
  const { delivered_to } = (await readAudit(env.AUDIT_TABLE, notice.run_id)) ?? {};
  const left = asked.filter(([name]) => !delivered_to?.has(deliveredName(name, source)));
  if (left.length === 0) {
    logger.info("Run was delivered before", { run_id: notice.run_id, [source.kind]: source.name });
    return;
  }
  const found = await rowsOf(notice, env);
  if (!found) {
    logger.warn("The manifest is gone: the run was undone", { run_id: notice.run_id });
    return;
  }
  // Topics that are sent the same columns share the work of reading them.
  const byColumns = Map.groupBy(left, ([, { columns }]) => JSON.stringify(columns ?? null));
  for (const topics of byColumns.values()) {
    const folder = join(tools.folder, "rows");
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    try {
      const rows = await read(found, topics[0]?.[1].columns ?? undefined, folder, tools.reader);
      for (const topic of topics) await deliverTo(topic, rows, found, notice, tools);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

const sourceOf = (notice: CuratedNotice | ExportedNotice): DeliverySource =>
  notice.type === "dataset.curated"
    ? { kind: "dataset", name: notice.dataset }
    : { kind: "model", name: notice.model };

/** Undefined where the run was undone. */
async function rowsOf(
  notice: CuratedNotice | ExportedNotice,
  env: DeliverEnvironment,
): Promise<SourceRows | undefined> {
  if (notice.type === "model.exported") return modelRows(notice);
  const key = manifestKey(notice.dataset, notice.run_id);
  const manifest = await readManifest({ bucket: env.CURATED_BUCKET, key });
  return manifest && datasetRows(manifest, await readContract(env));
}

async function read(
  { source, runId, rows, types, files }: SourceRows,
  columns: readonly string[] | undefined,
  folder: string,
  reader: RowReader,
): Promise<Rows> {
  const written = await reader.write({ files: files(folder), types, columns, folder });
  if (written.rows !== rows)
    throw new HeadraceError(
      "delivery_incomplete",
      `The files of run ${runId} of ${source.name} have ${written.rows} rows, and its manifest says ${rows}.`,
      "Look whether they were changed or deleted; nothing was delivered.",
    );
  return written;
}

async function deliverTo(
  [name, topic]: [string, DeliverTopic],
  rows: Rows,
  { source, runId }: SourceRows,
  notice: CuratedNotice | ExportedNotice,
  { env, logger }: Tools,
): Promise<void> {
  const head = { schemaVersion: rows.schemaVersion, runId, source };
  const messages = await sendRows(rows, head, { env, name, topic });
  // A run of models has no other record; from the notice and not the clock, so that a repeat writes the same.
  const expires =
    notice.type === "model.exported" ? auditExpiry(notice.exported_at, env.AUDIT_TTL_DAYS) : undefined;
  await noteDelivered(env.AUDIT_TABLE, runId, deliveredName(name, source), expires);
  count({ Deliveries: messages, RowsDelivered: rows.rows }, { topic: name });
  logger.info("Run delivered", {
    run_id: runId,
    [source.kind]: source.name,
    topic: name,
    rows: rows.rows,
    messages,
  });
}
