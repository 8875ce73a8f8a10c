// What Kysely asks about Redshift besides SQL: its abilities, and how migrations keep out of each other's way.
import type { DialectAdapter, Kysely, MigrationLockOptions } from "kysely";
import { DialectAdapterBase, sql } from "kysely";
import type { RedshiftConnection } from "./driver/connection.ts";
import type { DataApi } from "./driver/data-api.ts";

/**
 * What Kysely asks about Redshift. RedshiftDataDialect makes it; a dialect of your own may do so, too.
 *
 * @example
 * ```ts
 * const adapter = db.getExecutor().adapter;
 * if (adapter instanceof RedshiftAdapter) console.log(adapter.supportsReturning); // false
 * ```
 */
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

  /**
   * Holds the lock table until the migrations' transaction ends: LOCK waits for the migrator before, whose end, be it a
   * commit or the end of its session, is all that it takes. The migrator asks for the lock before it begins that
   * transaction, so it is begun here. Migrations without transactions run beside one that only holds the lock.
   */
  // biome-ignore lint/suspicious/noExplicitAny: Kysely's own signature
  override async acquireMigrationLock(db: Kysely<any>, options: MigrationLockOptions): Promise<void> {
    const lock = () => lockAlone(db, options);
    if (db.isTransaction) await lock();
    else await (await connectionOf(db)).beginAhead(lock);
  }

  // biome-ignore lint/suspicious/noExplicitAny: Kysely's own signature
  override async releaseMigrationLock(db: Kysely<any>, _options: MigrationLockOptions): Promise<void> {
    if (!db.isTransaction) await (await connectionOf(db)).endAhead();
  }
}

/**
 * Redshift enforces no primary key: migrators that all found no row have each added one. Whoever holds the lock leaves one
 * of them; a row that is added later is that of a migrator whose turn is still to come.
 */
// biome-ignore lint/suspicious/noExplicitAny: Kysely's own signature
async function lockAlone(db: Kysely<any>, options: MigrationLockOptions): Promise<void> {
  const { lockTable, lockTableSchema } = options;
  const table = sql.table(lockTableSchema ? `${lockTableSchema}.${lockTable}` : lockTable);
  const id = options.lockRowId;
  await sql`lock ${table}`.execute(db);
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${table} where id = ${id}`.execute(db);
  if (Number(rows[0]?.n) === 1) return;
  await sql`delete from ${table} where id = ${id}`.execute(db);
  await sql`insert into ${table} (id, is_locked) values (${id}, 0)`.execute(db);
}

/** The connection that this Kysely has for itself. */
// biome-ignore lint/suspicious/noExplicitAny: Kysely's own signature
function connectionOf(db: Kysely<any>): Promise<RedshiftConnection> {
  return db.getExecutor().provideConnection(async (connection) => connection as RedshiftConnection);
}
