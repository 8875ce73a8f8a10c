// The role that links are signed by. It may read what they open, and nothing else; the function takes it on for as long as a
// link is to last (docs/decisions/real-aws.md, "Links").
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { DELIVERY_PREFIX } from "../../core/records/delivered.ts";
import type { Account } from "../constructs/account.ts";
import { type Construct, type Expr, jsonencode, policy, ref, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** Written without the role itself, which is made after the function's. */
export const linkRoleArn = (at: Account, name: Expr): string =>
  `arn:${at.partition}:iam::${at.id}:role/${name}-deliver-links`;

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
  const name = `${vars.name}-deliver-links`;
  const role = new IamRole(scope, "links", {
    name,
    description: "What links of deliveries open",
    assumeRolePolicy: jsonencode({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: functionRole.attr("arn") } },
      ],
    }).toString(),
    permissionsBoundary: `${vars.permissions_boundary_arn}`,
    tags: vars.tags.map,
  });
  new IamRolePolicy(scope, "links-permissions", {
    name,
    role: `${ref(role, "name")}`,
    policy: policy([
      { sid: "OpenLinked", actions: ["s3:GetObject"], resources: linkedArn(at, vars.exports_bucket) },
      {
        sid: "Decrypt",
        actions: ["kms:Decrypt"],
        resources: tf`concat([${keyArn}], ${vars.additional_kms_key_arns})`,
        conditions: { StringEquals: { "kms:ViaService": `s3.${at.region}.${at.dnsSuffix}` } },
      },
    ]).toString(),
  });
  return ref(role);
}
