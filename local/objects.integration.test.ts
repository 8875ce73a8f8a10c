// Objects of any size through the gateway, and the account that its callers see.
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  AthenaClient,
  CreateNamedQueryCommand,
  DeleteNamedQueryCommand,
  ListNamedQueriesCommand,
} from "@aws-sdk/client-athena";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { down, environment, type LocalAws, up } from "./index.ts";
import { signedFetch } from "./testing/signed-fetch.ts";

const ACCOUNT = "123456789012";

let state: string;
let local: LocalAws;
let s3: S3Client;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-objects-"));
  local = await up({ state });
  for (const [name, value] of Object.entries(environment(local))) process.env[name] = value;
  s3 = new S3Client({ region: "us-east-1" });
  await s3.send(new CreateBucketCommand({ Bucket: "files" }));
}, 120_000);

afterAll(async () => {
  await down({ state });
  await rm(state, { recursive: true, force: true });
}, 30_000);

describe("the local AWS", () => {
  test("forgets the tags of a bucket that is gone", async () => {
    const Bucket = "tagged";
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(
      new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: "team", Value: "data" }] } }),
    );
    await s3.send(new DeleteBucketCommand({ Bucket }));
    await s3.send(new CreateBucketCommand({ Bucket }));
    await expect(s3.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toThrow(
      expect.objectContaining({ name: "NoSuchTagSet" }),
    );
  });

  test("deletes a named query", async () => {
    const athena = new AthenaClient({ region: "us-east-1" });
    const { NamedQueryId } = await athena.send(
      new CreateNamedQueryCommand({ Name: "one", Database: "shop", QueryString: "SELECT 1" }),
    );
    await athena.send(new DeleteNamedQueryCommand({ NamedQueryId }));
    const { NamedQueryIds } = await athena.send(new ListNamedQueriesCommand({}));
    expect(NamedQueryIds).toEqual([]);
    athena.destroy();
  });

  test("is found again, and listens on the loopback address only", async () => {
    expect(local.endpoint).toBe(`http://127.0.0.1:${local.port}`);
    expect(await up({ state })).toEqual(local);
    await expect(up({ state, port: local.port === 65_535 ? 65_534 : local.port + 1 })).rejects.toThrow(
      "runs on port",
    );
  });

  test("knows its callers", async () => {
    const caller = await new STSClient({ region: "us-east-1" }).send(new GetCallerIdentityCommand());
    expect(caller.Arn).toBe(`arn:aws:iam::${ACCOUNT}:root`);
  });

  test("answers what it cannot do with an error of the caller's protocol", async () => {
    const headers = { "x-amz-target": "AmazonForecastRuntime.QueryForecast" };
    const answer = await signedFetch(
      `${local.endpoint}/`,
      { method: "POST", headers, body: "{}" },
      { credentials: local, service: "forecastquery" },
    );
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { __type: string }).__type).toMatch(/Unsupported|Unknown/);
  });
});

