// CREATE TABLE, with columns, LIKE, or AS a query.

import { typeEnd } from "../../../sql/calls.ts";
import { resultColumns } from "../../../sql/results.ts";
import { Cursor, findTop, splitTop } from "../../../sql/structure.ts";
import { identifier, isSymbol, isWord, render, SqlError, type Token } from "../../../sql/tokens.ts";
import { parseType, typeOfDuckdb } from "../dialect/types.ts";
import { loadNames, type Names, newTableName, writableTable } from "../engine/names.ts";
import { compileQuery, rewriteSql } from "../engine/query.ts";
import { resolveMarks } from "../engine/resolve-marks.ts";
import type { Runtime } from "../engine/runtime.ts";
import { sqlName, type TableName } from "../engine/table-name.ts";
import { count, inside, type StatementResult } from "./statement.ts";
import { applyAttributes, nameList, parseAttributes } from "./table-attributes.ts";
import { type ColumnDefinition, makeTable, recall, type TableDefinition } from "./table-definition.ts";
import { textTypes } from "./text-lengths.ts";

const MAX_COLUMNS = 1600;

async function run(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  const cursor = new Cursor(tokens);
  cursor.expect("create");
  cursor.accept("local");
  let temporary = cursor.accept("temp") || cursor.accept("temporary");
  cursor.expect("table");
  const ifNotExists = cursor.accept("if", "not", "exists");
  const at = cursor.peek() as Token;
  const parts = cursor.path();
  // A name that begins with # is a temporary table's.
  temporary ||= (parts.at(-1) as string).startsWith("#");
  const names = await loadNames(runtime.session);
  if (temporary) names.rights.database("temp", at);
  const target: TableName = temporary
    ? { schema: "temp", name: parts.at(-1) as string }
    : newTableName(parts, names, runtime.session, at);
  const isTaken = temporary
    ? names.temporary.has(target.name)
    : names.tables.has(`${target.schema}.${target.name}`) ||
      names.views.has(`${target.schema}.${target.name}`);
  const asAt = findTop(tokens, ["as"], cursor.position);
  if (isTaken) {
    if (ifNotExists && asAt < 0) return {};
    throw new SqlError("ERROR", `Relation "${target.name}" already exists`, at.line, at.column);
  }
  await runtime.session.lock(target);
  if (asAt >= 0) {
    if (ifNotExists)
      throw new SqlError("ERROR", 'syntax error at or near "AS"', tokens[asAt]?.line, tokens[asAt]?.column);
    return createAs(cursor, target, runtime, names);
  }
  const body = cursor.parenthesized();
  const attributes = parseAttributes(cursor);
  cursor.end();
  const { columns, constraints } = await parseBody(body, runtime, names);
  if (columns.length > MAX_COLUMNS)
    throw new SqlError("ERROR", `tables can have at most ${MAX_COLUMNS} columns`);
  await makeTable(runtime, target, applyAttributes(columns, attributes, constraints));
  return {};
}

async function createAs(
  cursor: Cursor,
  target: TableName,
  runtime: Runtime,
  names: Names,
): Promise<StatementResult> {
  const listed = isSymbol(cursor.peek(), "(") ? nameList(cursor.parenthesized()) : undefined;
  const attributes = parseAttributes(cursor);
  cursor.expect("as");
  let query = cursor.rest();
  while (isSymbol(query[0], "(") && isSymbol(query.at(-1), ")")) query = query.slice(1, -1);
  const sql = await compileQuery(query, runtime, names);
  const bound = await resultColumns(runtime.session.connection, sql);
  const texts = await textTypes(query, runtime, names);
  const columns = bound.map((column, i): ColumnDefinition => {
    const name = (listed?.[i] ?? column.name).toLowerCase();
    const type = typeOfDuckdb(column.type);
    return {
      name,
      type: (type.name === "varchar" && texts[i]) || type,
      encoding: "none",
      notNull: false,
      distkey: false,
      sortkey: 0,
    };
  });
  if (listed && listed.length !== bound.length) {
    throw new SqlError(
      "ERROR",
      "CREATE TABLE AS specifies a different number of column names than its query returns",
    );
  }
  checkNames(columns);
  await makeTable(runtime, target, applyAttributes(columns, attributes, []));
  const list = columns.map((column, i) => {
    const name = identifier(`c${i}`);
    return column.type.name === "super" ? `to_json(${name})` : name;
  });
  const inner = `SELECT ${list.join(", ")} FROM (${sql}) AS "__as"(${columns.map((_, i) => identifier(`c${i}`)).join(", ")})`;
  return { written: await count(runtime, `INSERT INTO ${sqlName(target)} ${inner}`) };
}

function checkNames(columns: readonly ColumnDefinition[]): void {
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name)) throw new SqlError("ERROR", `column "${name}" specified more than once`);
    seen.add(name);
  }
}

