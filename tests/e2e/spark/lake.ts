// What is put into the buckets, and what came of it there.
import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";
import type { Manifest } from "../../../core/records/manifest.ts";

const ACCOUNT = "123456789012";

export const put = async (
  s3: S3Client,
  Bucket: string,
  folder: string,
  files: Record<string, string | Buffer>,
): Promise<void> => {
  const all = Object.entries(files);
  for (let from = 0; from < all.length; from += 20)
    await Promise.all(
      all
        .slice(from, from + 20)
        .map(([name, text]) =>
          s3.send(new PutObjectCommand({ Bucket, Key: `${folder}/${name}`, Body: Buffer.from(text) })),
        ),
    );
};
export const bucket = (zone: string): string => `my-shop-${zone}-${ACCOUNT}`;
export const keysIn = async (s3: S3Client, Bucket: string, Prefix: string): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix }))
    keys.push(...Contents.map(({ Key = "", ETag }) => `${Key} ${ETag}`));
  return keys.sort();
};
const textOf = async (s3: S3Client, Bucket: string, Key: string): Promise<string> =>
  (await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()) ?? "";
export const manifestsOf = async (s3: S3Client, name: string): Promise<Manifest[]> =>
  Promise.all(
    (await keysIn(s3, bucket("curated"), `_manifests/${name}/`)).map(
      async (key) => JSON.parse(await textOf(s3, bucket("curated"), key.split(" ")[0] ?? "")) as Manifest,
    ),
  );

/** Of each file: what became of it, row by row, without what tells one dataset, or one run, from the other. */
export async function outcomes(s3: S3Client, name: string): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  for (const {
    source,
    status,
    rejected,
    rows_in,
    rows_curated,
    reasons,
    quarantine,
    run_id,
  } of await manifestsOf(s3, name)) {
    const lines =
      status === "rejected"
        ? []
        : (await Promise.all(quarantine.map(({ bucket: zone, key }) => textOf(s3, zone, key)))).flatMap(
            (text) =>
              text
                .split("\n")
                .filter(Boolean)
                .map((line) =>
                  line
                    .replaceAll(run_id, "RUN")
                    .replaceAll(/s3:\/\/[^"]+/g, "FILE")
                    .replaceAll(`"${name}"`, '"DATASET"'),
                ),
          );
    const file = source.key.split("/").slice(1).join("/");
    const reason = rejected && { ...rejected, message: rejected.message.replaceAll(name, "DATASET") };
    found.set(file, { status, rejected: reason, rows_in, rows_curated, reasons, lines });
  }
  return found;
}
