// Users, groups, roles and grants: recorded, so that what names them can be looked up; the local Redshift checks none.

import { rows } from "../../../sql/session.ts";
import { Cursor } from "../../../sql/structure.ts";
import { isWord, literal, render, SqlError, type Token } from "../../../sql/tokens.ts";
import { META } from "../engine/meta-schema.ts";
import type { Runtime } from "../engine/runtime.ts";
import { inside, type StatementResult } from "./statement.ts";

async function exists(runtime: Runtime, kind: string, name: string): Promise<boolean> {
  const found = await rows(
    runtime.session.connection,
    `SELECT 1 FROM ${META}.principals WHERE kind = ${literal(kind)} AND name = ${literal(name)}`,
  );
  return found.length > 0;
}

async function change(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  const cursor = new Cursor(tokens);
  const action = cursor.next().value;
  const at = cursor.peek() as Token;
  const kind = cursor.name();
  const ifExists = cursor.accept("if", "exists");
  const ifNotExists = cursor.accept("if", "not", "exists");
  const name = cursor.name();
  const known = await exists(runtime, kind, name);
  const { connection } = runtime.session;
  if (action === "create") {
    if (known && ifNotExists) return {};
    if (known) throw new SqlError("ERROR", `${kind} "${name}" already exists`, at.line, at.column);
    // Passwords are not kept.
    await connection.run(`INSERT INTO ${META}.principals VALUES (${literal(kind)}, ${literal(name)}, '')`);
    return {};
  }
  if (!known && !ifExists)
    throw new SqlError("ERROR", `${kind} "${name}" does not exist`, at.line, at.column);
  if (action === "drop") {
    await connection.run(
      `DELETE FROM ${META}.principals WHERE kind = ${literal(kind)} AND name = ${literal(name)}`,
    );
  }
  return {};
}

async function grant(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  const to = tokens.findLastIndex((token) => isWord(token, "to", "from"));
  if (to < 0) new Cursor(tokens, tokens.length - 1).fail("syntax error");
  const cursor = new Cursor(tokens, to + 1);
  do {
    const at = cursor.peek() as Token;
    const kind = cursor.accept("group") ? "group" : cursor.accept("role") ? "role" : "user";
    const name = cursor.name();
    if (name === "public" || name === runtime.session.user) continue;
    if (!(await exists(runtime, kind, name))) {
      throw new SqlError("ERROR", `${kind} "${name}" does not exist`, at.line, at.column);
    }
  } while (cursor.acceptSymbol(","));
  await runtime.session.connection.run(
    `INSERT INTO ${META}.grants VALUES (${literal(render(tokens).trim())}, now())`,
  );
  return {};
}

export const changePrincipal = inside(change);
export const grantOrRevoke = inside(grant);
