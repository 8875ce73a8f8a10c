// Rows and files that a pipeline has quarantined, of the newest files first.

import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import type { QuarantinedRow } from "../../core/engine/types.ts";
import { rejectionSchema } from "../../core/records/rejection.ts";
import { s3Client } from "../objects.ts";
import type { Estate } from "../pipeline/estate.ts";

export interface Quarantined {
  run_id: string;
  file: string;
  /** Absent for a file that was rejected whole, and where the file has no lines. */
  line?: number | undefined;
  reasons: string[];
  /** The row as the file has it; for a file that was rejected whole, what is wrong with it. */
  text: string;
}

export interface Asked {
  dataset: string;
  /** `column:rule`, or a part of it. */
  reason?: string | undefined;
  most: number;
}

/** Objects of a dataset that are looked at, at most: the newest. */
const MOST_OBJECTS = 1_000;

export async function quarantined({ aws, pipeline }: Estate, asked: Asked): Promise<Quarantined[]> {
  const s3 = s3Client(aws);
  const found: Quarantined[] = [];
  try {
    for (const key of await newestKeys(s3, pipeline.quarantine, `${asked.dataset}/`)) {
      if (found.length >= asked.most) break;
      await read(s3, pipeline.quarantine, key, asked, found);
    }
    return found;
  } finally {
    s3.destroy();
  }
}

async function newestKeys(s3: S3Client, Bucket: string, Prefix: string): Promise<string[]> {
  const objects: { key: string; at: number }[] = [];
  for (let ContinuationToken: string | undefined; ; ) {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }));
    for (const { Key = "", LastModified } of page.Contents ?? [])
      if (/\.ndjson$|\/_rejected\/[^/]+\/reason\.json$/.test(Key))
        objects.push({ key: Key, at: LastModified?.getTime() ?? 0 });
    ContinuationToken = page.NextContinuationToken;
    if (!ContinuationToken) break;
  }
  return objects
    .sort((a, b) => b.at - a.at)
    .slice(0, MOST_OBJECTS)
    .map(({ key }) => key);
}

/** Adds what an object has of what is asked for; the rest of a large one is not fetched. */
async function read(
  s3: S3Client,
  Bucket: string,
  Key: string,
  { reason = "", most }: Asked,
  found: Quarantined[],
): Promise<void> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  if (!Body) return;
  if (Key.endsWith("reason.json")) {
    const {
      run_id,
      file,
      reason: rule,
      message,
    } = rejectionSchema.parse(JSON.parse(await Body.transformToString()));
    if (rule.includes(reason)) found.push({ run_id, file, reasons: [rule], text: message });
    return;
  }
  const stream = Body as Readable;
  const run_id = Key.split("/").at(-1)?.replace(".ndjson", "") ?? "";
  for await (const text of createInterface({ input: stream })) {
    const { file, line, raw, reasons } = JSON.parse(text) as QuarantinedRow;
    if (!reasons.some((one) => one.includes(reason))) continue;
    found.push({ run_id, file, line, reasons, text: raw });
    if (found.length >= most) break;
  }
  stream.destroy();
}
