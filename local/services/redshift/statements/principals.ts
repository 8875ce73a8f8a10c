// Users, groups and roles, and who is in which. Passwords are not kept: users come by IAM.

import { rows } from "../../../sql/session.ts";
import { Cursor } from "../../../sql/structure.ts";
import { isWord, literal, SqlError, type Token } from "../../../sql/tokens.ts";
import { META } from "../engine/meta-schema.ts";
import { Rights } from "../engine/rights.ts";
import type { Runtime } from "../engine/runtime.ts";
import { inside, type StatementResult } from "./statement.ts";

export async function exists(runtime: Runtime, kind: string, name: string): Promise<boolean> {
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
  if (!(await Rights.of(runtime.session)).isSuperuser)
    throw new SqlError("ERROR", `must be superuser to ${action} ${kind}s`, at.line, at.column);
  const known = await exists(runtime, kind, name);
  const { connection } = runtime.session;
  if (action === "create") {
    if (known && ifNotExists) return {};
    if (known) throw new SqlError("ERROR", `${kind} "${name}" already exists`, at.line, at.column);
    const options = kind === "user" && hasWord(cursor, "createuser") ? "superuser" : "";
    await connection.run(
      `INSERT INTO ${META}.principals VALUES (${literal(kind)}, ${literal(name)}, ${literal(options)})`,
    );
    if (kind === "user") for (const group of after(cursor, "group")) await join(runtime, group, name, true);
    if (kind === "group") for (const user of after(cursor, "user")) await join(runtime, name, user, true);
    return {};
  }
  if (!known && !ifExists)
    throw new SqlError("ERROR", `${kind} "${name}" does not exist`, at.line, at.column);
  if (action === "drop") {
    await connection.run(
      `DELETE FROM ${META}.principals WHERE kind = ${literal(kind)} AND name = ${literal(name)}`,
    );
    await connection.run(
      `DELETE FROM ${META}.members WHERE (kind = ${literal(kind)} AND name = ${literal(name)}) OR (${literal(kind)} = 'user' AND member = ${literal(name)})`,
    );
  }
  if (action === "alter" && kind === "group") {
    const add = cursor.accept("add");
    for (const user of after(cursor, "user")) await join(runtime, name, user, add);
  }
  return {};
}

/** Of a group or a role. */
export async function changeMember(
  { session: { connection } }: Runtime,
  kind: "group" | "role",
  name: string,
  member: string,
  add: boolean,
): Promise<void> {
  const where = `kind = ${literal(kind)} AND name = ${literal(name)} AND member = ${literal(member)}`;
  const [known] = await rows(connection, `SELECT 1 FROM ${META}.members WHERE ${where}`);
  if (!add) await connection.run(`DELETE FROM ${META}.members WHERE ${where}`);
  else if (!known)
    await connection.run(
      `INSERT INTO ${META}.members VALUES (${literal(kind)}, ${literal(name)}, ${literal(member)})`,
    );
}

const left = ({ tokens, position }: Cursor): Token[] => tokens.slice(position);

const hasWord = (cursor: Cursor, word: string): boolean => left(cursor).some((token) => isWord(token, word));

/** The names of the list that follows the word, if it comes. */
function after(cursor: Cursor, word: string): string[] {
  const tokens = left(cursor);
  const start = tokens.findIndex((token) => isWord(token, word));
  if (start < 0) return [];
  const list = new Cursor(tokens, start + 1);
  const names: string[] = [];
  do names.push(list.name());
  while (list.acceptSymbol(","));
  return names;
}

async function join(runtime: Runtime, group: string, user: string, add: boolean): Promise<void> {
  for (const [kind, name] of [
    ["group", group],
    ["user", user],
  ] as const)
    if (!(await exists(runtime, kind, name))) throw new SqlError("ERROR", `${kind} "${name}" does not exist`);
  await changeMember(runtime, "group", group, user, add);
}

export const changePrincipal = inside(change);
