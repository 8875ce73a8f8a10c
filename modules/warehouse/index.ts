// warehouse: a Redshift cluster or a Serverless workgroup over the lake, or what gives one of yours a way to it.
import { account } from "../constructs/account.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { dataGuard, keyGuard } from "../constructs/guard.ts";
import { forceRule, keyRule, logRetentionRule, nameRule } from "../constructs/inputs.ts";
import { type Construct, defineModule, local, one, tf, type Vars } from "../kit/index.ts";
import { auditLogGroups, clusterLogging } from "./audit.ts";
import { provisioned } from "./cluster.ts";
import { inputs } from "./inputs.ts";
import { network } from "./network.ts";
import { outputs } from "./outputs.ts";
import { lakeRole } from "./role.ts";
import { rules } from "./rules.ts";
import { schedule } from "./schedule.ts";
import { serverless } from "./serverless.ts";
import { statements } from "./statements.ts";

export const warehouse = defineModule({
  name: "warehouse",
  description:
    "Amazon Redshift over the lake: a provisioned RA3 cluster or a Serverless workgroup, encrypted, over TLS only, in a " +
    "network without a way in, audited, its administrator's password managed by AWS. Spectrum reads the lake through an " +
    "external schema; schemas, groups, users and grants come from variables.",
  usage: `
module "warehouse" {
  source = "./terraform-aws-headrace/modules/warehouse"

  name               = "acme"
  type               = "serverless"
  read_bucket_arns   = [module.lake.bucket_arns["curated"]]
  write_bucket_arns  = [module.lake.bucket_arns["exports"]]
  glue_database_name = module.catalog.database_name
  schemas            = ["marts"]
  groups             = ["analysts"]
  users              = { "IAMR:analyst" = { groups = ["analysts"] } }
  grants = {
    lake  = { name = "analysts", privileges = ["USAGE"], on = "schema", schema = "lake" }
    marts = { name = "analysts", privileges = ["USAGE"], on = "schema", schema = "marts" }
  }
}
`,
  notes: `
With a warehouse of yours, set \`create_warehouse = false\` and name it: the role is made, for you to attach to it, and the
statements are run in it. The role must be attached before the external schema can be made.

Schemas, groups, users and grants are made once, each by one statement, which takes half a minute; what is taken out of the
variables stays in the database. Statements are run as the administrator: whoever applies needs
\`redshift:GetClusterCredentials\` for that user of a cluster, or to read the administrator's secret of a workgroup. Nobody
gets a password here. \`audit_log_bucket\` needs a policy that lets Redshift write, and SSE-S3: Redshift cannot write its logs with
a KMS key. UNLOAD names its files' encryption itself: write \`KMS_KEY_ID '…' ENCRYPTED\` or \`ENCRYPTED AUTO\` for a bucket
whose policy asks for a key.

Serverless needs subnets in three availability zones. A statement of a workgroup's user other than the administrator takes
\`redshift-serverless:GetCredentials\`, and comes as \`IAMR:ROLE\`.

Two keys stand before data: without \`force_destroy\` and \`i_understand_that_data_is_lost\` neither a cluster nor a Serverless
namespace goes. Apply both before the destroy. With \`cluster.final_snapshot_name\` a cluster leaves a snapshot then, which needs
its key: give \`kms_key_arn\`, since a key that is made here goes with the rest.

A key of yours must let \`logs.REGION.amazonaws.com\` encrypt and decrypt.
`,
  inputs,
  outputs,
  rules: (vars) => [
    nameRule(vars),
    keyRule(vars),
    forceRule(vars),
    logRetentionRule(vars.log_retention_days),
    ...rules(vars),
  ],
  build,
});

