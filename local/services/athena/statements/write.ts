// What CTAS, INSERT and UNLOAD have in common: a query's rows as objects in S3, and the partitions they make.

import { join } from "node:path";
import { BatchCreatePartitionCommand } from "@aws-sdk/client-glue";
import { NULL_PARTITION } from "../../../../core/contract/partition.ts";
import type { CatalogTable } from "../../../sql/catalog-table.ts";
import { type ExportOptions, exportQuery } from "../../../sql/export.ts";
import { hiveTypeOf } from "../../../sql/hive-types.ts";
import { parseS3 } from "../../../sql/objects.ts";
import type { ResultColumn } from "../../../sql/results.ts";
import { SqlError } from "../../../sql/tokens.ts";
import { uploadFile, uploadText } from "../../../sql/upload.ts";
import { finalNames } from "../trino/output-names.ts";
import type { StatementContext } from "./statement.ts";

export interface Written {
  rows: number;
  /** s3:// URIs of the objects. */
  objects: string[];
  /** Folders of the partitions that got rows, by their values in the table's order. */
  partitions: Map<string, { values: string[]; location: string }>;
}

export const withSlash = (location: string): string => (location.endsWith("/") ? location : `${location}/`);

/** The type of a column in Glue; undefined where Hive has none. A sum of integers, 128 bits wide in DuckDB, is a bigint. */
export const glueTypeOf = ({ type }: ResultColumn): string | undefined =>
  type === "HUGEINT" ? "bigint" : hiveTypeOf(type);

/** The columns of a query that becomes a table: each must have a name of its own. */
export async function tableColumns(context: StatementContext, sql: string): Promise<ResultColumn[]> {
  const bound = await context.environment.columns(sql);
  const names = finalNames(bound.map((column) => column.name));
  const seen = new Set<string>();
  for (const [i, name] of names.entries()) {
    if (/^_col\d+$/.test(name)) {
      throw new SqlError("COLUMN_NAME_NOT_SPECIFIED", `Column name not specified at position ${i + 1}`);
    }
    if (seen.has(name.toLowerCase())) {
      throw new SqlError("DUPLICATE_COLUMN_NAME", `Column name '${name}' specified more than once`);
    }
    seen.add(name.toLowerCase());
  }
  return bound.map((column, i) => ({ ...column, name: (names[i] as string).toLowerCase() }));
}

/** Writes a query's rows below an S3 folder. Object names begin with the query's id. */
export async function writeRows(
  context: StatementContext,
  sql: string,
  columns: readonly ResultColumn[],
  location: string,
  options: ExportOptions,
): Promise<Written> {
  const { environment } = context;
  const folder = join(environment.folder, "export");
  const exported = await exportQuery(environment.connection, sql, columns, folder, options);
  const root = parseS3(withSlash(location));
  const written: Written = { rows: exported.rows, objects: [], partitions: new Map() };
  if (exported.rows === 0) return written;
  for (const [i, file] of exported.files.entries()) {
    const cut = file.name.lastIndexOf("/") + 1;
    const suffix = file.name.slice(file.name.lastIndexOf("."));
    const key = `${root.key}${file.name.slice(0, cut)}${context.queryId}-${i}${suffix}`;
    await uploadFile(environment.clients.s3, file.path, { bucket: root.bucket, key }, context.encryption);
    written.objects.push(`s3://${root.bucket}/${key}`);
    if (options.partitionBy.length > 0) {
      const values = options.partitionBy.map((name) => file.partition[name] ?? NULL_PARTITION);
      const partitionFolder = `s3://${root.bucket}/${root.key}${file.name.slice(0, cut)}`;
      written.partitions.set(values.join("\0"), { values, location: partitionFolder });
    }
  }
  return written;
}

/** Lists the objects that a statement wrote in its manifest, and tells where that is. */
export async function writeManifest(context: StatementContext, objects: readonly string[]): Promise<string> {
  const manifest = `${context.outputFolder}${context.queryId}-manifest.csv`;
  const lines = objects.map((uri) => `${uri}\n`).join("");
  await uploadText(context.environment.clients.s3, lines, parseS3(manifest), context.encryption);
  return manifest;
}

/** Adds partitions to a table; those it has already are left as they are. Returns how many were new. */
export async function addPartitions(
  context: StatementContext,
  table: Pick<CatalogTable, "database" | "name" | "glue">,
  partitions: Iterable<{ values: string[]; location: string }>,
): Promise<number> {
  const list = [...partitions];
  let added = 0;
  for (let at = 0; at < list.length; at += 100) {
    const batch = list.slice(at, at + 100);
    const answer = await context.environment.clients.glue.send(
      new BatchCreatePartitionCommand({
        DatabaseName: table.database,
        TableName: table.name,
        PartitionInputList: batch.map((partition) => ({
          Values: partition.values,
          StorageDescriptor: { ...table.glue.StorageDescriptor, Location: partition.location },
        })),
      }),
    );
    const errors = answer.Errors ?? [];
    const other = errors.find((error) => error.ErrorDetail?.ErrorCode !== "AlreadyExistsException");
    if (other) {
      throw new SqlError(
        "HIVE_METASTORE_ERROR",
        `${other.ErrorDetail?.ErrorCode}: ${other.ErrorDetail?.ErrorMessage}`,
        0,
        0,
      );
    }
    added += batch.length - errors.length;
  }
  return added;
}
