// The real thing on free ports: versions that S3 Object Lock keeps, against whom, and for how long.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ObjectLockRetentionMode,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { advance, down, environment, type LocalAws, up } from "./index.ts";

const DAY = 86_400;
const Key = "a";
let state: string;
let local: LocalAws;
let s3: S3Client;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-lock-"));
  local = await up({ state });
  const { AWS_ACCESS_KEY_ID = "", AWS_SECRET_ACCESS_KEY = "" } = environment(local);
  s3 = new S3Client({
    endpoint: local.endpoint,
    region: local.region,
    forcePathStyle: true,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  });
}, 60_000);

afterAll(async () => {
  s3?.destroy();
  await down({ state });
  await rm(state, { recursive: true, force: true });
}, 30_000);

const setLock = (Bucket: string, Mode: ObjectLockRetentionMode) =>
  s3.send(
    new PutObjectLockConfigurationCommand({
      Bucket,
      ObjectLockConfiguration: {
        ObjectLockEnabled: "Enabled",
        Rule: { DefaultRetention: { Mode, Days: 1 } },
      },
    }),
  );

/** A bucket that locks for a day whatever is put to it, and an object in it. */
async function locked(Bucket: string, Mode: ObjectLockRetentionMode): Promise<string> {
  await s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  await setLock(Bucket, Mode);
  const { VersionId = "" } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
  return VersionId;
}

const gone = (Bucket: string, VersionId: string, BypassGovernanceRetention = false) =>
  s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention }));
const DENIED = { name: "AccessDenied" };

test("COMPLIANCE keeps a version against everybody, until its day is over", async () => {
  const Bucket = "compliance";
  const VersionId = await locked(Bucket, "COMPLIANCE");
  const { ObjectLockMode, ObjectLockRetainUntilDate } = await s3.send(
    new HeadObjectCommand({ Bucket, Key, VersionId }),
  );
  expect(ObjectLockMode).toBe("COMPLIANCE");
  const until = ObjectLockRetainUntilDate?.getTime() ?? 0;
  expect(Math.abs(until - Date.now() - DAY * 1000)).toBeLessThan(60_000);
  await expect(gone(Bucket, VersionId)).rejects.toMatchObject(DENIED);
  await expect(gone(Bucket, VersionId, true)).rejects.toMatchObject(DENIED);
  const { Errors = [], Deleted = [] } = await s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key, VersionId }] } }),
  );
  expect([Deleted, Errors.map(({ Code }) => Code)]).toEqual([[], ["AccessDenied"]]);
  const retain = (Mode: ObjectLockRetentionMode, days: number) =>
    s3.send(
      new PutObjectRetentionCommand({
        Bucket,
        Key,
        VersionId,
        BypassGovernanceRetention: true,
        Retention: { Mode, RetainUntilDate: new Date(Date.now() + days * DAY * 1000) },
      }),
    );
  await expect(retain("COMPLIANCE", 0.5)).rejects.toMatchObject(DENIED);
  await expect(retain("GOVERNANCE", 3)).rejects.toMatchObject(DENIED);
  await retain("COMPLIANCE", 2);
  // A delete without a version hides the object, and takes nothing away.
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  expect(Versions.map((version) => version.VersionId)).toEqual([VersionId]);
});

test("GOVERNANCE gives way to who bypasses it, and to nobody else; a legal hold to nobody", async () => {
  const Bucket = "governance";
  const VersionId = await locked(Bucket, "GOVERNANCE");
  const hold = (Status: "ON" | "OFF") =>
    s3.send(new PutObjectLegalHoldCommand({ Bucket, Key, VersionId, LegalHold: { Status } }));
  await expect(gone(Bucket, VersionId)).rejects.toMatchObject(DENIED);
  await hold("ON");
  await expect(gone(Bucket, VersionId, true)).rejects.toMatchObject(DENIED);
  await hold("OFF");
  await gone(Bucket, VersionId, true);
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  expect(Versions).toEqual([]);
});

test("a bucket that holds something is told how to lock what comes", async () => {
  const Bucket = "later";
  await s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  const put = () => s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
  const { VersionId: before = "" } = await put();
  await setLock(Bucket, "COMPLIANCE");
  const { VersionId: after = "" } = await put();
  await gone(Bucket, before);
  await expect(gone(Bucket, after)).rejects.toMatchObject(DENIED);
});

test("the lifecycle takes what is locked only once its time is over", async () => {
  const Bucket = "aging";
  const VersionId = await locked(Bucket, "COMPLIANCE");
  await s3.send(
    new PutObjectRetentionCommand({
      Bucket,
      Key,
      VersionId,
      Retention: { Mode: "COMPLIANCE", RetainUntilDate: new Date(Date.now() + 10 * DAY * 1000) },
    }),
  );
  await s3.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: {
        Rules: [
          {
            ID: "all",
            Status: "Enabled",
            Filter: { Prefix: "" },
            Expiration: { Days: 1 },
            NoncurrentVersionExpiration: { NoncurrentDays: 1 },
          },
        ],
      },
    }),
  );
  const kept = async () =>
    ((await s3.send(new ListObjectVersionsCommand({ Bucket }))).Versions ?? []).map(
      (version) => version.VersionId,
    );
  await advance(local, 2 * DAY);
  await advance(local, 3 * DAY);
  expect(await kept()).toEqual([VersionId]);
  await advance(local, 7 * DAY);
  expect(await kept()).toEqual([]);
}, 60_000);
