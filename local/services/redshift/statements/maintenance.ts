// ANALYZE, VACUUM, LOCK and COMMENT: accepted where the tables they name exist.
import { Cursor } from "../../../sql/structure.ts";
import { isName, isWord, literal, SqlError, type Token } from "../../../sql/tokens.ts";
import { META } from "../engine/meta-schema.ts";
import { existing, loadNames, writableTable } from "../engine/names.ts";
import type { Runtime } from "../engine/runtime.ts";
import type { TableName } from "../engine/table-name.ts";
import { inside, type Statement, type StatementResult } from "./statement.ts";

async function tableIfNamed(cursor: Cursor, runtime: Runtime): Promise<void> {
  const at = cursor.peek();
  if (!isName(at)) return;
  const parts = cursor.path();
  const names = await loadNames(runtime.session);
  if (!existing(parts, names, runtime.session, at)) {
    throw new SqlError("ERROR", `relation "${parts.join(".")}" does not exist`, at.line, at.column);
  }
}

export const analyze = inside(async (tokens, runtime) => {
  const cursor = new Cursor(tokens, 1);
  if (!cursor.accept("verbose")) cursor.accept("compression");
  await tableIfNamed(cursor, runtime);
  return {};
});

export const vacuum: Statement = {
  transaction: "alone",
  async run(tokens, runtime) {
    const cursor = new Cursor(tokens, 1);
    const kinds = [["full"], ["sort", "only"], ["delete", "only"], ["reindex"], ["recluster"]];
    kinds.some((words) => cursor.accept(...words));
    await tableIfNamed(cursor, runtime);
    return {};
  },
};

export const lock = inside(async (tokens: readonly Token[], runtime): Promise<StatementResult> => {
  const cursor = new Cursor(tokens, 1);
  cursor.accept("table");
  const names = await loadNames(runtime.session);
  const targets: TableName[] = [];
  do {
    const at = cursor.peek() as Token;
    targets.push(writableTable(cursor.path(), names, runtime.session, at, "update"));
  } while (cursor.acceptSymbol(","));
  cursor.end();
  await runtime.session.lock(...targets);
  return {};
});

export const comment = inside(async (tokens, runtime) => {
  const cursor = new Cursor(tokens);
  cursor.expect("comment", "on");
  const kind = cursor.name();
  const at = cursor.peek() as Token;
  const parts = cursor.path();
  cursor.expect("is");
  const text = isWord(cursor.peek(), "null") ? null : cursor.string();
  if (kind === "table" || kind === "view") {
    const names = await loadNames(runtime.session);
    if (!existing(parts, names, runtime.session, at)) {
      throw new SqlError("ERROR", `relation "${parts.join(".")}" does not exist`, at.line, at.column);
    }
  }
  const name = literal(parts.join("."));
  await runtime.session.connection.run(
    `DELETE FROM ${META}.comments WHERE kind = ${literal(kind)} AND name = ${name}`,
  );
  if (text !== null) {
    await runtime.session.connection.run(
      `INSERT INTO ${META}.comments VALUES (${literal(kind)}, ${name}, ${literal(text)})`,
    );
  }
  return {};
});
