// One connection to one database: its transaction, its settings, its temporary tables, and the locks it holds.
import type { DuckDBConnection } from "@duckdb/node-api";
import { SqlError } from "../../sql/tokens.ts";
import type { Database } from "./database.ts";
import type { Target } from "./names.ts";

/** The statement must run again from its start: what it saw before it waited is old. */
export class Restart extends Error {}

export type TransactionState = "none" | "open" | "aborted";

export class Session {
  readonly database: Database;
  readonly connection: DuckDBConnection;
  readonly user: string;
  transaction: TransactionState = "none";
  /** Settings as SET left them, by name. */
  readonly settings = new Map<string, string>();
  /** Rows that the last COPY loaded. */
  copied = 0;
  #nextView = 0;
  /** Commits of the database before the transaction began. */
  #began = 0;

  constructor(database: Database, connection: DuckDBConnection, user: string) {
    this.database = database;
    this.connection = connection;
    this.user = user;
  }

  /**
   * Holds tables for writing until the transaction ends. Who had to wait may have an old view of them: a transaction
   * that has done nothing yet begins again, another one is in conflict.
   */
  async lock(...tables: Target[]): Promise<void> {
    const names = tables.map((table) => `${table.schema}.${table.name}`);
    const { locks } = this.database;
    if (!(await locks.acquire(this, names)) || !locks.writtenSince(names, this.#began)) return;
    if (this.fresh) throw new Restart();
    throw new SqlError(
      "ERROR",
      `1023\n  DETAIL: Serializable isolation violation on table - ${names.join(", ")}: another transaction wrote it first`,
    );
  }

  /** Begins the transaction again, with its locks. */
  async restart(): Promise<void> {
    await this.connection.run("ROLLBACK");
    this.#began = this.database.locks.commits;
    await this.connection.run("BEGIN TRANSACTION");
  }

  /** A name for a temporary view over what an external table holds at this moment. */
  nextView(): string {
    return `__external_${this.#nextView++}`;
  }

  /** Whether BEGIN opened the transaction, or a statement for itself alone. */
  explicit = false;
  /** No statement of the transaction is over yet. */
  fresh = true;

  async begin(explicit: boolean): Promise<void> {
    this.#began = this.database.locks.commits;
    await this.connection.run("BEGIN TRANSACTION");
    this.transaction = "open";
    this.explicit = explicit;
    this.fresh = true;
  }

  /** Ends the transaction; what was aborted is rolled back, whatever was asked. */
  async end(how: "COMMIT" | "ROLLBACK"): Promise<void> {
    const commit = how === "COMMIT" && this.transaction !== "aborted";
    let committed = false;
    try {
      if (this.transaction !== "none") await this.connection.run(commit ? "COMMIT" : "ROLLBACK");
      committed = commit;
    } finally {
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
