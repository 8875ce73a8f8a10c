// The chain of digests over files in memory, as CloudTrail writes them; and what is done to one.
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { gzipSync } from "node:zlib";
import { beforeEach, expect, test } from "@jest/globals";
import { type Asked, verifyChain } from "./chain.ts";
import type { Stored } from "./digest.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicKeys = new Map<string, KeyObject>([["f", publicKey]]);
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const objects = new Map<string, Stored>();
const digestKey = (hour: number): string => `CloudTrail-Digest/d_20260101T0${hour}0000Z.json.gz`;
const fileKey = (hour: number): string => `CloudTrail/f_20260101T0${hour}30Z_x.json.gz`;

/** Three hours, each with one file. */
beforeEach(() => {
  objects.clear();
  let previous: { key: string; hash: string; signature: string } | undefined;
  for (const hour of [1, 2, 3]) {
    const records = JSON.stringify({ Records: [{ eventName: `E${hour}` }] });
    objects.set(fileKey(hour - 1), { body: gzipSync(records), metadata: {} });
    const key = digestKey(hour);
    const end = `2026-01-01T0${hour}:00:00Z`;
    const content = JSON.stringify({
      digestStartTime: `2026-01-01T0${hour - 1}:00:00Z`,
      digestEndTime: end,
      digestS3Bucket: "b",
      digestS3Object: key,
      digestPublicKeyFingerprint: "f",
      previousDigestS3Bucket: previous ? "b" : null,
      previousDigestS3Object: previous?.key ?? null,
      previousDigestHashValue: previous?.hash ?? null,
      previousDigestSignature: previous?.signature ?? null,
      logFiles: [{ s3Bucket: "b", s3Object: fileKey(hour - 1), hashValue: sha256(records) }],
    });
    const hash = sha256(content);
    const signature = sign(
      "sha256",
      Buffer.from(`${end}\nb/${key}\n${hash}\n${previous?.signature ?? "null"}`),
      privateKey,
    ).toString("hex");
    objects.set(key, { body: gzipSync(content), metadata: { signature } });
    previous = { key, hash, signature };
  }
});

const verified = async (more: Partial<Asked> = {}) => {
  const keys = [...objects.keys()].sort();
  const chain = await verifyChain({
    bucket: { name: "b", list: async () => keys, get: async (key) => objects.get(key) },
    region: "r",
    digestKeys: keys.filter((key) => key.startsWith("CloudTrail-Digest/")),
    logKeys: keys.filter((key) => key.startsWith("CloudTrail/")),
    publicKeys,
    newest: new Date("2026-01-01T03:10:00Z"),
    expired: undefined,
    ...more,
  });
  return {
    ...chain,
    found: chain.findings.map(({ problem, object }) => `${problem} ${object.replace("s3://b/", "")}`),
  };
};

const kept = (key: string): Stored => objects.get(key) as Stored;

test("what is whole is proven", async () => {
  expect(await verified()).toMatchObject({
    digests: 3,
    files: 3,
    uncovered: 0,
    found: [],
    notes: [],
    from: "2026-01-01T00:00:00Z",
    to: "2026-01-01T03:00:00Z",
  });
});

test("any byte of a file", async () => {
  const { body } = kept(fileKey(1));
  for (let at = 10; at < body.length; at += 7) {
    const changed = Buffer.from(body);
    changed[at] = (changed[at] ?? 0) ^ 1;
    objects.set(fileKey(1), { body: changed, metadata: {} });
    expect((await verified()).found).toEqual([`altered file ${fileKey(1)}`]);
  }
});

test.each([1, 2])("a digest that is missing: %i", async (hour) => {
  objects.delete(digestKey(hour));
  const { found } = await verified();
  expect(found).toContain(`missing digest ${digestKey(hour)}`);
});

test("the newest digest that is missing is known by when CloudTrail delivered it", async () => {
  objects.delete(digestKey(3));
  expect((await verified()).found).toEqual(["missing digest … r"]);
  expect((await verified({ newest: undefined })).found).toEqual([]);
});

test("digests that the bucket's lifecycle deleted are no finding", async () => {
  objects.delete(digestKey(1));
  objects.delete(fileKey(0));
  expect((await verified({ expired: new Date("2026-01-01T02:00:00Z") })).found).toEqual([]);
});

test("a digest that was written anew, and one under another's name", async () => {
  const { metadata } = kept(digestKey(2));
  objects.set(digestKey(2), { body: gzipSync("{}"), metadata });
  expect((await verified()).found).toContain(`altered digest ${digestKey(2)}`);
  objects.set(digestKey(2), kept(digestKey(3)));
  expect((await verified()).found).toContain(`altered digest ${digestKey(2)}`);
});

test("a file that is missing, and one that CloudTrail did not write", async () => {
  objects.delete(fileKey(0));
  objects.set("CloudTrail/f_20260101T0140Z_y.json.gz", { body: gzipSync("{}"), metadata: {} });
  expect((await verified()).found.sort()).toEqual([
    "file in no digest CloudTrail/f_20260101T0140Z_y.json.gz",
    `missing file ${fileKey(0)}`,
  ]);
});

test("what came since the newest digest is to be proven yet", async () => {
  objects.set("CloudTrail/f_20260101T0310Z_z.json.gz", { body: gzipSync("{}"), metadata: {} });
  expect(await verified()).toMatchObject({ uncovered: 1, found: [] });
});
