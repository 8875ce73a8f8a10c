// INSERT INTO.
import { resultColumns } from "../../../sql/results.ts";
import { Cursor, splitTop } from "../../../sql/structure.ts";
import { identifier, isSymbol, isWord, literal, raw, SqlError, type Token } from "../../../sql/tokens.ts";
import { ISO } from "../dialect/types.ts";
import { loadNames, writableTable } from "../engine/names.ts";
import { compileQuery } from "../engine/query.ts";
import type { Runtime } from "../engine/runtime.ts";
import { sqlName } from "../engine/table-name.ts";
import { count, inside, type StatementResult } from "./statement.ts";
import { nameList } from "./table-attributes.ts";
import { type ColumnDefinition, recall, type TableDefinition } from "./table-definition.ts";

async function run(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  const cursor = new Cursor(tokens);
  cursor.expect("insert", "into");
  const at = cursor.peek() as Token;
  const names = await loadNames(runtime.session);
  const target = writableTable(cursor.path(), names, runtime.session, at, "insert");
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
    const sql = await compileQuery(typedValues(source, columns, definition), runtime, names);
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

/** VALUES, with each value made one of its column where DuckDB would not: for a SUPER, a date, a CHAR. */
function typedValues(
  source: readonly Token[],
  columns: string[] | undefined,
  definition: TableDefinition | undefined,
): Token[] {
  const all = definition?.columns ?? [];
  const names = columns ?? all.map((column) => column.name);
  const types = names.map((name) => all.find((column) => column.name === name)?.type);
  if (!types.some((type) => type && TYPED.has(type.name))) return [...source];
  const output = [source[0] as Token];
  for (const [n, tuple] of splitTop(source.slice(1), ",").entries()) {
    if (n > 0) output.push(raw(","));
    const values = splitTop(tuple.slice(1, -1), ",");
    output.push(tuple[0] as Token);
    for (const [i, value] of values.entries()) {
      if (i > 0) output.push(raw(","));
      output.push(...typedValue(value, types[i]));
    }
    output.push(tuple.at(-1) as Token);
  }
  return output;
}

const TYPED = new Set(["super", "date", "timestamp", "bpchar", "varchar"]);

function withoutExcess(text: string, length: number): string {
  const bytes = Buffer.byteLength(text);
  if (bytes <= length) return text;
  const blanks = Math.min(/ *$/.exec(text)?.[0].length ?? 0, bytes - length);
  return text.slice(0, text.length - blanks);
}

function typedValue(value: readonly Token[], type: ColumnDefinition["type"] | undefined): Token[] {
  const text = value.length === 1 && value[0]?.kind === "string" ? value[0] : undefined;
  if (type?.name === "super" && !isWord(value[0], "default", "null"))
    return [raw("rs_to_super("), ...value, raw(")")];
  if (text && (type?.name === "date" || type?.name === "timestamp") && !ISO.test(text.text)) {
    return [raw(`CAST(rs_moment_text(${text.text}) AS ${type.duckdb})`)];
  }
  // Blanks beyond the length of a text are cut.
  if (text && type?.name === "varchar")
    return [{ ...text, text: literal(withoutExcess(text.value, type.length ?? 0)) }];
  // Blanks at the end of a CHAR say nothing.
  if (text && type?.name === "bpchar") return [{ ...text, text: literal(text.value.replace(/ +$/, "")) }];
  return [...value];
}

/** Text that goes into a SUPER column is a JSON string, which DuckDB would read as JSON; a SUPER goes into others as its text. */
async function withSuper(
  sql: string,
  columns: string[] | undefined,
  definition: TableDefinition | undefined,
  runtime: Runtime,
): Promise<string> {
  if (!definition || !runtime.session.database.hasSuper) return sql;
  const names = columns ?? definition.columns.map((column) => column.name);
  const selected = await resultColumns(runtime.session.connection, sql);
  const list = selected.map((column, i) => {
    const name = identifier(`c${i}`);
    const type = definition.columns.find((c) => c.name === names[i])?.type;
    if (type?.name === "super") return column.type === "JSON" ? name : `to_json(${name})`;
    return column.type === "JSON" && type ? `TRY_CAST(rs_super_text(${name}) AS ${type.duckdb})` : name;
  });
  return `SELECT ${list.join(", ")} FROM (${sql}) AS "__insert"(${selected.map((_, i) => identifier(`c${i}`)).join(", ")})`;
}

export const insert = inside(run);
