// What a statement of DuckDB answers, where that is little.
import type { DuckDBConnection } from "@duckdb/node-api";

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
