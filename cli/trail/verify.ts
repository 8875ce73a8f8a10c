// A trail as it is in the account: its bucket, its digests by region, and the keys that they were signed with.
import { createPublicKey, type KeyObject } from "node:crypto";
import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetTrailStatusCommand,
  ListPublicKeysCommand,
  type Trail,
} from "@aws-sdk/client-cloudtrail";
import {
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from "@aws-sdk/client-s3";
import { HeadraceError } from "../../core/errors.ts";
import type { AwsConfig } from "../aws.ts";
import { s3Client } from "../objects.ts";
import { type Bucket, type Chain, verifyChain } from "./chain.ts";

export interface Verified {
  trail: string;
  bucket: string;
  logging: boolean;
  regions: Omit<Chain, "findings" | "notes">[];
  findings: Chain["findings"];
  notes: string[];
}

const DAY_MS = 86_400_000;

/**
 * @param named name or ARN of the trail
 * @throws HeadraceError no_trail, no_validation
 */
export async function verifyTrail(aws: Partial<AwsConfig>, named: string): Promise<Verified> {
  const cloudtrail = new CloudTrailClient(aws);
  const s3 = s3Client(aws);
  try {
    const trail = await described(cloudtrail, named);
    const status = await cloudtrail.send(new GetTrailStatusCommand({ Name: named }));
    const bucket = bucketOf(s3, String(trail.S3BucketName));
    const account = String(trail.TrailARN).split(":")[4];
    const folder = `${trail.S3KeyPrefix ? `${trail.S3KeyPrefix}/` : ""}AWSLogs/${account}/`;
    const digestsOf = digestName(trail);
    const digests = (await bucket.list(`${folder}CloudTrail-Digest/`)).filter(
      (key) => digestsOf(key) !== undefined,
    );
    const logs = await bucket.list(`${folder}CloudTrail/`);
    const days = await expiryOf(s3, bucket.name);
    const verified: Verified = {
      trail: String(trail.TrailARN),
      bucket: bucket.name,
      logging: status.IsLogging ?? false,
      regions: [],
      findings: [],
      notes: [],
    };
    // A region whose digests have all gone is known by its log files, and the trail's own in any case.
    const regions = new Set([String(trail.HomeRegion), ...digests.map((key) => String(digestsOf(key)))]);
    for (const region of [...regions].sort()) {
      const { findings, notes, ...chain } = await verifyChain({
        bucket,
        region,
        digestKeys: digests.filter((key) => digestsOf(key) === region).sort(byTime),
        logKeys: logs.filter((key) => key.startsWith(`${folder}CloudTrail/${region}/`)),
        publicKeys: await publicKeys(aws, region),
        newest: region === trail.HomeRegion ? status.LatestDigestDeliveryTime : undefined,
        expired: days === undefined ? undefined : new Date(Date.now() - (days - 2) * DAY_MS),
      });
      verified.regions.push(chain);
      verified.findings.push(...findings);
      verified.notes.push(...notes);
    }
    if (status.IsLogging === false) verified.notes.push("The trail is stopped.");
    return verified;
  } finally {
    cloudtrail.destroy();
    s3.destroy();
  }
}

async function described(client: CloudTrailClient, named: string): Promise<Trail> {
  const { trailList = [] } = await client.send(new DescribeTrailsCommand({ trailNameList: [named] }));
  const trail = trailList[0];
  if (!trail)
    throw new HeadraceError(
      "no_trail",
      `The account has no trail ${named} in this region.`,
      "Name with --trail one that `aws cloudtrail list-trails` shows.",
      1,
    );
  if (trail.LogFileValidationEnabled) return trail;
  throw new HeadraceError(
    "no_validation",
    `The trail ${named} writes no digests, so that nothing proves its files.`,
    "Switch log file validation on: the module `trail` does.",
    1,
  );
}

/** @returns key → the region of a digest of this trail; undefined for what is another's */
function digestName({ Name, HomeRegion }: Trail): (key: string) => string | undefined {
  const end = `_${Name}_${HomeRegion}_`;
  return (key) => {
    const [, region, rest = ""] = /_CloudTrail-Digest_([a-z0-9-]+)(_.*)$/.exec(key) ?? [];
    return region && rest.startsWith(end) && /^\d{8}T\d{6}Z\.json\.gz$/.test(rest.slice(end.length))
      ? region
      : undefined;
  };
}

/** By the time that a digest's name ends in. */
const byTime = (a: string, b: string): number => {
  const end = (key: string): string => key.slice(key.lastIndexOf("_"));
  return end(a) < end(b) ? -1 : 1;
};

function bucketOf(s3: S3Client, name: string): Bucket {
  return {
    name,
    async list(Prefix) {
      const keys: string[] = [];
      for (let ContinuationToken: string | undefined; ; ) {
        const page = await s3.send(new ListObjectsV2Command({ Bucket: name, Prefix, ContinuationToken }));
        keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
        ContinuationToken = page.NextContinuationToken;
        if (!ContinuationToken) return keys.sort();
      }
    },
    async get(Key) {
      try {
        const { Body, Metadata = {} } = await s3.send(new GetObjectCommand({ Bucket: name, Key }));
        return { body: (await Body?.transformToByteArray()) ?? new Uint8Array(), metadata: Metadata };
      } catch (error) {
        if ((error as Error).name === "NoSuchKey") return undefined;
        throw error;
      }
    },
  };
}

/** Days after which the bucket's lifecycle deletes all that is in it. */
async function expiryOf(s3: S3Client, Bucket: string): Promise<number | undefined> {
  try {
    const { Rules = [] } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    const days = Rules.flatMap(({ Status, Filter, Expiration }) =>
      Status === "Enabled" && !Filter?.Prefix && Expiration?.Days ? [Expiration.Days] : [],
    );
    return days.length > 0 ? Math.min(...days) : undefined;
  } catch (error) {
    if (/NoSuchLifecycleConfiguration/.test((error as Error).name)) return undefined;
    throw error;
  }
}

/** Fingerprint → key, of all times: each region signs with its own. */
async function publicKeys(aws: Partial<AwsConfig>, region: string): Promise<Map<string, KeyObject>> {
  const client = new CloudTrailClient({ ...aws, region });
  const keys = new Map<string, KeyObject>();
  try {
    const range = { StartTime: new Date(Date.UTC(2015, 0)), EndTime: new Date(Date.now() + DAY_MS) };
    for (let NextToken: string | undefined; ; ) {
      const page = await client.send(new ListPublicKeysCommand({ ...range, NextToken }));
      for (const { Fingerprint, Value } of page.PublicKeyList ?? [])
        if (Fingerprint && Value)
          keys.set(Fingerprint, createPublicKey({ key: Buffer.from(Value), format: "der", type: "pkcs1" }));
      NextToken = page.NextToken;
      if (!NextToken) return keys;
    }
  } finally {
    client.destroy();
  }
}
