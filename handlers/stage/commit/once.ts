// Runs a segment of an import once, however often and whenever its event is delivered: manifest, lock, commit, and what
// follows a commit.
import { setTimeout as sleep } from "node:timers/promises";
import { IdempotencyAlreadyInProgressError } from "@aws-lambda-powertools/idempotency";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { auditOfManifest } from "../../../core/records/audit.ts";
import type { Manifest } from "../../../core/records/manifest.ts";
import { writeAudit } from "../../aws/audit.ts";
import { sqs } from "../../aws/clients/sqs.ts";
import { readManifest } from "../../aws/manifests.ts";
import { notificationOf } from "../../events/notifications.ts";
import type { StageConfig } from "../config.ts";
import { TooLarge } from "../import/budget.ts";
import type { ImportContext } from "../import/context.ts";
import { countRun, logger } from "../telemetry.ts";
import { curatedLocation, interimLocation, type Location, manifestAt, type RunRef } from "./location.ts";
import { forget, wasAbandoned, withLock } from "./lock.ts";
import type { Outcome } from "./outcome.ts";
import { commit, dropIntent } from "./write.ts";

/** Columns named in a line of the log, at most; the manifest has them all. */
const LOGGED_COLUMNS = 20;
/** Attempts that may end without a word before the import is taken for too large: one may be an accident. */
const KILLS = 2;
/** Between looks at a run that another attempt holds. */
const LOOK_MS = 1_000;

/** Runs `work` and commits its outcome, unless that is done already; then only what follows the commit is repeated. */
export async function once(
  { config, time, receives = 1 }: ImportContext,
  run: RunRef,
  work: (lost: AbortSignal) => Promise<Outcome>,
): Promise<void> {
  const { env, segment } = config;
  const lock = { table: env.IDEMPOTENCY_TABLE, name: segment.name, runId: run.runId };
  const maybeKilled = receives > KILLS;
  while (!(await finishIfDone(config, run))) {
    // Memory or time that ran out so fast that nobody could say so.
    if (maybeKilled && (await wasAbandoned(lock))) throw new TooLarge("killed at each attempt");
    try {
      const ran = await withLock(lock, (lost) => attempt(config, run, work, lost));
      if (ran || (await finishIfDone(config, run))) return;
      // Done once, but its manifest was removed since: it is to be done again.
      await forget(run.runId);
    } catch (error) {
      // Another attempt is at it, or was killed and its lock is about to end: to wait is better than to use up the
      // message's deliveries.
      if (!(error instanceof IdempotencyAlreadyInProgressError) || !time.isEarly()) throw error;
      await sleep(LOOK_MS);
    }
  }
}

async function attempt(
  config: StageConfig,
  run: RunRef,
  work: (lost: AbortSignal) => Promise<Outcome>,
  lost: AbortSignal,
): Promise<void> {
  // Another attempt may have finished between the look before and the lock.
  if (await finishIfDone(config, run)) return;
  const { manifest, outputs } = await work(lost);
  const location = locationOf(config, manifest);
  await commit(location, manifest, outputs, lost);
  await finish(config, location, manifest);
  report(manifest, config.segment.last || manifest.status === "rejected");
}

/** A rejected file is done for good, whichever segment found out. */
const locationOf = ({ env, segment }: StageConfig, { status }: Manifest): Location =>
  segment.last || status === "rejected" ? curatedLocation(env) : interimLocation(env, segment);

async function finishIfDone(config: StageConfig, run: RunRef): Promise<boolean> {
  const { env, segment } = config;
  for (const location of segment.last
    ? [curatedLocation(env)]
    : [interimLocation(env, segment), curatedLocation(env)]) {
    const manifest = await readManifest(manifestAt(location, run));
    if (!manifest) continue;
    await finish(config, location, manifest);
    const { status, committed_at } = manifest;
    logger.info("Nothing to import: it was committed before", { status, committed_at });
    return true;
  }
  return false;
}

/** What follows the commit, and is done again by every redelivery: all of it may be repeated. */
async function finish({ env, segment }: StageConfig, location: Location, manifest: Manifest): Promise<void> {
  if (segment.last || location.bucket === env.CURATED_BUCKET)
    await writeAudit(env.AUDIT_TABLE, auditOfManifest(manifest, env.CURATED_BUCKET, env.AUDIT_TTL_DAYS));
  else
    await sqs().send(
      new SendMessageCommand({
        QueueUrl: env.NEXT_QUEUE_URL,
        MessageBody: notificationOf(
          {
            ...manifestAt(location, { dataset: manifest.dataset, runId: manifest.run_id }),
            eventTime: manifest.committed_at,
          },
          1,
        ),
      }),
    );
  await dropIntent(location, manifest);
}

/** @param done whether no other segment has a part in the run */
function report(manifest: Manifest, done: boolean): void {
  if (done) countRun(manifest);
  const { status, rejected, rows_in, rows_curated, rows_quarantined, seconds, ignored_columns } = manifest;
  const ignored = ignored_columns && { ignored_columns: ignored_columns.slice(0, LOGGED_COLUMNS) };
  logger.info("Run committed", {
    status,
    rejected,
    rows_in,
    rows_curated,
    rows_quarantined,
    seconds,
    ...ignored,
  });
}
