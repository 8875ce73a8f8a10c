// A table that a crawler has found → the dataset that its files are of. The table says where they lie and how they are split;
// what their values are, they say themselves.
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  EntityNotFoundException,
  GetPartitionsCommand,
  GetTableCommand,
  GlueClient,
  type Table,
} from "@aws-sdk/client-glue";
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { NAME } from "../../core/contract/schema.ts";
import { HeadraceError } from "../../core/errors.ts";
import { type Inferred, inferDataset, mergeInferred, snakeCase } from "../../core/infer/index.ts";
import type { AwsConfig } from "../aws.ts";
import { s3Client } from "../objects.ts";

/** Bytes of a table's files that are looked at, and how many: further ones are taken to be like these. */
const MOST_BYTES = 1024 ** 3;
const MOST_FILES = 200;
/** Formats of which the engine reads tables. */
const FORMATS = ["csv", "json", "parquet"];

export interface Discovered extends Inferred {
  /** DATABASE.TABLE. */
  file: string;
}

/**
 * @param name DATABASE.TABLE
 * @param aws where the catalog and the files are; the environment's own account where absent
 * @throws HeadraceError glue_name_wrong, glue_table_missing, glue_table_unreadable, glue_table_empty, files_differ
 */
export async function inferDiscovered(
  name: string,
  aws: AwsConfig | undefined,
  progress: (text: string) => void,
): Promise<Discovered> {
  const [, database = "", tableName = ""] = /^([^.]+)\.([^.]+)$/.exec(name) ?? [];
  if (!tableName)
    throw new HeadraceError(
      "glue_name_wrong",
      `--from-glue ${JSON.stringify(name)} names no table.`,
      "Write DATABASE.TABLE, as `headrace crawl` prints it.",
      2,
    );
  const glue = new GlueClient(aws ?? {});
  const s3 = s3Client(aws ?? {});
  const folder = await mkdtemp(join(tmpdir(), "headrace-glue-"));
  try {
    const table = await tableOf(glue, database, tableName);
    const objects = await objectsOf(s3, await locationsOf(glue, table), name);
    const all: { file: string; inferred: Inferred }[] = [];
    let bytes = 0;
    for (const { bucket, key, size } of objects) {
      if (all.length > 0 && (bytes + size > MOST_BYTES || all.length >= MOST_FILES)) break;
      bytes += size;
      progress(`reading s3://${bucket}/${key}`);
      const path = join(folder, `${all.length}-${basename(key)}`);
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      await pipeline(Body as Readable, createWriteStream(path));
      all.push({
        file: `s3://${bucket}/${key}`,
        inferred: named(await inferDataset({ file: path, name: datasetName(tableName) }), table),
      });
      await rm(path);
    }
    return { ...noted(mergeInferred(all), table, { seen: all.length, of: objects.length }), file: name };
  } finally {
    glue.destroy();
    s3.destroy();
    await rm(folder, { recursive: true, force: true });
  }
}

async function tableOf(glue: GlueClient, DatabaseName: string, Name: string): Promise<Table> {
  try {
    const { Table: table } = await glue.send(new GetTableCommand({ DatabaseName, Name }));
    const format = table?.Parameters?.classification ?? "";
    if (table && FORMATS.includes(format)) return table;
    throw new HeadraceError(
      "glue_table_unreadable",
      `The files of ${DatabaseName}.${Name} are ${format === "UNKNOWN" || format === "" ? "of no format that its crawler knew" : format}.`,
      `Headrace reads ${FORMATS.join(", ")}: give the crawler a classifier, or the files as one of these.`,
    );
  } catch (error) {
    if (!(error instanceof EntityNotFoundException)) throw error;
    throw new HeadraceError(
      "glue_table_missing",
      `There is no table ${DatabaseName}.${Name} in the catalog.`,
      "`headrace crawl DIR PREFIX` finds tables, and prints their names.",
    );
  }
}

/** Where the table's files lie: in its partitions, where it has any. */
async function locationsOf(glue: GlueClient, table: Table): Promise<string[]> {
  if ((table.PartitionKeys ?? []).length === 0) return [table.StorageDescriptor?.Location ?? ""];
  const found: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await glue.send(
      new GetPartitionsCommand({ DatabaseName: table.DatabaseName, TableName: table.Name, NextToken }),
    );
    found.push(...(page.Partitions ?? []).map(({ StorageDescriptor }) => StorageDescriptor?.Location ?? ""));
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

interface StoredFile {
  bucket: string;
  key: string;
  size: number;
}

async function objectsOf(s3: S3Client, locations: readonly string[], name: string): Promise<StoredFile[]> {
  const found: StoredFile[] = [];
  for (const location of locations) {
    const [, bucket = "", prefix = ""] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(location) ?? [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken }),
      );
      for (const { Key: key = "", Size: size = 0 } of page.Contents ?? []) {
        const hidden = key
          .slice(prefix.length)
          .split("/")
          .some((part) => /^[_.]/.test(part));
        if (size > 0 && !key.endsWith("/") && !hidden) found.push({ bucket, key, size });
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
  }
  if (found.length > 0) return found;
  throw new HeadraceError(
    "glue_table_empty",
    `No files lie where ${name} says that they do.`,
    "Crawl again, so that the catalog knows what there is.",
  );
}

/** Columns of files without a header have the names that the crawler has for them. */
function named(inferred: Inferred, table: Table): Inferred {
  const known = (table.StorageDescriptor?.Columns ?? []).map(({ Name = "" }) => snakeCase(Name));
  const { columns, source } = inferred.dataset;
  const fits =
    known.length === columns.length && new Set(known).size === known.length && known.every(Boolean);
  if (source?.header !== false || !fits) return inferred;
  return {
    ...inferred,
    dataset: {
      ...inferred.dataset,
      columns: columns.map((column, at) => ({ ...column, name: known[at] as string })),
    },
    statistics: {
      ...inferred.statistics,
      columns: inferred.statistics.columns.map((column, at) => ({ ...column, name: known[at] as string })),
    },
  };
}

function noted(inferred: Inferred, table: Table, files: { seen: number; of: number }): Inferred {
  const keys = (table.PartitionKeys ?? []).map(({ Name }) => Name);
  const notes = [
    `as the crawler found it in ${table.StorageDescriptor?.Location}`,
    ...(keys.length > 0
      ? [
          `its folders say ${keys.join(", ")}, which no import reads: what is to be a column must be in the files`,
        ]
      : []),
    ...(files.seen < files.of ? [`${files.seen} of its ${files.of} files were looked at`] : []),
  ];
  return {
    ...inferred,
    statistics: { ...inferred.statistics, notes: [...notes, ...inferred.statistics.notes] },
  };
}

function datasetName(table: string): string {
  const name = snakeCase(table).replace(/^col_(?=\d)/, "data_");
  return NAME.test(name) ? name : "data";
}
