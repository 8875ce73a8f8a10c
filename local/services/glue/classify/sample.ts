// The beginning of an object, as a crawler reads it: a megabyte, and a Parquet file as a whole, whose schema is at its end.

import type { Readable } from "node:stream";
import { constants, createGunzip } from "node:zlib";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { S3Object } from "../../../sql/objects.ts";

/** Source: AWS re:Post Knowledge Center, "How does the crawler detect the schema": the first 1,000 records or the first megabyte. */
const SAMPLE_BYTES = 1024 * 1024;
export const SAMPLE_RECORDS = 1000;

export interface Sample {
  bytes: Buffer;
  compression: "none" | "gzip";
  /** Whether it is the whole object. */
  whole: boolean;
}

export async function sampleOf(s3: S3Client, object: S3Object): Promise<Sample> {
  const answer = await s3.send(
    new GetObjectCommand({
      Bucket: object.bucket,
      Key: object.key,
      Range: `bytes=0-${SAMPLE_BYTES - 1}`,
    }),
  );
  const chunks: Buffer[] = [];
  for await (const chunk of answer.Body as Readable) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const whole = object.size <= SAMPLE_BYTES;
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { bytes, compression: "none", whole };
  const unpacked = await gunzipped(bytes);
  return { ...unpacked, whole: whole && unpacked.whole, compression: "gzip" };
}

/** As much of it as can be unpacked, a sample at most. */
function gunzipped(bytes: Buffer): Promise<{ bytes: Buffer; whole: boolean }> {
  return new Promise((resolve) => {
    const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
    const chunks: Buffer[] = [];
    let size = 0;
    const done = (whole: boolean): void =>
      resolve({ bytes: Buffer.concat(chunks).subarray(0, SAMPLE_BYTES), whole });
    gunzip.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size < SAMPLE_BYTES) return;
      gunzip.destroy();
      done(false);
    });
    gunzip.on("end", () => done(true));
    // What is broken further on is read as far as it goes.
    gunzip.on("error", () => done(false));
    gunzip.end(bytes);
  });
}
