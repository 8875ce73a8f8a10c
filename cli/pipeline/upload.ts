// Puts imports into the landing bucket, where the pipeline takes over.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { runIdOf, unreadIdOf } from "../../core/records/run-id.ts";
import type { Import } from "../imports/parse.ts";
import type { DeployedPipeline } from "../terraform/pipelines.ts";

export interface Uploaded extends Import {
  key: string;
  /** The run that this content under this key is, and the one it becomes where it cannot be read. */
  runId: string;
  unreadId: string;
}

/** Import → key: DATASET/FILENAME, with a number where two files of one dataset have one name. */
export function landingKeys(imports: readonly Import[]): Map<Import, string> {
  const taken = new Set<string>();
  const keys = new Map<Import, string>();
  for (const item of imports) {
    const name = basename(item.path);
    const at = name.indexOf(".", 1) < 0 ? name.length : name.indexOf(".", 1);
    let key = `${item.dataset}/${name}`;
    for (let n = 2; taken.has(key); n++) key = `${item.dataset}/${name.slice(0, at)}-${n}${name.slice(at)}`;
    taken.add(key);
    keys.set(item, key);
  }
  return keys;
}

/** Uploads one file, in parts where it is large. */
export async function upload(
  s3: S3Client,
  pipeline: DeployedPipeline,
  item: Import,
  key: string,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Uploaded> {
  const sha256 = await sha256Of(item.path, signal);
  const body = createReadStream(item.path);
  const sending = new Upload({
    client: s3,
    params: { Bucket: pipeline.landing, Key: key, Body: body },
    partSize: 16 * 1024 * 1024,
    queueSize: 2,
  });
  const abort = (): void => void sending.abort();
  signal.addEventListener("abort", abort, { once: true });
  sending.on("httpUploadProgress", ({ loaded }) => onProgress(loaded ?? 0));
  try {
    const { VersionId } = await sending.done();
    const object = { bucket: pipeline.landing, key };
    return {
      ...item,
      key,
      runId: runIdOf({ ...object, sha256, contractDigest: pipeline.contractDigest }),
      unreadId: unreadIdOf({ ...object, ...(VersionId ? { versionId: VersionId } : {}) }),
    };
  } finally {
    signal.removeEventListener("abort", abort);
    body.destroy();
  }
}

async function sha256Of(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) hash.update(chunk);
  return hash.digest("hex");
}
