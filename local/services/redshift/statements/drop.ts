// DROP TABLE, VIEW, SCHEMA and the rest. What a view with schema binding reads cannot go without CASCADE.
import { rows } from "../../../sql/session.ts";
import { Cursor } from "../../../sql/structure.ts";
import { identifier, literal, SqlError, type Token } from "../../../sql/tokens.ts";
import { META } from "../engine/meta-schema.ts";
import { existing, loadNames } from "../engine/names.ts";
import type { Runtime } from "../engine/runtime.ts";
import { sqlName, type TableName } from "../engine/table-name.ts";
import { inside, type StatementResult } from "./statement.ts";
import { forget } from "./table-definition.ts";

/** Views with schema binding that read a relation. */
async function dependents(runtime: Runtime, target: TableName): Promise<TableName[]> {
  const found = await rows(
    runtime.session.connection,
    `SELECT schema_name, view_name FROM ${META}.views WHERE NOT late_binding AND list_contains(CAST(reads AS VARCHAR[]), ${literal(`${target.schema}.${target.name}`)})`,
  );
  return found.map(([schema, name]) => ({ schema: String(schema), name: String(name) }));
}

async function dropRelation(runtime: Runtime, target: TableName, cascade: boolean): Promise<void> {
  const { connection } = runtime.session;
  for (const view of await dependents(runtime, target)) {
    if (!cascade) {
      throw new SqlError(
        "ERROR",
        `cannot drop table ${target.name} because other objects depend on it\n  Hint: Use DROP ... CASCADE to drop the dependent objects too.`,
      );
    }
    await dropRelation(runtime, view, true);
  }
  await runtime.session.lock(target);
  await connection.run(
    `DELETE FROM ${META}.privileges WHERE kind = 'relation' AND object = ${literal(`${target.schema}.${target.name}`)}`,
  );
  const names = await loadNames(runtime.session);
  if (names.views.has(`${target.schema}.${target.name}`)) {
    await connection.run(
      `DELETE FROM ${META}.views WHERE schema_name = ${literal(target.schema)} AND view_name = ${literal(target.name)}`,
    );
    return;
  }
  await connection.run(`DROP TABLE ${sqlName(target)}`);
  if (target.schema !== "temp") await forget(runtime, target);
}

async function dropRelations(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  const cursor = new Cursor(tokens);
  cursor.expect("drop");
  // There are no materialized views here, so that IF EXISTS finds none.
  const kind = cursor.accept("materialized", "view")
    ? "materialized view"
    : cursor.accept("view")
      ? "view"
      : "table";
  if (kind === "table") cursor.expect("table");
  const ifExists = cursor.accept("if", "exists");
  const wanted: { parts: string[]; at: Token }[] = [];
  do {
    const at = cursor.peek() as Token;
    wanted.push({ at, parts: cursor.path() });
  } while (cursor.acceptSymbol(","));
  const cascade = cursor.accept("cascade");
  cursor.accept("restrict");
  cursor.end();
  for (const { parts, at } of wanted) {
    const names = await loadNames(runtime.session);
    const target = existing(parts, names, runtime.session, at);
    const isView = target !== undefined && names.views.has(`${target.schema}.${target.name}`);
    if (!target) {
      if (ifExists) continue;
      throw new SqlError(
        "ERROR",
        `${kind === "table" ? "Table" : "View"} "${parts.join(".")}" does not exist`,
        at.line,
        at.column,
      );
    }
    if (kind !== (isView ? "view" : "table")) {
      throw new SqlError(
        "ERROR",
        `"${target.name}" is not a ${kind}\n  Hint: Use DROP ${isView ? "VIEW" : "TABLE"}`,
        at.line,
        at.column,
      );
    }
    names.rights.ownsRelation(target, at);
    await dropRelation(runtime, target, cascade);
  }
  return {};
}

async function dropSchema(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  const { connection } = runtime.session;
  const cursor = new Cursor(tokens);
  cursor.expect("drop", "schema");
  const ifExists = cursor.accept("if", "exists");
  const at = cursor.peek() as Token;
  const wanted = [cursor.name()];
  while (cursor.acceptSymbol(",")) wanted.push(cursor.name());
  if (cursor.accept("drop", "external", "database")) {
    throw new SqlError(
      "ERROR",
      "DROP EXTERNAL DATABASE is not available in the local Redshift",
      at.line,
      at.column,
    );
  }
  const cascade = cursor.accept("cascade");
  cursor.accept("restrict");
  cursor.end();
  for (const schema of wanted) {
    const names = await loadNames(runtime.session);
    const forget = (table: string) =>
      connection.run(
        `DELETE FROM ${META}.${table} WHERE ${table === "privileges" ? "kind = 'schema' AND object" : "schema_name"} = ${literal(schema)}`,
      );
    if (names.external.has(schema)) {
      names.rights.ownsSchema(schema, at);
      await forget("privileges");
      await connection.run(`DELETE FROM ${META}.external_schemas WHERE schema_name = ${literal(schema)}`);
      continue;
    }
    if (!names.schemas.has(schema)) {
      if (ifExists) continue;
      throw new SqlError("ERROR", `schema "${schema}" does not exist`, at.line, at.column);
    }
    names.rights.ownsSchema(schema, at);
    const inside = [...names.tables, ...names.views.keys()].filter((key) => key.startsWith(`${schema}.`));
    if (inside.length > 0 && !cascade) {
      throw new SqlError(
        "ERROR",
        `cannot drop schema ${schema} because other objects depend on it\n  Hint: Use DROP ... CASCADE to drop the dependent objects too.`,
        at.line,
        at.column,
      );
    }
    for (const key of inside) {
      const now = await loadNames(runtime.session);
      if (now.tables.has(key) || now.views.has(key)) {
        await dropRelation(runtime, { schema, name: key.slice(schema.length + 1) }, true);
      }
    }
    await connection.run(`DROP SCHEMA ${identifier(schema)}`);
    for (const table of ["schema_owners", "privileges"]) await forget(table);
  }
  return {};
}

export const drop = inside(dropRelations);
export const dropSchemas = inside(dropSchema);
