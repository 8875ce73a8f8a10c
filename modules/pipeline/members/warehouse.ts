// The warehouse, made where the contract asks for it.
import * as z from "zod";
import { apiWarehouse } from "../../../core/records/api-exports.ts";
import { reportsGroup, userOfRole } from "../../../core/records/reports.ts";
import { Expr, moduleCall, onlyIf, tf, type Value } from "../../kit/index.ts";
import { warehouse } from "../../warehouse/index.ts";
import { CATALOG } from "../addresses.ts";
import { USES_API_EXPORTS, USES_API_WAREHOUSE, USES_WAREHOUSE } from "../asks.ts";
import { member } from "../member.ts";
import { reportRoles } from "../reports-inputs.ts";
import { databaseUser, FUNCTIONS_USER, take } from "../warehouse-connection.ts";

/** Of an element `role`. */
const ROLE_USER = new Expr(`"${userOfRole("")}\${role}"`);

const text = (description: string) => z.string().describe(description);

export const warehouseMember = member({
  names: { taken: ["warehouse"] },
  outputs: {
    warehouse_type: text("`provisioned` or `serverless`; null where no dataset asks for a warehouse."),
    warehouse_cluster_identifier: text("The warehouse's cluster; null where there is none."),
    warehouse_cluster_arn: text("ARN of the warehouse's cluster; null where there is none."),
    warehouse_namespace_name: text("Name of the Serverless namespace; null where none was made."),
    warehouse_namespace_arn: text("ARN of the Serverless namespace; null where none was made."),
    warehouse_workgroup_name: text("The warehouse's Serverless workgroup; null where there is none."),
    warehouse_workgroup_arn: text("ARN of the warehouse's Serverless workgroup; null where there is none."),
    warehouse_endpoint: text("Host of the warehouse; null where none was made."),
    warehouse_database_name: text("Name of the warehouse's database; null where there is none."),
    warehouse_admin_username: text("The warehouse's administrator; null where there is none."),
    warehouse_admin_secret_arn: text("ARN of the administrator's secret; null where there is none."),
    warehouse_db_user: text("Database user of the functions; null where they come by a secret."),
    warehouse_role_arn: text("ARN of the role of Spectrum, COPY and UNLOAD; null where there is none."),
    warehouse_role_name: text("Name of the role of Spectrum, COPY and UNLOAD; null where there is none."),
    warehouse_external_schema: text("The external schema over the lake; null where there is none."),
    warehouse_vpc_id: text("Id of the warehouse's VPC; null where none was made."),
    warehouse_subnet_ids: z.array(z.string()).describe("Ids of the warehouse's subnets."),
    warehouse_security_group_id: text("Id of the warehouse's security group; null where none was made."),
    warehouse_log_group_names: z
      .array(z.string())
      .describe("Names of the log groups of the warehouse's audit."),
  },
  build({ scope, at, vars, shared, keyArn, asks, bucketNames }) {
    const asked = vars.warehouse;
    const user = databaseUser({ vars });
    const api = apiWarehouse(`${vars.name}`);
    const reporters = reportRoles(vars);
    const reports = reportsGroup(`${vars.name}`);
    const bucket = (zone: string) => `arn:${at.partition}:s3:::${bucketNames.at(zone)}`;
    const outputs = moduleCall(
      scope,
      "warehouse",
      warehouse,
      {
        ...shared.every,
        ...shared.force,
        permissions_boundary_arn: vars.permissions_boundary_arn,
        ...take(asked, "type", "cluster_identifier", "workgroup_name", "workgroup_arn", "database_name"),
        ...take(asked, "admin_username", "admin_secret_arn", "port", "cluster", "serverless", "network"),
        ...take(asked, "audit_log_destination", "audit_log_bucket", "external_schema", "schemas"),
        create_warehouse: asked.attr("create"),
        log_retention_days: vars.log_retention_days,
        read_bucket_arns: [bucket("curated")],
        write_bucket_arns: onlyIf(asks.exports, bucket("exports")),
        bucket_kms_key_arns: tf`concat([${keyArn}], ${vars.additional_kms_key_arns})`,
        glue_database_name: CATALOG.database_name,
        groups: tf`concat(${asked.attr("groups")}, ${onlyIf(USES_API_WAREHOUSE, api.group)}, ${onlyIf(tf`length(${reporters}) > 0`, reports)})`,
        restrict_public: tf`(${USES_API_WAREHOUSE} || length(${reporters}) > 0) && ${asked.attr("restrict_public")}`,
        role_users: tf`concat(${asked.attr("role_users")}, compact([${user.name}]), ${onlyIf(tf`${USES_API_WAREHOUSE} && ${USES_API_EXPORTS}`, api.exportsUser)})`,
        users: tf`merge(${asked.attr("users")}, { for name in [${api.user}, ${api.exportsUser}] : name => ${{ groups: [api.group] }} if ${USES_API_WAREHOUSE} && (name == ${api.user} || ${USES_API_EXPORTS}) }, { for name in ${onlyIf(user.isOwn, FUNCTIONS_USER)} : name => { groups = [] } }, { for role in ${reporters} : ${ROLE_USER} => { groups = concat(try(${asked.attr("users")}[${ROLE_USER}].groups, []), [${reports}]) } })`,
        grants: tf`merge(${asked.attr("grants")}, { for k, g in ${functionGrants(asked)} : k => g if ${user.isOwn} })`,
      },
      { when: USES_WAREHOUSE },
    );
    return {
      outputs: {
        warehouse_type: outputs.type,
        warehouse_cluster_identifier: outputs.cluster_identifier,
        warehouse_cluster_arn: outputs.cluster_arn,
        warehouse_namespace_name: outputs.namespace_name,
        warehouse_namespace_arn: outputs.namespace_arn,
        warehouse_workgroup_name: outputs.workgroup_name,
        warehouse_workgroup_arn: outputs.workgroup_arn,
        warehouse_endpoint: outputs.endpoint,
        warehouse_database_name: outputs.database_name,
        warehouse_admin_username: outputs.admin_username,
        warehouse_admin_secret_arn: outputs.admin_secret_arn,
        warehouse_db_user: tf`${outputs.type} == null ? null : ${user.name}`,
        warehouse_role_arn: outputs.role_arn,
        warehouse_role_name: outputs.role_name,
        warehouse_external_schema: outputs.external_schema,
        warehouse_vpc_id: outputs.vpc_id,
        warehouse_subnet_ids: tf`coalesce(${outputs.subnet_ids}, [])`,
        warehouse_security_group_id: outputs.security_group_id,
        warehouse_log_group_names: tf`coalesce(${outputs.audit_log_group_names}, [])`,
      },
    };
  },
});

/** What the functions' user needs: to make its schemas, and to read the lake. */
const functionGrants = (asked: Expr): Value => {
  const grant = { to: "user", name: FUNCTIONS_USER, table: null };
  return {
    headrace_schemas: { ...grant, privileges: ["CREATE", "TEMPORARY"], on: "database", schema: null },
    headrace_lake: { ...grant, privileges: ["USAGE"], on: "schema", schema: asked.attr("external_schema") },
  };
};
