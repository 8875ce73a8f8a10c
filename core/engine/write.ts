// Good rows → partitioned Parquet files under their final names.
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { NULL_PARTITION } from "../contract/partition.ts";
import { outputSql } from "../plan/output.ts";
import { lookupTable } from "../plan/plan.ts";
import { anyOf, identifier, text, whole } from "../plan/sql.ts";
import { numberOf } from "./answers.ts";
import { makeTokens } from "./batch-tokens.ts";
import type { RowWriter } from "./destination.ts";
import type { Batch } from "./input/input.ts";
import { goodRows, typedRows } from "./judge.ts";
import type { Run } from "./run.ts";
import type { CuratedFile } from "./types.ts";

/** A row of COPY's RETURN_STATS. */
interface StatsRow {
  filename: string;
  count: string;
  file_size_bytes: string;
  partition_keys: { key: string; value: string | null }[] | null;
}

/** Where a file system takes p=A and p=a for one folder, files of one name would be written over each other. */
const FILE_NAMES = "FILENAME_PATTERN '{uuid}'";

/**
 * Zstd's first level and a smaller limit on dictionaries: by measurement a third less time than DuckDB's defaults, for
 * files of the same size.
 */
const COMPRESSION = ["COMPRESSION zstd", "COMPRESSION_LEVEL 1"];
const DICTIONARY_ENTRIES = 10_000;
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
/** Partitions that are written at once; more are first dealt out to buckets, as often as it takes. */
const OPEN_PARTITIONS = 64;

const dictionaryOf = ({ plan }: Run): number =>
  Math.min(DICTIONARY_ENTRIES, Math.ceil(ALL_DICTIONARY_ENTRIES / plan.columns.length));

export class CuratedWriter implements RowWriter {
  readonly files: CuratedFile[] = [];
  readonly #run: Run;
  readonly #staging: string;
  /** Files so far by partition folder. */
  readonly #counters = new Map<string, number>();
  #folders = 0;
  /** Entries of a column's dictionary at most; 0 where there is to be none. */
  #dictionary: number;

  constructor(run: Run) {
    this.#run = run;
    this.#dictionary = dictionaryOf(run);
    // In `out`, so that a file is published by renaming it.
    this.#staging = join(run.request.out, `.headrace-${run.request.runId}`);
  }

