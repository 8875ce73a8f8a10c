// Good rows → partitioned Parquet files under their final names.
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { outputSql } from "../plan/output.ts";
import { lookupTable } from "../plan/plan.ts";
import { anyOf, identifier, text, whole } from "../plan/sql.ts";
import { numberOf } from "./answers.ts";
import { makeTokens } from "./batch-tokens.ts";
import { CuratedFiles, type Place, type StagedFile } from "./curated-files.ts";
import type { RowWriter } from "./destination.ts";
import type { Batch } from "./input/input.ts";
import { goodRows, typedRows } from "./judge.ts";
import type { Run } from "./run.ts";
import type { CuratedFile } from "./types.ts";
import { copied } from "./written-files.ts";

/** Where a file system takes p=A and p=a for one folder, files of one name would be written over each other. */
const FILE_NAMES = "FILENAME_PATTERN '{uuid}'";

/**
 * Zstd's first level and a smaller limit on dictionaries: by measurement a third less time than DuckDB's defaults, for
 * files of the same size.
 */
const COMPRESSION = ["COMPRESSION zstd", "COMPRESSION_LEVEL 1"];
const DICTIONARY_ENTRIES = { least: 1_000, most: 10_000 } as const;
/** As DuckDB has it: a dictionary pays where each of its entries stands for a few rows. To find that it does not takes time. */
const ROWS_PER_ENTRY = 5;
/** DuckDB makes room for all entries of all columns at once, of 32 to 64 bytes each. */
const ALL_DICTIONARY_ENTRIES = 600_000;
/** How many bytes of rows are in memory; DuckDB's 122,880 rows hold where they are less. Two such groups are in memory per thread. */
const ROW_GROUP_BYTES = 16 << 20;
/**
 * The share of memoryLimitMb that rows may take that wait for their partition's next row group. DuckDB counts rows, per thread;
 * the more may wait, the larger the row groups.
 */
const WAITING_SHARE = 0.2;
const WAITING_ROWS = { least: 16_384, most: 1_000_000 } as const;
/** Rows that are asked for their partition, so that it is known about how many there are. */
const ASKED_ROWS = 50_000;
/** A batch of more text is joined with its tokens alone: a table of them is made. */
const BESIDE_OTHERS_BYTES = 64 << 20;
/** Partitions that are written at once; more are first dealt out to buckets, as often as it takes. */
const OPEN_PARTITIONS = 64;

/** @param rows of a partition, about: those of its row groups are not more */
const dictionaryOf = ({ plan }: Run, rows: number): number =>
  Math.min(
    DICTIONARY_ENTRIES.most,
    Math.max(DICTIONARY_ENTRIES.least, Math.ceil(rows / ROWS_PER_ENTRY)),
    Math.ceil(ALL_DICTIONARY_ENTRIES / plan.columns.length),
  );

/** Rows that a thread may hold until their partition's next row group is written. */
function waitingOf({ limits }: Run, { bytes, rows }: Batch): number {
  const perThread = (limits.memoryLimitMb * 2 ** 20 * WAITING_SHARE) / limits.threads;
  const waiting = Math.floor(perThread / Math.max(1, bytes / Math.max(1, rows)));
  return Math.min(WAITING_ROWS.most, Math.max(WAITING_ROWS.least, waiting));
}

export class CuratedWriter implements RowWriter {
  readonly #run: Run;
  readonly #staging: string;
  readonly #files: CuratedFiles;
  readonly #places = new WeakMap<Batch, Place>();
  /** As it is for the first batch that is dealt out. */
  #waiting: number | undefined;
  #folders = 0;

  constructor(run: Run) {
    this.#run = run;
    // In `out`, so that a file is published by renaming it.
    this.#staging = join(run.request.out, `.headrace-${run.request.runId}`);
    this.#files = new CuratedFiles(run);
  }

  get files(): CuratedFile[] {
    return this.#files.published;
  }

  /** Writes the good rows of a batch; returns how many. Batches may be written side by side. */
  async write(batch: Batch): Promise<number> {
    const place = this.#files.place(batch);
    this.#places.set(batch, place);
    this.#waiting ??= batch.partition === undefined ? waitingOf(this.#run, batch) : undefined;
    return this.#fill(place, [batch], true);
  }

