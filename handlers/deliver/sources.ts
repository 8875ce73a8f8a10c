// Where the rows of a notice lie: in the files of a run's manifest, or in those that a run of the models wrote.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { curatedColumns, duckdbType } from "../../core/contract/index.ts";
import { NULL_PARTITION } from "../../core/contract/partition.ts";
import type { Contract } from "../../core/contract/schema.ts";
import type { RowFile } from "../../core/delivery/rows.ts";
import { HeadraceError } from "../../core/errors.ts";
import type { DeliverySource } from "../../core/records/delivered.ts";
import type { ExportedNotice } from "../../core/records/exported-notice.ts";
import type { Manifest } from "../../core/records/manifest.ts";
import { download, editionUnder, type ObjectRef, objectAt, readText, uriOf } from "../aws/objects.ts";

/** A run's rows. */
export interface SourceRows {
  source: DeliverySource;
  runId: string;
  /** How many there must be. */
  rows: number;
  /** Column → DuckDB type, as far as the contract has it. */
  types: ReadonlyMap<string, string>;
  /** Brings the files to `folder`, one by one. */
  files(folder: string): AsyncGenerator<RowFile>;
}

export function datasetRows(manifest: Manifest, contract: Contract): SourceRows {
  const { dataset, run_id: runId, rows_curated: rows, files } = manifest;
  const columns = curatedColumns(new Map(Object.entries(contract.datasets)), dataset);
  return {
    source: { kind: "dataset", name: dataset },
    runId,
    rows,
    types: new Map([...columns].map(([name, type]) => [name, duckdbType(type)])),
    async *files(folder) {
      for (const { bucket, key, partition } of files) {
        const inPath = Object.fromEntries(
          Object.entries(partition).map(([name, value]) => [name, value === NULL_PARTITION ? null : value]),
        );
        for await (const path of brought({ bucket, key }, folder)) yield { path, inPath };
      }
    },
  };
}

/** What UNLOAD writes last with MANIFEST VERBOSE, as far as it is needed here. */
const unloaded = z.object({
  entries: z.array(z.object({ url: z.string() })),
  meta: z.object({ record_count: z.number() }),
});

/** @throws HeadraceError rows_gone where what the models' run wrote is not there, or not whole */
export async function modelRows(notice: ExportedNotice): Promise<SourceRows> {
  const folder = objectAt(notice.rows);
  const edition = await editionUnder(folder.bucket, folder.key);
  const text = await readText({ ...folder, key: `${folder.key}manifest` });
  if (text === undefined) throw gone(notice.rows);
  const manifest = unloaded.parse(JSON.parse(text));
  return {
    source: { kind: "model", name: notice.model },
    runId: notice.run_id,
    rows: manifest.meta.record_count,
    types: new Map(),
    async *files(to) {
      for (const { url } of manifest.entries)
        for await (const path of brought(objectAt(url), to)) yield { path };
      if ((await editionUnder(folder.bucket, folder.key)) !== edition)
        throw new HeadraceError(
          "rows_changed",
          `The models' run wrote ${notice.rows} again while it was read.`,
          "Nothing is to be done: the message comes again.",
        );
    },
  };
}

/** The object as a file, for as long as its reader looks at it. */
async function* brought(object: ObjectRef, folder: string): AsyncGenerator<string> {
  const path = join(folder, "source.parquet");
  if (!(await download(object, path))) throw gone(uriOf(object));
  try {
    yield path;
  } finally {
    await rm(path, { force: true });
  }
}

const gone = (uri: string): HeadraceError =>
  new HeadraceError(
    "rows_gone",
    `There is nothing at ${uri}, which was to be delivered.`,
    "It was deleted or has expired: import the file, or run the models, again.",
  );
