// Kysely's driver over the Data API. There is no pool of connections: the service holds them.
import type { DatabaseConnection, Driver, TransactionSettings } from "kysely";
import { CompiledQuery } from "kysely";
import { RedshiftCompileError } from "../errors.ts";
import { RedshiftConnection } from "./connection.ts";
import type { DataApi } from "./data-api.ts";
import { SessionPool } from "./session-pool.ts";

/**
 * Kysely's driver over the Data API. RedshiftDataDialect makes it; a dialect of your own may extend it.
 *
 * @example
 * ```ts
 * const dialect = new RedshiftDataDialect({ workgroupName: "main", database: "dev" });
 * console.log(dialect.createDriver() instanceof RedshiftDataDriver); // true
 * ```
 */
export class RedshiftDataDriver implements Driver {
  readonly #api: DataApi;
  readonly #ownsClient: boolean;
  readonly #sessions: SessionPool;

  /** A client that the dialect made is closed with it; one that was given stays open. */
  constructor(api: DataApi, ownsClient: boolean) {
    this.#api = api;
    this.#ownsClient = ownsClient;
    this.#sessions = new SessionPool(api.settings.sessionKeepAliveSeconds);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return new RedshiftConnection(this.#api, this.#sessions);
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const sql = beginSql(settings);
    if (sql === "begin" && (connection as RedshiftConnection).takeBegun()) return;
    await connection.executeQuery(CompiledQuery.raw(sql));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if ((connection as RedshiftConnection).endRefused()) return;
    try {
      await connection.executeQuery(CompiledQuery.raw("rollback"));
    } catch (error) {
      (connection as RedshiftConnection).discardSession();
      throw error;
    }
  }

  async savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await noSavepoint(connection, name);
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await noSavepoint(connection, name);
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await noSavepoint(connection, name);
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    await (connection as RedshiftConnection).release();
  }

  async destroy(): Promise<void> {
    this.#sessions.clear();
    if (this.#ownsClient) this.#api.destroy();
  }
}

function noSavepoint(connection: DatabaseConnection, name: string): Promise<never> {
  return (connection as RedshiftConnection).refuse(
    new RedshiftCompileError(
      `SAVEPOINT (${name})`,
      "split the work into transactions, or stage it in a temporary table",
    ),
  );
}

/** Redshift runs every transaction as serializable or, where the database says so, in snapshot isolation. */
function beginSql(settings: TransactionSettings): string {
  if (settings.isolationLevel === "snapshot") {
    throw new RedshiftCompileError(
      "isolation level SNAPSHOT for one transaction",
      "set it for the database: alter database … isolation level snapshot",
    );
  }
  const level = settings.isolationLevel ? ` isolation level ${settings.isolationLevel}` : "";
  const access = settings.accessMode ? ` ${settings.accessMode}` : "";
  return `begin${level}${access}`;
}
