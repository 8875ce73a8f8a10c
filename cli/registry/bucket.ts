// A bucket that holds a registry. S3 itself refuses to write an object twice, whoever publishes at the same time.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { HeadraceError } from "../../core/errors.ts";
import type { Content, Place } from "./place.ts";

/** @param prefix of keys, which ends in a slash where it is not empty */
export function bucketPlace(Bucket: string, prefix: string, region: string | undefined): Place {
  const ownEndpoint = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  const s3 = new S3Client({
    ...(region && { region }),
    ...(ownEndpoint && { forcePathStyle: true }),
    followRegionRedirects: true,
  });
  const name = `s3://${Bucket}/${prefix}`.replace(/\/$/, "");
  const body = async (key: string): Promise<Uint8Array | undefined> => {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: prefix + key }));
      return await Body?.transformToByteArray();
    } catch (error) {
      if ((error as Error).name === "NoSuchKey") return undefined;
      throw refused(error, name, `read ${key}`);
    }
  };
  const write = (key: string, more: Partial<PutObjectCommand["input"]>): Promise<unknown> =>
    s3.send(new PutObjectCommand({ Bucket, Key: prefix + key, ...more }));
  return {
    name,
    text: async (key) => {
      const bytes = await body(key);
      return bytes && Buffer.from(bytes).toString("utf8");
    },
    digest: async (key) => {
      // What was written here is known to S3 by its digest; only what others wrote is fetched for it.
      const head = await s3
        .send(new HeadObjectCommand({ Bucket, Key: prefix + key, ChecksumMode: "ENABLED" }))
        .catch(() => undefined);
      const known = head?.ChecksumType === "COMPOSITE" ? undefined : head?.ChecksumSHA256;
      if (known !== undefined) return Buffer.from(known, "base64").toString("hex");
      const bytes = await body(key);
      return bytes && createHash("sha256").update(bytes).digest("hex");
    },
    create: async (key, content) => {
      try {
        await write(key, { ...(await asObject(content)), IfNoneMatch: "*" });
        return true;
      } catch (error) {
        // 409 is that another one writes it at this very moment.
        if (/^(PreconditionFailed|ConditionalRequestConflict)$/.test((error as Error).name)) return false;
        throw refused(error, name, `write ${key}`);
      }
    },
    put: async (key, text) => {
      try {
        await write(key, await asObject({ text }));
      } catch (error) {
        throw refused(error, name, `write ${key}`);
      }
    },
    keys: async (under) => {
      const keys: string[] = [];
      for (let ContinuationToken: string | undefined; ; ) {
        const request = { Bucket, Prefix: prefix + under, ContinuationToken };
        const page = await s3.send(new ListObjectsV2Command(request)).catch((error: unknown) => {
          throw refused(error, name, `list ${under}`);
        });
        keys.push(...(page.Contents ?? []).map(({ Key = "" }) => Key.slice(prefix.length)));
        ContinuationToken = page.NextContinuationToken;
        if (!ContinuationToken) return keys;
      }
    },
    close: () => s3.destroy(),
  };
}

async function asObject(content: Content): Promise<Partial<PutObjectCommand["input"]>> {
  if ("text" in content) return { Body: content.text, ContentType: "application/json" };
  return {
    Body: await readFile(content.path),
    // Wheels are zips as well.
    ContentType: /\.(zip|whl)$/.test(content.path) ? "application/zip" : "application/octet-stream",
    ChecksumAlgorithm: "SHA256",
    ChecksumSHA256: Buffer.from(content.sha256, "hex").toString("base64"),
  };
}

function refused(error: unknown, name: string, doing: string): HeadraceError {
  const { name: code, message } = error as Error;
  return new HeadraceError(
    "registry_refused",
    `${name} cannot be used to ${doing}: ${code}: ${message}`,
    "Look at the bucket's name and region, and at your AWS credentials: publishing takes s3:ListBucket, s3:GetObject and s3:PutObject there.",
    3,
  );
}
