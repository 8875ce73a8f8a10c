// Who takes on CI's roles: jobs of one repository, known by the `sub` of their token, written out. Sources: GitHub Docs, "OpenID Connect
// reference" (example subject claims); GitLab Docs, "OpenID Connect in CI/CD" (sub); IAM User Guide, "Available keys for AWS OIDC
// federation".

export const GITHUB = {
  url: "https://token.actions.githubusercontent.com",
  host: "token.actions.githubusercontent.com",
  audience: "sts.amazonaws.com",
} as const;

/** What a role is for. */
export type Purpose = { kind: "plan" } | { kind: "ephemeral" } | { kind: "apply"; environment: string };

/** Jobs of pull requests, of main, or of one of GitHub's environments, whose rules say who may start them. */
export function githubSubjects(repository: string, purpose: Purpose): string[] {
  if (purpose.kind === "apply") return [`repo:${repository}:environment:${purpose.environment}`];
  return [`repo:${repository}:pull_request`, `repo:${repository}:ref:refs/heads/main`];
}

/** A GitLab job's subject has its branch and no environment: what applies comes from main, which is to be protected. */
export function gitlabSubjects(project: string, purpose: Purpose): string[] {
  const branch = purpose.kind === "apply" ? "main" : "*";
  return [`project_path:${project}:ref_type:branch:ref:${branch}`];
}

/** @param host of the provider, without https:// */
export const trustStatement = (
  provider: { sid: string; arn: string; host: string; audience: string },
  subjects: readonly string[],
) => ({
  Sid: provider.sid,
  Effect: "Allow",
  Action: "sts:AssumeRoleWithWebIdentity",
  Principal: { Federated: provider.arn },
  Condition: {
    StringEquals: { [`${provider.host}:aud`]: provider.audience },
    // Like, for the branches of GitLab alone: there is no star in another one.
    StringLike: { [`${provider.host}:sub`]: subjects },
  },
});
