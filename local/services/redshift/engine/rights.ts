// What a database user may do: what it owns, and what it, its groups, its roles and PUBLIC were granted. Source: Redshift
// Developer Guide, "GRANT" and "Default user permissions".
import { rows } from "../../../sql/session.ts";
import { literal, SqlError, type Token } from "../../../sql/tokens.ts";
import { META } from "./meta-schema.ts";
import type { Session } from "./session.ts";
import type { TableName } from "./table-name.ts";

export type TablePrivilege =
  | "select"
  | "insert"
  | "update"
  | "delete"
  | "truncate"
  | "drop"
  | "alter"
  | "references";

/** What a user holds, as rows of kind, object and privilege. @param user its name in small letters, as SQL */
export const heldBy = (user: string): string =>
  `SELECT kind, object, privilege FROM ${META}.privileges p WHERE grantee_kind = 'public' OR (grantee_kind = 'user' AND grantee = ${user})
         OR EXISTS (SELECT 1 FROM ${META}.members m WHERE m.kind = p.grantee_kind AND m.name = p.grantee AND m.member = ${user})
       UNION ALL SELECT 'relation', schema_name || '.' || table_name, 'own' FROM ${META}.tables WHERE lower(owner) = ${user}
       UNION ALL SELECT 'relation', schema_name || '.' || view_name, 'own' FROM ${META}.views WHERE lower(owner) = ${user}
       UNION ALL SELECT 'schema', schema_name, 'own' FROM ${META}.external_schemas WHERE lower(owner) = ${user}
       UNION ALL SELECT 'schema', schema_name, 'own' FROM ${META}.schema_owners WHERE lower(owner) = ${user}`;

const refused = (message: string, at?: Token) => new SqlError("ERROR", message, at?.line, at?.column);

export class Rights {
  readonly #database: string;
  readonly #user: string;
  /** Undefined for a superuser, to whom everything is allowed. */
  readonly #held: ReadonlySet<string> | undefined;

  private constructor(session: Session, held: ReadonlySet<string> | undefined) {
    this.#database = session.database.name;
    this.#user = session.user;
    this.#held = held;
  }

  /** As they are at this moment. */
  static async of(session: Session): Promise<Rights> {
    if (session.superuser) return new Rights(session, undefined);
    // Names of users fold as all names do, and IAM's have capitals: `IAMR:ROLE`.
    const user = literal(session.user.toLowerCase());
    const [superuser] = await rows(
      session.connection,
      `SELECT 1 FROM ${META}.principals WHERE kind = 'user' AND name = ${user} AND options = 'superuser'`,
    );
    if (superuser) return new Rights(session, undefined);
    const held = await rows(session.connection, heldBy(user));
    return new Rights(session, new Set(held.map((one) => one.join(" "))));
  }

  get isSuperuser(): boolean {
    return this.#held === undefined;
  }

  /** To make schemas, or temporary tables. */
  database(privilege: "create" | "temp", at?: Token): void {
    if (!this.#has("database", this.#database, privilege))
      throw refused(`permission denied for database ${this.#database}`, at);
  }

  schema(name: string, privilege: "usage" | "create", at?: Token): void {
    if (!this.#has("schema", name, privilege)) throw refused(`permission denied for schema ${name}`, at);
  }

  /** Temporary tables are the session's own. */
  relation({ schema, name }: TableName, privilege: TablePrivilege, at?: Token): void {
    if (schema === "temp") return;
    this.schema(schema, "usage", at);
    if (!this.#has("relation", `${schema}.${name}`, privilege))
      throw refused(`permission denied for relation ${name}`, at);
  }

  /** Its owner alone, and not that of its schema, says who else may what. */
  grants({ schema, name }: TableName, at?: Token): void {
    if (!this.#owns("relation", `${schema}.${name}`))
      throw refused(`permission denied for relation ${name}`, at);
  }

  /** To change or drop it, which the owner of its schema may as well. */
  ownsRelation({ schema, name }: TableName, at?: Token): void {
    if (schema === "temp" || this.#owns("relation", `${schema}.${name}`) || this.#owns("schema", schema))
      return;
    throw refused(`must be owner of relation ${name}`, at);
  }

  ownsSchema(name: string, at?: Token): void {
    if (!this.#owns("schema", name)) throw refused(`must be owner of schema ${name}`, at);
  }

  /** To have Redshift act by an IAM role, which PUBLIC may until it is revoked. */
  assumes(role: string, command: "COPY" | "UNLOAD", at?: Token): void {
    if (this.#has("role", role, command.toLowerCase())) return;
    throw refused(
      `User ${this.#user} does not have ASSUMEROLE permission on IAM role "${role}" for ${command}`,
      at,
    );
  }

  #has(kind: string, object: string, privilege: string): boolean {
    const held = this.#held;
    if (!held) return true;
    const ways = [`${kind} ${object} own`, `${kind} ${object} ${privilege}`];
    if (kind === "role") ways.push(`role * ${privilege}`, "role * all", `role ${object} all`);
    return ways.some((way) => held.has(way));
  }

  #owns(kind: string, object: string): boolean {
    return this.#held?.has(`${kind} ${object} own`) ?? true;
  }
}
