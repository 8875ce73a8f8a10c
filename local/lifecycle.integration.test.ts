// The real thing on free ports: objects that a bucket's lifecycle moves and deletes, and archived ones that are asked back.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type LifecycleRule,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  RestoreObjectCommand,
  S3Client,
  type Tier,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { advance, down, environment, type LocalAws, up } from "./index.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
/** S3 moves nothing below. */
const LARGE = "x".repeat(128 * 1024);

let state: string;
let local: LocalAws;
let s3: S3Client;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-lifecycle-"));
  local = await up({ state });
  const env = environment(local);
  s3 = new S3Client({
    endpoint: local.endpoint,
    region: local.region,
    forcePathStyle: true,
    credentials: {
      accessKeyId: String(env.AWS_ACCESS_KEY_ID),
      secretAccessKey: String(env.AWS_SECRET_ACCESS_KEY),
    },
  });
}, 60_000);

afterAll(async () => {
  s3?.destroy();
  await down({ state });
  await rm(state, { recursive: true, force: true });
}, 30_000);

const rule = (more: Partial<LifecycleRule>): LifecycleRule => ({
  ID: "rule",
  Status: "Enabled",
  Filter: { Prefix: "" },
  ...more,
});

const setRules = (Bucket: string, ...Rules: LifecycleRule[]) =>
  s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));

async function bucket(Bucket: string, ...rules: LifecycleRule[]): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  await setRules(Bucket, ...rules);
}

const put = (Bucket: string, Key: string, Body = LARGE) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const head = (Bucket: string, Key: string) => s3.send(new HeadObjectCommand({ Bucket, Key }));
const read = async (Bucket: string, Key: string) =>
  (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
const restore = (Bucket: string, Key: string, tier: Tier, Days = 2) =>
  s3.send(
    new RestoreObjectCommand({
      Bucket,
      Key,
      RestoreRequest: { Days, GlacierJobParameters: { Tier: tier } },
    }),
  );

test("objects move down class by class, but for small ones and those under another prefix", async () => {
  await bucket(
    "moving",
    rule({
      Filter: { Prefix: "cold/" },
      Transitions: [
        { Days: 30, StorageClass: "GLACIER_IR" },
        { Days: 120, StorageClass: "DEEP_ARCHIVE" },
      ],
    }),
  );
  await put("moving", "cold/a");
  await put("moving", "cold/small", "x");
  await put("moving", "warm/b");
  const classes = async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: "moving" }));
    return Object.fromEntries(Contents.map(({ Key, StorageClass }) => [Key, StorageClass]));
  };
  await advance(local, 29 * DAY);
  expect(await classes()).toMatchObject({ "cold/a": "STANDARD" });
  await advance(local, 2 * DAY);
  expect(await classes()).toEqual({
    "cold/a": "GLACIER_IR",
    "cold/small": "STANDARD",
    "warm/b": "STANDARD",
  });
  expect(await read("moving", "cold/a")).toBe(LARGE);
  // What is put now is a day old after a day, however long others have been there.
  await put("moving", "cold/new");
  await advance(local, 90 * DAY);
  expect(await classes()).toMatchObject({ "cold/a": "DEEP_ARCHIVE", "cold/new": "GLACIER_IR" });
  await expect(read("moving", "cold/a")).rejects.toMatchObject({ name: "InvalidObjectState" });
}, 30_000);

