// A real file → a dataset definition for a contract: what `headrace init` writes.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { glueType } from "../contract/types.ts";
import { FileRejected } from "../engine/file-rejected.ts";
import { HeadraceError } from "../errors.ts";
import type { InferredColumn } from "./columns.ts";
import { inferColumns } from "./columns.ts";
import type { FileRows, Malformed } from "./file-rows.ts";
import type { ColumnDefinition, Inferred } from "./inferred.ts";
import { columnNames } from "./names.ts";
import { readRows } from "./rows.ts";
import type { Sniffed } from "./sniff.ts";
import { sniff } from "./sniff.ts";

export { addDatasets } from "./add.ts";
export type { ColumnStatistics, DatasetDefinition, Inferred } from "./inferred.ts";
export { mergeInferred } from "./merge.ts";
export { snakeCase } from "./names.ts";
export { renderContractYaml } from "./render.ts";

export interface InferRequest {
  /** The local file. */
  readonly file: string;
  /** The dataset's name. */
  readonly name: string;
  /** DuckDB's memory_limit in MiB. */
  readonly memoryLimitMb?: number;
}

const DEFAULT_MEMORY_MB = 512;

/**
 * Infers a dataset from a file: csv, tsv, json, ndjson or parquet, plain or with gzip or zstd. Types are such that
 * the file's own rows pass an import. Throws HeadraceError where the file cannot be read as any of these.
 */
export async function inferDataset({ file, name, memoryLimitMb }: InferRequest): Promise<Inferred> {
  const scratch = await mkdtemp(join(tmpdir(), "headrace-infer-"));
  try {
    const sniffed = await sniff(file).catch((error: unknown) => {
      throw asReadable(file, error);
    });
    const instance = await DuckDBInstance.create(":memory:", {
      memory_limit: `${memoryLimitMb ?? DEFAULT_MEMORY_MB}MiB`,
      temp_directory: join(scratch, "spill"),
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    });
    try {
      const connection = await instance.connect();
      try {
        await connection.run("SET TimeZone = 'UTC'");
        // Over thousands of columns these take far longer than what they save.
        await connection.run("SET disabled_optimizers = 'statistics_propagation,expression_rewriter'");
        const rows = await readRows(file, sniffed, connection, scratch);
        const columns = await inferColumns(rows, connection);
        return assemble(name, sniffed, rows, columns);
      } finally {
        connection.closeSync();
      }
    } finally {
      instance.closeSync();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function asReadable(file: string, error: unknown): unknown {
  if (error instanceof FileRejected)
    return new HeadraceError(
      "file_unreadable",
      `${basename(file)}: ${error.message}`,
      "Give a file that can be read.",
    );
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT")
    return new HeadraceError("file_missing", `There is no file ${file}.`, "Check its name.", 2);
  if (code === "EISDIR") return new HeadraceError("file_missing", `${file} is a folder.`, "Name a file.", 2);
  if (code === "EACCES")
    return new HeadraceError(
      "file_missing",
      `${file} may not be read.`,
      "Give yourself the right to read it.",
      2,
    );
  return error;
}

function assemble(
  name: string,
  sniffed: Sniffed,
  rows: FileRows,
  inferred: readonly InferredColumn[],
): Inferred {
  const { format, encoding, delimiter, header } = sniffed;
  const names = columnNames(rows.headers);
  const columns = inferred.map((column, index) =>
    definition(names[index] as string, header ? (rows.headers[index] as string) : undefined, column),
  );
  const notes: string[] = [];
  for (const repeated of rows.repeated)
    notes.push(
      `the header names ${JSON.stringify(repeated)} more than once, so that its columns are left out`,
    );
  for (const inexact of rows.inexact ?? [])
    notes.push(
      `${JSON.stringify(inexact)} holds decimals of more digits than can be read exactly, and is left out`,
    );
  notes.push(...(sniffed.note === undefined ? [] : [sniffed.note]), ...(rows.notes ?? []));
  if (rows.malformed.records > 0) notes.push(malformedNote(rows.malformed));
  if (!rows.whole) notes.push("only the beginning of the file was read");
  return {
    name,
    dataset: {
      source: {
        format,
        ...(delimiter !== undefined && { delimiter }),
        ...(encoding !== "utf-8" && { encoding }),
        ...(!header && { header }),
      },
      columns,
    },
    statistics: {
      rows: inferred[0]?.rows ?? 0,
      malformed: rows.malformed.records,
      whole: rows.whole,
      columns: inferred.map(({ rows: seen, nulls, note }, index) => ({
        name: names[index] as string,
        rows: seen,
        nulls,
        ...(note !== undefined && { note }),
      })),
      notes,
    },
  };
}

function malformedNote({ records, first }: Malformed): string {
  const are = records === 1 ? "1 record of the sample is" : `${records} records of the sample are`;
  const where = first?.line ? `${records === 1 ? "it is" : "the first is"} on line ${first.line}, ` : "";
  const why = first ? `: ${where}${first.because}` : "";
  return `${are} malformed and will be quarantined${why}`;
}

function definition(name: string, from: string | undefined, column: InferredColumn): ColumnDefinition {
  const clean: NonNullable<ColumnDefinition["clean"]> = [];
  if (column.trim) clean.push("trim");
  for (const replace of column.replaced ?? []) clean.push({ replace: { ...replace } });
  return {
    name,
    type: glueType(column.type),
    ...(from !== undefined && from !== name && { from }),
    ...(clean.length > 0 && { clean }),
    ...(column.nullWords.length > 0 && { null_values: ["", ...column.nullWords] }),
    ...(column.format !== undefined && { format: column.format }),
  };
}
