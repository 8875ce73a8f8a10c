// Where CloudTrail lays its files, and how it puts one. Source: CloudTrail User Guide, "CloudTrail log file name format", "CloudTrail
// digest file structure".
import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { signed } from "../../gateway/call.ts";
import { bodyOf } from "../../gateway/forward.ts";
import { mayEncrypt, mayWrite, type Surroundings } from "./permissions.ts";
import { prefixOf, type Trail } from "./trail.ts";

const parts = (at: number): { day: string; minute: string; second: string } => {
  const iso = new Date(at).toISOString().replaceAll(/[-:]/g, "");
  return {
    day: new Date(at).toISOString().slice(0, 10).replaceAll("-", "/"),
    minute: `${iso.slice(0, 13)}Z`,
    second: `${iso.slice(0, 15)}Z`,
  };
};

export function logKey(trail: Trail, accountId: string, region: string, at: number): string {
  const { day, minute } = parts(at);
  const unique = randomBytes(12).toString("base64").replaceAll(/\W/g, "x");
  return `${prefixOf(trail)}AWSLogs/${accountId}/CloudTrail/${region}/${day}/${accountId}_CloudTrail_${region}_${minute}_${unique}.json.gz`;
}

export function digestKey(trail: Trail, accountId: string, region: string, end: number): string {
  const { day, second } = parts(end);
  return `${prefixOf(trail)}AWSLogs/${accountId}/CloudTrail-Digest/${region}/${day}/${accountId}_CloudTrail-Digest_${region}_${trail.name}_${trail.region}_${second}.json.gz`;
}

/**
 * @param metadata names without `x-amz-meta-`
 * @returns why it is not there now, as GetTrailStatus has it; undefined where it is
 */
export async function putFile(
  trail: Trail,
  key: string,
  body: Buffer,
  around: Surroundings,
  metadata: Record<string, string> = {},
): Promise<string | undefined> {
  const { S3BucketName: bucket, KmsKeyId } = trail.settings;
  if (!(await mayWrite(trail, key, around)) || !(await mayEncrypt(trail, around))) return "AccessDenied";
  const encryption: Record<string, string> = KmsKeyId
    ? { "x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": KmsKeyId }
    : { "x-amz-server-side-encryption": "AES256" };
  const request = signed("s3", trail.region, {
    method: "PUT",
    path: `/${encodeURIComponent(bucket)}/${key.split("/").map(encodeURIComponent).join("/")}`,
    headers: {
      "content-length": String(body.length),
      "content-type": "application/json",
      "content-encoding": "gzip",
      // A bucket whose Object Lock has a default retention takes no file without it.
      "content-md5": createHash("md5").update(body).digest("base64"),
      "x-amz-acl": "bucket-owner-full-control",
      ...encryption,
      ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
    },
  });
  const response = await around.forward({ ...request, stream: Readable.from([body]) });
  const text = (await bodyOf(response)).toString("utf8");
  return response.status < 300 ? undefined : (/<Code>([^<]*)/.exec(text)?.[1] ?? String(response.status));
}
