// Every name and ARN of a warehouse.
import * as z from "zod";

const text = (description: string) => z.string().describe(description);

export const outputs = z.object({
  type: text("`provisioned` or `serverless`."),
  cluster_identifier: text("The cluster; null where it is Serverless."),
  cluster_arn: text("ARN of the cluster; null where it is Serverless."),
  cluster_namespace_arn: text("ARN of the cluster's namespace; null where none was made."),
  namespace_name: text("Name of the Serverless namespace; null where none was made."),
  namespace_arn: text("ARN of the Serverless namespace; null where none was made."),
  workgroup_name: text("Name of the workgroup; null where it is provisioned."),
  workgroup_arn: text("ARN of the workgroup; null where it is provisioned."),
  endpoint: text("Host of the database; null where the warehouse is yours."),
  port: z.number().describe("Port of the database."),
  database_name: text("Name of the database."),
  admin_username: text("Name of the administrator."),
  admin_secret_arn: text("ARN of the administrator's secret; null where there is none."),
  role_name: text("Name of the role of Spectrum, COPY and UNLOAD."),
  role_arn: text("ARN of the role of Spectrum, COPY and UNLOAD."),
  external_schema: text("Name of the external schema; null where there is none."),
  parameter_group_name: text("Name of the cluster's parameter group; null where none was made."),
  parameter_group_arn: text("ARN of the cluster's parameter group; null where none was made."),
  subnet_group_name: text("Name of the cluster's subnet group; null where none was made."),
  subnet_group_arn: text("ARN of the cluster's subnet group; null where none was made."),
  vpc_id: text("Id of the VPC; null where the warehouse is yours."),
  subnet_ids: z.array(z.string()).describe("Ids of the subnets."),
  security_group_id: text("Id of the security group made here; null where the warehouse is yours."),
  scheduler_role_arn: text("ARN of the role that pauses and resumes the cluster; null where nothing does."),
  audit_log_group_names: z.array(z.string()).describe("Names of the log groups of the audit."),
  audit_log_group_arns: z.array(z.string()).describe("ARNs of the log groups of the audit."),
  kms_key_arn: text("ARN of the key that everything made here is encrypted with; null where nothing is."),
});
