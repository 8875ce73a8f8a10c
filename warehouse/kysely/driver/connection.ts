// One connection of Kysely's: it takes one statement after the other, in a session where they need one.
import type { AbortableOperationOptions, DatabaseConnection, QueryResult } from "kysely";
import { CompiledQuery } from "kysely";
import { isSerializationFailure, RedshiftError } from "../errors.ts";
import type { DataApi, Finished } from "./data-api.ts";
import { HeldTransaction } from "./held-transaction.ts";
import { type Row, rowsOf, withId } from "./results.ts";
import { withRetry } from "./retry.ts";
import type { SessionPool } from "./sessions.ts";
import {
  checkPlaces,
  countsRows,
  endsTransaction,
  parametersOf,
  sessionNeed,
  startsTransaction,
  writtenNames,
} from "./statement.ts";

const BEGIN = CompiledQuery.raw("begin");
const ROLLBACK = CompiledQuery.raw("rollback");

export class RedshiftConnection implements DatabaseConnection {
  readonly #api: DataApi;
  readonly #sessions: SessionPool;
  #sessionId: string | undefined;
  /** The session holds temporary tables or settings: nobody else may have it. */
  #hasState = false;
  #broken = false;
  #inTransaction = false;
  /** A transaction was begun ahead of whoever will ask for one, and holds locks already. */
  #begunAhead = false;
  /** Such a transaction that nobody asked for: it goes on beside the connection. */
  #beside: HeldTransaction | undefined;
  /** What was refused in the transaction, which was rolled back for it. */
  #refused: Error | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #current: { id: string; sql: string } | undefined;

  constructor(api: DataApi, sessions: SessionPool) {
    this.#api = api;
    this.#sessions = sessions;
  }

  async executeQuery<R>(query: CompiledQuery, options?: AbortableOperationOptions): Promise<QueryResult<R>> {
    const signal = options?.signal;
    return this.#inTurn(async () => {
      this.#setBeside();
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
      const statement = await this.#inTurn(() => {
        this.#setBeside();
        return this.#run(query, signal);
      });
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

  /** A lone statement that collided with another was rolled back whole: it is safe to run it again. */
  #run(query: CompiledQuery, signal: AbortSignal | undefined): Promise<Finished> {
    const again = (error: unknown) => !this.#inTransaction && isSerializationFailure(error);
    return withRetry(() => this.#once(query, signal), again, this.#api.settings.retry, signal);
  }

  async #once(query: CompiledQuery, signal: AbortSignal | undefined): Promise<Finished> {
    this.#beside?.check();
    if (this.#refused) {
      throw new RedshiftError(`the transaction was rolled back: ${this.#refused.message}`, {
        sql: query.sql,
        cause: this.#refused,
      });
    }
    if (this.#broken) {
      throw new RedshiftError("the session of this connection is gone, and its transaction with it", {
        sql: query.sql,
      });
    }
    checkPlaces(query);
    const need = sessionNeed(query);
    const wanted = need !== "none" || this.#api.settings.sessions === "always";
    let pooled = false;
    if (!this.#sessionId && wanted) {
      this.#sessionId = this.#sessions.take();
      pooled = this.#sessionId !== undefined;
    }
    const submission = { sql: query.sql, parameters: parametersOf(query.parameters), signal };
    const cancel = () => void this.cancelQuery().catch(() => undefined);
    signal?.addEventListener("abort", cancel, { once: true });
    const started = (id: string) => {
      this.#current = { id, sql: query.sql };
      if (signal?.aborted) cancel();
    };
    try {
      const sessionId = this.#sessionId;
      const finished = await this.#api
        .run({ ...submission, sessionId, openSession: wanted && !sessionId }, started)
        .catch((error) => {
          // A pooled session may have ended in the meantime; the statement never ran, so a new one may take it.
          if (!pooled || !isLostSession(error)) throw error;
          return this.#api.run({ ...submission, openSession: true }, started);
        });
      if (wanted) this.#sessionId = finished.sessionId;
      if (wanted && !this.#sessionId) {
        throw new RedshiftError("the service opened no session: transactions and temporary tables need one", {
          sql: query.sql,
        });
      }
      if (need === "state") this.#hasState = true;
      if (startsTransaction(query.sql)) this.#inTransaction = true;
      if (endsTransaction(query.sql)) this.#inTransaction = false;
      return finished;
    } catch (error) {
      if (this.#sessionId && isLostSession(error)) this.#broken = true;
      // The service refused the call: the statement never came to the transaction, which would wait on with its locks.
      else if (error instanceof RedshiftError && error.exception) await this.#rollBackFor(error);
      throw error;
    } finally {
      signal?.removeEventListener("abort", cancel);
      if (signal?.aborted) await this.cancelQuery().catch(() => undefined);
      this.#current = undefined;
    }
  }

  /** One statement at a time: a session takes no more. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#tail.then(work, work);
    this.#tail = turn.catch(() => undefined);
    return turn;
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
      await this.executeQuery(ROLLBACK).catch(() => this.discardSession());
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
    if (beside) this.#sessions.give(await beside.end());
  }

  #setBeside(): void {
    if (!this.#begunAhead || !this.#sessionId) return;
    this.#beside = new HeldTransaction(this.#api, this.#sessionId);
    this.#sessionId = undefined;
    this.#inTransaction = false;
    this.#begunAhead = false;
  }

  /** Refuses what was asked for in the transaction, which it rolls back. */
  async refuse(why: Error): Promise<never> {
    await this.#inTurn(() => this.#rollBackFor(why));
    throw why;
  }

  /**
   * Does as Redshift does with a transaction in which it refuses a statement: its locks are free at once, and nothing runs
   * in it any more.
   */
  async #rollBackFor(why: Error): Promise<void> {
    if (!this.#inTransaction || !this.#sessionId) return;
    const rollback = { sql: ROLLBACK.sql, parameters: [], sessionId: this.#sessionId };
    await this.#api.run(rollback).catch(() => this.discardSession());
    this.#inTransaction = false;
    this.#refused = why;
  }

  /** Ends what was refused, where something was: the transaction is rolled back already. */
  endRefused(): boolean {
    const refused = this.#refused !== undefined;
    this.#refused = undefined;
    return refused;
  }

  /** Cancels the statement that runs now, if one does. */
  async cancelQuery(): Promise<void> {
    const current = this.#current;
    if (current) await this.#api.cancel(current.id, current.sql);
  }

  /** Cancels what runs and never uses the session again. */
  async killSession(): Promise<void> {
    if (this.#sessionId) this.#broken = true;
    await this.cancelQuery();
  }

  /** The session cannot be trusted any more, as after a rollback that failed. */
  discardSession(): void {
    this.#broken = true;
  }

  /** Back to the driver: a clean session is kept for the next one, any other ends by itself. */
  async release(): Promise<void> {
    await this.#tail;
    await this.endAhead();
    const clean = !this.#hasState && !this.#broken && !this.#inTransaction;
    if (this.#sessionId && clean) this.#sessions.give(this.#sessionId);
    this.#sessionId = undefined;
    this.#hasState = false;
    this.#broken = false;
    this.#inTransaction = false;
    this.#refused = undefined;
  }
}

function isLostSession(error: unknown): boolean {
  return (
    error instanceof RedshiftError &&
    (error.exception === "ValidationException" || error.exception === "ResourceNotFoundException") &&
    /session/i.test(error.message)
  );
}
