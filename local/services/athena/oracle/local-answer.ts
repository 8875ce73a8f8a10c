// What the local Athena answers to a query without tables, in the shape of the oracle's answers: in one DuckDB for all.
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { registerNatives } from "../../../sql/natives.ts";
import { binds, columnAt, stored, storedType } from "../../../sql/results.ts";
import { identifier, type SqlError, tokenize } from "../../../sql/tokens.ts";
import { recognise } from "../statements/recognise.ts";
import { intervalTexts, select } from "../statements/select.ts";
import { withNullColumns } from "../trino/bare-columns.ts";
import { type Compiled, compileQuery } from "../trino/compile.ts";
import { trinoError } from "../trino/errors.ts";
import { textOf } from "../trino/format.ts";
import { ATHENA } from "../trino/lexicon.ts";
import { macroStatements, OVERLOADS } from "../trino/macros.ts";
import { NATIVES } from "../trino/native.ts";
import { asNumbers } from "../trino/numbers.ts";
import { boundColumns } from "../trino/strict.ts";
import { type AthenaType, athenaType } from "../trino/types.ts";
import { byTypes, MAKES_ROWS, type Unnested } from "../trino/unnests.ts";

export interface Answer {
  sql: string;
  types?: string[];
  rows?: (string | null)[][];
  error?: string;
  message?: string;
}

export async function openLocal(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  registerNatives(NATIVES, connection, Object.keys(NATIVES).join(" "), new Set());
  for (const statement of macroStatements()) await connection.run(statement);
  return connection;
}

const shownType = ({ name, precision, scale }: AthenaType): string =>
  name === "decimal" ? `decimal(${precision},${scale})` : name;

export async function localAnswer(connection: DuckDBConnection, sql: string): Promise<Answer> {
  let tokens: ReturnType<typeof tokenize> = [];
  try {
    tokens = tokenize(sql, ATHENA);
    if (recognise(tokens) !== select) throw new Error("only queries are replayed");
    const made = async (): Promise<void> => undefined;
    const compile = (alone: Unnested): Compiled => compileQuery(tokens, undefined, alone);
    const first = compile("lists");
    const { sql: resolved } = await byTypes(tokens, first, MAKES_ROWS.test(first.sql), {
      compile,
      resolve: async (text) => asNumbers(connection, await OVERLOADS.resolve(connection, text, made), made),
      binds: (text) => binds(connection, text),
    });
    const columns = withNullColumns(await boundColumns(connection, resolved, made), tokens);
    const names = columns.map((_, i) => identifier(columnAt(i)));
    const texts = columns.map((column, i) => textOf(names[i] as string, storedType(column.type, "BIGINT")));
    const reader = await connection.runAndReadAll(
      `SELECT ${texts.join(", ")} FROM (SELECT ${columns.map((column, i) => `${stored(names[i] as string, column.type, "BIGINT")} AS ${names[i]}`).join(", ")} FROM (${intervalTexts(resolved, columns)}\n) AS "__stored"(${names.join(", ")})) AS "__result"(${names.join(", ")})`,
    );
    return {
      sql,
      types: columns.map((column) => shownType(athenaType(column.type))),
      rows: reader.getRowsJson() as (string | null)[][],
    };
  } catch (error) {
    const { code, message }: SqlError = trinoError(error, tokens);
    return { sql, error: code, message };
  }
}