test("an archived object comes back after its tier's hours, for the days that were asked for", async () => {
  await bucket("archived", rule({ Transitions: [{ Days: 1, StorageClass: "GLACIER" }] }));
  await put("archived", "a", LARGE.repeat(10));
  await expect(restore("archived", "a", "Standard")).rejects.toMatchObject({ name: "InvalidObjectState" });
  await advance(local, 3 * DAY);
  await expect(read("archived", "a")).rejects.toMatchObject({ name: "InvalidObjectState" });
  expect((await head("archived", "a")).StorageClass).toBe("GLACIER");
  expect((await restore("archived", "a", "Bulk")).$metadata.httpStatusCode).toBe(202);
  expect((await head("archived", "a")).Restore).toBe('ongoing-request="true"');
  await expect(restore("archived", "a", "Bulk")).rejects.toMatchObject({ name: "RestoreAlreadyInProgress" });
  await advance(local, HOUR);
  await expect(read("archived", "a")).rejects.toMatchObject({ name: "InvalidObjectState" });
  // It can be asked for faster, and is then there sooner.
  expect((await restore("archived", "a", "Expedited")).$metadata.httpStatusCode).toBe(202);
  await advance(local, 600);
  expect((await head("archived", "a")).Restore).toMatch(/^ongoing-request="false", expiry-date="/);
  expect(await read("archived", "a")).toBe(LARGE.repeat(10));
  expect((await restore("archived", "a", "Standard", 3)).$metadata.httpStatusCode).toBe(200);
  await advance(local, 5 * DAY);
  expect((await head("archived", "a")).Restore).toBeUndefined();
  await expect(read("archived", "a")).rejects.toMatchObject({ name: "InvalidObjectState" });
}, 30_000);

test("deep archive knows no expedited retrieval", async () => {
  await bucket("deep", rule({ Transitions: [{ Days: 1, StorageClass: "DEEP_ARCHIVE" }] }));
  await put("deep", "a");
  await advance(local, 3 * DAY);
  await expect(restore("deep", "a", "Expedited")).rejects.toMatchObject({ name: "InvalidArgument" });
  await restore("deep", "a", "Standard");
  await advance(local, 11 * HOUR);
  await expect(read("deep", "a")).rejects.toMatchObject({ name: "InvalidObjectState" });
  await advance(local, 2 * HOUR);
  expect(await read("deep", "a")).toBe(LARGE);
}, 30_000);

test("objects go when their days are over, and what they leave in a versioned bucket after its own", async () => {
  await bucket(
    "going",
    rule({ Expiration: { Days: 10 }, NoncurrentVersionExpiration: { NoncurrentDays: 5 } }),
  );
  await put("going", "a", "one");
  await put("going", "a", "two");
  const versions = async () => {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: "going" }),
    );
    return [Versions.length, DeleteMarkers.length];
  };
  expect(await versions()).toEqual([2, 0]);
  await advance(local, 7 * DAY);
  expect(await versions()).toEqual([1, 0]);
  expect(await read("going", "a")).toBe("two");
  await advance(local, 5 * DAY);
  expect(await versions()).toEqual([1, 1]);
  await expect(read("going", "a")).rejects.toMatchObject({ name: "NoSuchKey" });
  await advance(local, 7 * DAY);
  expect(await versions()).toEqual([0, 1]);
}, 30_000);

test("small objects are archived where the bucket says so", async () => {
  await s3.send(new CreateBucketCommand({ Bucket: "small" }));
  await s3.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket: "small",
      TransitionDefaultMinimumObjectSize: "varies_by_storage_class",
      LifecycleConfiguration: { Rules: [rule({ Transitions: [{ Days: 1, StorageClass: "GLACIER" }] })] },
    }),
  );
  const kept = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: "small" }));
  expect(kept.TransitionDefaultMinimumObjectSize).toBe("varies_by_storage_class");
  await put("small", "a", "x");
  await advance(local, 3 * DAY);
  expect((await head("small", "a")).StorageClass).toBe("GLACIER");
}, 30_000);

test("rules are refused that S3 refuses", async () => {
  await s3.send(new CreateBucketCommand({ Bucket: "refused" }));
  const refused = (...rules: LifecycleRule[]) => expect(setRules("refused", ...rules)).rejects;
  await refused(rule({ Transitions: [{ Days: 29, StorageClass: "STANDARD_IA" }] })).toThrow(
    "greater than or equal to 30",
  );
  await refused(
    rule({
      Transitions: [
        { Days: 60, StorageClass: "DEEP_ARCHIVE" },
        { Days: 90, StorageClass: "GLACIER" },
      ],
    }),
  ).toThrow("more than");
  await refused(
    rule({ Transitions: [{ Days: 60, StorageClass: "GLACIER" }], Expiration: { Days: 60 } }),
  ).toThrow("must be greater than");
}, 30_000);
