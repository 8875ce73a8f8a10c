// Runs a part of an import once, however often and whenever its event is delivered: manifest, lock, commit, and what
// follows a commit.
import { setTimeout as sleep } from "node:timers/promises";
import { IdempotencyAlreadyInProgressError } from "@aws-lambda-powertools/idempotency";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { auditOfManifest } from "../../core/records/audit.ts";
import type { Manifest } from "../../core/records/manifest.ts";
import { writeAudit } from "../aws/audit.ts";
import { sqs } from "../aws/clients.ts";
import { readManifest } from "../aws/manifests.ts";
import { notificationOf } from "../events/notifications.ts";
import { commit, dropIntent } from "./commit.ts";
import { forget, withLock } from "./lock.ts";
import type { Outcome } from "./outcome.ts";
import { curatedPlace, interimPlace, manifestAt, type Place, type Run } from "./place.ts";
import type { Invocation, Settings } from "./settings.ts";
import { countRun, logger } from "./telemetry.ts";

/** Between looks at a run that another attempt holds. */
const LOOK_MS = 1_000;

/** Runs `work` and commits its outcome, unless that is done already; then only what follows the commit is repeated. */
export async function once(
  { config, deadline }: Invocation,
  run: Run,
  work: (lost: AbortSignal) => Promise<Outcome>,
): Promise<void> {
  const { env, part } = config;
  const lock = { table: env.IDEMPOTENCY_TABLE, name: part.name, runId: run.runId };
  while (!(await finishIfDone(config, run))) {
    try {
      const ran = await withLock(lock, (lost) => attempt(config, run, work, lost));
      if (ran || (await finishIfDone(config, run))) return;
      // Done once, but its manifest was removed since: it is to be done again.
      await forget(run.runId);
    } catch (error) {
      // Another attempt is at it, or was killed and its lock is about to end: to wait is better than to use up the
      // message's deliveries.
      if (!(error instanceof IdempotencyAlreadyInProgressError) || !deadline.isEarly()) throw error;
      await sleep(LOOK_MS);
    }
  }
}

async function attempt(
  config: Settings,
  run: Run,
  work: (lost: AbortSignal) => Promise<Outcome>,
  lost: AbortSignal,
): Promise<void> {
  // Another attempt may have finished between the look before and the lock.
  if (await finishIfDone(config, run)) return;
  const { manifest, outputs } = await work(lost);
  const place = placeOf(config, manifest);
  await commit(place, manifest, outputs, lost);
  await finish(config, place, manifest);
  report(manifest);
}

/** A rejected file is done for good, whichever part found out. */
const placeOf = ({ env, part }: Settings, { status }: Manifest): Place =>
  part.last || status === "rejected" ? curatedPlace(env) : interimPlace(env, part);

async function finishIfDone(config: Settings, run: Run): Promise<boolean> {
  const { env, part } = config;
  for (const place of part.last ? [curatedPlace(env)] : [interimPlace(env, part), curatedPlace(env)]) {
    const manifest = await readManifest(manifestAt(place, run));
    if (!manifest) continue;
    await finish(config, place, manifest);
    return true;
  }
  return false;
}

/** What follows the commit, and is done again by every redelivery: all of it may be repeated. */
async function finish({ env, part }: Settings, place: Place, manifest: Manifest): Promise<void> {
  if (part.last || place.bucket === env.CURATED_BUCKET)
    await writeAudit(env.AUDIT_TABLE, auditOfManifest(manifest, env.CURATED_BUCKET, env.AUDIT_TTL_DAYS));
  else
    await sqs().send(
      new SendMessageCommand({
        QueueUrl: env.NEXT_QUEUE_URL,
        MessageBody: notificationOf(
          {
            ...manifestAt(place, { dataset: manifest.dataset, runId: manifest.run_id }),
            eventTime: manifest.committed_at,
          },
          1,
        ),
      }),
    );
  await dropIntent(place, manifest);
}

function report(manifest: Manifest): void {
  countRun(manifest);
  const { status, rejected, rows_in, rows_curated, rows_quarantined, seconds } = manifest;
  logger.info("Run committed", { status, rejected, rows_in, rows_curated, rows_quarantined, seconds });
}
