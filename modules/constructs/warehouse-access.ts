// A function's way to the warehouse: the inputs that name it, the environment that says it, the permissions it takes.
import * as z from "zod";
import type { Rarely } from "../../core/environment/rarely.ts";
import type { WarehouseEnvironment } from "../../core/environment/warehouse.ts";
import { type Expr, type Statement, tf, type Value, type Vars } from "../kit/index.ts";
import type { Account } from "./account.ts";
import { optionalArn } from "./inputs.ts";
import { objectArn } from "./text-object.ts";

const text = (description: string) => z.string().nullable().default(null).describe(description);

export const warehouseInputs = {
  cluster_identifier: text("The cluster; null where the warehouse is Serverless."),
  workgroup_name: text("The Serverless workgroup; null where the warehouse is a cluster."),
  workgroup_arn: optionalArn("redshift-serverless", "ARN of that workgroup."),
  database_name: z.string().default("warehouse").describe("The database."),
  db_user: text(
    "Database user of a cluster for temporary credentials; where this and `secret_arn` are null, the function comes as the user of its IAM role.",
  ),
  secret_arn: optionalArn(
    "secretsmanager",
    "ARN of a secret with username and password, in the place of temporary credentials.",
  ),
  external_schema: z.string().default("lake").describe("The external schema over the lake."),
  ledger_schema: z.string().default("headrace").describe("The schema of ledgers and locks."),
  warehouse_role_arn: z
    .string()
    .describe("ARN of the role that the warehouse reads the lake and writes exports by."),
  exports_bucket: text("Name of the bucket of exports; nothing is exported where null."),
  contract_uri: z
    .string()
    .startsWith("s3://")
    .describe("s3:// URI of the contract as JSON: { version, name, datasets }."),
  contract_digest: z.string().length(64).describe("SHA-256 of that object, in hex."),
};

type WarehouseVars = Vars<z.ZodObject<typeof warehouseInputs>>;

/** Which warehouse, and by which way into its database. */
export type Way = Pick<
  WarehouseVars,
  "cluster_identifier" | "workgroup_name" | "workgroup_arn" | "database_name" | "db_user" | "secret_arn"
>;

/** One of the two names a warehouse, and a Serverless one comes with its ARN. */
export const warehouseRules = (vars: WarehouseVars) => [
  {
    variable: "cluster_identifier",
    condition: tf`(${vars.cluster_identifier} == null) != (${vars.workgroup_name} == null)`,
    message: "Give cluster_identifier or workgroup_name, one of the two.",
  },
  {
    variable: "workgroup_arn",
    condition: tf`(${vars.workgroup_name} == null) == (${vars.workgroup_arn} == null)`,
    message: "Give workgroup_arn and workgroup_name together.",
  },
  {
    variable: "db_user",
    condition: tf`${vars.db_user} == null || (${vars.secret_arn} == null && ${vars.cluster_identifier} != null)`,
    message: "Give db_user for a cluster only, and not beside secret_arn, which holds its user.",
  },
];

export function warehouseVariables(vars: WarehouseVars): { [K in keyof WarehouseEnvironment]: Value } {
  return {
    CLUSTER_IDENTIFIER: vars.cluster_identifier,
    WORKGROUP_NAME: vars.workgroup_name,
    DATABASE: vars.database_name,
    DB_USER: vars.db_user,
    SECRET_ARN: vars.secret_arn,
    EXTERNAL_SCHEMA: vars.external_schema,
    LEDGER_SCHEMA: vars.ledger_schema,
    IAM_ROLE_ARN: vars.warehouse_role_arn,
    EXPORTS_BUCKET: vars.exports_bucket,
    CONTRACT_URI: vars.contract_uri,
    CONTRACT_DIGEST: vars.contract_digest,
  };
}

/** Written so that Terraform leaves it to IAM. */
const CALLER = "$$" + "{aws:userid}";

/** @param reaches where it does not hold, the function comes to the warehouse for nothing; always where absent */
export const warehouseStatements = (at: Account, vars: WarehouseVars, reaches?: Expr): Statement[] => [
  ...dataApiStatements(at, vars, {
    ...(reaches && { reaches }),
    runs: ["redshift-data:BatchExecuteStatement", "redshift-data:ExecuteStatement"],
    follows: ["redshift-data:DescribeStatement", "redshift-data:GetStatementResult"],
    cancels: "AfterFailure",
  }),
  {
    sid: "ReadContract",
    actions: ["s3:GetObject"],
    resources: objectArn(at, vars.contract_uri),
  },
];

interface Asks {
  reaches?: Expr;
  /** What statements are begun by, and what they are followed by. */
  runs: readonly string[];
  follows: readonly string[];
  cancels: Rarely;
}

/** Statements of one's own through the Data API, and the way into the database. */
export function dataApiStatements(
  at: Account,
  vars: Way,
  { reaches, runs, follows, cancels }: Asks,
): Statement[] {
  const where = (condition: Expr): Expr => (reaches ? tf`${reaches} && ${condition}` : condition);
  const always = reaches ? { when: reaches } : {};
  const isCluster = tf`${vars.cluster_identifier} != null`;
  // Terraform reads also what is left out.
  const cluster = tf`coalesce(${vars.cluster_identifier}, "none")`;
  const clusterArn = (kind: string, rest: Expr | string = "") =>
    at.arn("redshift", `${kind}:${cluster}${rest}`);
  const byIam = tf`${vars.secret_arn} == null`;
  return [
    {
      sid: "RunStatements",
      actions: [...runs],
      resources: tf`${isCluster} ? ${clusterArn("cluster")} : coalesce(${vars.workgroup_arn}, "none")`,
      ...always,
    },
    {
      sid: "FollowOwnStatements",
      actions: [...follows],
      rarely: { [cancels]: ["redshift-data:CancelStatement"] },
      anyResource: "a statement has no ARN; whose it is, the condition says",
      conditions: { StringEquals: { "redshift-data:statement-owner-iam-userid": CALLER } },
      ...always,
    },
    {
      sid: "ComeAsDatabaseUser",
      actions: ["redshift:GetClusterCredentials"],
      resources: [
        clusterArn("dbname", `/${vars.database_name}`),
        clusterArn("dbuser", tf`"/\${coalesce(${vars.db_user}, "none")}"`.toString()),
      ],
      when: where(tf`${isCluster} && ${byIam} && ${vars.db_user} != null`),
    },
    {
      sid: "ComeAsRole",
      actions: ["redshift:GetClusterCredentialsWithIAM"],
      resources: clusterArn("dbname", `/${vars.database_name}`),
      when: where(tf`${isCluster} && ${byIam} && ${vars.db_user} == null`),
    },
    {
      sid: "ComeAsRoleToWorkgroup",
      actions: ["redshift-serverless:GetCredentials"],
      resources: tf`coalesce(${vars.workgroup_arn}, "none")`,
      when: where(tf`!(${isCluster}) && ${byIam}`),
    },
    {
      sid: "ReadCredentials",
      actions: ["secretsmanager:GetSecretValue"],
      resources: tf`coalesce(${vars.secret_arn}, "none")`,
      when: where(tf`!(${byIam})`),
    },
  ];
}
