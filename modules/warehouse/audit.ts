// The audit of connections, users and statements: to log groups that are encrypted and have a retention, or to a bucket.
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { RedshiftLogging } from "@cdktf/provider-aws/lib/redshift-logging/index.js";
import { type Construct, dependsOn, type Expr, forEach, ref, tf, type Vars, when } from "../kit/index.ts";
import type { ClusterResources } from "./cluster.ts";
import type { inputs } from "./inputs.ts";

const LOGS = ["connectionlog", "useractivitylog", "userlog"];

export interface AuditLogs {
  groups: CloudwatchLogGroup;
  names: Expr;
  arns: Expr;
}

/** Redshift would make the groups itself, without a key and forever. */
export function auditLogGroups(scope: Construct, vars: Vars<typeof inputs>, keyArn: Expr): AuditLogs {
  const kept = tf`${vars.create_warehouse} && (${vars.type} == "serverless" || ${vars.audit_log_destination} == "cloudwatch")`;
  const prefix = tf`${vars.type} == "serverless" ? "/aws/redshift" : "/aws/redshift/cluster"`;
  const groups = forEach(
    new CloudwatchLogGroup(scope, "audit", {
      name: tf`"\${${prefix}}/\${${vars.name}}-warehouse/\${each.key}"`.toString(),
      retentionInDays: vars.log_retention_days.number,
      kmsKeyId: `${keyArn}`,
      tags: vars.tags.map,
    }),
    tf`toset(${kept} ? ${LOGS} : [])`,
  );
  return {
    groups,
    names: tf`[for g in values(${ref(groups)}) : g.name]`,
    arns: tf`[for g in values(${ref(groups)}) : g.arn]`,
  };
}

export function clusterLogging(
  scope: Construct,
  vars: Vars<typeof inputs>,
  create: Expr,
  parts: { cluster: ClusterResources; logs: AuditLogs },
): void {
  const toS3 = tf`${vars.audit_log_destination} == "s3"`;
  const logging = when(
    create,
    new RedshiftLogging(scope, "logging", {
      clusterIdentifier: `${parts.cluster.identifier}`,
      logDestinationType: `${vars.audit_log_destination}`,
      bucketName: tf`${toS3} ? ${vars.audit_log_bucket} : null`.toString(),
      s3KeyPrefix: tf`${toS3} ? ${`${vars.name}-warehouse/`} : null`.toString(),
      logExports: tf`${toS3} ? null : ${LOGS}`.list,
    }),
  );
  dependsOn(logging, parts.logs.groups);
}
