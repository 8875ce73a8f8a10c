// Files put to S3, in parts where they are large.
import { createReadStream } from "node:fs";
import { Upload } from "@aws-sdk/lib-storage";
import { s3 } from "./clients/s3.ts";
import { locate, type ObjectRef } from "./objects.ts";

interface UploadOptions {
  contentType?: string;
  /** Bytes of the file: from this one up to, not including, that one; all where absent. */
  stretch?: { from: number; to: number };
}

/** Uploads a file, in parts where it is large, each with a checksum that S3 verifies. */
export async function upload(
  path: string,
  target: ObjectRef,
  { contentType, stretch }: UploadOptions = {},
): Promise<void> {
  const part = stretch && { start: stretch.from, end: stretch.to - 1 };
  await new Upload({
    client: s3(),
    params: {
      ...locate(target),
      Body: createReadStream(path, part),
      ChecksumAlgorithm: "CRC32",
      ...(contentType !== undefined && { ContentType: contentType }),
    },
    partSize: 8 * 1024 * 1024,
    queueSize: 4,
  }).done();
}
