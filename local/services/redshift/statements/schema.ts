// CREATE SCHEMA, CREATE EXTERNAL SCHEMA and ALTER SCHEMA.
import { CreateDatabaseCommand } from "@aws-sdk/client-glue";
import { databaseExists } from "../../../sql/catalog.ts";
import { Cursor } from "../../../sql/structure.ts";
import { identifier, literal, SqlError, type Token } from "../../../sql/tokens.ts";
import { META } from "../engine/meta-schema.ts";
import { loadNames } from "../engine/names.ts";
import type { Runtime } from "../engine/runtime.ts";
import { inside, type StatementResult } from "./statement.ts";

async function create(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  const cursor = new Cursor(tokens);
  cursor.expect("create", "schema");
  const ifNotExists = cursor.accept("if", "not", "exists");
  const at = cursor.peek() as Token;
  let owner = runtime.session.user;
  let name: string;
  if (cursor.accept("authorization")) {
    name = cursor.name();
    owner = name;
  } else {
    name = cursor.name();
    if (cursor.accept("authorization")) owner = cursor.name();
  }
  if (cursor.accept("quota")) {
    if (!cursor.accept("unlimited")) {
      cursor.next();
      cursor.name();
    }
  }
  cursor.end();
  const names = await loadNames(runtime.session);
  if (names.schemas.has(name) || names.external.has(name)) {
    if (ifNotExists) return {};
    throw new SqlError("ERROR", `Schema "${name}" already exists`, at.line, at.column);
  }
  if (name === META || name === "main" || name.startsWith("pg_")) {
    throw new SqlError("ERROR", `unacceptable schema name "${name}"`, at.line, at.column);
  }
  names.rights.database("create", at);
  const { connection } = runtime.session;
  await connection.run(`CREATE SCHEMA ${identifier(name)}`);
  await connection.run(`INSERT INTO ${META}.schema_owners VALUES (${literal(name)}, ${literal(owner)})`);
  return {};
}

/** The role of an IAM_ROLE clause: an ARN, or DEFAULT. */
export function iamRole(cursor: Cursor): string {
  cursor.expect("iam_role");
  if (cursor.accept("default")) return "default";
  const role = cursor.string();
  if (role.toUpperCase() === "SESSION")
    cursor.fail("IAM_ROLE 'SESSION' is not available in the local Redshift");
  return role;
}

async function createExternal(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  const cursor = new Cursor(tokens);
  cursor.expect("create", "external", "schema");
  const ifNotExists = cursor.accept("if", "not", "exists");
  const at = cursor.peek() as Token;
  const name = cursor.name();
  cursor.expect("from");
  if (!cursor.accept("data", "catalog"))
    cursor.fail("only FROM DATA CATALOG is available in the local Redshift, syntax error");
  let database: string | undefined;
  let role: string | undefined;
  let region: string | undefined;
  let createDatabase = false;
  while (!cursor.done) {
    if (cursor.accept("database")) database = cursor.string();
    else if (cursor.accept("schema")) cursor.string();
    else if (cursor.accept("region")) region = cursor.string();
    else if (cursor.accept("catalog_role")) cursor.string();
    else if (cursor.accept("create", "external", "database", "if", "not", "exists")) createDatabase = true;
    else role = iamRole(cursor);
  }
  if (!database || !role)
    throw new SqlError("ERROR", "CREATE EXTERNAL SCHEMA needs DATABASE and IAM_ROLE", at.line, at.column);
  const names = await loadNames(runtime.session);
  if (names.external.has(name) || names.schemas.has(name)) {
    if (ifNotExists) return {};
    throw new SqlError("ERROR", `Schema "${name}" already exists`, at.line, at.column);
  }
  names.rights.database("create", at);
  // The role is checked now, so that a wrong one fails here and not in the first query.
  const clients = await runtime.as(role, region);
  if (createDatabase && !(await databaseExists(clients.glue, database))) {
    await clients.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
  }
  const { connection, user } = runtime.session;
  await connection.run(
    `INSERT INTO ${META}.external_schemas VALUES (${literal(name)}, ${literal(database)}, ${literal(role)}, ${literal(user)}, ${literal(region ?? runtime.region)})`,
  );
  return {};
}

async function alter(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  const cursor = new Cursor(tokens);
  cursor.expect("alter", "schema");
  const at = cursor.peek() as Token;
  const name = cursor.name();
  const names = await loadNames(runtime.session);
  if (!names.schemas.has(name) && !names.external.has(name)) {
    throw new SqlError("ERROR", `schema "${name}" does not exist`, at.line, at.column);
  }
  if (cursor.accept("owner", "to")) {
    const owner = literal(cursor.name());
    names.rights.ownsSchema(name, at);
    for (const table of ["schema_owners", "external_schemas"])
      await runtime.session.connection.run(
        `UPDATE ${META}.${table} SET owner = ${owner} WHERE schema_name = ${literal(name)}`,
      );
    return {};
  }
  throw new SqlError(
    "ERROR",
    "only ALTER SCHEMA … OWNER TO is available in the local Redshift",
    at.line,
    at.column,
  );
}

export const createSchema = inside(create);
export const createExternalSchema = inside(createExternal);
export const alterSchema = inside(alter);
