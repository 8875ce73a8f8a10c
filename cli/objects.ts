// Texts in S3, as the command reads them: whole, or with what kept it from it.
import { setTimeout as sleep } from "node:timers/promises";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";

const TRIES = 3;

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
