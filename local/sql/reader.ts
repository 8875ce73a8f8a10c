// Reads pages of spilled results with one DuckDB, opened at first use.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { openInstance } from "./session.ts";

export class ResultReader {
  readonly #folder: string;
  readonly #macros: readonly string[];
  #opened: Promise<{ instance: DuckDBInstance; connection: DuckDBConnection }> | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  /** @param folder where the results lie */
  constructor(folder: string, macros: readonly string[]) {
    this.#folder = folder;
    this.#macros = macros;
  }

  /** One read at a time. */
  read<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const done = this.#queue.then(async () => {
      this.#opened ??= this.#open();
      return work((await this.#opened).connection);
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async close(): Promise<void> {
    await this.#queue;
    const opened = await this.#opened;
    opened?.connection.closeSync();
    opened?.instance.closeSync();
  }

  async #open(): Promise<{ instance: DuckDBInstance; connection: DuckDBConnection }> {
    await mkdir(this.#folder, { recursive: true });
    const instance = await openInstance({
      folders: [this.#folder],
      spill: join(this.#folder, "spill"),
      memory: "256MB",
    });
    const connection = await instance.connect();
    for (const macro of this.#macros) await connection.run(macro);
    return { instance, connection };
  }
}
