// What a warehouse is told: which kind, how large, in which network, what it may read and write, and who may do what in it.
import * as z from "zod";
import {
  boundaryInput,
  forceInputs,
  keyInputs,
  logRetentionInput,
  nameInput,
  optionalArn,
  tagsInput,
} from "../constructs/inputs.ts";

/** Names are quoted where they stand in SQL; those that hold quotes themselves are nobody's wish. */
const SQL_NAME = /^[^"'\\\r\n\t]{1,127}$/;
const sqlName = () =>
  z.string().regex(SQL_NAME, "a name of 1 to 127 characters without quotes and backslashes");

const CRON = /^(cron\(.+\)|at\(.+\))$/;
const schedule = (what: string) =>
  z
    .string()
    .regex(CRON, "an expression such as cron(0 20 ? * MON-FRI *), in UTC")
    .nullable()
    .default(null)
    .describe(`When the cluster is ${what}, in UTC; never where null.`);

const cluster = z.object({
  node_type: z
    .string()
    .regex(/^ra3\./, "a node type with managed storage, such as ra3.large")
    .default("ra3.large")
    .describe("Node type."),
  number_of_nodes: z
    .number()
    .int()
    .min(1)
    .max(128)
    .default(1)
    .describe("Number of nodes; 1 makes a single-node cluster."),
  multi_az: z.boolean().default(false).describe("Run in two availability zones; takes 2 nodes or more."),
  availability_zone_relocation: z
    .boolean()
    .default(true)
    .describe("Let Redshift move the cluster to another availability zone."),
  maintenance_window: z
    .string()
    .regex(
      /^(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]-(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]$/,
      "a window in UTC such as sun:03:00-sun:04:00",
    )
    .default("sun:03:00-sun:04:00")
    .describe("When Redshift may do its maintenance, in UTC."),
  snapshot_retention_days: z
    .number()
    .int()
    .min(1)
    .max(35)
    .default(7)
    .describe("Days that automated snapshots are kept."),
  final_snapshot_name: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/,
      "a letter, then letters and digits, and between them single hyphens",
    )
    .max(255)
    .nullable()
    .default(null)
    .describe(
      "Name of the snapshot that the cluster leaves at its end, also with both keys; no other snapshot may have it. Where null, one is left without both keys, called NAME-final- and eight characters of the cluster's own.",
    ),
  restore_snapshot_arn: z
    .string()
    .nullable()
    .default(null)
    .describe("ARN of the snapshot to make the cluster from."),
  parameters: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      "Parameters of the group, beside require_ssl and enable_user_activity_logging, which stay true.",
    ),
  pause_schedule: schedule("paused"),
  resume_schedule: schedule("resumed"),
});

const serverless = z.object({
  base_capacity: z
    .number()
    .int()
    .min(8)
    .max(1024)
    .default(8)
    .describe("Capacity that a query has to begin with, in RPU, in steps of 8."),
  max_capacity: z
    .number()
    .int()
    .min(8)
    .max(1024)
    .default(64)
    .describe("Capacity that scaling may reach, in RPU."),
  rpu_hours_per_day: z
    .number()
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe("RPU-hours a day above which queries are refused; no limit where null."),
  parameters: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      "Parameters of the workgroup, beside require_ssl and enable_user_activity_logging, which stay true.",
    ),
});

const network = z.object({
  create_vpc: z
    .boolean()
    .default(true)
    .describe("Make a VPC without a way to the internet, with endpoints for S3 and Glue."),
  vpc_cidr: z.string().default("10.73.0.0/22").describe("Addresses of that VPC."),
  availability_zones: z
    .array(z.string())
    .default([])
    .describe(
      "Availability zones of its subnets, each with endpoints of Glue and Redshift: three for Serverless, a zone twice where the region has two. Where empty, the region's first three with an endpoint of Glue, as they were when it was made.",
    ),
  vpc_id: z.string().nullable().default(null).describe("Id of a VPC of yours."),
  subnet_ids: z.array(z.string()).default([]).describe("Private subnets of yours, which reach S3 and Glue."),
  security_group_ids: z
    .array(z.string())
    .default([])
    .describe("Security groups of yours, beside the one made here."),
  ingress_cidr_blocks: z
    .array(z.string())
    .default([])
    .describe("Addresses that may connect to the port; none where empty: the Data API needs none."),
  ingress_security_group_ids: z
    .record(z.string(), z.string())
    .default({})
    .describe("Security groups that may connect to the port, each under a name of your choice."),
});

