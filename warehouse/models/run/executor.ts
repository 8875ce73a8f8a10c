// What a run needs of a warehouse. The plan knows nothing else of it.

/** What a statement left: what it answered, or how much it wrote. */
export interface StatementResult {
  rows: Record<string, unknown>[];
  /** Rows written, where the statement tells. */
  affected: number | undefined;
  /** The warehouse's own id of the statement. */
  statementId: string | undefined;
}

export interface Executor {
  /** Runs one statement. */
  run(sql: string, signal?: AbortSignal): Promise<StatementResult>;
  /** Runs the statements as one transaction: all or none, and none is left open when the caller dies. */
  atomic(sqls: readonly string[], signal?: AbortSignal): Promise<StatementResult[]>;
}
