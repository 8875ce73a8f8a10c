// The roles of a job: ECS fetches its image and writes its log as the one, its code works as the other.
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import type { Account } from "../constructs/account.ts";
import { assumeRole, type Construct, type Expr, policy, ref, type Statement, tf } from "../kit/index.ts";

export interface RoleVars {
  name: Expr;
  tags: Expr;
  permissions_boundary_arn: Expr;
}

/**
 * A role that tasks of ECS take on, and no other account's.
 * @param suffix what it is called after NAME-
 */
export function taskRole(
  scope: Construct,
  at: Account,
  vars: RoleVars,
  {
    id,
    suffix,
    description,
    statements,
  }: { id: string; suffix: string; description: string; statements: readonly Statement[] },
): Expr {
  const name = `${vars.name}-${suffix}`;
  const role = new IamRole(scope, id, {
    name,
    description,
    assumeRolePolicy: assumeRole("ecs-tasks.amazonaws.com", at.id).toString(),
    permissionsBoundary: `${vars.permissions_boundary_arn}`,
    tags: vars.tags.map,
  });
  new IamRolePolicy(scope, `${id}-permissions`, {
    name,
    role: `${ref(role, "name")}`,
    policy: policy(statements).toString(),
  });
  return ref(role);
}

/** What ECS does before a container starts. */
export const startStatements = (
  at: Account,
  logGroup: string,
  repositoryArns: Expr,
  readable: { secrets?: Expr } = {},
): Statement[] => [
  {
    sid: "SignInToRegistry",
    actions: ["ecr:GetAuthorizationToken"],
    anyResource: "a token is for all registries of the account",
  },
  {
    sid: "FetchImage",
    actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    resources: repositoryArns,
    when: tf`length(${repositoryArns}) > 0`,
  },
  {
    sid: "WriteLog",
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: at.arn("logs", `log-group:${logGroup}:*`),
  },
  ...(readable.secrets
    ? [
        {
          sid: "ReadSecrets",
          actions: ["secretsmanager:GetSecretValue"],
          resources: readable.secrets,
          when: tf`length(${readable.secrets}) > 0`,
        },
      ]
    : []),
];
