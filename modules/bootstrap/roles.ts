// CI's roles: one that plans, one for what a pull request gets, and one for each environment.
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import {
  type Construct,
  type Expr,
  each,
  forEach,
  jsonencode,
  onlyIf,
  ref,
  tf,
  type Value,
  type Vars,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";
import { EPHEMERAL, type Place } from "./place.ts";
import { applyRights, planRights } from "./rights.ts";
import { stateRights } from "./state-rights.ts";
import { GITHUB, githubSubjects, gitlabSubjects, type Purpose, trustStatement } from "./trust.ts";

type BootstrapVars = Vars<typeof inputs>;

export interface Providers {
  github: Expr;
  gitlab: Expr;
}

function trust(vars: BootstrapVars, { github, gitlab }: Providers, purpose: Purpose): Expr {
  // Each statement is reckoned where it is left out, too.
  const said = (of: Expr, attribute: string): Expr => tf`try(${of.attr(attribute)}, "none")`;
  const ofGithub = trustStatement(
    { sid: "GitHub", arn: `${github}`, host: GITHUB.host, audience: GITHUB.audience },
    githubSubjects(`${said(vars.github, "repository")}`, purpose),
  );
  const host = tf`trimprefix(${said(vars.gitlab, "url")}, "https://")`;
  const audience = said(vars.gitlab, "audience");
  const ofGitlab = trustStatement(
    { sid: "GitLab", arn: `${gitlab}`, host: "HOST", audience: `${audience}` },
    gitlabSubjects(`${said(vars.gitlab, "project")}`, purpose),
  );
  // The key of a condition is not known here: it has the address of GitLab in it.
  const statement = tf`merge(${ofGitlab as unknown as Value}, { Condition = { StringEquals = { "\${${host}}:aud" = ${audience} }, StringLike = { "\${${host}}:sub" = ${ofGitlab.Condition.StringLike["HOST:sub"] as unknown as Value} } } })`;
  return jsonencode({
    Version: "2012-10-17",
    Statement: tf`concat(${onlyIf(tf`${vars.github} != null`, ofGithub as unknown as Value)}, ${onlyIf(tf`${vars.gitlab} != null`, statement)})`,
  });
}

/** One role, or one per key. @returns purpose → ARN */
export function ciRoles(scope: Construct, vars: BootstrapVars, at: Place, providers: Providers): Expr {
  const any = tf`(${vars.github} != null || ${vars.gitlab} != null)`;
  const role = (
    id: string,
    over: Expr,
    name: string,
    description: string,
    purpose: Purpose,
    rights: { [policy: string]: readonly unknown[] },
  ) => {
    const made = forEach(
      new IamRole(scope, id, {
        name,
        description,
        assumeRolePolicy: trust(vars, providers, purpose).toString(),
        permissionsBoundary: `${vars.permissions_boundary_arn}`,
        maxSessionDuration: 3600,
        tags: vars.tags.map,
      }),
      over,
    );
    for (const [policy, statements] of Object.entries(rights))
      forEach(
        new IamRolePolicy(scope, `${id}-${policy}`, {
          name: policy,
          role: `${ref(made)}[each.key].name`.replace("}[each.key].name", "[each.key].name}"),
          policy: jsonencode({ Version: "2012-10-17", Statement: statements as readonly Value[] }).toString(),
        }),
        over,
      );
    return ref(made);
  };
  const environment = `${each.key}`;
  const all = ["*"];
  const plan = role(
    "plan",
    tf`toset(${any} ? ["plan"] : [])`,
    `${at.name}-ci-plan`,
    "CI plans",
    { kind: "plan" },
    {
      state: stateRights(at, all, "read"),
      read: planRights(at, all),
    },
  );
  const ephemeral = role(
    "ephemeral",
    tf`toset(${any} && ${vars.ephemeral} ? ["ephemeral"] : [])`,
    `${at.name}-ci-ephemeral`,
    "CI applies and destroys an environment for a pull request",
    { kind: "ephemeral" },
    {
      state: stateRights(at, [EPHEMERAL], "delete"),
      read: planRights(at, [EPHEMERAL]),
      apply: applyRights(at, EPHEMERAL),
    },
  );
  const apply = role(
    "apply",
    tf`toset(${any} ? ${vars.environments} : [])`,
    `${at.name}-ci-${environment}`,
    `CI applies ${environment}`,
    { kind: "apply", environment },
    {
      state: stateRights(at, [environment], "write"),
      read: planRights(at, [environment]),
      apply: applyRights(at, environment),
    },
  );
  return tf`merge({ for k, r in ${plan} : k => r.arn }, { for k, r in ${ephemeral} : k => r.arn }, { for k, r in ${apply} : k => r.arn })`;
}
