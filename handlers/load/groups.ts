// The files of a run by the values in their paths, each group with a manifest for COPY.

import { createHash, randomBytes } from "node:crypto";
import { NULL_PARTITION } from "../../core/contract/partition.ts";
import { COPY_MANIFEST_PREFIX, type Manifest } from "../../core/records/manifest.ts";
import { concurrently } from "../aws/concurrently.ts";
import { deleteObjects, keysUnder, type ObjectRef, uriOf, writeJson } from "../aws/objects.ts";
import type { Group } from "./statements.ts";
import type { LoadTable } from "./table.ts";

/** What a folder is called whose column is null. */

export interface CopyGroup extends Group {
  files: Manifest["files"];
  manifest: ObjectRef;
}

/** What the staging tables of every attempt at a run begin with. */
export const stagingPrefix = (runId: string): string =>
  `load__${createHash("sha256").update(runId).digest("hex").slice(0, 16)}_`;

/** One attempt at a run: no two share a table aside. */
export interface Attempt {
  /** The table for all of the run's rows. */
  gathered: string;
  groups: CopyGroup[];
}

export function attemptAt(run: Manifest, table: LoadTable, bucket: string): Attempt {
  const attempt = randomBytes(4).toString("hex");
  const gathered = `${stagingPrefix(run.run_id)}${attempt}`;
  const byValues = Map.groupBy(run.files, ({ partition }) =>
    JSON.stringify([...table.inPath].map((column) => partition[column])),
  );
  const groups = [...byValues.values()].map((files, index) => ({
    staging: `${gathered}_${index}`,
    values: new Map(
      [...table.inPath].map((column) => {
        const value = files[0]?.partition[column];
        return [column, value === undefined || value === NULL_PARTITION ? null : value];
      }),
    ),
    files,
    manifest: { bucket, key: `${manifestFolder(run)}${attempt}-${index}.json` },
  }));
  return { gathered, groups };
}

const manifestFolder = ({ dataset, run_id }: Manifest): string =>
  `${COPY_MANIFEST_PREFIX}${dataset}/${run_id}/`;

/** Those of every attempt at a run. */
export async function deleteCopyManifests(run: Manifest, bucket: string): Promise<void> {
  const left: ObjectRef[] = [];
  for await (const key of keysUnder(bucket, manifestFolder(run))) left.push({ bucket, key });
  await deleteObjects(left);
}

/** COPY of Parquet asks for each file's size. */
export async function writeCopyManifests(groups: readonly CopyGroup[]): Promise<void> {
  await concurrently(groups, 8, ({ manifest, files }) =>
    writeJson(manifest, {
      entries: files.map((file) => ({
        url: uriOf(file),
        mandatory: true,
        meta: { content_length: file.bytes },
      })),
    }),
  );
}