  /** Writes these in place of what was written of the batch. */
  async rewrite(batch: Batch, rests: readonly Batch[]): Promise<number> {
    const place = this.#places.get(batch);
    return place ? this.#fill(place, rests, false) : 0;
  }

  /** A thread's work: of several it would depend on which is done first where a row comes to lie, and so a file's bytes. */
  async #fill(place: Place, batches: readonly Batch[], notes: boolean): Promise<number> {
    const { lanes, plan } = this.#run;
    const isHeavy = plan.batchTokens.length > 0 && batches.some(({ bytes }) => bytes > BESIDE_OTHERS_BYTES);
    const fill = async (connection: DuckDBConnection): Promise<number> => {
      const writer = new BatchWriter(
        { ...this.#run, connection },
        () => this.#folder(),
        this.#waiting ?? WAITING_ROWS.least,
      );
      for (const { filename } of place.written) await rm(filename);
      place.written = [];
      for (const batch of batches) place.written.push(...(await writer.write(batch, notes)));
      return place.written.reduce((sum, { rows }) => sum + rows, 0);
    };
    return lanes.run(isHeavy, fill, 1);
  }

  /** Gives all files their names. */
  async finish(): Promise<void> {
    await this.#files.publish();
  }

  /** Takes back what was written, for a file that is rejected after all. */
  async discard(): Promise<void> {
    await this.#files.discard();
  }

  /** Removes the staging folder. */
  async close(): Promise<void> {
    await rm(this.#staging, { recursive: true, force: true });
  }

  async #folder(): Promise<string> {
    const folder = join(this.#staging, String(this.#folders++));
    await mkdir(folder, { recursive: true });
    return folder;
  }
}

/** Writes one batch, on one connection. */
class BatchWriter {
  readonly #run: Run;
  readonly #folder: () => Promise<string>;
  readonly #waiting: number;
  /** Entries of a column's dictionary at most; 0 where there is to be none. */
  #dictionary = 0;

  constructor(run: Run, folder: () => Promise<string>, waiting: number) {
    this.#run = run;
    this.#folder = folder;
    this.#waiting = waiting;
  }

