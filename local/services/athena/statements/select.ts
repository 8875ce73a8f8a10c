// SELECT, WITH and VALUES: the rows go to a file.
import { resultColumns, spill } from "../../../sql/results.ts";
import { isWord } from "../../../sql/tokens.ts";
import { finalNames } from "../trino/output-names.ts";
import type { Outcome, Statement, StatementContext } from "./statement.ts";

async function run(context: StatementContext): Promise<Outcome> {
  const { environment } = context;
  const compiled = await environment.prepare(context.tokens, context.database);
  const bound = await resultColumns(environment.connection, compiled.sql);
  const isValues = isWord(context.tokens[0], "values");
  const names = finalNames(bound.map((column, i) => (isValues ? `_col${i}` : column.name)));
  const columns = bound.map((column, i) => ({ ...column, name: names[i] as string }));
  return {
    kind: "rows",
    result: await spill(environment.connection, compiled.sql, columns, context.resultFile, "BIGINT"),
  };
}

export const select: Statement = { kind: "DML", type: "SELECT", run };
