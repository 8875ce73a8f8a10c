// Functions that tell of the session, its settings, and of who may do what: their SQL hangs on the session.
import type { Call, CallRule } from "../../../sql/calls.ts";
import { literal, SqlError } from "../../../sql/tokens.ts";
import { META } from "./meta-schema.ts";
import { searchPath } from "./names.ts";
import { heldBy } from "./rights.ts";
import type { Session } from "./session.ts";

export interface Asked {
  session: Session;
  accountId: string;
  /** Number of the statement that asks. */
  queryId: number;
  /** The value of a setting; throws where there is none of this name. */
  setting(name: string): string;
  /** Changes a setting, and gives its new value. */
  change(name: string, value: string): string;
}

const lacking = (call: Call, what: string): SqlError =>
  new SqlError("ERROR", `${call.name}: ${what} in the local Redshift`, call.at.line, call.at.column);

const written = (call: Call, index: number): string => {
  const tokens = call.tokens[index];
  if (tokens?.length === 1 && tokens[0]?.kind === "string") return tokens[0].value;
  throw lacking(call, "the name and the value of a setting must be literals");
};

/** The schemas of the search path that exist, in its order. */
const schemas = (session: Session, order = ""): string => {
  const list = searchPath(session).map(literal).join(", ");
  return `FROM duckdb_schemas() WHERE database_name = current_database() AND schema_name IN (${list})${order && ` ORDER BY list_position([${list}], schema_name)`}`;
};

/** Whether a group or a role is held, by itself or through others. */
const isMember: CallRule = ({ args: [member = "NULL", role = "NULL"] }) =>
  `(WITH RECURSIVE held(name) AS (SELECT name FROM ${META}.members WHERE kind = 'role' AND member = lower(${member}) ` +
  `UNION SELECT m.name FROM ${META}.members m JOIN held ON m.member = held.name WHERE m.kind = 'role') SELECT count(*) > 0 FROM held WHERE name = lower(${role}))`;

type Objects = (session: Session, object: string) => { objects: string; exists: string; missing: string };

const OBJECTS: Record<"relation" | "schema" | "database", Objects> = {
  relation: (session, object) => {
    const inPath = searchPath(session).map((schema) => `${literal(`${schema}.`)} || lower(${object})`);
    const objects = `CASE WHEN contains(${object}, '.') THEN [lower(${object})] ELSE [${inPath.join(", ")}] END`;
    const known = `SELECT schema_name || '.' || table_name AS name FROM ${META}.tables UNION ALL SELECT schema_name || '.' || view_name FROM ${META}.views`;
    const exists = `EXISTS (SELECT 1 FROM (${known}) k WHERE list_contains(${objects}, k.name))`;
    return { objects, exists, missing: `concat('RS: relation "', ${object}, '" does not exist')` };
  },
  schema: (_session, object) => ({
    objects: `[lower(${object})]`,
    exists: `(EXISTS (SELECT 1 FROM duckdb_schemas() s WHERE s.database_name = current_database() AND s.schema_name = lower(${object})) OR EXISTS (SELECT 1 FROM ${META}.external_schemas e WHERE e.schema_name = lower(${object})))`,
    missing: `concat('RS: schema "', ${object}, '" does not exist')`,
  }),
  database: (session, object) => ({
    objects: `[lower(${object})]`,
    exists: `lower(${object}) = ${literal(session.database.name)}`,
    missing: `concat('RS: database "', ${object}, '" does not exist')`,
  }),
};

/** What may be asked for: the pages of the functions. */
const PRIVILEGES: Readonly<Record<keyof typeof OBJECTS, readonly string[]>> = {
  relation: ["select", "insert", "update", "delete", "drop", "references"],
  schema: ["create", "usage"],
  database: ["create", "temporary", "temp"],
};

/** `has_table_privilege([user,] table, privilege)` and the like; a null of a null. */
const hasPrivilege =
  (session: Session, kind: keyof typeof OBJECTS): CallRule =>
  (call) => {
    const [privilege = "NULL", object = "NULL", user = literal(session.user)] = call.args.toReversed();
    if (call.args.length < 2 || call.args.length > 3)
      throw lacking(call, "two or three arguments are needed");
    const { objects, exists, missing } = OBJECTS[kind](session, object);
    const isOwn = call.args.length === 2 || user.toLowerCase() === literal(session.user).toLowerCase();
    const isSuperuser = `EXISTS (SELECT 1 FROM ${META}.principals p WHERE p.kind = 'user' AND p.name = lower(${user}) AND p.options = 'superuser')`;
    const wanted = `replace(lower(${privilege}), 'temporary', 'temp')`;
    const has = `EXISTS (SELECT 1 FROM (${heldBy(`lower(${user})`)}) h(kind, object, privilege) WHERE h.kind = '${kind}' AND list_contains(${objects}, h.object) AND h.privilege IN (${wanted}, 'own'))`;
    const may = isOwn && session.superuser ? "true" : `(${isSuperuser} OR ${has})`;
    const isNull = call.args.map((arg) => `${arg} IS NULL`).join(" OR ");
    const isKnown = `lower(${privilege}) IN (${PRIVILEGES[kind].map(literal).join(", ")})`;
    const unknown = `concat('RS: unrecognized privilege type: "', ${privilege}, '"')`;
    return `CASE WHEN ${isNull} THEN NULL WHEN NOT ${isKnown} THEN error(${unknown}) WHEN NOT ${exists} THEN error(${missing}) ELSE ${may} END`;
  };

/** By name, for a statement of a session. */
export function systemFunctions(asked: Asked): Map<string, CallRule> {
  const { session, queryId } = asked;
  return new Map<string, CallRule>([
    ["current_database", () => literal(session.database.name)],
    ["current_schema", () => `(SELECT schema_name ${schemas(session, "order")} LIMIT 1)`],
    [
      "current_schemas",
      (call) =>
        `(SELECT '{' || ${/^true$/i.test(call.args[0] ?? "") ? "'pg_catalog,' || " : ""}array_to_string(list(schema_name), ',') || '}' FROM (SELECT schema_name ${schemas(session, "order")}))`,
    ],
    ["current_aws_account", () => literal(asked.accountId)],
    ["current_setting", (call) => literal(asked.setting(written(call, 0)))],
    ["set_config", (call) => literal(asked.change(written(call, 0), written(call, 1)))],
    ["has_database_privilege", hasPrivilege(session, "database")],
    ["has_schema_privilege", hasPrivilege(session, "schema")],
    ["has_table_privilege", hasPrivilege(session, "relation")],
    ["user_is_member_of", isMember],
    ["role_is_member_of", isMember],
    ["pg_last_copy_count", () => String(session.copied.rows)],
    ["pg_last_copy_id", () => String(session.copied.query)],
    ["pg_last_unload_count", () => String(session.unloaded.rows)],
    ["pg_last_unload_id", () => String(session.unloaded.query)],
    ["pg_last_query_id", () => String(queryId - 1)],
    ["last_user_query_id", () => String(queryId - 1)],
    // There is one slice here.
    ["slice_num", () => "0"],
  ]);
}
