// How UNLOAD's files are encrypted. Redshift names the encryption of each file itself, so that a bucket's default never
// applies: without an option it is SSE-S3, which a bucket policy that asks for a KMS key refuses.
// Source: Redshift's Database Developer Guide, UNLOAD (ENCRYPTED, KMS_KEY_ID) and "Unloading encrypted data files".
import { GetBucketEncryptionCommand, type S3Client } from "@aws-sdk/client-s3";
import type { Cursor } from "../../../sql/structure.ts";
import type { Encryption } from "../../../sql/upload.ts";

export interface EncryptionOptions {
  encrypted: boolean;
  /** The key is the bucket's own default. */
  auto: boolean;
  kmsKey?: string;
}

/** Reads ENCRYPTED [AUTO] or KMS_KEY_ID; false where the cursor is at neither. */
export function readEncryption(cursor: Cursor, options: EncryptionOptions): boolean {
  if (cursor.accept("encrypted")) {
    options.encrypted = true;
    options.auto = cursor.accept("auto");
    return true;
  }
  if (!cursor.accept("kms_key_id")) return false;
  cursor.accept("as");
  options.kmsKey = cursor.string();
  return true;
}

/** What is wrong with the options, in a sentence. */
export function encryptionFault({ encrypted, auto, kmsKey }: EncryptionOptions): string | undefined {
  if (auto && kmsKey !== undefined) return "ENCRYPTED AUTO cannot be used with KMS_KEY_ID";
  if (kmsKey !== undefined && !encrypted) return "KMS_KEY_ID must be used with ENCRYPTED";
  if (encrypted && !auto && kmsKey === undefined)
    return "ENCRYPTED must be used with KMS_KEY_ID, or as ENCRYPTED AUTO";
  return undefined;
}

/** As each file's request says it. */
export async function encryptionOf(
  { auto, kmsKey }: EncryptionOptions,
  s3: S3Client,
  bucket: string,
): Promise<Encryption> {
  const key = auto ? await defaultKey(s3, bucket) : kmsKey;
  return key === undefined
    ? { ServerSideEncryption: "AES256" }
    : { ServerSideEncryption: "aws:kms", SSEKMSKeyId: key };
}

/** The KMS key of a bucket's default encryption; undefined where that is SSE-S3. */
async function defaultKey(s3: S3Client, bucket: string): Promise<string | undefined> {
  try {
    const { ServerSideEncryptionConfiguration } = await s3.send(
      new GetBucketEncryptionCommand({ Bucket: bucket }),
    );
    return ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID;
  } catch (error) {
    // A bucket that was never told otherwise has SSE-S3.
    if ((error as Error).name === "ServerSideEncryptionConfigurationNotFoundError") return undefined;
    throw error;
  }
}
