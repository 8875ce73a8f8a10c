// MERGE in Redshift's form: one WHEN MATCHED and one WHEN NOT MATCHED, or REMOVE DUPLICATES.

import { rows } from "../../../sql/session.ts";
import { Cursor, closing, findTop } from "../../../sql/structure.ts";
import { identifier, isName, isSymbol, isWord, raw, SqlError, type Token } from "../../../sql/tokens.ts";
import { nameColumns } from "../dialect/output-names.ts";
import { refuse } from "../dialect/refusals.ts";
import { existing, loadNames, type Names, writableTable } from "../engine/names.ts";
import { compileQuery, resolve, rewriteSql } from "../engine/query.ts";
import { resolveMarks } from "../engine/resolve-marks.ts";
import type { Runtime } from "../engine/runtime.ts";
import { sqlName, type TableName } from "../engine/table-name.ts";
import { count, inside, type StatementResult } from "./statement.ts";

async function run(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  refuse(tokens);
  const names = await loadNames(runtime.session);
  const cursor = new Cursor(tokens);
  cursor.expect("merge", "into");
  const at = cursor.peek() as Token;
  const target = writableTable(
    cursor.path(),
    names,
    runtime.session,
    at,
    "select",
    "insert",
    "update",
    "delete",
  );
  if (!isWord(cursor.peek(), "using")) {
    // An alias of the target is a syntax error in Redshift.
    throw new SqlError(
      "ERROR",
      `syntax error at or near "${cursor.peek()?.text}"`,
      cursor.peek()?.line,
      cursor.peek()?.column,
    );
  }
  await runtime.session.lock(target);
  const on = findTop(tokens, ["on"], cursor.position);
  if (on < 0) cursor.fail("syntax error");
  const source = await sourceSql(tokens.slice(cursor.position + 1, on), runtime, names);
  const clauses = findTop(tokens, ["when", "remove"], on);
  if (clauses < 0) cursor.fail("syntax error");
  refuseQueries(tokens.slice(on));
  const condition = rewriteSql(
    await resolve(nameColumns(tokens.slice(on + 1, clauses)), runtime, names),
    runtime,
  );
  const rest = new Cursor(tokens, clauses);
  await refuseDuplicates(target, source, condition, runtime);
  if (rest.accept("remove", "duplicates")) {
    rest.end();
    return removeDuplicates(target, source, condition, runtime);
  }
  const actions = parseActions(rest, target);
  const sql = `MERGE INTO ${sqlName(target)} USING ${source} ON ${condition} ${actions.map((a) => rewriteAction(a, runtime)).join(" ")}`;
  return { written: await count(runtime, await resolveMarks(runtime.session.connection, sql)) };
}

/** The source with its alias, as what stands in FROM: a table, or a view's or a query's rows. */
async function sourceSql(source: readonly Token[], runtime: Runtime, names: Names): Promise<string> {
  const isQuery = isSymbol(source[0], "(");
  const end = isQuery ? closing(source, 0) + 1 : pathEnd(source);
  const table = source.slice(0, end);
  const parts = isQuery ? [] : new Cursor(table).path();
  const found = isQuery ? undefined : existing(parts, names, runtime.session, table[0] as Token);
  if (found && !names.views.has(`${found.schema}.${found.name}`)) {
    const resolved = await resolve([word("from"), ...source], runtime, names);
    return rewriteSql(resolved.slice(1), runtime);
  }
  const alias = source.slice(end).findLast((token) => isName(token) && !isWord(token, "as"))?.value;
  const named = isQuery ? [...table, AS_SOURCE] : table;
  const sql = await compileQuery([word("select"), STAR, word("from"), ...named], runtime, names);
  return `(${sql}) AS ${identifier(alias ?? parts.at(-1) ?? "")}`;
}
const word = (text: string): Token => ({ ...raw(text), kind: "word" });
const STAR: Token = { ...raw("*"), kind: "symbol" };
const AS_SOURCE: Token = { ...raw('"__source"'), kind: "quoted", value: "__source" };

