// A digest file of CloudTrail: read, and held to its signature. Source: CloudTrail User Guide, "CloudTrail digest file structure",
// "Custom implementations of CloudTrail log file integrity validation".
import { createHash, type KeyObject, verify } from "node:crypto";
import { gunzipSync } from "node:zlib";
import * as z from "zod";

const digestSchema = z.object({
  digestStartTime: z.string(),
  digestEndTime: z.string(),
  digestS3Bucket: z.string(),
  digestS3Object: z.string(),
  digestPublicKeyFingerprint: z.string(),
  previousDigestS3Bucket: z.string().nullish(),
  previousDigestS3Object: z.string().nullish(),
  previousDigestHashValue: z.string().nullish(),
  previousDigestSignature: z.string().nullish(),
  logFiles: z.array(z.object({ s3Bucket: z.string(), s3Object: z.string(), hashValue: z.string() })),
});

export interface Digest extends z.output<typeof digestSchema> {
  /** SHA-256 of what it says, in hex, as the next digest has it. */
  hash: string;
  signature: string;
}

/** An object of S3, whole. */
export interface Stored {
  body: Uint8Array;
  metadata: Readonly<Record<string, string>>;
}

/** What a file says, without its compression; undefined where it is none, or damaged. */
export function inflated(body: Uint8Array): Buffer | undefined {
  try {
    return gunzipSync(body);
  } catch {
    return undefined;
  }
}

export const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

/**
 * @param place where it was read
 * @param keys fingerprint → public key
 * @returns the digest, or why it is not what CloudTrail wrote
 */
export function readDigest(
  { body, metadata }: Stored,
  place: { bucket: string; key: string },
  keys: ReadonlyMap<string, KeyObject>,
): Digest | string {
  const content = inflated(body);
  if (!content) return "it cannot be unpacked";
  const parsed = digestSchema.safeParse(jsonOf(content));
  if (!parsed.success) return "it is no digest";
  const digest = parsed.data;
  const signature = metadata.signature ?? "";
  if (digest.digestS3Bucket !== place.bucket || digest.digestS3Object !== place.key)
    return `it was written as ${digest.digestS3Bucket}/${digest.digestS3Object}`;
  const key = keys.get(digest.digestPublicKeyFingerprint);
  if (!key) return `CloudTrail has no public key ${digest.digestPublicKeyFingerprint} of that time`;
  const hash = sha256(content);
  const signed = [
    digest.digestEndTime,
    `${place.bucket}/${place.key}`,
    hash,
    digest.previousDigestSignature ?? "null",
  ].join("\n");
  if (!verify("sha256", Buffer.from(signed), key, Buffer.from(signature, "hex")))
    return "its signature is not that of its content";
  return { ...digest, hash, signature };
}

function jsonOf(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString("utf8"));
  } catch {
    return undefined;
  }
}
