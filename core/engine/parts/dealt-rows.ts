// Rows on disk, dealt out into parts, so that each part fits into memory however many rows there are in all.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { text, texts, whole } from "../../plan/sql.ts";
import { copied } from "../written-files.ts";

/** How many rows a part holds. Rows of a hash, an offset and a short key: 32 MiB or so, and a few times that while they are sorted. */
export const PART_ROWS = 1_000_000;
/** Parts that are open at once; with more rows than these hold, parts are larger. */
const MOST_PARTS = 256;
/** Rows of small batches wait together, or every batch would make a file per part. */
const WAITING_ROWS = 2_000_000;
/** Rows that a thread holds, of all parts, before it writes a row group of each. */
const HELD_ROWS = 200_000;
const WAITING = "waiting_rows";
const PART = "headrace_part";

/** Every row has a column h: its part, modulo how many there are. */
export class DealtRows {
  readonly parts: number;
  readonly #connection: DuckDBConnection;
  readonly #folder: string;
  readonly #parts = new Map<number, { files: string[]; rows: number }>();
  #waiting = 0;
  #dealt = 0;

  /**
   * @param expected about how many rows there will be
   * @param most about how many of them a part may have
   */
  constructor(connection: DuckDBConnection, folder: string, expected: number, most = PART_ROWS) {
    this.#connection = connection;
    this.#folder = folder;
    this.parts = Math.min(MOST_PARTS, Math.max(1, Math.ceil(expected / most)));
  }

  /** Takes the rows of a SELECT that yields `expected` rows at most. */
  async add(select: string, expected: number): Promise<void> {
    if (expected >= WAITING_ROWS) return this.#deal(select);
    const into =
      this.#waiting === 0 ? `CREATE OR REPLACE TEMP TABLE ${WAITING} AS` : `INSERT INTO ${WAITING}`;
    await this.#connection.run(`${into} ${select}`);
    this.#waiting += expected;
    if (this.#waiting >= WAITING_ROWS) await this.#dealWaiting();
  }

  /** No more rows come. */
  async end(): Promise<void> {
    if (this.#waiting > 0) await this.#dealWaiting();
    await this.#connection.run(`DROP TABLE IF EXISTS ${WAITING}`);
  }

  /** A part's rows as a relation; undefined where it has none. */
  part(at: number): string | undefined {
    const part = this.#parts.get(at);
    return part && `read_parquet([${texts(part.files)}], hive_partitioning = false)`;
  }

  rowsIn(at: number): number {
    return this.#parts.get(at)?.rows ?? 0;
  }

  async drop(at: number): Promise<void> {
    for (const file of this.#parts.get(at)?.files ?? []) await rm(file, { force: true });
    this.#parts.delete(at);
  }

  async #dealWaiting(): Promise<void> {
    await this.#deal(`SELECT * FROM ${WAITING}`);
    await this.#connection.run(`DROP TABLE ${WAITING}`);
    this.#waiting = 0;
  }

  async #deal(select: string): Promise<void> {
    const folder = join(this.#folder, String(this.#dealt++));
    await mkdir(folder, { recursive: true });
    await this.#connection.run(`SET partitioned_write_flush_threshold = ${whole(HELD_ROWS)}`);
    await this.#connection.run(`SET partitioned_write_max_open_files = ${whole(MOST_PARTS)}`);
    const files = await copied(
      this.#connection,
      `COPY (SELECT *, h % ${whole(this.parts)} AS ${PART} FROM (${select})) TO ${text(folder)}
       (FORMAT parquet, COMPRESSION lz4_raw, PARTITION_BY (${PART}), FILENAME_PATTERN '{uuid}', RETURN_STATS true)`,
    );
    for (const { filename, rows, partitionKeys } of files) {
      const at = Number(partitionKeys.get(PART));
      const part = this.#parts.get(at) ?? { files: [], rows: 0 };
      part.files.push(filename);
      part.rows += rows;
      this.#parts.set(at, part);
    }
  }
}
