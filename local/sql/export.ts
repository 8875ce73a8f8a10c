// A query's rows as files for S3: Parquet, delimited text or JSON lines, in hive-style folders where partitioned.

import { mkdir, readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { NULL_PARTITION } from "../../core/contract/partition.ts";
import type { ResultColumn } from "./results.ts";
import { identifier, literal } from "./tokens.ts";

export interface ExportOptions {
  format: "parquet" | "text" | "json";
  /** parquet: snappy, gzip, zstd, uncompressed; text and json: gzip, zstd, none. */
  compression: string;
  /** Names of the columns to partition by; they are left out of the files. */
  partitionBy: readonly string[];
  /** text only. */
  delimiter?: string;
  header?: boolean;
  /** text only: quote every value, or only where needed; "none" writes values as they are. */
  quote?: "all" | "needed" | "none";
  /** text only: what a null is written as. */
  nullText?: string;
  /** One file per partition where false. */
  parallel?: boolean;
}

export interface ExportedFile {
  path: string;
  /** Path below the export's folder, with forward slashes: the end of its key. */
  name: string;
  /** By column, as text; null for the null partition. */
  partition: Record<string, string | null>;
  bytes: number;
}

const EXTENSIONS = { parquet: ".parquet", text: ".csv", json: ".json" };

/** Runs `sql` into files below `folder`. Column names must be unique. */
export async function exportQuery(
  connection: DuckDBConnection,
  sql: string,
  columns: readonly ResultColumn[],
  folder: string,
  options: ExportOptions,
): Promise<{ files: ExportedFile[]; rows: number }> {
  await mkdir(folder, { recursive: true });
  const names = columns.map((column) => identifier(column.name));
  const list = columns.map((column, i) => {
    if (column.type === "HUGEINT") return `CAST(${names[i]} AS BIGINT) AS ${names[i]}`;
    // DuckDB begins the text of a decimal that is all fraction with its point.
    const isFraction = options.format === "text" && /^DECIMAL\((\d+),\s*\1\)$/.test(column.type);
    return isFraction
      ? `regexp_replace(CAST(${names[i]} AS VARCHAR), '^(-?)[.]', '\\10.') AS ${names[i]}`
      : names[i];
  });
  const query = `SELECT ${list.join(", ")} FROM (${sql}\n) AS "__export"(${names.join(", ")})`;
  const partitioned = options.partitionBy.length > 0;
  const settings = [...formatSettings(options)];
  if (partitioned) {
    settings.push(`PARTITION_BY (${options.partitionBy.map(identifier).join(", ")})`);
    settings.push(`FILENAME_PATTERN 'part-{i}'`, "OVERWRITE_OR_IGNORE true");
  }
  const target = partitioned ? folder : join(folder, `part-0${EXTENSIONS[options.format]}`);
  const reader = await connection.runAndReadAll(
    `COPY (${query}) TO ${literal(target)} (${settings.join(", ")})`,
  );
  const files: ExportedFile[] = [];
  for (const path of (await walk(folder)).sort()) {
    const name = relative(folder, path).split(sep).join("/");
    const partition: Record<string, string | null> = {};
    for (const part of name.split("/").slice(0, -1)) {
      const cut = part.indexOf("=");
      const value = decodeURIComponent(part.slice(cut + 1));
      partition[decodeURIComponent(part.slice(0, cut))] = value === NULL_PARTITION ? null : value;
    }
    files.push({ path, name, partition, bytes: (await stat(path)).size });
  }
  return { files, rows: Number(reader.getRowsJson()[0]?.[0] ?? 0) };
}

function formatSettings(options: ExportOptions): string[] {
  const compression = options.compression.toLowerCase();
  if (options.format === "parquet") return ["FORMAT parquet", `COMPRESSION ${literal(compression)}`];
  const packed = compression === "none" || compression === "uncompressed" ? "none" : compression;
  if (options.format === "json") return ["FORMAT json", `COMPRESSION ${literal(packed)}`];
  return [
    "FORMAT csv",
    `COMPRESSION ${literal(packed)}`,
    `DELIMITER ${literal(options.delimiter ?? ",")}`,
    `HEADER ${options.header ?? false}`,
    `NULLSTR ${literal(options.nullText ?? "")}`,
    ...(options.quote === "all" ? ["FORCE_QUOTE *"] : []),
    ...(options.quote === "none" ? ["QUOTE ''", "ESCAPE ''"] : []),
  ];
}

async function walk(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await walk(path)));
    else found.push(path);
  }
  return found;
}
