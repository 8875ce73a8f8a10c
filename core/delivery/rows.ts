// Rows of Parquet files as one file of NDJSON, one JSON object a line: what deliveries are cut from. Nothing of it passes
// through JavaScript but bytes, and the same files give the same bytes.
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, rmSync, statSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { asExhaustion } from "../engine/exhaustion.ts";
import { HeadraceError } from "../errors.ts";
import { identifier, text, texts } from "../plan/sql.ts";
import { jsonSql } from "./json.ts";

/** A Parquet file of the source. */
export interface RowFile {
  path: string;
  /** Columns that stand in the file's path alone: name → text, or null. */
  inPath?: Readonly<Record<string, string | null>>;
}

export interface RowsRequest {
  /** One after the other: each is read before the next is asked for. */
  files: AsyncIterable<RowFile>;
  /** Column → DuckDB type of columns in the path, and the order of all; others follow in the file's order. */
  types: ReadonlyMap<string, string>;
  /** Only these columns, in this order; all where absent. */
  columns?: readonly string[] | undefined;
  /** An empty folder. */
  folder: string;
}

export interface Rows {
  /** NDJSON; each line ends in a line feed. */
  path: string;
  rows: number;
  bytes: number;
  /** In lower-case hex. */
  sha256: string;
  /** Another where columns or their types are: 16 hex digits. */
  schemaVersion: string;
}

interface Limits {
  threads: number;
  memoryLimitMb: number;
}

interface Field {
  name: string;
  type: string;
  /** SQL of the value. */
  sql: string;
}

/** A DuckDB that sees the files of one folder only. */
export class RowReader {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(folder: string, { threads, memoryLimitMb }: Limits): Promise<RowReader> {
    await mkdir(folder, { recursive: true });
    const instance = await DuckDBInstance.create(":memory:", {
      temp_directory: join(folder, "spill"),
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      // A file that is replaced by another is another, whatever its name.
      enable_external_file_cache: "false",
      threads: String(threads),
      memory_limit: `${memoryLimitMb}MiB`,
    });
    const connection = await instance.connect();
    await connection.run(`SET allowed_directories = [${texts([`${folder}/`])}]`);
    await connection.run("SET enable_external_access = false");
    // Lines are cut by their order: it has to be the same each time.
    await connection.run("SET preserve_insertion_order = true");
    return new RowReader(instance, connection);
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  /**
   * Writes all rows to a file in `folder`.
   * @throws HeadraceError column_missing where `columns` names one that the files do not have
   */
  async write({ files, types, columns, folder }: RowsRequest): Promise<Rows> {
    const path = join(folder, "rows.ndjson");
    const piece = join(folder, "piece.ndjson");
    const hash = createHash("sha256");
    let rows = 0;
    let bytes = 0;
    let schema: string | undefined;
    writeFileSync(path, "");
    try {
      for await (const file of files) {
        const fields = chosen(await this.#fields(file, types), columns);
        const own = JSON.stringify(fields.map(({ name, type }) => [name, type]));
        if (schema !== undefined && schema !== own)
          throw new HeadraceError(
            "rows_differ",
            "The files of the run do not have the same columns.",
            "They were changed after the run wrote them: restore them, or import the file again.",
          );
        schema = own;
        rows += await this.#copy(file, fields, piece);
        await pipeline(
          createReadStream(piece, { highWaterMark: 1 << 20 }),
          async function* (chunks) {
            for await (const chunk of chunks as AsyncIterable<Buffer>) {
              hash.update(chunk);
              bytes += chunk.length;
              yield chunk;
            }
          },
          createWriteStream(path, { flags: "a" }),
        );
        rmSync(piece);
      }
    } catch (error) {
      throw asExhaustion(error, [folder]);
    }
    const schemaVersion = createHash("sha256")
      .update(schema ?? "[]")
      .digest("hex")
      .slice(0, 16);
    if (statSync(path).size !== bytes)
      throw new Error("the rows that were written are not those that were read");
    return { path, rows, bytes, sha256: hash.digest("hex"), schemaVersion };
  }

  /** The columns in the order in which they are delivered. */
  async #fields({ path, inPath = {} }: RowFile, types: ReadonlyMap<string, string>): Promise<Field[]> {
    const described = await this.#connection.runAndReadAll(
      `DESCRIBE SELECT * FROM read_parquet(${text(path)}, hive_partitioning = false)`,
    );
    const fields = new Map<string, Field>();
    for (const row of described.getRowObjectsJson()) {
      const name = String(row.column_name);
      fields.set(name, { name, type: String(row.column_type), sql: identifier(name) });
    }
    for (const [name, value] of Object.entries(inPath)) {
      const type = types.get(name);
      if (type === undefined || fields.has(name)) continue;
      fields.set(name, { name, type, sql: `CAST(${value === null ? "NULL" : text(value)} AS ${type})` });
    }
    const first = [...types.keys()].flatMap((name) => fields.get(name) ?? []);
    return [...new Set([...first, ...fields.values()])];
  }

  /** @returns how many rows there are */
  async #copy({ path }: RowFile, fields: readonly Field[], to: string): Promise<number> {
    const list = fields.map(({ name, type, sql }) => `${jsonSql(type, sql)} AS ${identifier(name)}`);
    const copied = await this.#connection.runAndReadAll(
      `COPY (SELECT ${list.join(", ")} FROM read_parquet(${text(path)}, hive_partitioning = false)) TO ${text(to)} (FORMAT json)`,
    );
    return Number(copied.getRowObjectsJson()[0]?.Count);
  }
}

function chosen(fields: readonly Field[], columns: readonly string[] | undefined): readonly Field[] {
  if (!columns) return fields;
  return columns.map((wanted) => {
    const field = fields.find(({ name }) => name === wanted);
    if (field) return field;
    throw new HeadraceError(
      "column_missing",
      `The rows have no column ${JSON.stringify(wanted)}; they have ${fields.map(({ name }) => name).join(", ")}.`,
      "Name in `columns` of the contract's `deliver` only columns that each of its datasets and models has.",
    );
  });
}
