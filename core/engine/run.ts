// One import while it runs: its folders, its connection, its counts.
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Plan } from "../plan/plan.ts";
import type { TokenSources } from "../tokens/tokenizer.ts";
import type { BadRows } from "./bad-rows.ts";
import type { Limits } from "./session.ts";
import type { ImportRequest } from "./types.ts";

export interface Run {
  readonly request: ImportRequest;
  readonly plan: Plan;
  readonly connection: DuckDBConnection;
  readonly limits: Limits;
  readonly bad: BadRows;
  /** Where tokens come from that SQL cannot make. */
  readonly tokens: TokenSources;
  /** A folder of this run alone, removed at its end. */
  readonly work: string;
  /** Tells the caller how far it is; `bytes` are those of the file just read. */
  progress(phase: string, bytes?: number): void;
}

/** Rows of a statement's whole result; for small results only. */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRows();
}

/** The one number that a statement yields. */
export async function numberOf(connection: DuckDBConnection, sql: string): Promise<number> {
  const [row] = await rowsOf(connection, sql);
  return Number(row?.[0] ?? 0);
}
