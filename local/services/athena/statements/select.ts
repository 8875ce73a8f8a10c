// SELECT, WITH and VALUES: the rows go to a file.
import type { DuckDBConnection } from "@duckdb/node-api";
import { columnAt, type ResultColumn, type SpilledResult, spill } from "../../../sql/results.ts";
import { identifier, isWord } from "../../../sql/tokens.ts";
import { selectByTrino } from "../real-trino/select.ts";
import { withNullColumns } from "../trino/bare-columns.ts";
import { finalNames } from "../trino/output-names.ts";
import type { Statement, StatementContext, StatementResult } from "./statement.ts";

async function run(context: StatementContext): Promise<StatementResult> {
  const { environment, trino } = context;
  if (trino) return selectByTrino(trino, context);
  const compiled = await environment.prepare(context.tokens, context.database);
  const bound = withNullColumns(await environment.columns(compiled.sql), context.tokens);
  const isValues = isWord(context.tokens[0], "values");
  const names = finalNames(bound.map((column, i) => (isValues ? `_col${i}` : column.name)));
  const columns = bound.map((column, i) => ({ ...column, name: names[i] as string }));
  return {
    kind: "rows",
    result: await spillTexts(environment.connection, compiled.sql, columns, context.resultFile),
  };
}

/** A result's file has no intervals: they are kept as Trino's text of them. */
async function spillTexts(
  connection: DuckDBConnection,
  sql: string,
  columns: readonly ResultColumn[],
  file: string,
): Promise<SpilledResult> {
  const result = await spill(
    connection,
    intervalTexts(sql, columns),
    columns.map(withoutInterval),
    file,
    "BIGINT",
  );
  return {
    ...result,
    columns: result.columns.map((column, i) =>
      isInterval(columns[i]) ? { ...column, type: "INTERVAL" } : column,
    ),
  };
}

const isInterval = (column: ResultColumn | undefined): boolean => column?.type === "INTERVAL";
const withoutInterval = (column: ResultColumn): ResultColumn =>
  isInterval(column) ? { ...column, type: "VARCHAR" } : column;

/** The query with its intervals as texts. */
export function intervalTexts(sql: string, columns: readonly ResultColumn[]): string {
  if (!columns.some(isInterval)) return sql;
  const names = columns.map((_, i) => identifier(columnAt(i)));
  const list = names.map((name, i) => (isInterval(columns[i]) ? `trino_interval(${name}) AS ${name}` : name));
  return `SELECT ${list.join(", ")} FROM (${sql}\n) AS "__texts"(${names.join(", ")})`;
}

export const select: Statement = { kind: "DML", type: "SELECT", run };
