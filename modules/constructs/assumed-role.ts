// A role that a function takes on to sign URLs: what it may do is what they open, and their session has a known length
// (docs/decisions/real-aws.md, "Links").
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { type Construct, type Expr, jsonencode, policy, ref, type Statement, when } from "../kit/index.ts";
import type { Account } from "./account.ts";

/** Written without the role itself, which is made after the function's. */
export const assumedRoleArn = (at: Account, name: string): string =>
  `arn:${at.partition}:iam::${at.id}:role/${name}`;

/** For statements on a key: S3 uses it on the role's behalf, and nobody else does. */
export const viaS3 = (at: Account) => ({
  StringEquals: { "kms:ViaService": `s3.${at.region}.${at.dnsSuffix}` },
});

export interface AssumedRole {
  /** Of the resource; `ID-permissions` is that of its policy. */
  id: string;
  name: string;
  description: string;
  /** The function's role: the one that may take this one on. */
  functionRole: Expr;
  statements: readonly Statement[];
  /** It is there only where this holds. */
  when?: Expr;
}

export function assumedRole(
  scope: Construct,
  vars: { permissions_boundary_arn: Expr; tags: Expr },
  { id, name, description, functionRole, statements, when: condition }: AssumedRole,
): Expr {
  const role = new IamRole(scope, id, {
    name,
    description,
    assumeRolePolicy: jsonencode({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: functionRole.attr("arn") } },
      ],
    }).toString(),
    permissionsBoundary: `${vars.permissions_boundary_arn}`,
    tags: vars.tags.map,
  });
  if (condition) when(condition, role);
  const permissions = new IamRolePolicy(scope, `${id}-permissions`, {
    name,
    role: `${condition ? ref(role).at(0).attr("name") : ref(role, "name")}`,
    policy: policy(statements).toString(),
  });
  if (condition) when(condition, permissions);
  return ref(role);
}
