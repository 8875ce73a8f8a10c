// What there is to import: the newest version of each object under a prefix, but for what a manifest of this contract names already.
import { ListObjectVersionsCommand, type ObjectVersion } from "@aws-sdk/client-s3";
import { HeadraceError } from "../../core/errors.ts";
import { MANIFEST_PREFIX } from "../../core/records/manifest.ts";
import { isRecordsKey } from "../../core/records/record-objects.ts";
import { s3 } from "../../handlers/aws/clients/s3.ts";
import { concurrently } from "../../handlers/aws/concurrently.ts";
import { readManifest } from "../../handlers/aws/manifests.ts";
import { keysUnder, objectAt } from "../../handlers/aws/objects.ts";
import type { ObjectCreated } from "../../handlers/events/notifications.ts";
import type { StageConfig } from "../../handlers/stage/config.ts";
import { stageConfig } from "../../handlers/stage/config.ts";

interface Asked {
  dataset: string;
  /** s3://BUCKET/PREFIX; the dataset's folder in landing where absent. */
  source?: string;
}

const MANIFESTS_AT_ONCE = 16;

/** What S3 calls the version of an object in a bucket that has none. */
const NO_VERSION = "null";

/** Tells each object, with its bytes, and then how many were known. */
export async function list(lines: AsyncIterable<string>, tell: (value: object) => void): Promise<void> {
  const config = await stageConfig();
  for await (const line of lines) {
    const { dataset, source } = JSON.parse(line) as Asked;
    if (!config.contract.datasets[dataset])
      throw new HeadraceError(
        "dataset_unknown",
        `No dataset of the contract is named ${JSON.stringify(dataset)}.`,
        `Name one of ${Object.keys(config.contract.datasets).join(", ")}.`,
      );
    const known = await knownVersions(config, dataset);
    let skipped = 0;
    for await (const { version, object } of versionsUnder(config, dataset, source)) {
      if (known.has(nameOf(object))) skipped += 1;
      else tell({ object, bytes: version.Size ?? 0 });
    }
    tell({ known: skipped });
  }
}

async function* versionsUnder(
  { env }: StageConfig,
  dataset: string,
  source: string | undefined,
): AsyncGenerator<{ version: ObjectVersion; object: ObjectCreated }> {
  const { bucket, key: prefix } = source
    ? objectAt(source)
    : { bucket: env.LANDING_BUCKET, key: `${dataset}/` };
  const foreign = bucket !== env.LANDING_BUCKET;
  let KeyMarker: string | undefined;
  let VersionIdMarker: string | undefined;
  do {
    const page = await s3().send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, KeyMarker, VersionIdMarker }),
    );
    for (const version of page.Versions ?? []) {
      const { Key: key = "", VersionId: versionId, LastModified, IsLatest, Size = 0 } = version;
      // What a console makes for a folder, and a batch of records that was given up.
      if (!IsLatest || (Size === 0 && (key.endsWith("/") || isRecordsKey(key)))) continue;
      yield {
        version,
        object: {
          ...{ bucket, key, eventTime: (LastModified ?? new Date()).toISOString() },
          ...(versionId && versionId !== NO_VERSION && { versionId }),
          ...(foreign && { dataset }),
        },
      };
    }
    KeyMarker = page.IsTruncated ? page.NextKeyMarker : undefined;
    VersionIdMarker = page.NextVersionIdMarker;
  } while (KeyMarker !== undefined);
}

/** A version's content never changes: what has its manifest need not be read to know so. Without versions it must. */
async function knownVersions({ env }: StageConfig, dataset: string): Promise<Set<string>> {
  const keys: string[] = [];
  for await (const key of keysUnder(env.CURATED_BUCKET, `${MANIFEST_PREFIX}${dataset}/`)) keys.push(key);
  const manifests = await concurrently(keys, MANIFESTS_AT_ONCE, (key) =>
    readManifest({ bucket: env.CURATED_BUCKET, key }),
  );
  const known = new Set<string>();
  for (const manifest of manifests)
    if (manifest?.contract_digest === env.CONTRACT_DIGEST && manifest.source.version_id)
      known.add(nameOf({ ...manifest.source, versionId: manifest.source.version_id }));
  return known;
}

const nameOf = ({ bucket, key, versionId }: { bucket: string; key: string; versionId?: string }): string =>
  JSON.stringify([bucket, key, versionId]);
