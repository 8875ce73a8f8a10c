// INSERT INTO.
import { resultColumns } from "../../../sql/results.ts";
import { Cursor, splitTop } from "../../../sql/structure.ts";
import { identifier, isSymbol, isWord, raw, SqlError, type Token } from "../../../sql/tokens.ts";
import { loadNames, writableTable } from "../engine/names.ts";
import { compileQuery } from "../engine/query.ts";
import type { Runtime } from "../engine/runtime.ts";
import { sqlName } from "../engine/target.ts";
import { count, inside, type Outcome } from "./statement.ts";
import { nameList } from "./table-attributes.ts";
import { recall, type TableDefinition } from "./table-definition.ts";

async function run(tokens: readonly Token[], runtime: Runtime): Promise<Outcome> {
  const cursor = new Cursor(tokens);
  cursor.expect("insert", "into");
  const at = cursor.peek() as Token;
  const names = await loadNames(runtime.session);
  const target = writableTable(cursor.path(), names, runtime.session, at);
  const isList =
    isSymbol(cursor.peek(), "(") &&
    !isWord(cursor.peek(1), "select", "with", "values") &&
    !isSymbol(cursor.peek(1), "(");
  const listed = isList ? nameList(cursor.parenthesized()) : undefined;
  await runtime.session.append(target);
  const definition = await recall(runtime, target);
  const columns = targetColumns(listed, definition, at);
  const into = `INSERT INTO ${sqlName(target)}${columns ? ` (${columns.map(identifier).join(", ")})` : ""}`;
  if (cursor.accept("default", "values")) {
    cursor.end();
    return { written: await count(runtime, `INSERT INTO ${sqlName(target)} DEFAULT VALUES`) };
  }
  const source = cursor.rest();
  if (source.length === 0) cursor.fail("syntax error at end of input");
  if (isWord(source[0], "values")) {
    const sql = await compileQuery(superValues(source, columns, definition), runtime, names);
    return { written: await count(runtime, `${into} ${sql}`) };
  }
  const sql = await compileQuery(source, runtime, names);
  return {
    written: await count(runtime, `${into} ${await withSuper(sql, columns, definition, runtime)}`),
  };
}

/** The columns that get values; undefined means all. Identity columns are Redshift's to fill. */
function targetColumns(
  listed: string[] | undefined,
  definition: TableDefinition | undefined,
  at: Token,
): string[] | undefined {
  if (!definition) return listed;
  const identity = definition.columns
    .filter((column) => column.identity?.always)
    .map((column) => column.name);
  for (const name of listed ?? []) {
    if (!definition.columns.some((column) => column.name === name)) {
      throw new SqlError("ERROR", `column "${name}" of relation does not exist`, at.line, at.column);
    }
    if (identity.includes(name))
      throw new SqlError("ERROR", "cannot set an identity column to a value", at.line, at.column);
  }
  if (listed || identity.length === 0) return listed;
  return definition.columns.map((column) => column.name).filter((name) => !identity.includes(name));
}

/** VALUES, with each value for a SUPER column made one. */
function superValues(
  source: readonly Token[],
  columns: string[] | undefined,
  definition: TableDefinition | undefined,
): Token[] {
  const all = definition?.columns ?? [];
  const names = columns ?? all.map((column) => column.name);
  const isSuper = names.map((name) => all.find((column) => column.name === name)?.type.name === "super");
  if (!isSuper.includes(true)) return [...source];
  const output = [source[0] as Token];
  for (const [n, tuple] of splitTop(source.slice(1), ",").entries()) {
    if (n > 0) output.push(raw(","));
    const values = splitTop(tuple.slice(1, -1), ",");
    output.push(tuple[0] as Token);
    for (const [i, value] of values.entries()) {
      if (i > 0) output.push(raw(","));
      if (isSuper[i] && !isWord(value[0], "default", "null"))
        output.push(raw("rs_to_super("), ...value, raw(")"));
      else output.push(...value);
    }
    output.push(tuple.at(-1) as Token);
  }
  return output;
}

/** Text that goes into a SUPER column is a JSON string; DuckDB would read it as JSON. */
async function withSuper(
  sql: string,
  columns: string[] | undefined,
  definition: TableDefinition | undefined,
  runtime: Runtime,
): Promise<string> {
  if (!definition?.columns.some((column) => column.type.name === "super")) return sql;
  const names = columns ?? definition.columns.map((column) => column.name);
  const given = await resultColumns(runtime.session.connection, sql);
  const list = given.map((column, i) => {
    const name = identifier(`c${i}`);
    const type = definition.columns.find((c) => c.name === names[i])?.type.name;
    return type === "super" && column.type !== "JSON" ? `to_json(${name})` : name;
  });
  return `SELECT ${list.join(", ")} FROM (${sql}) AS "__insert"(${given.map((_, i) => identifier(`c${i}`)).join(", ")})`;
}

export const insert = inside(run);
