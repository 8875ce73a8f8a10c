// GRANT and REVOKE: on databases, schemas, tables and IAM roles, and memberships in roles. Other forms are recorded alone.
import { Cursor } from "../../../sql/structure.ts";
import { isWord, literal, render, SqlError, type Token } from "../../../sql/tokens.ts";
import { META } from "../engine/meta-schema.ts";
import { existing, loadNames, type Names } from "../engine/names.ts";
import type { Rights } from "../engine/rights.ts";
import type { Runtime } from "../engine/runtime.ts";
import { changeMember, exists } from "./principals.ts";
import { inside, type StatementResult } from "./statement.ts";

/** What ALL stands for. */
const ALL = {
  database: ["create", "temp"],
  schema: ["create", "usage", "alter", "drop"],
  relation: ["select", "insert", "update", "delete", "references", "alter", "drop", "truncate"],
  role: ["all"],
} as const;
type Kind = keyof typeof ALL;

interface Grantee {
  kind: "user" | "group" | "role" | "public";
  name: string;
}

async function run(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  const { connection } = runtime.session;
  const revokes = isWord(tokens[0], "revoke");
  const to = tokens.findLastIndex((token) => isWord(token, revokes ? "from" : "to"));
  if (to < 0) new Cursor(tokens, tokens.length - 1).fail("syntax error");
  const cursor = new Cursor(tokens, to + 1);
  const grantees = await readGrantees(cursor, runtime);
  const commands = cursor.accept("for") ? readCommands(cursor) : ["all"];
  const what = new Cursor(tokens.slice(0, to), 1);
  what.accept("grant", "option", "for");
  const names = await loadNames(runtime.session);
  if (what.accept("role")) {
    if (!names.rights.isSuperuser) throw new SqlError("ERROR", "permission denied to grant or revoke a role");
    for (const role of listOf(what))
      for (const { name } of grantees) await changeMember(runtime, "role", role, name, !revokes);
    return {};
  }
  await connection.run(`INSERT INTO ${META}.grants VALUES (${literal(render(tokens).trim())}, now())`);
  const granted = readGranted(what, names, runtime, commands);
  if (!granted) return {};
  const { kind, objects, privileges } = granted;
  for (const { kind: granteeKind, name } of grantees)
    for (const object of objects)
      for (const privilege of privileges.includes("all") ? ALL[kind] : privileges) {
        const values = [kind, object, privilege, granteeKind, name].map(literal);
        const [k, o, p, g, n] = values;
        const everything = privileges.includes("all") ? "true" : `privilege = ${p}`;
        // What is revoked of ALL roles is revoked of each.
        const which = kind === "role" && object === "*" ? "true" : `object = ${o}`;
        await connection.run(
          `DELETE FROM ${META}.privileges WHERE kind = ${k} AND ${revokes ? which : `object = ${o}`} AND ${revokes ? everything : `privilege = ${p}`} AND grantee_kind = ${g} AND grantee = ${n}`,
        );
        if (!revokes) await connection.run(`INSERT INTO ${META}.privileges VALUES (${values.join(", ")})`);
      }
  return {};
}

async function readGrantees(cursor: Cursor, runtime: Runtime): Promise<Grantee[]> {
  const grantees: Grantee[] = [];
  do {
    const at = cursor.peek() as Token;
    const kind = cursor.accept("group") ? "group" : cursor.accept("role") ? "role" : "user";
    const name = cursor.name();
    if (kind === "user" && name === "public") grantees.push({ kind: "public", name: "" });
    else {
      if (
        !(kind === "user" && name === runtime.session.user.toLowerCase()) &&
        !(await exists(runtime, kind, name))
      )
        throw new SqlError("ERROR", `${kind} "${name}" does not exist`, at.line, at.column);
      grantees.push({ kind, name });
    }
  } while (cursor.acceptSymbol(","));
  return grantees;
}

/** After FOR: the commands that a role may be used for. */
function readCommands(cursor: Cursor): string[] {
  const commands: string[] = [];
  do {
    const words = [cursor.name()];
    if (words[0] === "external" || words[0] === "create") words.push(cursor.name());
    commands.push(words.join(" "));
  } while (cursor.acceptSymbol(","));
  return commands;
}

interface Granted {
  kind: Kind;
  objects: string[];
  privileges: string[];
}

/** Undefined where it is of a kind that is not checked here: functions, languages, columns. */
function readGranted(
  cursor: Cursor,
  names: Names,
  runtime: Runtime,
  commands: string[],
): Granted | undefined {
  const privileges: string[] = [];
  while (!cursor.done && !isWord(cursor.peek(), "on")) {
    privileges.push(cursor.name().replace(/^temporary$/, "temp"));
    cursor.accept("privileges");
    if (!cursor.acceptSymbol(",") && !isWord(cursor.peek(), "on")) return undefined;
  }
  cursor.expect("on");
  const { rights } = names;
  if (privileges.includes("assumerole")) {
    const objects = cursor.accept("all") ? ["*"] : texts(cursor);
    if (!rights.isSuperuser) throw new SqlError("ERROR", "permission denied to grant ASSUMEROLE");
    return { kind: "role", objects, privileges: commands };
  }
  if (cursor.accept("database")) {
    if (!rights.isSuperuser)
      throw new SqlError("ERROR", `permission denied for database ${runtime.session.database.name}`);
    return { kind: "database", objects: listOf(cursor), privileges };
  }
  if (cursor.accept("schema")) {
    const objects = listOf(cursor);
    for (const schema of objects) schemaOf(schema, names, rights);
    return { kind: "schema", objects, privileges };
  }
  if (cursor.accept("all", "tables", "in", "schema")) {
    const schemas = listOf(cursor).map((schema) => schemaOf(schema, names, rights));
    const objects = [...names.tables, ...names.views.keys()].filter((key) =>
      schemas.some((schema) => key.startsWith(`${schema}.`)),
    );
    return { kind: "relation", objects, privileges };
  }
  if (isWord(cursor.peek(), "function", "procedure", "language", "datashare", "column", "copy"))
    return undefined;
  cursor.accept("table");
  const objects: string[] = [];
  do {
    const at = cursor.peek() as Token;
    const parts = cursor.path();
    const found = existing(parts, names, runtime.session, at);
    if (!found)
      throw new SqlError("ERROR", `relation "${parts.join(".")}" does not exist`, at.line, at.column);
    rights.grants(found, at);
    objects.push(`${found.schema}.${found.name}`);
  } while (cursor.acceptSymbol(","));
  return { kind: "relation", objects, privileges };
}

function schemaOf(schema: string, names: Names, rights: Rights): string {
  if (!names.schemas.has(schema) && !names.external.has(schema))
    throw new SqlError("ERROR", `schema "${schema}" does not exist`);
  try {
    rights.ownsSchema(schema);
  } catch {
    throw new SqlError("ERROR", `permission denied for schema ${schema}`);
  }
  return schema;
}

function listOf(cursor: Cursor): string[] {
  const list: string[] = [];
  do list.push(cursor.name());
  while (cursor.acceptSymbol(","));
  return list;
}

function texts(cursor: Cursor): string[] {
  const list: string[] = [];
  do list.push(cursor.accept("default") ? "default" : cursor.string());
  while (cursor.acceptSymbol(","));
  return list;
}

export const grantOrRevoke = inside(run);
