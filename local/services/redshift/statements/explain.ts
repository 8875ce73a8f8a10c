// EXPLAIN of a query: it is checked as if it ran, and the plan is the local engine's, which says so.
import { planLines } from "../../../sql/plan.ts";
import { isSymbol, isWord, SqlError, type Token } from "../../../sql/tokens.ts";
import { compileQuery } from "../engine/query.ts";
import { answerWith } from "./query.ts";
import { inside } from "./statement.ts";

const COLUMN = "QUERY PLAN";

export const explain = inside(async (tokens: readonly Token[], runtime) => {
  const rest = tokens.slice(isWord(tokens[1], "verbose") ? 2 : 1);
  const [first] = rest;
  if (!first) throw new SqlError("ERROR", "syntax error at end of input");
  if (!isWord(first, "select", "with") && !isSymbol(first, "("))
    throw new SqlError(
      "ERROR",
      `EXPLAIN of ${first.text.toUpperCase()} is not available in the local Redshift: explain its query`,
      first.line,
      first.column,
    );
  const sql = await compileQuery(rest, runtime);
  const lines = await planLines(runtime.session.connection, sql, "Redshift");
  const result = await answerWith(
    runtime,
    [COLUMN],
    lines.map((line) => [line]),
  );
  // Its name alone among those of results has capitals.
  return { result: { ...result, columns: result.columns.map((column) => ({ ...column, name: COLUMN })) } };
});
