// How the functions of a pipeline come to its warehouse: what `load` and `transforms` are given alike.
import { type Expr, tf } from "../kit/index.ts";
import { WAREHOUSE } from "./addresses.ts";
import type { Pipeline } from "./member.ts";

/** The database user that the functions of a cluster come as, where the caller names none. */
export const FUNCTIONS_USER = "headrace";

/** These inputs of an object, by their names. */
export const take = <K extends string>(from: Expr, ...names: K[]) =>
  Object.fromEntries(names.map((name) => [name, from.attr(name)])) as { [N in K]: Expr };

export function databaseUser({ vars: { warehouse: asked } }: Pick<Pipeline, "vars">) {
  const isCluster = tf`${asked.attr("type")} == "provisioned"`;
  return {
    /** One is made. */
    isOwn: tf`${isCluster} && ${asked.attr("db_user")} == null && ${asked.attr("secret_arn")} == null`,
    name: tf`${isCluster} && ${asked.attr("secret_arn")} == null ? coalesce(${asked.attr("db_user")}, ${FUNCTIONS_USER}) : null`,
    secretArn: tf`${isCluster} || ${asked.attr("secret_arn")} != null ? ${asked.attr("secret_arn")} : ${WAREHOUSE.admin_secret_arn}`,
  };
}

export function connection({ vars, contract, bucketNames }: Pipeline) {
  const user = databaseUser({ vars });
  return {
    cluster_identifier: WAREHOUSE.cluster_identifier,
    workgroup_name: WAREHOUSE.workgroup_name,
    workgroup_arn: WAREHOUSE.workgroup_arn,
    database_name: vars.warehouse.attr("database_name"),
    db_user: user.name,
    secret_arn: user.secretArn,
    ...take(vars.warehouse, "external_schema", "ledger_schema"),
    warehouse_role_arn: WAREHOUSE.role_arn,
    exports_bucket: bucketNames.at("exports"),
    contract_uri: contract.uri,
    contract_digest: contract.digest,
  };
}
