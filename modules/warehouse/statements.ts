// What the database holds from the start: the external schema, schemas, groups, users and grants, each one statement
// through the Data API.
import { RedshiftdataStatement } from "@cdktf/provider-aws/lib/redshiftdata-statement/index.js";
import {
  builtin,
  type Construct,
  concat,
  dependsOn,
  type Expr,
  Expr as Expression,
  each,
  forEach,
  local,
  tf,
  type Vars,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";
import { sqlIdentifier, sqlLiteral } from "./sql.ts";

type WarehouseVars = Vars<typeof inputs>;

/** Where statements go, and as whom. */
export interface Connection {
  clusterIdentifier: Expr;
  workgroupName: Expr;
  /** The user of a cluster's temporary credentials. */
  dbUser: Expr;
  secretArn: Expr;
  roleArn: Expr;
}

const v = (path: string) => new Expression(path);

/** The second list waits for the first: what is granted and joined must be there. */
export function statements(
  scope: Construct,
  vars: WarehouseVars,
  connection: Connection,
  after: RedshiftdataStatementAfter,
): void {
  const first = local(
    scope,
    "objects",
    tf`merge(${concatMaps([externalSchema(vars, connection), ...objects(vars)])}...)`,
  );
  const second = local(
    scope,
    "privileges",
    tf`merge(${concatMaps([memberships(vars), grants(vars), publicRights(vars), roleUsers(vars, connection)])}...)`,
  );
  const object = run(scope, "object", first, vars, connection);
  dependsOn(object, ...after);
  dependsOn(run(scope, "privilege", second, vars, connection), object);
}

type RedshiftdataStatementAfter = Parameters<typeof dependsOn>[1][];

const concatMaps = (maps: Expr[]): Expr => concat(maps.map((map) => tf`[${map}]`));

/** Map of one: it is left out where there is no Glue database. */
const externalSchema = (vars: WarehouseVars, connection: Connection): Expr =>
  tf`{ for k, v in { external_schema = ${vars.glue_database_name} } : k => "CREATE EXTERNAL SCHEMA IF NOT EXISTS \${${sqlIdentifier(vars.external_schema)}} FROM DATA CATALOG DATABASE \${${sqlLiteral(v("v"))}} IAM_ROLE \${${sqlLiteral(connection.roleArn)}}" if v != null }`;

const objects = (vars: WarehouseVars): Expr[] => [
  tf`{ for s in ${vars.schemas} : "schema/\${s}" => "CREATE SCHEMA IF NOT EXISTS \${${sqlIdentifier(v("s"))}}" }`,
  tf`{ for g in ${vars.groups} : "group/\${g}" => "CREATE GROUP \${${sqlIdentifier(v("g"))}}" }`,
  tf`{ for u in keys(${vars.users}) : "user/\${u}" => "CREATE USER \${${sqlIdentifier(v("u"))}} PASSWORD DISABLE" }`,
];

const memberships = (vars: WarehouseVars): Expr =>
  tf`merge([for name, u in ${vars.users} : { for g in u.groups : "group/\${g}/\${name}" => "ALTER GROUP \${${sqlIdentifier(v("g"))}} ADD USER \${${sqlIdentifier(v("name"))}}" }]...)`;

/** In a new database, PUBLIC may do both. */
const publicRights = (vars: WarehouseVars): Expr =>
  tf`{ for k, s in ${{
    assumerole: "REVOKE ASSUMEROLE ON ALL FROM PUBLIC FOR ALL",
    create: "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
  }} : "public/\${k}" => s if ${vars.restrict_public} }`;

const roleUsers = (vars: WarehouseVars, { roleArn }: Connection): Expr =>
  tf`{ for u in ${vars.role_users} : "role/\${u}" => "GRANT ASSUMEROLE ON \${${sqlLiteral(roleArn)}} TO \${${sqlIdentifier(v("u"))}} FOR COPY, UNLOAD" }`;

function grants(vars: WarehouseVars): Expr {
  const g = v("g");
  const schema = tf`coalesce(g.schema, "public")`;
  const on = tf`{ database = "DATABASE \${${sqlIdentifier(vars.database_name)}}", schema = "SCHEMA \${${sqlIdentifier(schema)}}", all_tables_in_schema = "ALL TABLES IN SCHEMA \${${sqlIdentifier(schema)}}", table = "TABLE \${${sqlIdentifier(schema)}}.\${${sqlIdentifier(tf`coalesce(g.table, "none")`)}}" }[g.on]`;
  const to = tf`{ group = "GROUP \${${sqlIdentifier(g.attr("name"))}}", user = ${sqlIdentifier(g.attr("name"))}, public = "PUBLIC" }[g.to]`;
  return tf`{ for k, g in ${vars.grants} : "grant/\${k}" => "GRANT \${join(", ", g.privileges)} ON \${${on}} TO \${${to}}" }`;
}

/**
 * One statement per element. It runs again where its text or the warehouse changes, and for no other reason: the Data
 * API forgets a statement after a day, which the provider would take for a change.
 */
function run(
  scope: Construct,
  id: string,
  sql: Expr,
  vars: WarehouseVars,
  connection: Connection,
): RedshiftdataStatement {
  const text = builtin(scope, `${id}_text`, {
    for_each: sql,
    input: {
      sql: tf`each.value`,
      warehouse: tf`coalesce(${connection.clusterIdentifier}, ${connection.workgroupName})`,
    },
  });
  const statement = new RedshiftdataStatement(scope, id, {
    clusterIdentifier: `${connection.clusterIdentifier}`,
    workgroupName: `${connection.workgroupName}`,
    database: `${vars.database_name}`,
    dbUser: `${connection.dbUser}`,
    secretArn: `${connection.secretArn}`,
    statementName: tf`replace(each.key, "/[^A-Za-z0-9_-]/", "-")`.toString(),
    sql: `${each.value}`,
  });
  statement.addOverride("lifecycle", {
    ignore_changes: "all",
    replace_triggered_by: [`${text.hcl}[each.key]`],
  });
  return forEach(statement, sql);
}