const grant = z.object({
  to: z.enum(["group", "user", "public"]).default("group").describe("Whom `name` names."),
  name: sqlName().default("public").describe("The group or user."),
  privileges: z
    .array(z.string().regex(/^[A-Z][A-Z ]*$/, "a privilege in capitals, such as SELECT or USAGE"))
    .min(1)
    .describe("The privileges."),
  on: z
    .enum(["database", "schema", "all_tables_in_schema", "table"])
    .describe("What they are privileges on."),
  schema: sqlName().nullable().default(null).describe("The schema, also of a table."),
  table: sqlName().nullable().default(null).describe("The table."),
});

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  permissions_boundary_arn: boundaryInput,
  type: z
    .enum(["provisioned", "serverless"])
    .default("provisioned")
    .describe("A cluster of nodes, or a Serverless namespace with a workgroup."),
  create_warehouse: z
    .boolean()
    .default(true)
    .describe("Make the warehouse. Set it to false beside `cluster_identifier` or `workgroup_name`."),
  cluster_identifier: z
    .string()
    .nullable()
    .default(null)
    .describe('A cluster of yours, for `type = "provisioned"`.'),
  workgroup_name: z
    .string()
    .nullable()
    .default(null)
    .describe('A workgroup of yours, for `type = "serverless"`.'),
  workgroup_arn: optionalArn("redshift-serverless", "ARN of that workgroup."),
  database_name: z
    .string()
    .regex(/^[a-z][a-z0-9_$]{0,63}$/, "a lower-case letter, then lower-case letters, digits and underscores")
    .default("warehouse")
    .describe("The database."),
  admin_username: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,127}$/, "a lower-case letter, then lower-case letters, digits and underscores")
    .default("headrace_admin")
    .describe("The database's administrator, by whom the statements of this module are run."),
  admin_secret_arn: optionalArn(
    "secretsmanager",
    "ARN of the secret of the administrator of a workgroup of yours. Redshift manages the one of a workgroup made here.",
  ),
  port: z
    .number()
    .int()
    .min(1150)
    .max(65535)
    .default(5439)
    .describe("Port: 5431 to 5455 or 8191 to 8215, as RA3 nodes and Serverless have it."),
  cluster: cluster.prefault({}).describe("Size and habits of a cluster."),
  serverless: serverless.prefault({}).describe("Size and habits of a workgroup."),
  network: network.prefault({}).describe("Where it runs."),
  audit_log_destination: z
    .enum(["cloudwatch", "s3"])
    .default("cloudwatch")
    .describe("Where connections, users and statements are logged. Serverless knows CloudWatch alone."),
  audit_log_bucket: z
    .string()
    .nullable()
    .default(null)
    .describe(
      "Name of the bucket of audit logs. Its policy must let `redshift.amazonaws.com` use `s3:PutObject` and `s3:GetBucketAcl`, and its default encryption be SSE-S3: Redshift writes its logs with no other.",
    ),
  log_retention_days: logRetentionInput.describe("Days that CloudWatch keeps the audit logs."),
  read_bucket_arns: z
    .array(z.string())
    .default([])
    .describe("ARNs of the buckets that Spectrum and COPY may read."),
  write_bucket_arns: z
    .array(z.string())
    .default([])
    .describe("ARNs of the buckets that UNLOAD may write to."),
  bucket_kms_key_arns: z.array(z.string()).default([]).describe("ARNs of the keys of those buckets."),
  glue_database_name: z
    .string()
    .regex(/^[a-z0-9_-]{1,255}$/, "the name of a Glue database")
    .nullable()
    .default(null)
    .describe("The Glue database behind the external schema; there is no external schema where null."),
  external_schema: sqlName().default("lake").describe("Name of the external schema."),
  schemas: z.array(sqlName()).default([]).describe("Schemas to make."),
  groups: z.array(sqlName()).default([]).describe("Groups to make."),
  users: z
    .record(sqlName(), z.object({ groups: z.array(sqlName()).default([]).describe("Groups it is in.") }))
    .default({})
    .describe(
      "Users to make, without a password: they come by IAM. `IAMR:ROLE` is the user of an IAM role, `IAM:USER` of an IAM user.",
    ),
  grants: z
    .record(z.string(), grant)
    .default({})
    .describe("Privileges to grant, each under a name of your choice."),
  restrict_public: z
    .boolean()
    .default(false)
    .describe(
      "Take from PUBLIC that it may act by every IAM role of the warehouse (ASSUMEROLE), and make tables in the schema `public`. Users who COPY or UNLOAD are then named in `role_users`.",
    ),
  role_users: z
    .array(sqlName())
    .default([])
    .describe("Users who may COPY and UNLOAD by the role that is made here, where PUBLIC may not."),
  ...forceInputs,
});