/** The index after a name with its schema. */
function pathEnd(tokens: readonly Token[]): number {
  const cursor = new Cursor(tokens);
  cursor.path();
  return cursor.position;
}

/** What a condition or a value of MERGE asks for by a query of its own cannot be compared as Redshift does it. */
function refuseQueries(tokens: readonly Token[]): void {
  const query = tokens.find((token) => isWord(token, "select"));
  if (!query) return;
  const words = "subqueries in the conditions and values of MERGE are not available in the local Redshift";
  throw new SqlError("ERROR", words, query.line, query.column);
}

interface Action {
  matched: boolean;
  tokens: Token[];
}

/** The two clauses, without what Redshift refuses: conditions, more than one of a kind, DO NOTHING. */
function parseActions(cursor: Cursor, target: TableName): Action[] {
  const actions: Action[] = [];
  while (!cursor.done) {
    cursor.expect("when");
    const matched = !cursor.accept("not");
    cursor.expect("matched");
    if (isWord(cursor.peek(), "and", "by")) cursor.fail("syntax error");
    cursor.expect("then");
    const from = cursor.position;
    const next = findTop(cursor.tokens, ["when"], from);
    const end = next < 0 ? cursor.tokens.length : next;
    const tokens = cursor.tokens.slice(from, end);
    const first = tokens[0];
    const fits = matched ? isWord(first, "update", "delete") : isWord(first, "insert");
    if (!fits) cursor.fail("syntax error");
    if (actions.some((action) => action.matched === matched)) cursor.fail("syntax error");
    actions.push({ matched, tokens: withoutTarget(tokens, target) });
    cursor.position = end;
  }
  if (actions.length !== 2)
    cursor.fail("MERGE needs one WHEN MATCHED and one WHEN NOT MATCHED clause, syntax error");
  return actions;
}

/** In SET, columns may be named with their table, which DuckDB does not want. */
function withoutTarget(tokens: readonly Token[], target: TableName): Token[] {
  const output: Token[] = [];
  let depth = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    if (isSymbol(token, "(")) depth++;
    if (isSymbol(token, ")")) depth--;
    const atStart = isWord(tokens[i - 1], "set") || (depth === 0 && isSymbol(tokens[i - 1], ","));
    if (atStart && isName(token) && token.value === target.name && isSymbol(tokens[i + 1], ".")) i += 2;
    output.push(tokens[i] as Token);
  }
  return output;
}

const rewriteAction = (action: Action, runtime: Runtime): string =>
  `WHEN ${action.matched ? "" : "NOT "}MATCHED THEN ${rewriteSql(action.tokens, runtime)}`;

/** Two rows of the source that match one row of the target are an error. */
async function refuseDuplicates(
  target: TableName,
  source: string,
  condition: string,
  runtime: Runtime,
): Promise<void> {
  const { connection } = runtime.session;
  const sql = `SELECT 1 FROM ${sqlName(target)} JOIN ${source} ON ${condition} GROUP BY ${identifier(target.name)}.rowid HAVING count(*) > 1 LIMIT 1`;
  const [found] = await rows(connection, await resolveMarks(connection, sql));
  if (found) throw new SqlError("ERROR", "Found multiple matches to update the same tuple.");
}

/** REMOVE DUPLICATES: rows that match are replaced by the source's, which are made distinct. */
async function removeDuplicates(
  target: TableName,
  source: string,
  condition: string,
  runtime: Runtime,
): Promise<StatementResult> {
  const { connection } = runtime.session;
  const table = sqlName(target);
  const rows = [word("select"), word("distinct"), STAR, word("from"), raw(source)];
  const distinct = await compileQuery(rows, runtime);
  await connection.run(`CREATE OR REPLACE TEMP TABLE "__merge" AS ${distinct}`);
  const matched = `DELETE FROM ${table} WHERE EXISTS (SELECT 1 FROM ${source} WHERE ${condition})`;
  await connection.run(await resolveMarks(connection, matched));
  const written = await count(runtime, `INSERT INTO ${table} SELECT * FROM temp.main."__merge"`);
  await connection.run('DROP TABLE temp.main."__merge"');
  return { written };
}

export const merge = inside(run);
