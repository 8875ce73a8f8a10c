// Uploads of announced files to the landing bucket: signed by a role that may do nothing else, in one PUT or in parts.
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { s3As } from "../../aws/clients/s3.ts";
import { roleSession } from "../../aws/role-session.ts";
import { base64, type SignedPut, signedPut } from "../../aws/signed-put.ts";
import type { ImportItem, UploadPart } from "./store.ts";

/** Uploads to the landing bucket, by the role that may do nothing else. */
export class Uploads {
  readonly #client: S3Client;
  readonly #bucket: string;

  private constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  static async with<T>(
    {
      UPLOAD_ROLE_ARN,
      LANDING_BUCKET,
    }: { UPLOAD_ROLE_ARN?: string | undefined; LANDING_BUCKET?: string | undefined },
    work: (uploads: Uploads) => Promise<T>,
  ): Promise<T> {
    if (!UPLOAD_ROLE_ARN || !LANDING_BUCKET)
      throw new Error("UPLOAD_ROLE_ARN or LANDING_BUCKET is not set, and the API takes imports");
    const client = s3As(await roleSession(UPLOAD_ROLE_ARN, "imports"));
    try {
      return await work(new Uploads(client, LANDING_BUCKET));
    } finally {
      client.destroy();
    }
  }

  /** Signs the PUT of a whole file. */
  put(key: string, part: UploadPart): Promise<SignedPut> {
    return signedPut(
      this.#client,
      new PutObjectCommand({
        ...this.#at(key),
        ContentLength: part.bytes,
        ChecksumSHA256: base64(part.sha256),
      }),
      part,
    );
  }

  part(key: string, uploadId: string, number: number, part: UploadPart): Promise<SignedPut> {
    return signedPut(
      this.#client,
      new UploadPartCommand({
        ...this.#at(key),
        UploadId: uploadId,
        PartNumber: number,
        ContentLength: part.bytes,
        ChecksumSHA256: base64(part.sha256),
      }),
      part,
    );
  }

  /** @returns S3's id of an upload in parts */
  async begin(key: string): Promise<string> {
    const { UploadId } = await this.#client.send(
      new CreateMultipartUploadCommand({ ...this.#at(key), ChecksumAlgorithm: "SHA256" }),
    );
    if (!UploadId) throw new Error("S3 gave no id of the upload");
    return UploadId;
  }

  /** Drops what was put; an upload that is not there (any more) counts as dropped. */
  async abort(key: string, UploadId: string): Promise<void> {
    await this.#client
      .send(new AbortMultipartUploadCommand({ ...this.#at(key), UploadId }))
      .catch(unlessNoUpload);
  }

  /**
   * Makes one object of the parts.
   * @returns the numbers of parts that were not put yet: then nothing is made; undefined where there is no such upload
   */
  async complete({ key, upload_id = "", parts = [] }: ImportItem): Promise<number[] | undefined> {
    try {
      const put = await this.#partsOf(key, upload_id);
      const missing = parts.flatMap(({ bytes }, i) => (put.get(i + 1)?.Size === bytes ? [] : [i + 1]));
      if (missing.length > 0) return missing;
      await this.#client.send(
        new CompleteMultipartUploadCommand({
          ...this.#at(key),
          UploadId: upload_id,
          MultipartUpload: {
            Parts: parts.map(({ sha256 }, i) => ({
              PartNumber: i + 1,
              ETag: put.get(i + 1)?.ETag,
              ChecksumSHA256: base64(sha256),
            })),
          },
        }),
      );
      return [];
    } catch (error) {
      unlessNoUpload(error);
      return undefined;
    }
  }

  /** Number → what was put. S3 names a next part also where there is none: only IsTruncated tells. */
  async #partsOf(key: string, UploadId: string): Promise<Map<number, { ETag: string; Size: number }>> {
    const put = new Map<number, { ETag: string; Size: number }>();
    for (let PartNumberMarker: string | undefined; ; ) {
      const page = await this.#client.send(
        new ListPartsCommand({ ...this.#at(key), UploadId, PartNumberMarker }),
      );
      for (const { PartNumber = 0, ETag = "", Size = 0 } of page.Parts ?? [])
        put.set(PartNumber, { ETag, Size });
      if (!page.IsTruncated) return put;
      PartNumberMarker = page.NextPartNumberMarker;
    }
  }

  #at(Key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key };
  }
}

function unlessNoUpload(error: unknown): void {
  if ((error as Error).name !== "NoSuchUpload") throw error;
}
