// What Kysely asks about Redshift besides SQL: its abilities, and how migrations keep out of each other's way.
import type { DialectAdapter, Kysely, MigrationLockOptions } from "kysely";
import { DialectAdapterBase, sql } from "kysely";
import type { DataApi } from "./driver/data-api.ts";
import { RedshiftError } from "./errors.ts";
import { lockTables } from "./extensions/maintenance.ts";

export class RedshiftAdapter extends DialectAdapterBase implements DialectAdapter {
  /** The Data API behind, for the helpers that go past Kysely's queries. */
  readonly api: DataApi;

  constructor(api: DataApi) {
    super();
    this.api = api;
  }

  override get supportsCreateIfNotExists(): boolean {
    return true;
  }

  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  override get supportsReturning(): boolean {
    return false;
  }

  /** In a transaction the lock table is locked until its end; outside one, its row says that a migration runs. */
  // biome-ignore lint/suspicious/noExplicitAny: Kysely's own signature
  override async acquireMigrationLock(db: Kysely<any>, options: MigrationLockOptions): Promise<void> {
    const name = tableName(options);
    if (db.isTransaction) {
      await lockTables(name).execute(db);
      return;
    }
    const { numAffectedRows } =
      await sql`update ${sql.table(name)} set is_locked = 1 where id = ${options.lockRowId} and is_locked = 0`.execute(
        db,
      );
    if (numAffectedRows === 0n) {
      throw new RedshiftError(
        `another migration runs, or one was killed: ${name} says so. When none runs, set is_locked = 0 there`,
      );
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: Kysely's own signature
  override async releaseMigrationLock(db: Kysely<any>, options: MigrationLockOptions): Promise<void> {
    if (db.isTransaction) return;
    await sql`update ${sql.table(tableName(options))} set is_locked = 0 where id = ${options.lockRowId}`.execute(
      db,
    );
  }
}

function tableName(options: MigrationLockOptions): string {
  return options.lockTableSchema ? `${options.lockTableSchema}.${options.lockTable}` : options.lockTable;
}
