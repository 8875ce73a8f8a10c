// A trail whose files nobody can delete, on a local AWS: a destroy takes all else, and says what it keeps and until when.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CloudTrailClient, DescribeTrailsCommand } from "@aws-sdk/client-cloudtrail";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { MODULE_SET } from "../../cli/module-files.ts";
import { advance, drained } from "../../local/index.ts";
import { Laptop } from "./laptop.ts";

const MINUTES = 60_000;
const Bucket = "acme-trail-123456789012";
const laptop = new Laptop("locked");
let s3: S3Client;

beforeAll(async () => {
  mkdirSync(laptop.dir);
  writeFileSync(
    join(laptop.dir, "main.tf"),
    `
module "trail" {
  source           = "${MODULE_SET}/modules/trail"
  name             = "acme"
  create_table     = false
  create_log_group = false
  object_lock      = { mode = "COMPLIANCE", days = 2 }
  buckets          = { data = { arn = aws_s3_bucket.data.arn } }

  force_destroy                  = true
  i_understand_that_data_is_lost = true
}

resource "aws_s3_bucket" "data" {
  bucket        = "acme-data"
  force_destroy = true
}
`,
  );
  await laptop.apply({});
  s3 = new S3Client({ ...laptop.aws, forcePathStyle: true });
}, 6 * MINUTES);

afterAll(async () => {
  s3?.destroy();
  await laptop.remove();
}, MINUTES);

const versions = async () => (await s3.send(new ListObjectVersionsCommand({ Bucket }))).Versions ?? [];

test(
  "nobody deletes a version of a file, whoever asks",
  async () => {
    await s3.send(new PutObjectCommand({ Bucket: "acme-data", Key: "a", Body: "a" }));
    await drained(laptop.local);
    await advance(laptop.local, 301);
    const [file] = await versions();
    expect(file?.Key).toContain("AWSLogs/123456789012/CloudTrail");
    for (const BypassGovernanceRetention of [true, false])
      await expect(
        s3.send(
          new DeleteObjectCommand({
            Bucket,
            Key: file?.Key,
            VersionId: file?.VersionId,
            BypassGovernanceRetention,
          }),
        ),
      ).rejects.toMatchObject({ name: "AccessDenied" });
    await laptop.planIsEmpty();
  },
  4 * MINUTES,
);

test(
  "a destroy takes all else, and says what stays",
  async () => {
    const destroyed = await laptop.command("destroy", laptop.dir, "--json");
    expect(destroyed).toMatchObject({ code: 0 });
    const { kept } = destroyed.json<{
      kept: { locked: { bucket: string; until: string }[]; own: unknown[] };
    }>();
    expect(kept).toEqual({
      locked: [{ bucket: Bucket, versions: expect.any(Number), until: expect.stringMatching(/^\d{4}-.*Z$/) }],
      own: [],
    });
    const days = (Date.parse(kept.locked[0]?.until ?? "") - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(1.9);
    expect(days).toBeLessThan(2.1);
    const cloudtrail = new CloudTrailClient(laptop.aws);
    expect((await cloudtrail.send(new DescribeTrailsCommand({}))).trailList).toEqual([]);
    cloudtrail.destroy();
    await expect(s3.send(new ListObjectVersionsCommand({ Bucket: "acme-data" }))).rejects.toMatchObject({
      name: "NoSuchBucket",
    });
    // What stays can be read: its key has stayed, too.
    const [file] = await versions();
    const { Body, SSEKMSKeyId = "" } = await s3.send(new GetObjectCommand({ Bucket, Key: file?.Key }));
    expect((await Body?.transformToByteArray())?.length).toBeGreaterThan(0);
    const kms = new KMSClient(laptop.aws);
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: SSEKMSKeyId }));
    kms.destroy();
    expect(KeyMetadata?.KeyState).toBe("Enabled");
  },
  4 * MINUTES,
);
