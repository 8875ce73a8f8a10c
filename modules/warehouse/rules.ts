// What must hold between a warehouse's variables.
import { type Expr, tf, type Vars } from "../kit/index.ts";
import type { Rule } from "../kit/variables.ts";
import type { inputs } from "./inputs.ts";

export function rules(vars: Vars<typeof inputs>): Rule[] {
  const net = vars.network;
  const rule = (variable: string, condition: Expr, message: string): Rule => ({
    variable,
    condition,
    message,
  });
  return [
    rule(
      "create_warehouse",
      tf`${vars.create_warehouse} ? ${vars.cluster_identifier} == null && ${vars.workgroup_name} == null : (${vars.type} == "provisioned" ? ${vars.cluster_identifier} != null && ${vars.workgroup_name} == null : ${vars.workgroup_name} != null && ${vars.cluster_identifier} == null)`,
      'Set create_warehouse = false beside cluster_identifier (type = "provisioned") or workgroup_name (type = "serverless"), and name neither where the warehouse is made.',
    ),
    rule(
      "network",
      tf`!${vars.create_warehouse} || ${net.attr("create_vpc")} || (${net.attr("vpc_id")} != null && length(${net.attr("subnet_ids")}) > 0)`,
      "Give network.vpc_id and network.subnet_ids where network.create_vpc is false.",
    ),
    rule(
      "cluster",
      tf`!${vars.cluster.attr("multi_az")} || ${vars.cluster.attr("number_of_nodes")} >= 2`,
      "Write 2 or more for cluster.number_of_nodes where cluster.multi_az is true.",
    ),
    rule(
      "serverless",
      tf`${vars.serverless.attr("base_capacity")} % 8 == 0 && ${vars.serverless.attr("max_capacity")} % 8 == 0 && ${vars.serverless.attr("max_capacity")} >= ${vars.serverless.attr("base_capacity")}`,
      "Write for serverless.base_capacity and serverless.max_capacity multiples of 8, the second no less than the first.",
    ),
    rule(
      "port",
      tf`!${vars.create_warehouse} || (${vars.port} >= 5431 && ${vars.port} <= 5455) || (${vars.port} >= 8191 && ${vars.port} <= 8215)`,
      "Write for port 5431 to 5455 or 8191 to 8215: Redshift knows no other for RA3 nodes and Serverless.",
    ),
    rule(
      "network",
      tf`!${vars.create_warehouse} || !${net.attr("create_vpc")} || try(tonumber(split("/", ${net.attr("vpc_cidr")})[1]) >= 16 && tonumber(split("/", ${net.attr("vpc_cidr")})[1]) <= 26, false)`,
      "Write for network.vpc_cidr a range from /16 to /26, such as 10.73.0.0/22: its quarters are the subnets, and AWS makes none smaller than /28.",
    ),
    rule(
      "audit_log_bucket",
      tf`(${vars.audit_log_destination} == "s3") == (${vars.audit_log_bucket} != null)`,
      'Give audit_log_bucket where audit_log_destination is "s3", and only there.',
    ),
    rule(
      "audit_log_destination",
      tf`${vars.type} == "provisioned" || ${vars.audit_log_destination} == "cloudwatch"`,
      'Serverless logs to CloudWatch alone: leave audit_log_destination at "cloudwatch".',
    ),
    rule(
      "grants",
      tf`alltrue([for g in ${vars.grants} : (g.on == "database" || g.schema != null) && (g.on == "table") == (g.table != null) && (g.to == "public" || g.name != "public")])`,
      "Write for each of grants: name unless to is public; schema unless on is database; table where on is table, and only there.",
    ),
    rule(
      "admin_secret_arn",
      tf`${vars.create_warehouse} ? ${vars.admin_secret_arn} == null : true`,
      "Leave admin_secret_arn out where the warehouse is made: Redshift manages the administrator's secret.",
    ),
  ];
}
