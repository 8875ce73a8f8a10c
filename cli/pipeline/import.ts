// Imports files through a deployed pipeline and tells what became of them, in the same terms as a local check.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Contract } from "../../core/contract/schema.ts";
import type { AuditRecord } from "../../core/records/audit.ts";
import { type Manifest, manifestKey, parseManifest } from "../../core/records/manifest.ts";
import { waves } from "../imports/order.ts";
import type { Import } from "../imports/parse.ts";
import type { FileOutcome } from "../imports/report.ts";
import { readText, s3Client } from "../objects.ts";
import { bytes, counted, seconds, secondsSince } from "../output/format.ts";
import type { DeployedPipeline } from "../terraform/pipelines.ts";
import type { Deployed } from "./deploy.ts";
import { landingKeys, type Uploaded, upload } from "./upload.ts";
import { waitForRuns } from "./wait.ts";

/** Uploads wave by wave, lookups first, and returns one outcome per import, in the order in which they ran. */
export async function importFiles(
  { local, aws, pipeline, output, signal }: Deployed,
  contract: Contract,
  imports: readonly Import[],
): Promise<FileOutcome[]> {
  const s3 = s3Client(aws);
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
  const { progress } = output;
  const outcomes: FileOutcome[] = [];
  try {
    const keys = landingKeys(imports);
    for (const wave of waves(contract, imports)) {
      const names = [...new Set(wave.map(({ dataset }) => dataset))].join(", ");
      const start = performance.now();
      const uploads: Uploaded[] = [];
      for (const item of wave) {
        const sent = (n: number): void =>
          progress.update(`${item.file}: sending, ${bytes(n)} of ${bytes(item.bytes)}`);
        sent(0);
        uploads.push(await upload(s3, pipeline, item, keys.get(item) ?? "", sent, signal));
      }
      const records = await waitForRuns(
        dynamo,
        local,
        pipeline,
        uploads,
        (done, { queued, running }) =>
          progress.update(
            `${names}: ${done} of ${counted(uploads.length, "file")} through, ${counted(queued, "message")} queued, ` +
              `${counted(running, "function")} running (${seconds(secondsSince(start))})`,
          ),
        signal,
      );
      for (const [i, record] of records.entries()) {
        const manifest = record.manifest ? await readManifest(s3, pipeline, record) : undefined;
        outcomes.push(outcomeOf(uploads[i] as Uploaded, record, manifest));
      }
      progress.done(`imported ${names} (${seconds(secondsSince(start))})`);
    }
    return outcomes;
  } finally {
    for (const client of [s3, dynamo]) client.destroy();
  }
}

async function readManifest(
  s3: S3Client,
  pipeline: DeployedPipeline,
  record: AuditRecord,
): Promise<Manifest> {
  const text = await readText(s3, pipeline.curated, manifestKey(record.dataset, record.run_id));
  return parseManifest(text);
}

function outcomeOf(
  { dataset, file, bytes: size }: Uploaded,
  record: AuditRecord,
  manifest: Manifest | undefined,
): FileOutcome {
  const unread: Record<string, { reason: string; message: string }> = {
    source_missing: { reason: "file:missing", message: "the object was gone before it was read" },
    oversize: {
      reason: "file:oversize",
      message: record.job_id
        ? `the file is larger than a function may hold, and the job that took it failed: headrace jobs logs DIR ${record.job_id}`
        : "the file is larger than a function may hold",
    },
  };
  const rejected = record.rejected ?? unread[record.state];
  return {
    dataset,
    file,
    rowsIn: record.rows_in ?? 0,
    rowsCurated: record.rows_curated ?? 0,
    rowsQuarantined: record.rows_quarantined ?? 0,
    reasons: record.reasons ?? {},
    ...(rejected ? { rejected } : {}),
    ignoredColumns: manifest?.ignored_columns ?? [],
    bytesIn: record.source.bytes ?? size,
    bytesOut: (manifest?.files ?? []).reduce((sum, written) => sum + written.bytes, 0),
    seconds: record.seconds ?? 0,
  };
}
