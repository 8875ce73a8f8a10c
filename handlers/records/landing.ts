// The objects of records in the landing bucket. S3 itself decides between a batch that is written and one that is given up:
// both put an object under the batch's key on condition that there is none. A sealed key has an empty object.
import { randomUUID } from "node:crypto";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { Landing } from "../../core/arrivals/land.ts";
import { recordsKey } from "../../core/records/record-objects.ts";
import { s3 } from "../aws/clients/s3.ts";
import { sizeOf, uriOf } from "../aws/objects.ts";

/** How often a conflict with another request for the same key is answered by trying again. */
const TRIES = 3;

export function s3Landing(bucket: string): Landing {
  /** @returns false where there is an object already */
  const putFirst = async (key: string, body: Buffer): Promise<boolean> => {
    for (let attempt = 1; ; attempt++) {
      try {
        await s3().send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: body,
            ContentType: "application/x-ndjson",
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
    const bytes = await sizeOf({ bucket, key });
    if (bytes === undefined) throw new Error(`${uriOf({ bucket, key })} was there, and is gone.`);
    return bytes > 0;
  };

  return {
    keyFor: (dataset) => recordsKey(dataset, new Date(), randomUUID()),
    // A put that was heard and whose answer was not is repeated by the SDK, and finds its own object.
    write: async (key, lines) => (await putFirst(key, Buffer.concat(lines))) || isWritten(key),
    seal: async (key) => (await putFirst(key, Buffer.alloc(0))) || !(await isWritten(key)),
  };
}
