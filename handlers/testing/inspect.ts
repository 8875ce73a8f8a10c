// What the tests look at in an emulated account: objects, rows, audit records, messages.
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { DeleteMessageCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { DuckDBInstance } from "@duckdb/node-api";
import type { AuditRecord } from "../../core/records/audit.ts";
import type { Account } from "./account.ts";

export async function keysOf({ s3 }: Account, Bucket: string, Prefix = ""): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix }))
    for (const { Key } of page.Contents ?? []) if (Key && !Key.startsWith("_contract/")) keys.push(Key);
  return keys.sort();
}

export async function readObject({ s3 }: Account, Bucket: string, Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? "";
}

/** Puts an object and gives the body of the S3 notification that tells of it. */
export async function land(
  { s3 }: Account,
  bucket: string,
  key: string,
  body: string | Buffer,
): Promise<string> {
  const { VersionId } = await s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.from(body) }),
  );
  return notification(bucket, key, VersionId);
}

export const notification = (bucket: string, key: string, versionId?: string): string =>
  JSON.stringify({
    Records: [
      {
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: "eu-west-1",
        eventTime: "2026-01-02T03:04:05.000Z",
        eventName: "ObjectCreated:Put",
        s3: {
          bucket: { name: bucket },
          object: { key: encodeURIComponent(key).replaceAll("%2F", "/").replaceAll("%20", "+"), versionId },
        },
      },
    ],
  });

/** The rows that Athena would see: of every Parquet file under the dataset, in a stable order. */
export async function curatedRows(account: Account, bucket: string, dataset: string): Promise<string[]> {
  const keys = await keysOf(account, bucket, `${dataset}/`);
  if (keys.length === 0) return [];
  const folder = await mkdtemp(join(account.scratch, "rows-"));
  for (const key of keys) {
    const path = join(folder, key);
    await mkdir(dirname(path), { recursive: true });
    const { Body } = await account.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    await pipeline(Body as Readable, createWriteStream(path));
  }
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const read = await connection.runAndReadAll(
    `SELECT to_json(t)::varchar AS row FROM read_parquet('${folder}/**/*.parquet', hive_partitioning = true) t ORDER BY 1`,
  );
  const rows = read.getRowObjectsJson().map(({ row }) => String(row));
  connection.closeSync();
  instance.closeSync();
  return rows;
}

export async function auditOf({ dynamodb }: Account, table: string): Promise<AuditRecord[]> {
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: table }));
  return Items.map((item) => unmarshall(item) as AuditRecord);
}

/** The bodies of what waits in a queue, which has them no longer: what is only hidden would come again, and count twice. */
export async function messagesOf({ sqs }: Account, queue: string): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return bodies;
    for (const { Body = "", ReceiptHandle } of Messages) {
      bodies.push(Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle }));
    }
  }
}
