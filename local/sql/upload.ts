// Local files to S3, streamed, in parts where they are large.
import { createReadStream } from "node:fs";
import type { S3Client } from "@aws-sdk/client-s3";
import { DeleteObjectsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import type { S3Location } from "./objects.ts";

export interface Encryption {
  ServerSideEncryption?: "AES256" | "aws:kms";
  SSEKMSKeyId?: string;
}

export async function uploadFile(
  s3: S3Client,
  file: string,
  target: S3Location,
  encryption: Encryption = {},
): Promise<void> {
  await new Upload({
    client: s3,
    params: { Bucket: target.bucket, Key: target.key, Body: createReadStream(file), ...encryption },
  }).done();
}

export async function uploadText(
  s3: S3Client,
  text: string,
  target: S3Location,
  encryption: Encryption = {},
): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: target.bucket, Key: target.key, Body: text, ...encryption }));
}

export async function deleteKeys(s3: S3Client, bucket: string, keys: readonly string[]): Promise<void> {
  for (let at = 0; at < keys.length; at += 1000) {
    const Objects = keys.slice(at, at + 1000).map((Key) => ({ Key }));
    await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
  }
}
