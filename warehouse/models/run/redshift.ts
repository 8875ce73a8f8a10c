// The executor over the dialect: single statements, and batches that the service runs as one transaction.
import { CompiledQuery, type Kysely, type QueryResult } from "kysely";
import { batch } from "../../kysely/index.ts";
import type { Executor, StatementResult } from "./executor.ts";

// biome-ignore lint/suspicious/noExplicitAny: statements here are text; the database's types play no part
export function redshiftExecutor(db: Kysely<any>): Executor {
  return {
    async run(sql, signal) {
      return outcome(await db.executeQuery(CompiledQuery.raw(sql), signal && { signal }));
    },
    async atomic(sqls, signal) {
      const queries = sqls.map((sql) => CompiledQuery.raw(sql));
      return (await batch(db, queries, signal && { signal })).map(outcome);
    },
  };
}

function outcome(result: QueryResult<unknown> & { statementId?: string }): StatementResult {
  return {
    rows: result.rows as Record<string, unknown>[],
    affected: result.numAffectedRows === undefined ? undefined : Number(result.numAffectedRows),
    statementId: result.statementId,
  };
}
