// A model's export in the exports zone, and fetching it.
import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { HeadraceError } from "../../core/errors.ts";
import { s3Client } from "../objects.ts";
import type { Estate } from "../pipeline/estate.ts";
import { functionEnvironment } from "../terraform/pipelines.ts";

export interface Exported {
  bucket: string;
  model: string;
  keys: string[];
}

/** @throws HeadraceError no_export */
export async function exportOf(estate: Estate, model: string): Promise<Exported> {
  const bucket = estate.resources
    .map((resource) => functionEnvironment(resource).EXPORTS_BUCKET)
    .find(Boolean);
  const s3 = s3Client(estate.aws);
  try {
    const keys: string[] = [];
    for (let ContinuationToken: string | undefined; bucket; ) {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: `${model}/`, ContinuationToken }),
      );
      keys.push(...(page.Contents ?? []).flatMap(({ Key = "" }) => (Key.endsWith("/") ? [] : [Key])));
      ContinuationToken = page.NextContinuationToken;
      if (!ContinuationToken) break;
    }
    if (bucket && keys.length > 0) return { bucket, model, keys };
  } finally {
    s3.destroy();
  }
  throw new HeadraceError(
    "no_export",
    `The exports zone of what is applied from ${estate.dir} has nothing of ${model}.`,
    "Name the model in `exports` of headrace.yaml, apply, and run the models.",
    1,
  );
}

/** Each file is there whole or not at all. */
export async function fetchTo(
  estate: Estate,
  { bucket, model, keys }: Exported,
  folder: string,
  signal: AbortSignal,
): Promise<{ file: string; bytes: number }[]> {
  const s3 = s3Client(estate.aws);
  const files: { file: string; bytes: number }[] = [];
  try {
    for (const Key of keys) {
      const file = join(folder, Key.slice(model.length + 1).replaceAll("/", "_"));
      const { Body, ContentLength = 0 } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      await pipeline(Body as Readable, createWriteStream(`${file}.part`), { signal });
      await rename(`${file}.part`, file);
      files.push({ file, bytes: ContentLength });
    }
  } finally {
    s3.destroy();
  }
  return files;
}
