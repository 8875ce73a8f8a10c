// ALTER TABLE: names, columns, layout, constraints, owner, and APPEND.
import { Cursor } from "../../../sql/structure.ts";
import { identifier, isWord, literal, SqlError, type Token } from "../../../sql/tokens.ts";
import { parseType } from "../dialect/types.ts";
import { META } from "../engine/meta-schema.ts";
import { loadNames, writableTable } from "../engine/names.ts";
import type { Runtime } from "../engine/runtime.ts";
import { sqlName, type TableName } from "../engine/table-name.ts";
import { parseColumn, parseConstraint } from "./create-table.ts";
import { count, inside, type Statement, type StatementResult } from "./statement.ts";
import { nameList } from "./table-attributes.ts";
import {
  type ColumnDefinition,
  forget,
  makeTable,
  recall,
  remember,
  type TableDefinition,
} from "./table-definition.ts";

async function head(
  tokens: readonly Token[],
  runtime: Runtime,
): Promise<{ cursor: Cursor; target: TableName; at: Token }> {
  const cursor = new Cursor(tokens);
  cursor.expect("alter", "table");
  const at = cursor.peek() as Token;
  const target = writableTable(cursor.path(), await loadNames(runtime.session), runtime.session, at, "own");
  await runtime.session.lock(target);
  return { cursor, target, at };
}

async function run(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  const { cursor, target, at } = await head(tokens, runtime);
  if (cursor.accept("rename", "to")) return rename(runtime, target, cursor, at);
  if (cursor.accept("owner", "to")) {
    const owner = cursor.name();
    await runtime.session.connection.run(
      `UPDATE ${META}.tables SET owner = ${literal(owner)} WHERE ${where(target)}`,
    );
    return {};
  }
  const definition = await recall(runtime, target);
  if (!definition)
    throw new SqlError(
      "ERROR",
      "a temporary table cannot be altered in the local Redshift",
      at.line,
      at.column,
    );
  const column = (name: string): ColumnDefinition => {
    const found = definition.columns.find((c) => c.name === name);
    if (!found) throw new SqlError("ERROR", `column "${name}" of relation "${target.name}" does not exist`);
    return found;
  };
  if (cursor.accept("rename", "column") || cursor.accept("rename")) {
    const from = column(cursor.name());
    cursor.expect("to");
    const to = cursor.name();
    cursor.end();
    if (definition.columns.some((c) => c.name === to))
      throw new SqlError("ERROR", `column "${to}" of relation "${target.name}" already exists`);
    await runtime.session.connection.run(
      `ALTER TABLE ${sqlName(target)} RENAME COLUMN ${identifier(from.name)} TO ${identifier(to)}`,
    );
    from.name = to;
    await replaceMeta(runtime, target, definition);
    return {};
  }
  if (cursor.accept("add")) {
    if (isWord(cursor.peek(), "constraint", "primary", "foreign", "unique")) {
      definition.constraints.push(...parseConstraint(cursor));
      await replaceMeta(runtime, target, definition);
      return {};
    }
    cursor.accept("column");
    const { column: added } = await parseColumn(cursor.rest(), runtime);
    if (definition.columns.some((c) => c.name === added.name)) {
      throw new SqlError("ERROR", `column "${added.name}" of relation "${target.name}" already exists`);
    }
    if (added.identity) throw new SqlError("ERROR", "cannot add an identity column");
    if (added.notNull && added.defaultSql === undefined) {
      throw new SqlError(
        "ERROR",
        "ALTER TABLE ADD COLUMN defined as NOT NULL must have a non-null default expression",
      );
    }
    const filled = definition.columns.map((c) => identifier(c.name));
    definition.columns.push(added);
    await rebuild(runtime, target, definition, [...filled, added.defaultSql ?? "NULL"]);
    return {};
  }
  if (cursor.accept("drop", "constraint")) {
    definition.constraints = [];
    await replaceMeta(runtime, target, definition);
    return {};
  }
  if (cursor.accept("drop")) {
    cursor.accept("column");
    const dropped = column(cursor.name());
    if (!cursor.accept("cascade")) cursor.accept("restrict");
    cursor.end();
    if (definition.columns.length === 1)
      throw new SqlError("ERROR", "cannot drop the only column of a table");
    if (dropped.distkey) throw new SqlError("ERROR", `cannot drop distkey column "${dropped.name}"`);
    if (dropped.sortkey !== 0) throw new SqlError("ERROR", `cannot drop sortkey column "${dropped.name}"`);
    definition.columns = definition.columns.filter((c) => c !== dropped);
    await rebuild(
      runtime,
      target,
      definition,
      definition.columns.map((c) => identifier(c.name)),
    );
    return {};
  }
  if (cursor.accept("alter")) return alter(runtime, target, definition, column, cursor);
  return cursor.fail("syntax error");
}

