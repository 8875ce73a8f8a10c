// Transactions that start over when they collide, and batches that are one transaction in one call.
import type { Compilable, CompiledQuery, Kysely, RawBuilder, Transaction } from "kysely";
import { RedshiftAdapter } from "./adapter.ts";
import { RedshiftQueryCompiler } from "./compiler/index.ts";
import type { RetryOptions } from "./config.ts";
import { type RedshiftQueryResult, rowsOf, withId } from "./driver/results.ts";
import { withRetry } from "./driver/retry.ts";
import { countsRows, parametersOf, writtenNames } from "./driver/statement.ts";
import { isSerializationFailure, RedshiftValueError } from "./errors.ts";

/**
 * A transaction that runs again from its start when Redshift answers with a serializable isolation violation: the whole
 * callback, so let it do nothing that outlives a rollback. Pauses and attempts are the dialect's, or `retry`'s.
 *
 * @example
 * ```ts
 * await retryTransaction(db, async (trx, attempt) => {
 *   if (attempt > 1) console.log(`attempt ${attempt}`);
 *   await trx.updateTable("orders").set({ status: "shipped" }).where("status", "=", "packed").execute();
 * });
 * ```
 */
export function retryTransaction<DB, T>(
  db: Kysely<DB>,
  work: (transaction: Transaction<DB>, attempt: number) => Promise<T>,
  options: { retry?: RetryOptions; signal?: AbortSignal } = {},
): Promise<T> {
  const retry = { ...apiOf(db).settings.retry, ...options.retry };
  return withRetry(
    (attempt) => db.transaction().execute((transaction) => work(transaction, attempt)),
    isSerializationFailure,
    retry,
    options.signal,
  );
}

/**
 * The statements as one transaction in one call of BatchExecuteStatement: all of them, or none. Results in order.
 *
 * @example
 * ```ts
 * const [deleted, inserted] = await batch(db, [
 *   db.deleteFrom("orders").where("id", "=", 1),
 *   db.insertInto("orders").values({ id: 1, status: "new", amount: "9.90" }),
 * ]);
 * console.log(deleted?.numAffectedRows, inserted?.statementId);
 * ```
 */
export async function batch<DB>(
  db: Kysely<DB>,
  queries: readonly (Compilable | CompiledQuery | RawBuilder<unknown>)[],
  options: { signal?: AbortSignal } = {},
): Promise<RedshiftQueryResult<Record<string, unknown>>[]> {
  if (queries.length === 0) return [];
  const api = apiOf(db);
  if (db.isTransaction) {
    throw new RedshiftValueError(
      "batch() is a transaction of its own: inside one, execute the queries one by one",
    );
  }
  // One list of parameters serves all statements of a batch, so each gets names of its own: s1_1, s2_1, …
  const compiled = queries.map((query, index) => {
    const one = "compile" in query ? query.compile(db) : query;
    return new RedshiftQueryCompiler(`s${index + 1}_`).compileQuery(one.query, one.queryId);
  });
  const run = () =>
    api.runBatch(
      compiled.map((one) => one.sql),
      compiled.flatMap((one, index) => parametersOf(one.parameters, `s${index + 1}_`)),
      options.signal,
    );
  const finished = await withRetry(run, isSerializationFailure, api.settings.retry, options.signal);
  const results: RedshiftQueryResult<Record<string, unknown>>[] = [];
  for (const [index, statement] of finished.entries()) {
    const query = compiled[index] as CompiledQuery;
    if (!statement.hasResultSet) {
      const numAffectedRows = countsRows(query) ? await api.rowsAffected(statement) : undefined;
      results.push(
        withId(numAffectedRows === undefined ? { rows: [] } : { numAffectedRows, rows: [] }, statement),
      );
      continue;
    }
    const rows: Record<string, unknown>[] = [];
    for await (const page of api.pages(statement, options.signal)) {
      rows.push(...rowsOf(page.columns, page.records, api.settings.results, writtenNames(query.query)));
    }
    results.push(withId({ rows }, statement));
  }
  return results;
}

function apiOf<DB>(db: Kysely<DB>) {
  const adapter = db.getExecutor().adapter;
  if (!(adapter instanceof RedshiftAdapter)) {
    throw new RedshiftValueError("this Kysely does not use RedshiftDataDialect: make it with that dialect");
  }
  return adapter.api;
}
