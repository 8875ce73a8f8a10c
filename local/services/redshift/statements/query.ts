// SELECT, WITH and VALUES: the rows go to a file.
import { type ResultColumn, resultColumns, type SpilledResult, spill } from "../../../sql/results.ts";
import { identifier, literal, type Token } from "../../../sql/tokens.ts";
import { compileQuery } from "../engine/query.ts";
import type { Runtime } from "../engine/runtime.ts";
import { inside } from "./statement.ts";

/** SUMs of bigints and the like are numeric(38,0). */
export const WIDE = "DECIMAL(38,0)";

export async function spillQuery(runtime: Runtime, sql: string): Promise<SpilledResult> {
  const { connection } = runtime.session;
  const columns = (await resultColumns(connection, sql)).map(lowerName);
  return spill(connection, sql, columns, runtime.resultFile, WIDE);
}

const lowerName = (column: ResultColumn): ResultColumn => ({ ...column, name: column.name.toLowerCase() });

/** Rows of a statement that are known already, such as SHOW's. */
export async function answerWith(
  runtime: Runtime,
  names: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<SpilledResult> {
  const list = names.map(identifier).join(", ");
  const values = rows.map((row) => `(${row.map(literal).join(", ")})`).join(", ");
  const sql =
    rows.length > 0
      ? `SELECT * FROM (VALUES ${values}) AS t(${list})`
      : `SELECT ${names.map((name) => `'' AS ${identifier(name)}`).join(", ")} WHERE false`;
  return spillQuery(runtime, sql);
}

export const query = inside(async (tokens: readonly Token[], runtime) => ({
  result: await spillQuery(runtime, await compileQuery(tokens, runtime)),
}));
