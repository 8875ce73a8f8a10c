// The roles of a job: ECS fetches its image and writes its log as the one, its code works as the other.
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import type { Account } from "../constructs/account.ts";
import {
  assumeRole,
  type Construct,
  type Expr,
  one,
  policy,
  ref,
  type Statement,
  tf,
  when,
} from "../kit/index.ts";

export interface RoleVars {
  name: Expr;
  tags: Expr;
  permissions_boundary_arn: Expr;
}

/** A role, by what it tells of itself. */
export type TaskRole = Pick<Expr, "attr">;

/**
 * A role that tasks of ECS take on, and no other account's.
 * @param suffix what it is called after NAME-
 * @param onlyIf it is there only where this holds; what it tells is null elsewhere
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
    onlyIf,
  }: { id: string; suffix: string; description: string; statements: readonly Statement[]; onlyIf?: Expr },
): TaskRole {
  const name = `${vars.name}-${suffix}`;
  const role = new IamRole(scope, id, {
    name,
    description,
    assumeRolePolicy: assumeRole("ecs-tasks.amazonaws.com", at.id).toString(),
    permissionsBoundary: `${vars.permissions_boundary_arn}`,
    tags: vars.tags.map,
  });
  const attr = (name: string): Expr => (onlyIf ? one(role, name) : ref(role, name));
  const permissions = new IamRolePolicy(scope, `${id}-permissions`, {
    name,
    role: `${attr("name")}`,
    policy: policy(statements).toString(),
  });
  if (onlyIf) for (const resource of [role, permissions]) when(onlyIf, resource);
  return { attr };
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
