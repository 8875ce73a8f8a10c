// The same as a CloudFormation template, for accounts that begin with it: examples/bootstrap/template.yaml. `npm run docs:bootstrap`
// writes it; its rights are those of the module.
import { boundaryRights } from "./boundary.ts";
import { ENVIRONMENTS, EPHEMERAL, type Place } from "./place.ts";
import { applyRights, planRights } from "./rights.ts";
import { stateRights } from "./state-rights.ts";
import { GITHUB, githubSubjects, gitlabSubjects, type Purpose, trustStatement } from "./trust.ts";

type Json = unknown;

const PLACE: Place = {
  partition: `\${AWS::Partition}`,
  account: `\${AWS::AccountId}`,
  region: `\${AWS::Region}`,
  dnsSuffix: `\${AWS::URLSuffix}`,
  name: `\${Name}`,
  stateKeyArn: `\${StateKey.Arn}`,
  stateBucket: `\${StateBucket}`,
  boundaryArn: `\${Boundary}`,
};

/** Texts with `${…}` as Fn::Sub. A key of an object is never one. */
function substituted(value: Json): Json {
  if (typeof value === "string") return value.includes(`\${`) ? { "Fn::Sub": value } : value;
  if (Array.isArray(value)) return value.map(substituted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substituted(item)]));
}

const document = (statements: readonly unknown[]): Json => ({
  Version: "2012-10-17",
  Statement: substituted(statements),
});

const GITLAB_HOST = "gitlab.com";

function trust(purpose: Purpose): Json {
  const github = trustStatement(
    { sid: "GitHub", arn: "ARN", host: GITHUB.host, audience: GITHUB.audience },
    githubSubjects(`\${GitHubRepository}`, purpose),
  );
  const gitlab = trustStatement(
    { sid: "GitLab", arn: "ARN", host: GITLAB_HOST, audience: `https://${GITLAB_HOST}` },
    gitlabSubjects(`\${GitLabProject}`, purpose),
  );
  const of = (condition: string, statement: typeof github, provider: string): Json => ({
    "Fn::If": [
      condition,
      {
        ...(substituted(statement) as object),
        Principal: {
          Federated: { "Fn::If": [`Makes${provider}`, { Ref: provider }, { Ref: `${provider}Arn` }] },
        },
      },
      { Ref: "AWS::NoValue" },
    ],
  });
  return {
    Version: "2012-10-17",
    Statement: [of("HasGitHub", github, "GitHubProvider"), of("HasGitLab", gitlab, "GitLabProvider")],
  };
}

function role(
  suffix: string,
  description: string,
  purpose: Purpose,
  rights: { [policy: string]: readonly unknown[] },
): Json {
  return {
    Type: "AWS::IAM::Role",
    Condition: "HasCi",
    Properties: {
      RoleName: { "Fn::Sub": `\${Name}-ci-${suffix}` },
      Description: description,
      MaxSessionDuration: 3600,
      AssumeRolePolicyDocument: trust(purpose),
      Policies: Object.entries(rights).map(([PolicyName, statements]) => ({
        PolicyName,
        PolicyDocument: document(statements),
      })),
    },
  };
}

const provider = (name: string, url: string, audience: string): Json => ({
  Type: "AWS::IAM::OIDCProvider",
  Condition: `Makes${name}`,
  Properties: { Url: url, ClientIdList: [audience] },
});

const applied = (environment: string): { [policy: string]: readonly unknown[] } => ({
  state: stateRights(PLACE, [environment], environment === EPHEMERAL ? "delete" : "write"),
  read: planRights(PLACE, [environment]),
  apply: applyRights(PLACE, environment),
});

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function roles(): { [id: string]: Json } {
  return {
    PlanRole: role(
      "plan",
      "CI plans",
      { kind: "plan" },
      { state: stateRights(PLACE, ["*"], "read"), read: planRights(PLACE, ["*"]) },
    ),
    EphemeralRole: role(
      "ephemeral",
      "CI applies and destroys an environment for a pull request",
      { kind: "ephemeral" },
      applied(EPHEMERAL),
    ),
    ...Object.fromEntries(
      ENVIRONMENTS.map((environment) => [
        `${capital(environment)}Role`,
        role(environment, `CI applies ${environment}`, { kind: "apply", environment }, applied(environment)),
      ]),
    ),
  };
}

