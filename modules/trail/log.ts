// The log group that the trail's events go to, and the role by which CloudTrail writes there.
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import type { Account } from "../constructs/account.ts";
import { type Construct, type Expr, jsonencode, one, policy, tf, type Vars, when } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";
import { trailArn } from "./store.ts";

type TrailVars = Vars<typeof inputs>;

export interface TrailLog {
  /** Whether there is one, which is known when planning. */
  is: Expr;
  /** Its name, and its ARN as CloudTrail takes it; null where there is none. */
  group: Expr;
  arn: Expr;
  /** ARN of CloudTrail's role; null where no trail is made, or no log. */
  role: Expr;
}

/** Source: CloudTrail User Guide, "Sending events to CloudWatch Logs". */
export function trailLog(scope: Construct, at: Account, vars: TrailVars, keyArn: Expr): TrailLog {
  const made = tf`${vars.create_trail} && ${vars.create_log_group}`;
  const is = tf`(${made} || ${vars.log_group_name} != null)`;
  const own = when(
    made,
    new CloudwatchLogGroup(scope, "log", {
      name: `/aws/cloudtrail/${vars.name}`,
      retentionInDays: vars.log_retention_days.number,
      kmsKeyId: `${keyArn}`,
      tags: vars.tags.map,
    }),
  );
  const group = tf`try(coalesce(${one(own, "name")}, ${vars.log_group_name}), null)`;
  const told = tf`${vars.create_trail} && ${is}`;
  const arn = `arn:${at.partition}:logs:${at.region}:${at.id}:log-group:${group}`;
  const role = when(
    told,
    new IamRole(scope, "writer", {
      name: `${vars.name}-trail`,
      description: "CloudTrail writes its events to CloudWatch Logs",
      assumeRolePolicy: jsonencode({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: "cloudtrail.amazonaws.com" },
            Condition: { StringEquals: { "aws:SourceArn": trailArn(at, vars) } },
          },
        ],
      }).toString(),
      permissionsBoundary: `${vars.permissions_boundary_arn}`,
      tags: vars.tags.map,
    }),
  );
  const permissions = when(
    told,
    new IamRolePolicy(scope, "writer-permissions", {
      name: `${vars.name}-trail`,
      role: `${one(role, "name")}`,
      policy: policy([
        {
          sid: "WriteEvents",
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: `${arn}:log-stream:${at.id}_CloudTrail_${at.region}*`,
        },
      ]).toString(),
    }),
  );
  return {
    is,
    group,
    arn: tf`${told} ? ${`${arn}:*`} : null`,
    // With its policy: CloudTrail tries the role when the trail is made.
    role: tf`${told} ? (${one(permissions, "id")} == null ? null : ${one(role, "arn")}) : null`,
  };
}
