// A report that is published: put to the system zone, as the newest one and under the time of its making.
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { HeadraceError } from "../../core/errors.ts";
import { NEWEST_REPORT, REPORTS_PREFIX, reportKey } from "../../core/records/reports.ts";
import { s3Client } from "../objects.ts";
import { ofType } from "../pipeline/estate.ts";
import type { Seen } from "./collect/index.ts";

/** The system zone's bucket. @throws HeadraceError no_reports, where the pipeline takes none */
export function reportsBucketOf(seen: Seen): string {
  const { hostname: bucket } = new URL(seen.pipeline.contractUri);
  const own = ofType(seen, "aws_s3_bucket").some(({ attributes }) => attributes.bucket === bucket);
  const [lifecycle] = ofType(seen, "aws_s3_bucket_lifecycle_configuration").filter(
    ({ attributes }) => attributes.bucket === bucket,
  );
  const rules = (lifecycle?.attributes.rule ?? []) as { id?: string }[];
  // A bucket of the caller's has a lifecycle of theirs.
  if (!own || rules.some(({ id }) => id === REPORTS_PREFIX)) return bucket;
  throw new HeadraceError(
    "no_reports",
    `The pipeline that is applied from ${seen.dir} takes no reports.`,
    "Write reports = { keep_days = 30 } for the pipeline module, and apply again. Or leave --publish out, and keep the file.",
    1,
  );
}

/** @param at when it was made. ISO 8601, UTC. @returns s3:// URIs: of this one, and of the newest */
export async function published(
  { aws }: Seen,
  Bucket: string,
  html: string,
  at: string,
): Promise<{ uri: string; newest: string }> {
  const s3 = s3Client(aws);
  try {
    const keys = [reportKey(at), NEWEST_REPORT];
    for (const Key of keys)
      await s3.send(
        new PutObjectCommand({
          Bucket,
          Key,
          Body: html,
          ContentType: "text/html; charset=utf-8",
          CacheControl: "no-store",
        }),
      );
    const [uri = "", newest = ""] = keys.map((key) => `s3://${Bucket}/${key}`);
    return { uri, newest };
  } finally {
    s3.destroy();
  }
}