const kept = { DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" };

function state(): { [id: string]: Json } {
  const bucket = `arn:\${AWS::Partition}:s3:::\${StateBucket}`;
  const deny = (Sid: string, condition: object): Json => ({
    Sid,
    Effect: "Deny",
    Principal: { AWS: "*" },
    Action: "s3:PutObject",
    Resource: `${bucket}/*`,
    Condition: condition,
  });
  const header = "s3:x-amz-server-side-encryption";
  return {
    StateKey: {
      Type: "AWS::KMS::Key",
      ...kept,
      Properties: {
        Description: { "Fn::Sub": `\${Name} state` },
        EnableKeyRotation: true,
        PendingWindowInDays: 30,
        KeyPolicy: document([
          {
            Sid: "AccountDecidesByIam",
            Effect: "Allow",
            Principal: { AWS: `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root` },
            Action: "kms:*",
            Resource: "*",
          },
        ]),
      },
    },
    StateKeyAlias: {
      Type: "AWS::KMS::Alias",
      ...kept,
      Properties: { AliasName: { "Fn::Sub": `alias/\${Name}-state` }, TargetKeyId: { Ref: "StateKey" } },
    },
    StateBucket: {
      Type: "AWS::S3::Bucket",
      ...kept,
      Properties: {
        BucketName: { "Fn::Sub": `\${Name}-state-\${AWS::AccountId}` },
        VersioningConfiguration: { Status: "Enabled" },
        OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            {
              BucketKeyEnabled: true,
              ServerSideEncryptionByDefault: {
                SSEAlgorithm: "aws:kms",
                KMSMasterKeyID: { "Fn::GetAtt": ["StateKey", "Arn"] },
              },
            },
          ],
        },
        LifecycleConfiguration: {
          Rules: [
            {
              Id: "versions",
              Status: "Enabled",
              NoncurrentVersionExpiration: { NoncurrentDays: 90 },
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
            },
          ],
        },
      },
    },
    // It stays with the bucket: a stack that is deleted leaves no state open.
    StateBucketPolicy: {
      Type: "AWS::S3::BucketPolicy",
      ...kept,
      Properties: {
        Bucket: { Ref: "StateBucket" },
        PolicyDocument: document([
          {
            Sid: "DenyPlainText",
            Effect: "Deny",
            Principal: { AWS: "*" },
            Action: "s3:*",
            Resource: [bucket, `${bucket}/*`],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
          deny("DenyOtherEncryption", {
            Null: { [header]: "false" },
            StringNotEquals: { [header]: "aws:kms" },
          }),
          deny("DenyOtherKey", {
            Null: { [`${header}-aws-kms-key-id`]: "false" },
            StringNotEquals: { [`${header}-aws-kms-key-id`]: `\${StateKey.Arn}` },
          }),
        ]),
      },
    },
  };
}

/** The template, as an object. */
export function template(): object {
  const optional = (Description: string): Json => ({ Type: "String", Default: "", Description });
  const given = (parameter: string): Json => ({ "Fn::Not": [{ "Fn::Equals": [{ Ref: parameter }, ""] }] });
  const both = (...conditions: Json[]): Json => ({ "Fn::And": conditions });
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description:
      "What has to be there before Terraform: a bucket for states, CI's providers of tokens and roles, and the boundary of what these make. Written by the module bootstrap.",
    Parameters: {
      Name: {
        Type: "String",
        AllowedPattern: "[a-z][a-z0-9]*(-[a-z0-9]+)*",
        MaxLength: 20,
        Description: "What every environment's name begins with",
      },
      GitHubRepository: optional("OWNER/REPOSITORY whose workflows take on the roles; none where empty"),
      GitHubProviderArn: optional(
        "ARN of the provider of GitHub's tokens that the account has; made where empty",
      ),
      GitLabProject: optional(
        "GROUP/PROJECT on gitlab.com whose pipelines take on the roles; none where empty",
      ),
      GitLabProviderArn: optional(
        "ARN of the provider of GitLab's tokens that the account has; made where empty",
      ),
    },
    Conditions: {
      HasGitHub: given("GitHubRepository"),
      HasGitLab: given("GitLabProject"),
      HasCi: { "Fn::Or": [{ Condition: "HasGitHub" }, { Condition: "HasGitLab" }] },
      MakesGitHubProvider: both(
        { Condition: "HasGitHub" },
        { "Fn::Equals": [{ Ref: "GitHubProviderArn" }, ""] },
      ),
      MakesGitLabProvider: both(
        { Condition: "HasGitLab" },
        { "Fn::Equals": [{ Ref: "GitLabProviderArn" }, ""] },
      ),
    },
    Resources: {
      ...state(),
      GitHubProvider: provider("GitHubProvider", GITHUB.url, GITHUB.audience),
      GitLabProvider: provider("GitLabProvider", `https://${GITLAB_HOST}`, `https://${GITLAB_HOST}`),
      Boundary: {
        Type: "AWS::IAM::ManagedPolicy",
        Properties: {
          ManagedPolicyName: { "Fn::Sub": `\${Name}-boundary` },
          Description: "The most that roles of the environments may do",
          PolicyDocument: document(boundaryRights(PLACE)),
        },
      },
      ...roles(),
    },
    Outputs: {
      StateBucketName: { Value: { Ref: "StateBucket" }, Description: "bucket of the backend" },
      StateKeyArn: { Value: { "Fn::GetAtt": ["StateKey", "Arn"] }, Description: "kms_key_id of the backend" },
      BoundaryArn: {
        Value: { Ref: "Boundary" },
        Description: "permissions_boundary_arn of whatever CI applies",
      },
      ...Object.fromEntries(
        Object.keys(roles()).map((id) => [
          `${id}Arn`,
          { Condition: "HasCi", Value: { "Fn::GetAtt": [id, "Arn"] }, Description: `ARN of ${id}` },
        ]),
      ),
    },
  };
}
