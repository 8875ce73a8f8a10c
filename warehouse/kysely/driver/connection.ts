// One connection of Kysely's: it takes one statement after the other, in a session where they need one.
import type { AbortableOperationOptions, DatabaseConnection, QueryResult } from "kysely";
import { CompiledQuery } from "kysely";
import type { DataApi, Finished } from "./data-api.ts";
import { HeldTransaction } from "./held-transaction.ts";
import { type Row, rowsOf, withId } from "./results.ts";
import { ConnectionSession } from "./session.ts";
import type { SessionPool } from "./session-pool.ts";
import { countsRows, writtenNames } from "./statement.ts";

const BEGIN = CompiledQuery.raw("begin");
const ROLLBACK = CompiledQuery.raw("rollback");

export class RedshiftConnection implements DatabaseConnection {
  readonly #api: DataApi;
  readonly #pool: SessionPool;
  readonly #session: ConnectionSession;
  /** A transaction was begun ahead of whoever will ask for one, and holds locks already. */
  #begunAhead = false;
  /** Such a transaction that nobody asked for: it goes on beside the connection. */
  #beside: HeldTransaction | undefined;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(api: DataApi, pool: SessionPool) {
    this.#api = api;
    this.#pool = pool;
    this.#session = new ConnectionSession(api, pool);
  }

  async executeQuery<R>(query: CompiledQuery, options?: AbortableOperationOptions): Promise<QueryResult<R>> {
    const signal = options?.signal;
    return this.#inTurn(async () => {
      try {
        const statement = await this.#run(query, signal);
        if (!statement.hasResultSet) return await this.#written<R>(query, statement);
        const names = writtenNames(query.query);
        const rows: Row[] = [];
        for await (const page of this.#api.pages(statement, signal)) {
          for (const row of rowsOf(page.columns, page.records, this.#api.settings.results, names))
            rows.push(row);
        }
        return withId({ rows: rows as R[] }, statement);
      } catch (error) {
        // Kysely has already thrown the signal's reason to the caller; this answer goes nowhere.
        if (signal?.aborted) return { rows: [] };
        throw error;
      }
    });
  }

  async *streamQuery<R>(
    query: CompiledQuery,
    chunkSize: number,
    options?: AbortableOperationOptions,
  ): AsyncIterableIterator<QueryResult<R>> {
    const signal = options?.signal;
    try {
      const statement = await this.#inTurn(() => this.#run(query, signal));
      if (!statement.hasResultSet) {
        yield await this.#written<R>(query, statement);
        return;
      }
      const names = writtenNames(query.query);
      for await (const page of this.#api.pages(statement, signal)) {
        const step = Math.max(1, chunkSize);
        for (let at = 0; at < page.records.length; at += step) {
          const records = page.records.slice(at, at + step);
          yield { rows: rowsOf(page.columns, records, this.#api.settings.results, names) as R[] };
        }
      }
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  }

  async #written<R>(query: CompiledQuery, statement: Finished): Promise<QueryResult<R>> {
    const numAffectedRows = countsRows(query) ? await this.#api.rowsAffected(statement) : undefined;
    return withId(numAffectedRows === undefined ? { rows: [] } : { numAffectedRows, rows: [] }, statement);
  }

  /**
   * Begins a transaction, and runs `lock` in it. The transaction that is asked for next on this connection is this one; a
   * statement outside any runs beside it. The locks are held until that transaction ends, or until `endAhead`.
   */
  async beginAhead(lock: () => Promise<void>): Promise<void> {
    await this.executeQuery(BEGIN);
    try {
      await lock();
    } catch (error) {
      await this.executeQuery(ROLLBACK).catch(() => this.#session.discard());
      throw error;
    }
    this.#begunAhead = true;
  }

  /** Whether the transaction asked for is the one that was begun ahead. */
  takeBegun(): boolean {
    const begun = this.#begunAhead;
    this.#begunAhead = false;
    return begun;
  }

  async endAhead(): Promise<void> {
    if (this.takeBegun()) await this.executeQuery(ROLLBACK);
    const beside = this.#beside;
    this.#beside = undefined;
    if (beside) this.#pool.give(await beside.end());
  }

  async #run(query: CompiledQuery, signal: AbortSignal | undefined): Promise<Finished> {
    const begun = this.takeBegun() ? this.#session.detach() : undefined;
    if (begun) this.#beside = new HeldTransaction(this.#api, begun);
    this.#beside?.check();
    return this.#session.run(query, signal);
  }

  /** Refuses what was asked for in the transaction, which is rolled back, so that its locks are free. */
  async refuse(why: Error): Promise<never> {
    await this.#inTurn(() => this.#session.rollBackFor(why));
    throw why;
  }

  /** Ends what was refused, where something was: the transaction is rolled back already. */
  endRefused(): boolean {
    return this.#session.endRefused();
  }

  async cancelQuery(): Promise<void> {
    await this.#session.cancel();
  }

  /** Cancels what runs and never uses the session again. */
  async killSession(): Promise<void> {
    await this.#session.kill();
  }

  /** The session cannot be trusted any more, as after a rollback that failed. */
  discardSession(): void {
    this.#session.discard();
  }

  /** One statement at a time: a session takes no more. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#tail.then(work, work);
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  /** Back to the driver. */
  async release(): Promise<void> {
    await this.#tail;
    await this.endAhead();
    await this.#session.release();
  }
}
