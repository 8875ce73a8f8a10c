// A query run by Trino instead of DuckDB. Its tables are read with the caller's own rights first, which Trino, with the root's
// keys, would not be held to.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { columnAt, spill } from "../../../sql/results.ts";
import { identifier, literal, SqlError } from "../../../sql/tokens.ts";
import type { StatementContext, StatementResult } from "../statements/statement.ts";
import { noFunction } from "../trino/functions.ts";
import type { Trino } from "./engine.ts";

export async function selectByTrino(trino: Trino, context: StatementContext): Promise<StatementResult> {
  const { environment } = context;
  await environment.read(context.tokens, context.database);
  // With its lines as they are, so that errors tell places as the query has them.
  const sql = context.tokens.map(({ gap, text }) => gap + text).join("");
  const answer = await trino.ask(sql, context.database);
  if (answer.error !== undefined) throw failure(answer.error, answer.message ?? "");
  const told = answer.columns ?? [];
  const file = join(environment.folder, "trino.json");
  const names = told.map((_, i) => columnAt(i));
  const lines = (answer.rows ?? []).map((row) =>
    JSON.stringify(Object.fromEntries(row.map((value, i) => [names[i], value]))),
  );
  await writeFile(file, lines.map((line) => `${line}\n`).join(""));
  const texts = names.map((name) => `${identifier(name)}: 'VARCHAR'`).join(", ");
  const spilled = `SELECT * FROM read_json(${literal(file)}, format = 'newline_delimited', columns = {${texts}})`;
  const columns = told.map(({ name }) => ({ name, type: "VARCHAR" }));
  const result = await spill(environment.connection, spilled, columns, context.resultFile, "BIGINT");
  return {
    kind: "rows",
    result: {
      ...result,
      columns: result.columns.map((column, i) => ({ ...column, told: told[i]?.type ?? "" })),
    },
  };
}

/** Trino's error, its place apart from its words. What a plugin of Athena's has, which is not here, is said to be lacking here. */
function failure(code: string, message: string): SqlError {
  const [, line = "0", column = "0", words = message] = /^line (\d+):(\d+): (.*)$/s.exec(message) ?? [];
  const place = { line: Number(line), column: Number(column) };
  const [, missing] = /^Function '([^']+)' not registered$/.exec(words) ?? [];
  if (missing) return noFunction(missing, place);
  return new SqlError(code, words, place.line, place.column);
}
