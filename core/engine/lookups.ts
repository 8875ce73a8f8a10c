// Lookups of an import: each as a table with one row per key, made from the curated files of its dataset.
import { lookupTable } from "../plan/plan.ts";
import { identifier, texts } from "../plan/sql.ts";
import { rowsOf } from "./answers.ts";
import type { Run } from "./run.ts";

/** Where several rows have one key, the later file's is taken, and in a file the later row. */
export async function prepareLookups({ plan, request, connection }: Run): Promise<void> {
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
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE ${lookupTable(at)} AS SELECT ${value(on)} AS ${key}, ${latest.join(", ")} ${from}`,
    );
  }
}

export const dropLookups = async ({ plan, connection }: Run): Promise<void> => {
  for (const at of plan.lookups.keys()) await connection.run(`DROP TABLE IF EXISTS ${lookupTable(at)}`);
};