describe("a large object", () => {
  const sha = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  const part = randomBytes(5 * 1024 * 1024 + 1);
  const read = async (Key: string, Range?: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "files", Key, Range }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  };

  test("comes back as it was put, whole and in part, streamed or not, copied or not", async () => {
    await s3.send(new PutObjectCommand({ Bucket: "files", Key: "big", Body: part }));
    const Body = Readable.from([part.subarray(0, 70_000), part.subarray(70_000)]);
    await s3.send(
      new PutObjectCommand({ Bucket: "files", Key: "streamed", Body, ContentLength: part.length }),
    );
    await s3.send(new CopyObjectCommand({ Bucket: "files", Key: "copy", CopySource: "files/big" }));
    await s3.send(new PutObjectCommand({ Bucket: "files", Key: "big", Body: "replaced" }));
    expect(sha(await read("streamed"))).toBe(sha(part));
    expect(sha(await read("copy"))).toBe(sha(part));
    expect(sha(await read("copy", "bytes=100-2000099"))).toBe(sha(part.subarray(100, 2_000_100)));
    expect(Buffer.from(await read("big")).toString()).toBe("replaced");
    const head = await s3.send(new HeadObjectCommand({ Bucket: "files", Key: "copy" }));
    expect(head.ContentLength).toBe(part.length);
    expect(head.ETag).toBe(`"${createHash("md5").update(part).digest("hex")}"`);
  }, 30_000);

  test("is put together of its parts", async () => {
    const upload = { Bucket: "files", Key: "parts" };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(upload));
    const Parts = [];
    for (const [index, Body] of [part, part, Buffer.from("the end")].entries()) {
      const PartNumber = index + 1;
      const { ETag } = await s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber, Body }));
      Parts.push({ ETag, PartNumber });
    }
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: { Parts } }));
    expect(sha(await read("parts"))).toBe(sha(Buffer.concat([part, part, Buffer.from("the end")])));
    expect(await readdir(join(state, "objects"))).toHaveLength(3);
  }, 30_000);
});

test("a versioned bucket can be emptied, delete markers and all", async () => {
  await s3.send(new CreateBucketCommand({ Bucket: "versions" }));
  const VersioningConfiguration = { Status: "Enabled" as const };
  await s3.send(new PutBucketVersioningCommand({ Bucket: "versions", VersioningConfiguration }));
  for (const Body of ["one", "two"])
    await s3.send(new PutObjectCommand({ Bucket: "versions", Key: "k", Body }));
  await s3.send(new DeleteObjectCommand({ Bucket: "versions", Key: "k" }));
  const list = () => s3.send(new ListObjectVersionsCommand({ Bucket: "versions" }));
  const { Versions = [], DeleteMarkers = [] } = await list();
  expect([Versions.length, DeleteMarkers.length]).toEqual([2, 1]);
  const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
  await s3.send(new DeleteObjectsCommand({ Bucket: "versions", Delete: { Objects } }));
  const left = await list();
  expect([left.Versions, left.DeleteMarkers]).toEqual([undefined, undefined]);
});

test("lists give keys encoded where they are asked for so, as Terraform's provider asks before it empties a bucket", async () => {
  const Bucket = "encoded";
  const folder = "a b+ü/";
  const Key = `${folder}50% & <more>.csv`;
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: "1" }));
  await s3.send(new PutObjectCommand({ Bucket, Key: `${Key}.gone`, Body: "1" }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: `${Key}.gone` }));
  await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const asked = { Bucket, Prefix: folder, EncodingType: "url" as const };
  const decoded = (text = "") => decodeURIComponent(text.replaceAll("+", " "));

  const [versions, first, second, uploads] = await Promise.all([
    s3.send(new ListObjectVersionsCommand(asked)),
    s3.send(new ListObjectsCommand(asked)),
    s3.send(new ListObjectsV2Command(asked)),
    s3.send(new ListMultipartUploadsCommand(asked)),
  ]);
  for (const list of [versions, first, second, uploads]) expect(list.EncodingType).toBe("url");
  for (const list of [versions, first, second]) expect(decoded(list.Prefix)).toBe(folder);
  const keys = [versions.Versions, first.Contents, second.Contents, uploads.Uploads];
  for (const [one] of keys as { Key?: string }[][]) expect(decoded(one?.Key)).toBe(Key);
  expect(decoded(versions.DeleteMarkers?.[0]?.Key)).toBe(`${Key}.gone`);
  const folders = { Bucket, EncodingType: "url" as const, Delimiter: "/" };
  for (const list of [
    await s3.send(new ListObjectsCommand(folders)),
    await s3.send(new ListObjectsV2Command(folders)),
    await s3.send(new ListObjectVersionsCommand(folders)),
  ])
    expect(list.CommonPrefixes?.map(({ Prefix }) => decoded(Prefix))).toEqual([folder]);
  const { Versions: [plain] = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  expect(plain?.Key).toBe(Key);
});
