import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { auditExpiry, auditOfItem, auditOfManifest, auditSchema } from "./audit.ts";
import { intentKey } from "./intent.ts";
import { type Manifest, manifestKey, manifestSchema } from "./manifest.ts";
import { reasonKey, rejectedFileKey } from "./rejection.ts";
import { runIdOf, unreadIdOf } from "./run-id.ts";

const identity = {
  bucket: "landing",
  key: "orders/a.csv",
  sha256: "0".repeat(64),
  contractDigest: "1".repeat(64),
};

describe("the run id", () => {
  test("is the first 32 hex digits of SHA-256 over bucket, key, content hash and contract digest", () => {
    const parts = ["landing", "orders/a.csv", "0".repeat(64), "1".repeat(64)];
    const whole = createHash("sha256").update(parts.join("\0")).digest("hex");
    expect(runIdOf(identity)).toBe(whole.slice(0, 32));
  });

  test("differs with each part, also where the parts joined would read alike", () => {
    const ids = [
      identity,
      { ...identity, bucket: "landin", key: "gorders/a.csv" },
      { ...identity, key: "orders/b.csv" },
      { ...identity, sha256: "2".repeat(64) },
      { ...identity, contractDigest: "2".repeat(64) },
    ].map(runIdOf);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("what was never read is named by its version", () => {
    const object = { bucket: "landing", key: "orders/a.csv" };
    expect(unreadIdOf({ ...object, versionId: "1" })).not.toBe(unreadIdOf({ ...object, versionId: "2" }));
    expect(unreadIdOf(object)).toMatch(/^[0-9a-f]{32}$/);
  });
});

const manifest: Manifest = {
  version: 1,
  run_id: "r",
  dataset: "orders",
  contract_digest: "1".repeat(64),
  source: { bucket: "landing", key: "orders/a.csv", version_id: "v", sha256: "0".repeat(64), bytes: 10 },
  status: "curated",
  rows_in: 3,
  rows_curated: 2,
  rows_quarantined: 1,
  reasons: { "email:pattern": 1 },
  files: [{ bucket: "curated", key: "orders/r-0000.parquet", rows: 2, bytes: 5, partition: {} }],
  quarantine: [{ bucket: "quarantine", key: "orders/r.ndjson", rows: 1, bytes: 5 }],
  seconds: 0.5,
  committed_at: "2026-01-02T03:04:05.678Z",
};

test("an item that only a later function has written to is no audit record as yet", () => {
  const cataloged_at = "2026-01-02T03:04:06.000Z";
  expect(auditOfItem(undefined)).toBeUndefined();
  expect(auditOfItem({ run_id: "r", cataloged_at })).toBeUndefined();
  const audit = { ...auditOfManifest(manifest, "curated", 30), cataloged_at };
  expect(auditOfItem(audit)).toEqual(audit);
});

test("an audit record follows from its manifest alone, so that a retry writes the same", () => {
  expect(manifestSchema.parse(manifest)).toEqual(manifest);
  const audit = auditOfManifest(manifest, "curated", 30);
  expect(auditSchema.parse(audit)).toEqual(audit);
  expect(audit).toEqual({
    run_id: "r",
    dataset: "orders",
    state: "curated",
    source: manifest.source,
    contract_digest: manifest.contract_digest,
    rows_in: 3,
    rows_curated: 2,
    rows_quarantined: 1,
    reasons: { "email:pattern": 1 },
    manifest: "s3://curated/_manifests/orders/r.json",
    seconds: 0.5,
    committed_at: manifest.committed_at,
    expires_at: Date.UTC(2026, 1, 1, 3, 4, 5) / 1000,
  });
  expect(auditExpiry("2026-01-01T00:00:00Z", 1)).toBe(Date.UTC(2026, 0, 2) / 1000);
});

test("keys: readers that look for manifests never meet intents, and a reason never overwrites its file", () => {
  expect(manifestKey("orders", "r")).toBe("_manifests/orders/r.json");
  expect(intentKey("orders", "r")).toBe("_intents/orders/r.json");
  expect(rejectedFileKey("orders", "r", "2026/a.csv")).toBe("orders/_rejected/r/2026/a.csv");
  expect(reasonKey("orders", "r")).toBe("orders/_rejected/r/reason.json");
  expect(rejectedFileKey("orders", "r", "reason.json")).not.toBe(reasonKey("orders", "r"));
});

test("a rejected file's key is never longer than S3 allows, and still tells which file it is", () => {
  const runId = "a".repeat(32);
  const folder = `orders/_rejected/${runId}/`;
  const fits = "x".repeat(1024 - folder.length);
  expect(rejectedFileKey("orders", runId, fits)).toBe(folder + fits);
  const file = (mark: string) => `2026/${"é".repeat(500)}${mark}/${"漢😀".repeat(40)}.csv.gz`;
  const [one = "", other] = ["1", "2"].map((mark) => rejectedFileKey("orders", runId, file(mark)));
  expect(Buffer.byteLength(one)).toBeLessThanOrEqual(1024);
  expect(Buffer.byteLength(one)).toBeGreaterThan(1024 - 4);
  expect(one).toMatch(/^orders\/_rejected\/a{32}\/2026\/é+~[0-9a-f]{16}~.*漢😀\.csv\.gz$/u);
  expect(one).not.toContain("\uFFFD");
  expect(one).not.toBe(other);
});
