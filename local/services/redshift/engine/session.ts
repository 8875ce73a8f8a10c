// One connection to one database: its transaction, its settings, its temporary tables, and the locks it holds.
import type { DuckDBConnection } from "@duckdb/node-api";
import { SqlError } from "../../../sql/tokens.ts";
import type { Database } from "./database.ts";
import type { TableName } from "./table-name.ts";

/** The statement must run again from its start: what it saw before it held its tables is old. */
export class Restart extends Error {}

export type TransactionState = "none" | "open" | "aborted";

export class Session {
  readonly database: Database;
  readonly connection: DuckDBConnection;
  readonly user: string;
  /** May do everything, as the warehouse's administrator. */
  readonly superuser: boolean;
  transaction: TransactionState = "none";
  /** Whether BEGIN opened the transaction, or a statement for itself alone. */
  explicit = false;
  /** No statement of the transaction is over yet that would have taken Redshift's snapshot. */
  fresh = true;
  /** Settings as SET left them, by name. */
  readonly settings = new Map<string, string>();
  /** Rows that the last COPY loaded, and the id of its query; -1 where there was none. */
  copied = { rows: 0, query: -1 };
  /** The same of the last UNLOAD. */
  unloaded = { rows: 0, query: -1 };
  /** The version of the database's names that the transaction sees. */
  namesVersion = 0;
  /** The transaction has changed names itself: what others see is not what it sees. */
  changesNames = false;
  /** The session may have temporary tables, which are its own. */
  hasOwnNames = false;
  #nextView = 0;
  /** Commits of the database before the transaction's snapshot. */
  #began = 0;
  /** What the transaction read and what it holds for writing, as "schema.table". */
  readonly #reads = new Set<string>();
  readonly #writes = new Set<string>();

  private constructor(database: Database, connection: DuckDBConnection, user: string, superuser: boolean) {
    this.database = database;
    this.connection = connection;
    this.user = user;
    this.superuser = superuser;
  }

  static async open(database: Database, user: string, superuser: boolean): Promise<Session> {
    return new Session(database, await database.connection(), user, superuser);
  }

  /** Holds tables until the transaction ends, to change what stands in them. */
  async lock(...tables: TableName[]): Promise<void> {
    for (const table of tables) this.read(table);
    await this.#hold(tables);
  }

  /** Holds a table until the transaction ends, to add rows to it whatever stands in it. */
  async append(table: TableName): Promise<void> {
    await this.#hold([table]);
  }

  /** Notes that the transaction sees a table's rows. */
  read(table: TableName): void {
    if (table.schema !== "temp") this.#reads.add(keyOf(table));
  }

  /**
   * DuckDB takes its snapshot at the first look at the database, which is before the lock, with or without waiting for
   * it; Redshift takes it after. So a transaction that has done nothing yet begins again where the tables were written
   * between the two, and another one is in conflict.
   */
  async #hold(tables: readonly TableName[]): Promise<void> {
    const names = tables.filter(({ schema }) => schema !== "temp").map(keyOf);
    const { locks } = this.database;
    const waited = await locks.acquire(this, names);
    const changed = waited ? locks.commits > this.#began : locks.writtenSince(names, this.#began);
    if (this.fresh && changed) throw new Restart();
    for (const name of names) this.#writes.add(name);
    this.checkCurrent();
  }

  /** What of a table's writes the transaction sees; undefined where it has written it itself, or it is its own. */
  versionOf(table: TableName): string | undefined {
    const key = keyOf(table);
    const { locks } = this.database;
    const isOwn = table.schema === "temp" || this.changesNames || this.#writes.has(key);
    if (isOwn || locks.writtenSince([key], this.#began)) return undefined;
    return `${this.namesVersion} ${locks.lastWrite(key)}`;
  }

  /** Throws where a table that the transaction reads and writes was written by another since its snapshot. */
  checkCurrent(): void {
    const both = [...this.#writes].filter((name) => this.#reads.has(name));
    const old = both.filter((name) => this.database.locks.writtenSince([name], this.#began));
    if (old.length === 0) return;
    throw new SqlError(
      "ERROR",
      `1023\n  DETAIL: Serializable isolation violation on table - ${old.join(", ")}: another transaction wrote it first`,
    );
  }

  /** Neither BEGIN nor LOCK takes Redshift's snapshot: the statement that comes next sees all commits so far. */
  async refresh(): Promise<void> {
    const waits = this.transaction === "open" && this.fresh;
    if (waits && this.database.locks.commits > this.#began) await this.restart();
  }

  /** Begins the transaction again, with its locks. */
  async restart(): Promise<void> {
    await this.connection.run("ROLLBACK");
    await this.#start();
  }

  async #start(): Promise<void> {
    this.#reads.clear();
    this.#writes.clear();
    this.#began = this.database.locks.commits;
    this.namesVersion = this.database.namesVersion;
    await this.connection.run("BEGIN TRANSACTION");
  }

  /** A name for a temporary view over what an external table holds at this moment. */
  nextView(): string {
    return `__external_${this.#nextView++}`;
  }

  async begin(explicit: boolean): Promise<void> {
    await this.#start();
    this.transaction = "open";
    this.explicit = explicit;
    this.fresh = true;
  }

  /** Ends the transaction; of one that was aborted nothing is left to end. */
  async end(how: "COMMIT" | "ROLLBACK"): Promise<void> {
    const commit = how === "COMMIT" && this.transaction !== "aborted";
    let committed = false;
    const changed = commit && this.changesNames;
    // Before and after: who begins while it commits may see the names of either side.
    if (changed) this.database.namesVersion++;
    try {
      // What was aborted is rolled back already.
      if (this.transaction === "open") await this.connection.run(commit ? "COMMIT" : "ROLLBACK");
      committed = commit;
    } finally {
      if (changed) this.database.namesVersion++;
      this.changesNames = false;
      this.transaction = "none";
      this.database.locks.release(this, committed);
    }
  }

  async close(): Promise<void> {
    if (this.transaction !== "none") await this.end("ROLLBACK").catch(() => undefined);
    this.database.locks.release(this);
    this.connection.closeSync();
  }
}

const keyOf = ({ schema, name }: TableName): string => `${schema}.${name}`;
