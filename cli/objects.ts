// S3 as the command asks it: a client for the local AWS or an account, and texts, read whole or with what kept it from it.
import { setTimeout as sleep } from "node:timers/promises";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { AwsConfig } from "./aws.ts";

const TRIES = 3;

/** Buckets of the local AWS have no host names of their own. */
export const s3Client = (aws: Partial<AwsConfig>): S3Client =>
  new S3Client({ ...aws, ...(aws.endpoint && { forcePathStyle: true }) });

/** An object's text. A client repeats a request by itself, but not one whose answer breaks off half-way. */
export async function readText(s3: S3Client, Bucket: string, Key: string): Promise<string> {
  for (let tries = 1; ; tries++) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    try {
      return (await Body?.transformToString()) ?? "";
    } catch (error) {
      if (tries >= TRIES) throw error;
      await sleep(200 * tries);
    }
  }
}
