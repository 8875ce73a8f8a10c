// SELECT, WITH and VALUES: the rows go to a file.
import { type ResultColumn, resultColumns, type SpilledResult, spill } from "../../../sql/results.ts";
import { identifier, literal, type Token } from "../../../sql/tokens.ts";
import { loadNames } from "../engine/names.ts";
import { compileQuery } from "../engine/query.ts";
import type { Runtime } from "../engine/runtime.ts";
import { inside } from "./statement.ts";
import { textTypes } from "./text-lengths.ts";

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

const CHARS = new Set(["char", "character", "nchar", "bpchar"]);

/** The result with its CHARs as such: they are padded where they are shown. */
async function withChars(
  result: SpilledResult,
  tokens: readonly Token[],
  runtime: Runtime,
): Promise<SpilledResult> {
  const isCast = tokens.some((token) => token.kind === "word" && CHARS.has(token.value));
  if (!runtime.session.database.hasChar && !isCast) return result;
  const types = await textTypes(tokens, runtime, await loadNames(runtime.session));
  const columns = result.columns.map((column, i) => {
    const known = column.type === "VARCHAR" && types[i]?.name === "bpchar" ? types[i] : undefined;
    return known ? { ...column, type: `CHAR(${known.length})` } : column;
  });
  return { ...result, columns };
}

export const query = inside(async (tokens: readonly Token[], runtime) => {
  const result = await spillQuery(runtime, await compileQuery(tokens, runtime));
  return { result: await withChars(result, tokens, runtime) };
});
