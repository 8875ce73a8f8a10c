// What a connection's statements run in: no session, or one of the Data API's with its transaction, temporary tables and
// settings. The caller sees to it that they come one after the other.
import type { CompiledQuery } from "kysely";
import { isSerializationFailure, RedshiftError, RedshiftValueError } from "../errors.ts";
import type { DataApi, Finished } from "./data-api.ts";
import { withRetry } from "./retry.ts";
import type { SessionPool } from "./session-pool.ts";
import { checkPlaces, endsTransaction, parametersOf, sessionNeed, startsTransaction } from "./statement.ts";

export class ConnectionSession {
  readonly #api: DataApi;
  readonly #pool: SessionPool;
  #sessionId: string | undefined;
  /** The session holds temporary tables or settings: nobody else may have it. */
  #hasState = false;
  #broken = false;
  #inTransaction = false;
  /** What was refused in the transaction, which was rolled back for it. */
  #refused: Error | undefined;
  #current: { id: string; sql: string } | undefined;

  constructor(api: DataApi, pool: SessionPool) {
    this.#api = api;
    this.#pool = pool;
  }

  /** A lone statement that collided with another was rolled back whole: it is safe to run it again. */
  run(query: CompiledQuery, signal: AbortSignal | undefined): Promise<Finished> {
    const again = (error: unknown) => !this.#inTransaction && isSerializationFailure(error);
    return withRetry(() => this.#once(query, signal), again, this.#api.settings.retry, signal);
  }

  async #once(query: CompiledQuery, signal: AbortSignal | undefined): Promise<Finished> {
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
    const need = sessionNeed(query);
    const wanted = need !== "none" || this.#api.settings.sessions === "always";
    let pooled = false;
    if (!this.#sessionId && wanted) {
      this.#sessionId = this.#pool.take();
      pooled = this.#sessionId !== undefined;
    }
    const cancel = () => void this.cancel().catch(() => undefined);
    signal?.addEventListener("abort", cancel, { once: true });
    const started = (id: string) => {
      this.#current = { id, sql: query.sql };
      if (signal?.aborted) cancel();
    };
    try {
      checkPlaces(query);
      const submission = { sql: query.sql, parameters: parametersOf(query.parameters), signal };
      const sessionId = this.#sessionId;
      const finished = await this.#api
        .run({ ...submission, sessionId, openSession: wanted && !sessionId }, started)
        .catch((error) => {
          // A pooled session may have ended in the meantime, or a late cancel may have left its last transaction aborted. The
          // statement never ran, so a new session may take it.
          if (!pooled || !(isLostSession(error) || isAborted(error))) throw error;
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
      // The statement never came to the transaction, which would wait on with its locks.
      else if (isUnsent(error)) await this.rollBackFor(error as Error);
      throw error;
    } finally {
      signal?.removeEventListener("abort", cancel);
      if (signal?.aborted) await this.cancel().catch(() => undefined);
      this.#current = undefined;
    }
  }

  /**
   * Does as Redshift does with a transaction in which it refuses a statement: its locks are free at once, and nothing runs
   * in it any more.
   */
  async rollBackFor(why: Error): Promise<void> {
    if (await this.#rollBack()) this.#refused = why;
  }

  /** Rolls an open transaction back, whoever left it; says whether there was one. */
  async #rollBack(): Promise<boolean> {
    if (!this.#inTransaction || !this.#sessionId) return false;
    this.#inTransaction = false;
    const rollback = { sql: "rollback", parameters: [], sessionId: this.#sessionId };
    await this.#api.run(rollback).catch(() => this.discard());
    return true;
  }

  /** Ends what was refused, where something was: the transaction is rolled back already. */
  endRefused(): boolean {
    const refused = this.#refused !== undefined;
    this.#refused = undefined;
    return refused;
  }

  /** Parts with the session, whose transaction goes on without this connection. */
  detach(): string | undefined {
    const id = this.#sessionId;
    this.#sessionId = undefined;
    this.#inTransaction = false;
    return id;
  }

  /** Cancels the statement that runs now, if one does. */
  async cancel(): Promise<void> {
    const current = this.#current;
    if (current) await this.#api.cancel(current.id, current.sql);
  }

  /** The session cannot be trusted any more, as after a rollback that failed. */
  discard(): void {
    if (this.#sessionId) this.#broken = true;
  }

  /** Cancels what runs, and never uses the session again. */
  async kill(): Promise<void> {
    this.discard();
    await this.cancel();
    await this.#rollBack();
  }

  /**
   * A clean session is kept for the next one, any other ends by itself: without a transaction, which would hold its locks
   * until then.
   */
  async release(): Promise<void> {
    await this.#rollBack();
    const clean = !this.#hasState && !this.#broken;
    if (this.#sessionId && clean) this.#pool.give(this.#sessionId);
    this.#sessionId = undefined;
    this.#hasState = false;
    this.#broken = false;
    this.#refused = undefined;
  }
}

/** Refused here, or by the Data API. */
function isUnsent(error: unknown): boolean {
  return (
    error instanceof RedshiftValueError || (error instanceof RedshiftError && error.exception !== undefined)
  );
}

/** Redshift runs nothing in a transaction that is aborted: SQLSTATE 25P02. */
const isAborted = (error: unknown): boolean => error instanceof RedshiftError && error.sqlState === "25P02";

function isLostSession(error: unknown): boolean {
  return (
    error instanceof RedshiftError &&
    (error.exception === "ValidationException" || error.exception === "ResourceNotFoundException") &&
    /session/i.test(error.message)
  );
}