  /** @param notes whether rows that break the contract are still to be noted */
  async write(batch: Batch, notes: boolean): Promise<StagedFile[]> {
    const { plan } = this.#run;
    const typed = typedRows(this.#run, batch);
    const isDealt = batch.partition === undefined && plan.partitions.length > 0;
    const partitions = isDealt ? await this.#estimate(typed, batch.rows) : 1;
    this.#dictionary = dictionaryOf(this.#run, batch.rows / Math.max(1, partitions));
    // A dictionary of DuckDB's has one entry for both zeros, of the sign that comes first.
    if (await this.#hasNegativeZero(typed)) this.#dictionary = 0;
    const tokens = await makeTokens(this.#run, typed, batch.shortcuts.judged);
    try {
      const whole = batch.partition === undefined;
      const rows = outputSql(plan, goodRows(this.#run, batch, notes), batch.shortcuts, tokens.files, whole);
      if (!isDealt) return await this.#copy(rows, false);
      await this.#limitWaiting();
      return await this.#deal(rows, partitions, 0);
    } finally {
      await tokens.release();
    }
  }

  /** Whether a double that is written is -0.0. Few files have any; to see that takes their doubles alone. */
  async #hasNegativeZero(typed: string): Promise<boolean> {
    const { connection, plan } = this.#run;
    const own = plan.columns
      .filter(({ type, column }) => type.kind === "double" && column.tokenize === undefined)
      .map(({ valueSql }) => valueSql);
    const sources = own.length > 0 ? [{ columns: own, from: typed }] : [];
    for (const [at, { add }] of plan.lookups.entries()) {
      const columns = add.filter(({ type }) => type === "DOUBLE").map(({ name }) => identifier(name));
      if (columns.length > 0) sources.push({ columns, from: `SELECT * FROM ${lookupTable(at)}` });
    }
    for (const { columns, from } of sources) {
      const found = anyOf(columns.map((one) => `${one} = 0 AND signbit(${one})`));
      if ((await numberOf(connection, `SELECT count(*) FILTER (${found}) FROM (${from})`)) > 0) return true;
    }
    return false;
  }

  /** About how many partitions the rows have; of many rows some are asked. Those that few rows have are missed, and take little. */
  async #estimate(typed: string, rows: number): Promise<number> {
    if (rows <= OPEN_PARTITIONS) return rows;
    const parts = this.#run.plan.partitions.map(({ sql }) => sql).join(", ");
    const some = rows > ASKED_ROWS ? ` WHERE hash("start") % ${whole(Math.ceil(rows / ASKED_ROWS))} = 0` : "";
    return numberOf(
      this.#run.connection,
      `SELECT approx_count_distinct(hash(${parts})) FROM (SELECT * FROM (${typed})${some})`,
    );
  }

  /** What the whole database is set to: the same in all statements of a run, which may be at work side by side. */
  async #limitWaiting(): Promise<void> {
    const { connection } = this.#run;
    await connection.run(
      `SET partitioned_write_flush_threshold = ${whole(this.#waiting)};
       SET partitioned_write_max_open_files = ${whole(2 * OPEN_PARTITIONS)}`,
    );
  }

  /**
   * Writes `rows` by partition. Every partition that is being written takes memory, so only so many are open at once:
   * where there are more, rows are first dealt out to buckets by a hash of their partition.
   */
  async #deal(rows: string, partitions: number, depth: number): Promise<StagedFile[]> {
    if (partitions <= OPEN_PARTITIONS || depth > 2) return this.#copy(rows, true);
    const { connection, plan } = this.#run;
    const buckets = Math.min(OPEN_PARTITIONS, Math.ceil((2 * partitions) / OPEN_PARTITIONS));
    const names = plan.partitions.map(({ name }) => identifier(name));
    const folder = await this.#folder();
    // Each depth takes other bits of the hash, or all of a bucket would fall into one again.
    const bucket = `(hash(${names.join(", ")}) >> ${whole(depth * 8)}) % ${whole(buckets)}`;
    const dealt = await copied(
      connection,
      `COPY (SELECT *, ${bucket} AS headrace_bucket FROM (${rows})) TO ${text(folder)} (FORMAT parquet,
       COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT ${whole(this.#dictionary)}, PARTITION_BY (headrace_bucket), ${FILE_NAMES},
       RETURN_STATS true)`,
    );
    const files = new Map<string, string[]>();
    for (const { filename } of dealt) {
      const known = files.get(dirname(filename));
      if (known) known.push(filename);
      else files.set(dirname(filename), [filename]);
    }
    const written: StagedFile[] = [];
    for (const [bucketFolder, paths] of files) {
      const source = `SELECT * FROM read_parquet([${paths.map(text).join(", ")}], hive_partitioning = false)`;
      written.push(...(await this.#deal(source, Math.ceil((1.5 * partitions) / buckets), depth + 1)));
      await rm(bucketFolder, { recursive: true, force: true });
    }
    return written;
  }

  async #copy(rows: string, byPartition: boolean): Promise<StagedFile[]> {
    const { plan, connection } = this.#run;
    const folder = await this.#folder();
    const names = plan.partitions.map(({ name }) => identifier(name));
    const options = [
      "FORMAT parquet",
      ...COMPRESSION,
      `DICTIONARY_SIZE_LIMIT ${whole(this.#dictionary)}`,
      `ROW_GROUP_SIZE_BYTES ${whole(ROW_GROUP_BYTES)}`,
      "RETURN_STATS true",
      ...(byPartition ? [`PARTITION_BY (${names.join(", ")})`, FILE_NAMES] : []),
    ];
    const written = await copied(
      connection,
      `COPY (${rows}) TO ${text(byPartition ? folder : join(folder, "rows.parquet"))} (${options.join(", ")})`,
    );
    return written.filter((file) => file.rows > 0).map((file) => ({ ...file, folder }));
  }
}