  /** Writes the good rows of a batch; returns how many. */
  async write(batch: Batch): Promise<number> {
    const { plan } = this.#run;
    const typed = typedRows(this.#run, batch);
    // A dictionary of DuckDB's has one entry for both zeros, of the sign that comes first.
    this.#dictionary = (await this.#hasNegativeZero(typed)) ? 0 : dictionaryOf(this.#run);
    const tokens = await makeTokens(this.#run, typed);
    try {
      const whole = batch.partition === undefined;
      const rows = outputSql(plan, goodRows(this.#run, batch), batch.shortcuts, tokens.files, whole);
      if (batch.partition !== undefined)
        return await this.#copy(rows, { [plan.partitions[0]?.name ?? ""]: batch.partition });
      if (plan.partitions.length === 0) return await this.#copy(rows, {});
      await this.#limitWaiting(batch);
      return await this.#deal(rows, await this.#estimate(typed), 0);
    } finally {
      await tokens.release();
    }
  }

  /** Takes back what was written, for a file that is rejected after all. */
  async discard(): Promise<void> {
    for (const { path } of this.files.splice(0)) await rm(join(this.#run.request.out, path), { force: true });
  }

  /** Removes the staging folder. */
  async close(): Promise<void> {
    await rm(this.#staging, { recursive: true, force: true });
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

  /** About how many partitions the rows have. */
  async #estimate(typed: string): Promise<number> {
    const parts = this.#run.plan.partitions.map(({ sql }) => sql).join(", ");
    return numberOf(this.#run.connection, `SELECT approx_count_distinct(hash(${parts})) FROM (${typed})`);
  }

  async #limitWaiting({ bytes, rows }: Batch): Promise<void> {
    const { connection, limits } = this.#run;
    const perThread = (limits.memoryLimitMb * 2 ** 20 * WAITING_SHARE) / limits.threads;
    const waiting = Math.floor(perThread / Math.max(1, bytes / Math.max(1, rows)));
    const held = Math.min(WAITING_ROWS.most, Math.max(WAITING_ROWS.least, waiting));
    await connection.run(`SET partitioned_write_flush_threshold = ${whole(held)}`);
    await connection.run(`SET partitioned_write_max_open_files = ${whole(2 * OPEN_PARTITIONS)}`);
  }

  /**
   * Writes `rows` by partition. Every partition that is being written takes memory, so only so many are open at once:
   * where there are more, rows are first dealt out to buckets by a hash of their partition.
   */
  async #deal(rows: string, partitions: number, depth: number): Promise<number> {
    if (partitions <= OPEN_PARTITIONS || depth > 2) return this.#copy(rows);
    const { connection, plan } = this.#run;
    const buckets = Math.min(OPEN_PARTITIONS, Math.ceil((2 * partitions) / OPEN_PARTITIONS));
    const names = plan.partitions.map(({ name }) => identifier(name));
    const folder = await this.#folder();
    // Each depth takes other bits of the hash, or all of a bucket would fall into one again.
    const bucket = `(hash(${names.join(", ")}) >> ${whole(depth * 8)}) % ${whole(buckets)}`;
    const dealt = await connection.runAndReadAll(
      `COPY (SELECT *, ${bucket} AS headrace_bucket FROM (${rows})) TO ${text(folder)} (FORMAT parquet,
       COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT ${whole(this.#dictionary)}, PARTITION_BY (headrace_bucket), ${FILE_NAMES},
       RETURN_STATS true)`,
    );
    const files = new Map<string, string[]>();
    for (const { filename } of dealt.getRowObjectsJson() as unknown as StatsRow[]) {
      const known = files.get(dirname(filename));
      if (known) known.push(filename);
      else files.set(dirname(filename), [filename]);
    }
    let written = 0;
    for (const [bucketFolder, paths] of files) {
      const source = `SELECT * FROM read_parquet([${paths.map(text).join(", ")}], hive_partitioning = false)`;
      written += await this.#deal(source, Math.ceil((1.5 * partitions) / buckets), depth + 1);
      await rm(bucketFolder, { recursive: true, force: true });
    }
    return written;
  }

  async #copy(rows: string, partition?: Record<string, string>): Promise<number> {
    const { plan, connection } = this.#run;
    const folder = await this.#folder();
    const names = partition ? [] : plan.partitions.map(({ name }) => identifier(name));
    const target = names.length > 0 ? folder : join(folder, "rows.parquet");
    const options = [
      "FORMAT parquet",
      ...COMPRESSION,
      `DICTIONARY_SIZE_LIMIT ${whole(this.#dictionary)}`,
      `ROW_GROUP_SIZE_BYTES ${whole(ROW_GROUP_BYTES)}`,
      "RETURN_STATS true",
      ...(names.length > 0 ? [`PARTITION_BY (${names.join(", ")})`, FILE_NAMES] : []),
    ];
    const reader = await connection.runAndReadAll(
      `COPY (${rows}) TO ${text(target)} (${options.join(", ")})`,
    );
    let count = 0;
    for (const written of reader.getRowObjectsJson() as unknown as StatsRow[])
      count += await this.#publish(folder, written, partition);
    return count;
  }

  async #folder(): Promise<string> {
    const folder = join(this.#staging, String(this.#folders++));
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /** Moves a file to where it belongs; `partition` is that of all its rows, where the file's folder does not say it. */
  async #publish(folder: string, written: StatsRow, partition?: Record<string, string>): Promise<number> {
    const rows = Number(written.count);
    if (rows === 0) return 0;
    const { dataset, out, runId } = this.#run.request;
    const within = partition
      ? Object.entries(partition).map(([name, value]) => `${name}=${value}`)
      : dirname(written.filename)
          .slice(folder.length + 1)
          .split(/[\\/]/)
          .filter((part) => part !== "");
    const where = within.join("/");
    const counter = where.toLowerCase();
    const at = this.#counters.get(counter) ?? 0;
    this.#counters.set(counter, at + 1);
    const name = `${runId}-${String(at).padStart(4, "0")}.parquet`;
    const path = ["curated", dataset, ...within, name].join("/");
    await mkdir(dirname(join(out, path)), { recursive: true });
    await rename(written.filename, join(out, path));
    this.files.push({
      path,
      partition: partition ?? this.#partitionOf(written),
      rows,
      bytes: Number(written.file_size_bytes),
    });
    return rows;
  }

  #partitionOf({ partition_keys: pairs }: StatsRow): Record<string, string> {
    const keys = new Map((pairs ?? []).map(({ key, value }) => [key, value]));
    return Object.fromEntries(
      this.#run.plan.partitions.map(({ name }) => [name, keys.get(name) ?? NULL_PARTITION]),
    );
  }
}
