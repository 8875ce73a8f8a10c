// CREATE VIEW. A view with schema binding must bind when it is made; a late-binding one is looked at when it is read.

import { tableReferences } from "../../../sql/references.ts";
import { resultColumns } from "../../../sql/results.ts";
import { Cursor, findTop } from "../../../sql/structure.ts";
import { isSymbol, isWord, literal, path, raw, render, SqlError, type Token } from "../../../sql/tokens.ts";
import { refuse } from "../dialect/refusals.ts";
import { META } from "../engine/meta-schema.ts";
import { existing, loadNames, newTableName, withoutDatabase } from "../engine/names.ts";
import { compileQuery } from "../engine/query.ts";
import type { Runtime } from "../engine/runtime.ts";
import { inside, type StatementResult } from "./statement.ts";
import { nameList } from "./table-attributes.ts";

async function run(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  const { session } = runtime;
  const cursor = new Cursor(tokens);
  cursor.expect("create");
  const replace = cursor.accept("or", "replace");
  cursor.expect("view");
  const at = cursor.peek() as Token;
  const names = await loadNames(session);
  const target = newTableName(cursor.path(), names, session, at);
  const listed = isSymbol(cursor.peek(), "(") ? nameList(cursor.parenthesized()) : undefined;
  cursor.expect("as");
  let query = cursor.rest();
  // The query may stand in brackets, or begin with WITH itself.
  const tail = findTop(query, ["with"], isWord(query[0], "with") ? 1 : 0);
  const lateBinding =
    tail > 0 &&
    isWord(query[tail + 1], "no") &&
    isWord(query[tail + 2], "schema") &&
    isWord(query[tail + 3], "binding");
  if (lateBinding) {
    if (tail + 4 < query.length) new Cursor(query, tail + 4).fail("syntax error");
    query = query.slice(0, tail);
  }
  refuse(query);
  const key = `${target.schema}.${target.name}`;
  await session.lock(target);
  if (names.tables.has(key))
    throw new SqlError("ERROR", `Relation "${target.name}" already exists`, at.line, at.column);
  if (names.views.has(key) && !replace)
    throw new SqlError("ERROR", `Relation "${target.name}" already exists`, at.line, at.column);

  const reads: string[] = [];
  const bound = [...query];
  for (const reference of tableReferences(query).reverse()) {
    const place = query[reference.start] as Token;
    const parts = withoutDatabase(reference.parts, session, place);
    const found = existing(parts, names, session, place);
    if (lateBinding) {
      if (parts.length < 2 && !isSystem(parts[0] as string)) {
        throw new SqlError(
          "ERROR",
          "All the relation names inside should be qualified when creating VIEWs WITH NO SCHEMA BINDING",
          place.line,
          place.column,
        );
      }
    } else if (found) {
      if (found.schema === "temp")
        throw new SqlError("ERROR", "cannot create a view on a temporary table", place.line, place.column);
      reads.push(`${found.schema}.${found.name}`);
      bound.splice(
        reference.start,
        reference.end - reference.start,
        raw(path(found.schema, found.name), place),
      );
    } else if (parts.length > 1 && names.external.has(parts[0] as string)) {
      throw new SqlError(
        "ERROR",
        "External tables are not supported in views: use WITH NO SCHEMA BINDING",
        place.line,
        place.column,
      );
    }
  }
  let columns = listed;
  if (!lateBinding) {
    const sql = await compileQuery(query, runtime, names);
    const selected = await resultColumns(session.connection, sql);
    if (listed && listed.length > selected.length)
      throw new SqlError("ERROR", "CREATE VIEW specifies more column names than columns");
    if (selected.some((column) => column.type === "JSON")) session.database.hasSuper = true;
    columns = selected.map((column, i) => listed?.[i] ?? column.name.toLowerCase());
  }
  await session.connection.run(
    `DELETE FROM ${META}.views WHERE schema_name = ${literal(target.schema)} AND view_name = ${literal(target.name)}`,
  );
  await session.connection.run(
    `INSERT INTO ${META}.views VALUES (${literal(target.schema)}, ${literal(target.name)}, ${literal(escaped(bound))}, ${lateBinding}, ${literal(JSON.stringify(columns ?? []))}, ${literal(JSON.stringify(reads))}, ${literal(session.user)})`,
  );
  return {};
}

/** The text is read as Redshift's again: backslashes in strings are escapes there. */
function escaped(tokens: readonly Token[]): string {
  return render(
    tokens.map((token) =>
      token.kind === "string" ? { ...token, text: token.text.replaceAll("\\", "\\\\") } : token,
    ),
  ).trim();
}

const isSystem = (name: string): boolean => /^(pg_|svv_|stl_|stv_|svl_|sys_)/.test(name);

export const createView = inside(run);
