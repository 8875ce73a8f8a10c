// What a statement of Redshift's is here: it has its tokens and its runtime, and leaves rows read or a number of rows written.
import type { SpilledResult } from "../../../sql/results.ts";
import type { Token } from "../../../sql/tokens.ts";
import type { Runtime } from "../engine/runtime.ts";

export interface StatementResult {
  /** Rows that the statement answers with. */
  result?: SpilledResult;
  /** Rows that it wrote. */
  written?: number;
}

export interface Statement {
  /** "control": begins or ends transactions itself. "alone": may not be in one. "inside": runs in one. */
  transaction: "control" | "alone" | "inside";
  run(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult>;
}

export const inside = (run: Statement["run"]): Statement => ({ transaction: "inside", run });

/** The number that DuckDB answers a write with. */
export async function count(runtime: Runtime, sql: string): Promise<number> {
  const reader = await runtime.session.connection.runAndReadAll(sql);
  return Number(reader.getRowsJson()[0]?.[0] ?? 0);
}
