// Lookups of an import: each as a table with one row per key, made from the curated files of its dataset.
import type { DuckDBConnection } from "@duckdb/node-api";
import { lookupTable } from "../plan/plan.ts";
import { identifier, texts } from "../plan/sql.ts";
import { numberOf, rowsOf } from "./answers.ts";
import type { Run } from "./run.ts";

/** The share of memoryLimitMb that lookups may take for statements to join with them side by side: each makes a table of its own of them. */
const SHARE = 0.1;
/** What a value takes there, about. */
const VALUE_BYTES = 32;

/**
 * Where several rows have one key, the later file's is taken, and in a file the later row. The tables are all connections': the
 * database is this import's alone.
 */
export async function prepareLookups({ plan, request, connection, lanes, limits }: Run): Promise<void> {
  let bytes = 0;
  for (const [at, { dataset, on, add }] of plan.lookups.entries()) {
    const files = request.lookups?.[dataset] ?? [];
    const relation = `read_parquet([${texts(files)}], filename = true, file_row_number = true, union_by_name = true, hive_partitioning = false)`;
    const described =
      files.length > 0
        ? await rowsOf(connection, `SELECT column_name FROM (DESCRIBE SELECT * FROM ${relation})`)
        : [];
    const known = new Set(described.flat());
    // Files written under an older contract may lack a column, or have it of another type; a dataset may have none yet.
    const value = ({ name, type }: { name: string; type: string }): string =>
      known.has(name) ? `TRY_CAST(${identifier(name)} AS ${type})` : `CAST(NULL AS ${type})`;
    const order = `struct_pack(file := list_position([${texts(files)}], filename), "row" := file_row_number)`;
    const latest = add.map((column) =>
      known.has(on.name)
        ? `arg_max(struct_pack(value := ${value(column)}), ${order}).value AS ${identifier(column.name)}`
        : `${value(column)} AS ${identifier(column.name)}`,
    );
    const key = identifier(on.name);
    const from = known.has(on.name)
      ? `FROM ${relation} WHERE ${key} IS NOT NULL GROUP BY ALL`
      : "WHERE false";
    // By one thread: of several it would depend on which is done first in what order rows are joined.
    const make = (one: DuckDBConnection): Promise<unknown> =>
      one.run(
        `CREATE OR REPLACE TABLE ${lookupTable(at)} AS SELECT ${value(on)} AS ${key}, ${latest.join(", ")} ${from}`,
      );
    await lanes.run(false, make);
    const rows = await numberOf(connection, `SELECT count(*) FROM ${lookupTable(at)}`);
    bytes += rows * (1 + add.length) * VALUE_BYTES;
  }
  if (bytes > limits.memoryLimitMb * 2 ** 20 * SHARE) lanes.oneByOne();
}

export const dropLookups = async ({ plan, connection }: Run): Promise<void> => {
  for (const at of plan.lookups.keys()) await connection.run(`DROP TABLE IF EXISTS ${lookupTable(at)}`);
};
