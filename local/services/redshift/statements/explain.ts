// EXPLAIN of a query: it is checked as if it ran, and the plan is the local engine's, which says so.
import { planLines } from "../../../sql/plan.ts";
import { isSymbol, isWord, SqlError, type Token } from "../../../sql/tokens.ts";
import { compileQuery } from "../engine/query.ts";
import { answerWith } from "./query.ts";
import { inside } from "./statement.ts";

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
  return {
    result: await answerWith(
      runtime,
      ["QUERY PLAN"],
      lines.map((line) => [line]),
    ),
  };
});
