// One object that SQS told of, to its manifest: a file that landed, or what an earlier part of the stages handed over.
// Whatever happens half-way, the next delivery of the same event ends in the same place.
import { type AuditRecord, auditExpiry } from "../../../core/records/audit.ts";
import { isRecordsKey } from "../../../core/records/record-objects.ts";
import { unreadIdOf } from "../../../core/records/run-id.ts";
import { writeAudit } from "../../aws/audit.ts";
import { sizeOf, uriOf } from "../../aws/objects.ts";
import type { ObjectCreated } from "../../events/notifications.ts";
import { isInterimManifest } from "../commit/location.ts";
import type { StageConfig } from "../config.ts";
import { logger } from "../telemetry.ts";
import type { ImportContext } from "./context.ts";
import { importHanded } from "./handed.ts";
import { importLanded, placeOf } from "./landed.ts";
import { ensureRoom, handOn, isExhaustion, refuseFullDisk } from "./oversize.ts";

/** @returns the run's id; undefined where nothing was imported */
export async function importObject(
  object: ObjectCreated,
  context: ImportContext,
): Promise<string | undefined> {
  const { env, segment } = context.config;
  const handed = !segment.first && isInterimManifest(object.key);
  const bytes = await sizeOf(object);
  if (bytes === undefined) {
    await auditUnread(context.config, object, "source_missing");
    return undefined;
  }
  // What a console makes for a folder: an empty object whose name ends in a slash. One that is not empty is a file. And what
  // seals the key of a batch of records that was given up.
  if (bytes === 0 && (object.key.endsWith("/") || isRecordsKey(object.key))) return undefined;
  try {
    await ensureRoom(env, bytes);
    const found = await (handed ? importHanded : importLanded)(object, context);
    if (found) return found;
    await auditUnread(context.config, object, "source_missing");
  } catch (error) {
    if (!isExhaustion(error)) throw error;
    await refuseFullDisk(error, env, bytes);
    await handOn(env, object, bytes);
    await auditUnread(context.config, object, "oversize", bytes);
    logger.warn("Handed on: too large for this function", { object: uriOf(object), bytes });
  }
  return undefined;
}

async function auditUnread(
  { env }: StageConfig,
  object: ObjectCreated,
  state: AuditRecord["state"],
  bytes?: number,
): Promise<void> {
  const { bucket, key, versionId } = object;
  await writeAudit(env.AUDIT_TABLE, {
    run_id: unreadIdOf(object),
    dataset: placeOf(object).dataset,
    state,
    source: {
      bucket,
      key,
      ...(versionId && { version_id: versionId }),
      ...(bytes !== undefined && { bytes }),
    },
    contract_digest: env.CONTRACT_DIGEST,
    committed_at: object.eventTime,
    expires_at: auditExpiry(object.eventTime, env.AUDIT_TTL_DAYS),
  });
}
