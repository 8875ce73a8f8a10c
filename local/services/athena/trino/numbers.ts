// What of a compiled query hangs on doubles and reals that DuckDB has otherwise than Trino.
import type { DuckDBConnection } from "@duckdb/node-api";
import { finiteComparisons, MAY_BE_NAN } from "./finite.ts";
import { MAY_BE_REAL, realResults } from "./reals.ts";

/**
 * The query with its doubles compared and its reals summed as in Trino.
 * @param prepare makes the macros that a text needs
 * @param hasDoubles whether a table of the query has doubles or reals
 */
export async function asNumbers(
  connection: DuckDBConnection,
  sql: string,
  prepare: (text: string) => Promise<void>,
  hasDoubles = false,
): Promise<string> {
  const isReal = MAY_BE_REAL.test(sql) || (hasDoubles && /\bsum\(/i.test(sql));
  const real = isReal ? await realResults(connection, sql, prepare) : sql;
  if (!hasDoubles && !MAY_BE_NAN.test(real)) return real;
  const finite = await finiteComparisons(connection, real);
  await prepare(finite);
  return finite;
}
