// What queries run in, one after the other: a DuckDB with a folder of its own. What a query makes there is gone before the next one
// comes; the macros stay, since making them takes longer than most queries.
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { openInstance } from "../../sql/session.ts";
import { CATALOG } from "./trino/table-name.ts";

/** DuckDB's own folder, which it empties itself. */
const SPILL = "spill";

export class Slot {
  readonly connection: DuckDBConnection;
  /** For the query's files. */
  readonly folder: string;
  /** Names of the macros and of the functions in JavaScript that were made. */
  readonly macros = new Set<string>();
  readonly natives = new Set<string>();
  readonly #instance: DuckDBInstance;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, folder: string) {
    this.#instance = instance;
    this.connection = connection;
    this.folder = folder;
  }

  /** @param results folder that queries may write results to, besides their own */
  static async open(folder: string, results: string): Promise<Slot> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const instance = await openInstance({ folders: [folder, results], spill: join(folder, SPILL) });
    const connection = await instance.connect();
    await connection.run(`ATTACH ':memory:' AS ${CATALOG}`);
    await connection.run("SET TimeZone = 'UTC'");
    return new Slot(instance, connection, folder);
  }

  /** Drops what a query has made. */
  async clear(hasViews: boolean): Promise<void> {
    if (hasViews) {
      await this.connection.run(`DETACH ${CATALOG}`);
      await this.connection.run(`ATTACH ':memory:' AS ${CATALOG}`);
    }
    for (const name of await readdir(this.folder))
      if (name !== SPILL) await rm(join(this.folder, name), { recursive: true, force: true });
  }

  async close(): Promise<void> {
    this.connection.closeSync();
    this.#instance.closeSync();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Slots that no query is in. */
export class Slots {
  readonly #folder: string;
  readonly #results: string;
  readonly #free: Slot[] = [];
  #opened = 0;

  /** @param folder of all slots @param results where results go */
  constructor(folder: string, results: string) {
    this.#folder = folder;
    this.#results = results;
  }

  async take(): Promise<Slot> {
    const free = this.#free.pop();
    if (free) return free;
    await mkdir(this.#results, { recursive: true });
    return Slot.open(join(this.#folder, String(this.#opened++)), this.#results);
  }

  /** @param isWell whether the query in it came to its end: what was stopped or has failed may have left anything */
  async giveBack(slot: Slot, isWell: boolean, hasViews: boolean): Promise<void> {
    const isClear =
      isWell &&
      (await slot.clear(hasViews).then(
        () => true,
        () => false,
      ));
    if (isClear) this.#free.push(slot);
    else await slot.close();
  }

  async close(): Promise<void> {
    for (const slot of this.#free.splice(0)) await slot.close();
  }
}
