// Lambda function `catalog`: committed runs become queryable. Reads the manifests that SQS tells of, registers their
// partitions (once per dataset and batch), publishes dataset.curated and notes both in the audit record. Of a file that was
// rejected whole it publishes dataset.rejected.
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { type CatalogEnvironment, catalogEnvironment } from "../../core/environment/catalog.ts";
import { telemetryEnvironment } from "../../core/environment/telemetry.ts";
import { MANIFEST_PREFIX, type Manifest } from "../../core/records/manifest.ts";
import { readAudit, updateAudit } from "../aws/audit.ts";
import { readManifest } from "../aws/manifests.ts";
import { objectsCreated } from "../events/notifications.ts";
import { answerBatch } from "../sqs/batch.ts";
import { count, loggerOf } from "../telemetry.ts";
import { noticeOf, publishNotice, putEvent, rejectedNoticeOf } from "./notice.ts";
import { registerPartitions } from "./partitions.ts";

const logger = loggerOf("catalog");

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const env = catalogEnvironment.parse(process.env);
  const read = new Map(event.Records.map((message) => [message.messageId, settled(manifestsOf(message))]));
  const registered = registerAll(env, await Promise.all(read.values()));
  return answerBatch(event, context, { logger, inParallel: true }, async ({ messageId }) => {
    for (const manifest of unwrap(await read.get(messageId)))
      if (manifest.status === "rejected") await announceRejected(env, manifest);
      else {
        unwrap(await registered.get(manifest.dataset));
        await announce(env, manifest);
      }
  });
}

/** A promise that may be awaited late and often without its failure counting as unhandled. */
type Settled<T> = Promise<PromiseSettledResult<T>>;
const settled = async <T>(promise: Promise<T>): Settled<T> => (await Promise.allSettled([promise]))[0];

function unwrap<T>(result: PromiseSettledResult<T> | undefined): T {
  if (result?.status === "fulfilled") return result.value;
  throw result?.reason;
}

/** The manifests that a message tells of. One that is gone by now (its run was undone) counts as none. */
async function manifestsOf(message: SQSRecord): Promise<Manifest[]> {
  const manifests: Manifest[] = [];
  for (const { bucket, key } of objectsCreated(message.body)) {
    if (!key.startsWith(MANIFEST_PREFIX) || !key.endsWith(".json")) continue;
    const manifest = await readManifest({ bucket, key });
    if (manifest) manifests.push(manifest);
  }
  return manifests;
}

/** Registers the partitions of the whole batch, dataset by dataset; each dataset fails by itself. */
function registerAll(
  env: CatalogEnvironment,
  results: PromiseSettledResult<Manifest[]>[],
): Map<string, Settled<void>> {
  const manifests = results.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
  const byDataset = Map.groupBy(
    manifests.filter(({ status }) => status === "curated"),
    ({ dataset }) => dataset,
  );
  return new Map(
    [...byDataset].map(([dataset, runs]) => [
      dataset,
      settled(registerPartitions(env.GLUE_DATABASE, dataset, runs)),
    ]),
  );
}

/** Publishes and then notes it: a crash in between means twice, never not at all. */
async function announce(env: CatalogEnvironment, manifest: Manifest): Promise<void> {
  const audit = await readAudit(env.AUDIT_TABLE, manifest.run_id);
  if (audit?.cataloged_at) return;
  const notice = noticeOf(manifest, env.GLUE_DATABASE, env.CURATED_BUCKET);
  if (env.CURATED_TOPIC_ARN) await publishNotice(env.CURATED_TOPIC_ARN, notice);
  if (env.EVENT_BUS) await putEvent(env.EVENT_BUS, telemetryEnvironment.parse(process.env).PIPELINE, notice);
  const now = new Date();
  await updateAudit(env.AUDIT_TABLE, manifest.run_id, { cataloged_at: now.toISOString() });
  countQueryable(manifest, now);
  logger.info("Run cataloged", { run_id: manifest.run_id, dataset: manifest.dataset });
}

function countQueryable({ dataset, source }: Manifest, now: Date): void {
  const landed = source.landed_at && Date.parse(source.landed_at);
  count(
    {
      FilesQueryable: 1,
      // The clocks of S3 and Lambda may be a moment apart.
      ...(landed && { LagSeconds: Math.max(0, now.getTime() - landed) / 1000 }),
    },
    { dataset },
  );
}

async function announceRejected(env: CatalogEnvironment, manifest: Manifest): Promise<void> {
  if (!env.CURATED_TOPIC_ARN) return;
  const audit = await readAudit(env.AUDIT_TABLE, manifest.run_id);
  if (audit?.announced_at) return;
  await publishNotice(env.CURATED_TOPIC_ARN, rejectedNoticeOf(manifest, env.CURATED_BUCKET));
  await updateAudit(env.AUDIT_TABLE, manifest.run_id, { announced_at: new Date().toISOString() });
  logger.info("Rejected file announced", { run_id: manifest.run_id, dataset: manifest.dataset });
}
