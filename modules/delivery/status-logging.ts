// What SNS logs of deliveries: its log groups, which it would make itself without key and retention, and the role by which it
// writes to them.
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import type { Account } from "../constructs/account.ts";
import {
  assumeRole,
  type Construct,
  type Expr,
  each,
  forEach,
  one,
  policy,
  ref,
  tf,
  type Vars,
  when,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";
import { topicName } from "./topics.ts";

/** @returns the role's ARN, null where nothing is logged. */
export function statusLogging(
  scope: Construct,
  at: Account,
  vars: Vars<typeof inputs>,
  keyArn: Expr,
): { roleArn: Expr; groups: Expr } {
  const on = vars.status_logging.attr("enabled");
  const of = topicName(vars.name, tf`k`, tf`t`);
  const groups = new CloudwatchLogGroup(scope, "status", {
    name: `${each.value}`,
    retentionInDays: vars.log_retention_days.number,
    kmsKeyId: `${keyArn}`,
    tags: vars.tags.map,
  });
  // Source: SNS Developer Guide, "Message delivery status".
  const folder = `sns/${at.region}/${at.id}`;
  forEach(
    groups,
    tf`merge([for k, t in ${vars.deliver} : { for end in ["", "/Failure"] : "\${k}\${end}" => ${`${folder}/${of}\${end}`} } if ${on}]...)`,
  );
  const name = `${vars.name}-delivery-status`;
  const role = when(
    on,
    new IamRole(scope, "status-role", {
      name,
      description: "What SNS logs of deliveries",
      assumeRolePolicy: assumeRole("sns.amazonaws.com").toString(),
      permissionsBoundary: `${vars.permissions_boundary_arn}`,
      tags: vars.tags.map,
    }),
  );
  when(
    on,
    new IamRolePolicy(scope, "status-permissions", {
      name,
      role: `${one(role, "name")}`,
      policy: policy([
        {
          sid: "WriteStatus",
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          // The groups are there; it asks for them all the same.
          rarely: { AtFirst: ["logs:CreateLogGroup"] },
          resources: tf`flatten([for g in ${ref(groups)} : [g.arn, "\${g.arn}:*"]])`,
        },
      ]).toString(),
    }),
  );
  return { roleArn: one(role, "arn"), groups: ref(groups) };
}
