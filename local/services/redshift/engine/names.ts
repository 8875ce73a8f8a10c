// What exists in a database at this moment, as a statement sees it: schemas, tables, views, external schemas.
import { rows } from "../../../sql/session.ts";
import { SqlError, type Token } from "../../../sql/tokens.ts";
import type { Database } from "./database.ts";
import { META } from "./meta-schema.ts";
import { Rights, type TablePrivilege } from "./rights.ts";
import type { Session } from "./session.ts";
import type { TableName } from "./table-name.ts";

export interface View {
  schema: string;
  name: string;
  definition: string;
  lateBinding: boolean;
  columns: string[];
}

export interface ExternalSchema {
  name: string;
  database: string;
  role: string;
  /** Of the catalog. */
  region: string;
}

export interface Names {
  schemas: Set<string>;
  /** "schema.table" */
  tables: Set<string>;
  temporary: Set<string>;
  views: Map<string, View>;
  external: Map<string, ExternalSchema>;
  searchPath: string[];
  /** What the session's user may do. */
  rights: Rights;
}

/** Schemas in which a name without one is looked up; not all of them need exist. */
export const searchPath = (session: Session): string[] =>
  (session.settings.get("search_path") ?? '"$user", public')
    .split(",")
    .map((part) => part.trim().replace(/^"|"$/g, ""))
    .filter((part) => part !== "$user" && part !== "");

/** All names in one query. */
const NAMES = [
  `SELECT list([schema_name]) FROM duckdb_schemas() WHERE database_name = current_database() AND schema_name NOT IN ('main', 'information_schema', 'pg_catalog', '${META}')`,
  `SELECT list([schema_name, table_name, CASE WHEN temporary THEN 'temporary' ELSE '' END]) FROM duckdb_tables() WHERE database_name IN (current_database(), 'temp') AND schema_name <> '${META}'`,
  `SELECT list([schema_name, view_name, definition, CASE WHEN late_binding THEN 'late' ELSE '' END, CAST(columns AS VARCHAR)]) FROM ${META}.views`,
  `SELECT list([schema_name, database_name, iam_role, region]) FROM ${META}.external_schemas`,
];
const ALL_NAMES = `SELECT ${NAMES.map((query) => `(${query})`).join(", ")}`;

/** What of the names is the same for all sessions of a user that have no temporary tables. */
type Shared = Omit<Names, "searchPath">;
const KNOWN = new WeakMap<Database, Map<string, { version: number; names: Shared }>>();

/** The names that the session sees. They are asked for only where a commit may have changed them. */
export async function loadNames(session: Session): Promise<Names> {
  const { database } = session;
  const path = searchPath(session);
  if (session.changesNames) return { ...(await readNames(session)), searchPath: path };
  const version = session.transaction === "none" ? database.namesVersion : session.namesVersion;
  const known = KNOWN.get(database) ?? new Map<string, { version: number; names: Shared }>();
  KNOWN.set(database, known);
  const user = `${session.superuser} ${session.user}`;
  const found = known.get(user);
  if (found?.version === version && !session.hasOwnNames) return { ...found.names, searchPath: path };
  const names = await readNames(session);
  session.hasOwnNames = names.temporary.size > 0;
  if (!session.hasOwnNames) known.set(user, { version, names });
  return { ...names, searchPath: path };
}

async function readNames(session: Session): Promise<Shared> {
  const [found = []] = await rows(session.connection, ALL_NAMES);
  const [schemas, tables, views, external] = found.map((list) => (list ?? []) as (string | null)[][]) as [
    (string | null)[][],
    (string | null)[][],
    (string | null)[][],
    (string | null)[][],
  ];
  return {
    schemas: new Set(schemas.map(([name]) => String(name))),
    tables: new Set(tables.filter(([, , temporary]) => temporary === "").map(([s, t]) => `${s}.${t}`)),
    temporary: new Set(tables.filter(([, , temporary]) => temporary !== "").map(([, t]) => String(t))),
    views: new Map(
      views.map(([schema, name, definition, late, columns]) => [
        `${schema}.${name}`,
        {
          schema: String(schema),
          name: String(name),
          definition: String(definition),
          lateBinding: late === "late",
          columns: JSON.parse(String(columns ?? "[]")) as string[],
        },
      ]),
    ),
    external: new Map(
      external.map(([name, database, role, region]) => [
        String(name),
        { name: String(name), database: String(database), role: String(role), region: String(region) },
      ]),
    ),
    rights: await Rights.of(session),
  };
}

/** Drops the database from a name of three parts; other databases are out of reach. */
export function withoutDatabase(parts: readonly string[], session: Session, token: Token): string[] {
  if (parts.length < 3) return [...parts];
  if (parts.length > 3 || parts[0] !== session.database.name) {
    throw new SqlError(
      "ERROR",
      "cross-database queries are not available in the local Redshift",
      token.line,
      token.column,
    );
  }
  return parts.slice(1);
}

/** Where a new object is made: the schema named, or the first of the search path. */
export function newTableName(
  parts: readonly string[],
  names: Names,
  session: Session,
  token: Token,
): TableName {
  const [first, second] = withoutDatabase(parts, session, token);
  if (second === undefined) {
    const schema = names.searchPath.find((name) => names.schemas.has(name));
    if (!schema)
      throw new SqlError("ERROR", "no schema has been selected to create in", token.line, token.column);
    names.rights.schema(schema, "create", token);
    return { schema, name: first as string };
  }
  if (!names.schemas.has(first as string)) {
    if (names.external.has(first as string)) {
      throw new SqlError(
        "ERROR",
        `"${first}" is an external schema: only external tables can be made there`,
        token.line,
        token.column,
      );
    }
    throw new SqlError("ERROR", `schema "${first}" does not exist`, token.line, token.column);
  }
  names.rights.schema(first as string, "create", token);
  return { schema: first as string, name: second };
}

/** An existing table or view of the database itself; "temp" is the schema of temporary tables. */
export function existing(
  parts: readonly string[],
  names: Names,
  session: Session,
  token: Token,
): TableName | undefined {
  const [first, second] = withoutDatabase(parts, session, token);
  if (second !== undefined) {
    const key = `${first}.${second}`;
    return names.tables.has(key) || names.views.has(key)
      ? { schema: first as string, name: second }
      : undefined;
  }
  if (names.temporary.has(first as string)) return { schema: "temp", name: first as string };
  for (const schema of names.searchPath) {
    const key = `${schema}.${first}`;
    if (names.tables.has(key) || names.views.has(key)) return { schema, name: first as string };
  }
  return undefined;
}

/**
 * A table that a statement writes to or changes.
 * @param needs what the user needs on it; "own" to be its owner
 */
export function writableTable(
  parts: readonly string[],
  names: Names,
  session: Session,
  token: Token,
  ...needs: (TablePrivilege | "own")[]
): TableName {
  const found = existing(parts, names, session, token);
  if (!found) {
    if (parts.length > 1 && names.external.has(parts.at(-2) as string)) {
      throw new SqlError(
        "ERROR",
        `cannot write to the external table "${parts.join(".")}" in the local Redshift`,
        token.line,
        token.column,
      );
    }
    throw new SqlError("ERROR", `relation "${parts.join(".")}" does not exist`, token.line, token.column);
  }
  if (names.views.has(`${found.schema}.${found.name}`)) {
    throw new SqlError("ERROR", `"${found.name}" is a view`, token.line, token.column);
  }
  for (const need of needs) {
    if (need === "own") names.rights.ownsRelation(found, token);
    else names.rights.relation(found, need, token);
  }
  return found;
}
