// Objects that are there once: S3 itself decides between a batch that is written and one that is given up. Both put an object under
// the batch's key, on condition that there is none; a seal is the object of one that was given up.
import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { Landing } from "../../core/arrivals/land.ts";
import { s3 } from "./clients/s3.ts";
import { sizeOf, uriOf } from "./objects.ts";

/** How often a conflict with another request for the same key is answered by trying again. */
const TRIES = 3;

interface Kind {
  bucket: string;
  contentType: string;
  contentEncoding?: string;
  /** What is put under the key of a batch that was given up; every batch is larger. */
  seal: Buffer;
  /** @param lines NDJSON */
  encode(lines: readonly Buffer[]): Buffer;
}

/** What writes a batch under a key, or seals it: see Landing. */
export function firstPuts(kind: Kind): Pick<Landing, "write" | "seal"> {
  /** @returns false where there is an object already */
  const putFirst = async (key: string, body: Buffer): Promise<boolean> => {
    for (let attempt = 1; ; attempt++) {
      try {
        await s3().send(
          new PutObjectCommand({
            Bucket: kind.bucket,
            Key: key,
            Body: body,
            ContentType: kind.contentType,
            ...(kind.contentEncoding && { ContentEncoding: kind.contentEncoding }),
            IfNoneMatch: "*",
          }),
        );
        return true;
      } catch (error) {
        const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
        if (status === 412) return false;
        // ConditionalRequestConflict: another request for the key ended while this one ran.
        if (status !== 409 || attempt === TRIES) throw error;
      }
    }
  };

  /** Whether what lies there is the batch, and not a seal. */
  const isWritten = async (key: string): Promise<boolean> => {
    const at = { bucket: kind.bucket, key };
    const bytes = await sizeOf(at);
    if (bytes === undefined) throw new Error(`${uriOf(at)} was there, and is gone.`);
    return bytes > kind.seal.length;
  };

  return {
    // A put that was heard and whose answer was not is repeated by the SDK, and finds its own object.
    write: async (key, lines) => (await putFirst(key, kind.encode(lines))) || isWritten(key),
    seal: async (key) => (await putFirst(key, kind.seal)) || !(await isWritten(key)),
  };
}