async function parseBody(
  body: readonly Token[],
  runtime: Runtime,
  names: Names,
): Promise<{ columns: ColumnDefinition[]; constraints: TableDefinition["constraints"] }> {
  const columns: ColumnDefinition[] = [];
  const constraints: TableDefinition["constraints"] = [];
  for (const part of splitTop(body, ",")) {
    const cursor = new Cursor(part);
    if (isWord(cursor.peek(), "like") && part.length > 1) {
      columns.push(...(await likeColumns(cursor, runtime, names)));
    } else if (isConstraint(cursor)) {
      constraints.push(...parseConstraint(cursor));
    } else {
      const { column, kinds } = await parseColumn(part, runtime);
      columns.push(column);
      for (const kind of kinds) constraints.push({ kind, columns: [column.name] });
    }
  }
  checkNames(columns);
  for (const constraint of constraints) {
    for (const name of constraint.columns) {
      const column = columns.find((c) => c.name === name);
      if (!column) throw new SqlError("ERROR", `column "${name}" named in key does not exist`);
      // A primary key is for the planner alone, but its columns are not null.
      if (constraint.kind === "PRIMARY KEY") column.notNull = true;
    }
  }
  return { columns, constraints };
}

function isConstraint(cursor: Cursor): boolean {
  const first = cursor.peek();
  const second = cursor.peek(1);
  return (
    isWord(first, "constraint") ||
    (isWord(first, "primary", "foreign") && isWord(second, "key")) ||
    (isWord(first, "unique") && isSymbol(second, "("))
  );
}

export function parseConstraint(cursor: Cursor): TableDefinition["constraints"] {
  if (cursor.accept("constraint")) cursor.name();
  if (cursor.accept("primary", "key"))
    return [{ kind: "PRIMARY KEY", columns: nameList(cursor.parenthesized()) }];
  if (cursor.accept("unique")) return [{ kind: "UNIQUE", columns: nameList(cursor.parenthesized()) }];
  cursor.expect("foreign", "key");
  const columns = nameList(cursor.parenthesized());
  cursor.expect("references");
  cursor.path();
  if (isSymbol(cursor.peek(), "(")) cursor.parenthesized();
  return [{ kind: "FOREIGN KEY", columns }];
}

async function likeColumns(cursor: Cursor, runtime: Runtime, names: Names): Promise<ColumnDefinition[]> {
  cursor.expect("like");
  const at = cursor.peek() as Token;
  const source = writableTable(cursor.path(), names, runtime.session, at, "select");
  const withDefaults = cursor.accept("including", "defaults");
  cursor.accept("excluding", "defaults");
  cursor.end();
  const definition = await recall(runtime, source);
  if (!definition)
    throw new SqlError(
      "ERROR",
      "LIKE of a temporary table is not available in the local Redshift",
      at.line,
      at.column,
    );
  return definition.columns.map((column) => ({
    ...column,
    identity: undefined,
    defaultSql: withDefaults ? column.defaultSql : undefined,
    defaultText: withDefaults ? column.defaultText : undefined,
  }));
}

/** One column's definition; also ALTER TABLE ADD COLUMN's. */
export async function parseColumn(
  tokens: readonly Token[],
  runtime: Runtime,
): Promise<{ column: ColumnDefinition; kinds: string[] }> {
  const cursor = new Cursor(tokens);
  const name = cursor.name();
  if (cursor.done) cursor.fail("syntax error");
  const end = typeEnd(tokens, cursor.position);
  const type = parseType(tokens.slice(cursor.position, end));
  cursor.position = end;
  const column: ColumnDefinition = {
    name,
    type,
    encoding: "none",
    notNull: false,
    distkey: false,
    sortkey: 0,
  };
  const kinds: string[] = [];
  while (!cursor.done) {
    if (cursor.accept("not", "null")) column.notNull = true;
    else if (cursor.accept("null")) column.notNull = false;
    else if (cursor.accept("encode")) column.encoding = cursor.name();
    else if (cursor.accept("distkey")) column.distkey = true;
    else if (cursor.accept("sortkey")) column.sortkey = 1;
    else if (cursor.accept("unique")) kinds.push("UNIQUE");
    else if (cursor.accept("primary", "key")) {
      kinds.push("PRIMARY KEY");
      column.notNull = true;
    } else if (cursor.accept("references")) {
      kinds.push("FOREIGN KEY");
      cursor.path();
      if (isSymbol(cursor.peek(), "(")) cursor.parenthesized();
    } else if (cursor.accept("collate")) cursor.name();
    else if (cursor.accept("identity")) column.identity = identityOf(cursor, true);
    else if (cursor.accept("generated", "by", "default", "as", "identity"))
      column.identity = identityOf(cursor, false);
    else if (cursor.accept("default")) {
      const from = cursor.position;
      const stop = findTop(
        tokens,
        ["not", "encode", "distkey", "sortkey", "unique", "primary", "references", "identity"],
        from + 1,
      );
      const expression = tokens.slice(from, stop < 0 ? tokens.length : stop);
      cursor.position = stop < 0 ? tokens.length : stop;
      if (expression.length === 0) cursor.fail("syntax error");
      column.defaultText = render(expression).trim();
      const sql = rewriteSql(expression, runtime);
      column.defaultSql = await resolveMarks(runtime.session.connection, sql, "SELECT ");
    } else cursor.fail("syntax error");
  }
  if (column.identity && !["int4", "int8"].includes(type.name)) {
    throw new SqlError("ERROR", "identity column must be of type INT or BIGINT");
  }
  if (column.identity) column.notNull = true;
  return { column, kinds };
}

function identityOf(cursor: Cursor, always: boolean): { seed: number; step: number; always: boolean } {
  const numbers = splitTop(cursor.parenthesized(), ",").map((part) =>
    Number(part.map((token) => token.text).join("")),
  );
  const [seed = 1, step = 1] = numbers;
  if (numbers.some(Number.isNaN) || step === 0) cursor.fail("syntax error");
  return { seed, step, always };
}

export const createTable = inside(run);
