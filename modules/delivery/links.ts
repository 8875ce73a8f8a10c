// The role that links are signed by. It may read what they open, and nothing else; the function takes it on for as long as a
// link is to last (docs/decisions/real-aws.md, "Links").
import { DELIVERY_PREFIX } from "../../core/records/delivered.ts";
import type { Account } from "../constructs/account.ts";
import { assumedRole, assumedRoleArn, viaS3 } from "../constructs/assumed-role.ts";
import { type Construct, type Expr, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

const linkRoleName = (name: Expr): string => `${name}-deliver-links`;

export const linkRoleArn = (at: Account, name: Expr): string => assumedRoleArn(at, linkRoleName(name));

export const linkedArn = (at: Account, bucket: Expr): string =>
  `arn:${at.partition}:s3:::${bucket}/${DELIVERY_PREFIX}topics/*`;

/** @param functionRole the function's role: the one that may take this one on */
export function linkRole(
  scope: Construct,
  at: Account,
  vars: Vars<typeof inputs>,
  keyArn: Expr,
  functionRole: Expr,
): Expr {
  return assumedRole(scope, vars, {
    id: "links",
    name: linkRoleName(vars.name),
    description: "What links of deliveries open",
    functionRole,
    statements: [
      { sid: "OpenLinked", actions: ["s3:GetObject"], resources: linkedArn(at, vars.exports_bucket) },
      {
        sid: "Decrypt",
        actions: ["kms:Decrypt"],
        resources: tf`concat([${keyArn}], ${vars.additional_kms_key_arns})`,
        conditions: viaS3(at),
      },
    ],
  });
}