async function alter(
  runtime: Runtime,
  target: TableName,
  definition: TableDefinition,
  column: (name: string) => ColumnDefinition,
  cursor: Cursor,
): Promise<StatementResult> {
  if (cursor.accept("diststyle")) {
    const style = cursor.name().toUpperCase();
    for (const c of definition.columns) c.distkey = false;
    definition.distkey = undefined;
    definition.diststyle = style;
    if (style === "KEY") {
      cursor.expect("distkey");
      definition.distkey = cursor.name();
      column(definition.distkey).distkey = true;
    }
  } else if (cursor.accept("distkey")) {
    for (const c of definition.columns) c.distkey = false;
    definition.distkey = cursor.name();
    definition.diststyle = "KEY";
    column(definition.distkey).distkey = true;
  } else if (cursor.accept("sortkey", "auto") || cursor.accept("sortkey", "none")) {
    for (const c of definition.columns) c.sortkey = 0;
    definition.sortstyle = "AUTO";
  } else if (cursor.accept("sortkey") || cursor.accept("compound", "sortkey")) {
    for (const c of definition.columns) c.sortkey = 0;
    for (const [i, name] of nameList(cursor.parenthesized()).entries()) column(name).sortkey = i + 1;
    definition.sortstyle = "COMPOUND";
  } else if (cursor.accept("encode", "auto")) {
    // Nothing here depends on encodings.
  } else {
    cursor.accept("column");
    const changed = column(cursor.name());
    if (cursor.accept("encode")) changed.encoding = cursor.name();
    else {
      cursor.expect("type");
      const type = parseType(cursor.rest());
      if (changed.type.name !== "varchar" || type.name !== "varchar") {
        throw new SqlError(
          "ERROR",
          "target data type is not supported: only VARCHAR columns can change their size",
        );
      }
      changed.type = type;
      await rebuild(
        runtime,
        target,
        definition,
        definition.columns.map((c) => identifier(c.name)),
      );
      return {};
    }
  }
  cursor.end();
  await replaceMeta(runtime, target, definition);
  return {};
}

const where = (target: TableName): string =>
  `schema_name = ${literal(target.schema)} AND table_name = ${literal(target.name)}`;

async function replaceMeta(runtime: Runtime, target: TableName, definition: TableDefinition): Promise<void> {
  await forget(runtime, target);
  await remember(runtime, target, definition);
}

/** Makes the table anew with its rows: DuckDB cannot add a length check to a table that exists. */
async function rebuild(
  runtime: Runtime,
  target: TableName,
  definition: TableDefinition,
  values: readonly string[],
): Promise<void> {
  const { connection } = runtime.session;
  const old = { ...target, name: `__old_${target.name}` };
  await forget(runtime, target);
  await connection.run(`ALTER TABLE ${sqlName(target)} RENAME TO ${identifier(old.name)}`);
  await makeTable(runtime, target, definition);
  await connection.run(`INSERT INTO ${sqlName(target)} SELECT ${values.join(", ")} FROM ${sqlName(old)}`);
  await connection.run(`DROP TABLE ${sqlName(old)}`);
}

async function rename(
  runtime: Runtime,
  target: TableName,
  cursor: Cursor,
  at: Token,
): Promise<StatementResult> {
  const to = cursor.name();
  cursor.end();
  const { connection } = runtime.session;
  const names = await loadNames(runtime.session);
  if (names.tables.has(`${target.schema}.${to}`) || names.views.has(`${target.schema}.${to}`)) {
    throw new SqlError("ERROR", `Relation "${to}" already exists`, at.line, at.column);
  }
  await runtime.session.lock({ schema: target.schema, name: to });
  await connection.run(`ALTER TABLE ${sqlName(target)} RENAME TO ${identifier(to)}`);
  for (const table of ["tables", "columns", "constraints"]) {
    await connection.run(`UPDATE ${META}.${table} SET table_name = ${literal(to)} WHERE ${where(target)}`);
  }
  await connection.run(
    `UPDATE ${META}.privileges SET object = ${literal(`${target.schema}.${to}`)} WHERE kind = 'relation' AND object = ${literal(`${target.schema}.${target.name}`)}`,
  );
  return {};
}

export const alterTable: Statement = inside(run);

/** ALTER TABLE … APPEND FROM: the rows move; columns of one name must have one type. */
export const appendTable: Statement = {
  transaction: "alone",
  async run(tokens, runtime) {
    const { cursor, target, at } = await head(tokens, runtime);
    cursor.expect("append", "from");
    const source = writableTable(cursor.path(), await loadNames(runtime.session), runtime.session, at, "own");
    const ignore = cursor.accept("ignoreextra");
    const fill = cursor.accept("filltarget");
    cursor.end();
    await runtime.session.lock(source);
    const [to, from] = [await recall(runtime, target), await recall(runtime, source)];
    if (!to || !from)
      throw new SqlError("ERROR", "ALTER TABLE APPEND needs permanent tables", at.line, at.column);
    const shared = to.columns.filter((column) => from.columns.some((c) => c.name === column.name));
    if ((!ignore && shared.length < from.columns.length) || (!fill && shared.length < to.columns.length)) {
      throw new SqlError(
        "ERROR",
        "ALTER TABLE APPEND: the tables' columns differ; use IGNOREEXTRA or FILLTARGET",
        at.line,
        at.column,
      );
    }
    const list = shared.map((column) => identifier(column.name)).join(", ");
    const written = await count(
      runtime,
      `INSERT INTO ${sqlName(target)} (${list}) SELECT ${list} FROM ${sqlName(source)}`,
    );
    await runtime.session.connection.run(`DELETE FROM ${sqlName(source)}`);
    return { written };
  },
};
