// One import from its object in the landing bucket to its manifest. Whatever happens half-way, the next delivery of the
// same event ends in the same place.
import { extname, join } from "node:path";
import type { Context } from "aws-lambda";
import { NAME } from "../../core/contract/schema.ts";
import { importFile, type Stage } from "../../core/engine/index.ts";
import { type AuditRecord, auditExpiry, auditOfManifest } from "../../core/records/audit.ts";
import type { Manifest } from "../../core/records/manifest.ts";
import { runIdOf, unreadIdOf } from "../../core/records/run-id.ts";
import { writeAudit } from "../aws/audit.ts";
import { download, sizeOf, uriOf } from "../aws/objects.ts";
import type { ObjectCreated } from "../events/notifications.ts";
import { commit, dropIntent, readManifest } from "./commit.ts";
import type { Deadline } from "./deadline.ts";

import { forget, withLock } from "./lock.ts";
import { lookupFiles } from "./lookups.ts";
import { type Import, type Outcome, outcomeOf, rejectedOutcome } from "./outcome.ts";
import { handOn, isExhaustion, TooLarge } from "./oversize.ts";
import type { Settings } from "./settings.ts";
import { countRun, logger } from "./telemetry.ts";
import { tokenKey } from "./token-key.ts";
import { makeRoom, withWorkspace } from "./workspace.ts";

/** Storage that an import may take per byte of its file: the file, a transcoded copy, and output of twice its size. */
const STORAGE_PER_BYTE = 4;
const UNKNOWN_DATASET = "_unknown";

export async function importObject(
  object: ObjectCreated,
  config: Settings,
  context: Context,
  deadline: Deadline,
): Promise<void> {
  // What a console makes for a folder: an empty object whose name ends in a slash.
  if (object.key.endsWith("/")) return;
  const bytes = await sizeOf(object);
  if (bytes === undefined) return auditUnread(config, object, "source_missing");
  try {
    if (bytes > config.env.MAX_OBJECT_BYTES) throw new TooLarge();
    if (!(await makeRoom(bytes * STORAGE_PER_BYTE))) throw new TooLarge();
    await withWorkspace((folder) => importInto(folder, object, config, context, deadline));
  } catch (error) {
    if (!isExhaustion(error)) throw error;
    await handOn(config.env, object, bytes);
    await auditUnread(config, object, "oversize", bytes);
    logger.warn("Handed on: too large for this function", { object: uriOf(object), bytes });
  }
}

async function importInto(
  folder: string,
  object: ObjectCreated,
  config: Settings,
  context: Context,
  deadline: Deadline,
): Promise<void> {
  const { env } = config;
  const [, dataset = "", file = ""] = /^([^/]*)\/(.*)$/s.exec(object.key) ?? ["", "", object.key];
  const path = join(folder, `source${extensionsOf(object.key)}`);
  const content = await download(object, path);
  if (!content) return auditUnread(config, object, "source_missing");
  const source: Import = {
    ...object,
    ...content,
    path,
    dataset: NAME.test(dataset) ? dataset : UNKNOWN_DATASET,
    file,
    runId: runIdOf({ ...object, sha256: content.sha256, contractDigest: env.CONTRACT_DIGEST }),
  };
  logger.appendKeys({ run_id: source.runId, dataset: source.dataset });

  const done = await readManifest(env.CURATED_BUCKET, source.dataset, source.runId);
  if (done) return finish(config, done);
  const ran = await withLock(env.IDEMPOTENCY_TABLE, source.runId, context, async () => {
    // Another attempt may have finished between the look above and the lock.
    const other = await readManifest(env.CURATED_BUCKET, source.dataset, source.runId);
    if (other) return finish(config, other);
    const outcome = await run(source, config, folder, deadline);
    await commit(env.CURATED_BUCKET, outcome.manifest, outcome.outputs);
    await finish(config, outcome.manifest);
    report(outcome);
  });
  if (ran || (await readManifest(env.CURATED_BUCKET, source.dataset, source.runId))) return;
  await forget(source.runId);
  throw new Error(`Run ${source.runId} is marked done but has no manifest; it is done again.`);
}

/** The file's extensions, by which the engine knows its compression: ".csv.gz". */
function extensionsOf(key: string): string {
  const last = extname(key);
  const before = extname(key.slice(0, key.length - last.length));
  return `${before}${last}`.replaceAll(/[^A-Za-z0-9.]/g, "");
}

async function run(source: Import, config: Settings, folder: string, deadline: Deadline): Promise<Outcome> {
  const { env, contract } = config;
  const buckets = { curated: env.CURATED_BUCKET, quarantine: env.QUARANTINE_BUCKET };
  const dataset = contract.datasets[source.dataset];
  if (!dataset) {
    const message = `No dataset of the contract is named ${JSON.stringify(source.key.split("/")[0])}.`;
    return rejectedOutcome(source, { reason: "file:unknown_dataset", message }, env.CONTRACT_DIGEST, buckets);
  }
  const lookups: Record<string, string[]> = {};
  for (const name of new Set(dataset.enrich.map(({ lookup }) => lookup)))
    lookups[name] = await lookupFiles(env.CURATED_BUCKET, name);
  const keyed = dataset.columns.some(({ tokenize }) => tokenize === "hmac");
  const out = join(folder, "out");
  const result = await deadline.within((signal) =>
    withKey(keyed ? env.TOKEN_KEY_SECRET_ARN : undefined, (key) =>
      importFile({
        contract,
        dataset: source.dataset,
        file: source.path,
        name: uriOf(source),
        runId: source.runId,
        lookups,
        ...(key && { tokenKey: key }),
        out,
        scratch: join(folder, "scratch"),
        ...(env.STAGES && { stages: env.STAGES.split(",") as Stage[] }),
        threads: config.threads,
        memoryLimitMb: config.memoryLimitMb,
        signal,
      }),
    ),
  );
  return outcomeOf(source, result, env.CONTRACT_DIGEST, buckets, out);
}

const withKey = async <T>(secretArn: string | undefined, use: (key?: Uint8Array) => Promise<T>): Promise<T> =>
  use(secretArn ? await tokenKey(secretArn) : undefined);

/** What follows the commit, and is done again by every redelivery: all of it may be repeated. */
async function finish({ env }: Settings, manifest: Manifest): Promise<void> {
  await writeAudit(env.AUDIT_TABLE, auditOfManifest(manifest, env.CURATED_BUCKET, env.AUDIT_TTL_DAYS));
  await dropIntent(env.CURATED_BUCKET, manifest);
}

function report({ manifest }: Outcome): void {
  const bytesOut = [...manifest.files, ...manifest.quarantine].reduce((sum, { bytes }) => sum + bytes, 0);
  countRun(manifest, bytesOut);
  const { status, rejected, rows_in, rows_curated, rows_quarantined, seconds } = manifest;
  logger.info("Run committed", { status, rejected, rows_in, rows_curated, rows_quarantined, seconds });
}

async function auditUnread(
  { env }: Settings,
  object: ObjectCreated,
  state: AuditRecord["state"],
  bytes?: number,
): Promise<void> {
  const { bucket, key, versionId } = object;
  await writeAudit(env.AUDIT_TABLE, {
    run_id: unreadIdOf(object),
    dataset: key.split("/")[0] || UNKNOWN_DATASET,
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