function build(scope: Construct, variables: Vars<typeof inputs>) {
  const at = account(scope, variables);
  const vars = { ...variables, name: at.name };
  // A warehouse of the caller's is encrypted already, and nothing else here needs a key.
  const keys = { ...vars, create_kms_key: tf`${vars.create_kms_key} && ${vars.create_warehouse}` };
  const keyArn = encryptionKey(scope, at, "warehouse", keys, ["logs"]);
  const isCluster = tf`${vars.type} == "provisioned"`;
  const makesCluster = local(scope, "makes_cluster", tf`${vars.create_warehouse} && ${isCluster}`);
  const makesWorkgroup = local(scope, "makes_workgroup", tf`${vars.create_warehouse} && !(${isCluster})`);
  const role = lakeRole(scope, at, vars);
  const net = network(scope, at, vars);
  const logs = auditLogGroups(scope, vars, keyArn);
  const cluster = provisioned(scope, vars, makesCluster, { net, role, keyArn });
  const own = serverless(scope, vars, makesWorkgroup, { net, role, keyArn, logs });
  clusterLogging(scope, vars, makesCluster, { cluster, logs });
  const schedulerRole = schedule(scope, at, vars, makesCluster, cluster.identifier);

  const clusterIdentifier = tf`${isCluster} ? (${vars.create_warehouse} ? ${cluster.identifier} : ${vars.cluster_identifier}) : null`;
  const workgroupName = tf`${isCluster} ? null : (${vars.create_warehouse} ? ${one(own.workgroup, "workgroup_name")} : ${vars.workgroup_name})`;
  const adminSecret = tf`${makesCluster} ? ${one(cluster.cluster, "master_password_secret_arn")} : ${makesWorkgroup} ? ${one(own.namespace, "admin_password_secret_arn")} : ${vars.admin_secret_arn}`;
  statements(
    scope,
    vars,
    {
      clusterIdentifier,
      workgroupName,
      // A cluster gives its administrator's temporary credentials to whom IAM lets; a workgroup only by the secret.
      dbUser: tf`${isCluster} ? ${vars.admin_username} : null`,
      secretArn: tf`${isCluster} ? null : ${adminSecret}`,
      roleArn: role.arn,
    },
    [role.permissions, cluster.cluster, own.workgroup],
  );
  keyGuard(scope, keys);
  dataGuard(scope, vars, "The warehouse holds data.", vars.create_warehouse);
  const endpoint = tf`${makesCluster} ? ${one(cluster.cluster, "dns_name")} : try(${one(own.workgroup, "endpoint")}[0].address, null)`;
  return {
    type: vars.type,
    cluster_identifier: clusterIdentifier,
    cluster_arn: tf`${isCluster} ? "arn:\${${at.partition}}:redshift:\${${at.region}}:\${${at.id}}:cluster:\${coalesce(${clusterIdentifier}, "none")}" : null`,
    cluster_namespace_arn: one(cluster.cluster, "cluster_namespace_arn"),
    namespace_name: one(own.namespace, "namespace_name"),
    namespace_arn: one(own.namespace, "arn"),
    workgroup_name: workgroupName,
    workgroup_arn: tf`${makesWorkgroup} ? ${one(own.workgroup, "arn")} : ${vars.workgroup_arn}`,
    endpoint,
    port: vars.port,
    database_name: vars.database_name,
    admin_username: vars.admin_username,
    admin_secret_arn: adminSecret,
    role_name: role.name,
    role_arn: role.arn,
    external_schema: tf`${vars.glue_database_name} == null ? null : ${vars.external_schema}`,
    parameter_group_name: one(cluster.parameterGroup, "name"),
    parameter_group_arn: one(cluster.parameterGroup, "arn"),
    subnet_group_name: one(cluster.subnetGroup, "name"),
    subnet_group_arn: one(cluster.subnetGroup, "arn"),
    vpc_id: net.vpcId,
    subnet_ids: net.subnetIds,
    security_group_id: net.securityGroupId,
    scheduler_role_arn: schedulerRole,
    audit_log_group_names: logs.names,
    audit_log_group_arns: logs.arns,
    kms_key_arn: keyArn,
  };
}
