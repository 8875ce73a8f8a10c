// One connection to one database: its transaction, its settings, its temporary tables, and the locks it holds.
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Database } from "./database.ts";

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

  constructor(database: Database, connection: DuckDBConnection, user: string) {
    this.database = database;
    this.connection = connection;
    this.user = user;
  }

  /** A name for a temporary view over what an external table holds at this moment. */
  nextView(): string {
    return `__external_${this.#nextView++}`;
  }

  /** Whether BEGIN opened the transaction, or a statement for itself alone. */
  explicit = false;

  async begin(explicit: boolean): Promise<void> {
    await this.connection.run("BEGIN TRANSACTION");
    this.transaction = "open";
    this.explicit = explicit;
  }

  /** Ends the transaction; what was aborted is rolled back, whatever was asked. */
  async end(how: "COMMIT" | "ROLLBACK"): Promise<void> {
    const commit = how === "COMMIT" && this.transaction === "open";
    try {
      if (this.transaction !== "none") await this.connection.run(commit ? "COMMIT" : "ROLLBACK");
    } finally {
      this.transaction = "none";
      this.database.locks.release(this);
    }
  }

  async close(): Promise<void> {
    if (this.transaction !== "none") await this.end("ROLLBACK").catch(() => undefined);
    this.database.locks.release(this);
    this.connection.closeSync();
  }
}
