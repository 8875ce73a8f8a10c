// The role of the jobs: what the stage function may do, and reading the prefixes that files come from.
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import type { Account } from "../constructs/account.ts";
import {
  assumeRole,
  type Construct,
  type Expr,
  policy,
  ref,
  type Statement,
  tf,
  type Vars,
} from "../kit/index.ts";
import { permissions, type StageAccess } from "../stage/permissions.ts";
import type { Code } from "./code.ts";
import type { inputs } from "./inputs.ts";

export function jobRole(
  scope: Construct,
  at: Account,
  vars: Vars<typeof inputs>,
  { stage, made, keyArn, logPrefix }: { stage: StageAccess; made: Code; keyArn: Expr; logPrefix: string },
): { role: Expr; policy: Expr } {
  const name = `${vars.name}-spark-jobs`;
  const role = new IamRole(scope, "jobs", {
    name,
    description: `Imports files of ${vars.name} by Spark`,
    assumeRolePolicy: assumeRole("glue.amazonaws.com", at.id).toString(),
    permissionsBoundary: `${vars.permissions_boundary_arn}`,
    tags: vars.tags.map,
  });
  const rights = new IamRolePolicy(scope, "jobs-permissions", {
    name,
    role: `${ref(role, "name")}`,
    policy: policy([
      ...permissions(at, stage, {
        locksArn: vars.idempotency_table_arn,
        secretArn: vars.token_key_secret_arn,
      }),
      ...own(at, vars, { made, keyArn, logPrefix }),
    ]).toString(),
  });
  return { role: ref(role), policy: ref(rights) };
}

function own(
  at: Account,
  vars: Vars<typeof inputs>,
  { made, keyArn, logPrefix }: { made: Code; keyArn: Expr; logPrefix: string },
): Statement[] {
  const sources = tf`[for j in values(${vars.jobs}) : j.source if j.source != null]`;
  const functions = tf`distinct([for j in values(${vars.jobs}) : j.hook.function_arn if try(j.hook.function_arn, null) != null])`;
  const secrets = tf`distinct([for j in values(${vars.jobs}) : j.hook.secret_arn if try(j.hook.secret_arn, null) != null])`;
  const s3 = `arn:${at.partition}:s3:::`;
  const groups = ["output", "error"].map((kind) => at.arn("logs", `log-group:${logPrefix}/${kind}`));
  return [
    { sid: "ReadCode", actions: ["s3:GetObject"], resources: made.arns },
    {
      sid: "ListLanded",
      actions: ["s3:ListBucketVersions"],
      resources: `${s3}${vars.landing_bucket}`,
      when: tf`anytrue([for j in values(${vars.jobs}) : j.source == null])`,
    },
    {
      sid: "ListManifests",
      actions: ["s3:ListBucket"],
      resources: `${s3}${vars.curated_bucket}`,
    },
    {
      sid: "ListSources",
      actions: ["s3:ListBucketVersions"],
      rarely: { WhenGone: ["s3:ListBucket"] },
      resources: tf`distinct([for s in ${sources} : format("%s%s", ${s3}, regex("^s3://([^/]+)", s)[0])])`,
      when: tf`length(${sources}) > 0`,
    },
    {
      sid: "ReadSources",
      actions: ["s3:GetObject"],
      rarely: { WhenVersioned: ["s3:GetObjectVersion"] },
      resources: tf`[for s in ${sources} : format("%s%s*", ${s3}, trimprefix(s, "s3://"))]`,
      when: tf`length(${sources}) > 0`,
    },
    {
      sid: "CallHooks",
      actions: ["lambda:InvokeFunction"],
      resources: functions,
      when: tf`length(${functions}) > 0`,
    },
    {
      sid: "ReadHookSecrets",
      actions: ["secretsmanager:GetSecretValue"],
      resources: secrets,
      when: tf`length(${secrets}) > 0`,
    },
    {
      sid: "WriteLog",
      actions: ["logs:AssociateKmsKey", "logs:CreateLogStream", "logs:PutLogEvents"],
      rarely: { ByGlue: ["logs:CreateLogGroup"] },
      resources: groups.flatMap((group) => [group, `${group}:*`]),
    },
    {
      sid: "WriteMetrics",
      actions: [],
      rarely: { ByGlue: ["cloudwatch:PutMetricData"] },
      anyResource: "metrics have no ARN; the condition holds it to Glue's own",
      conditions: { StringEquals: { "cloudwatch:namespace": "Glue" } },
    },
    {
      sid: "UseKeys",
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: tf`concat([${keyArn}], ${vars.additional_kms_key_arns})`,
    },
  ];
}
