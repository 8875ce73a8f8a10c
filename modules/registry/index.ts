// registry: a private module registry for Terraform and OpenTofu: a bucket of versions, and the API that hands them out.
import * as z from "zod";
import type { RegistryEnvironment } from "../../core/environment/registry.ts";
import { account } from "../constructs/account.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { functionOutputs, lambdaFunction, outputsOf } from "../constructs/function.ts";
import { environmentOf } from "../constructs/function-environment.ts";
import { dataGuard, keyGuard } from "../constructs/guard.ts";
import { forceRule, keyRule, logRetentionRule, nameRule } from "../constructs/inputs.ts";
import { defineModule, jsonencode, tf, type Value } from "../kit/index.ts";
import { publisherPolicy, publishTo, registryBucket } from "./bucket.ts";
import { httpApi } from "./http-api.ts";
import { inputs } from "./inputs.ts";

const TIMEOUT_SECONDS = 10;
/** Issuers that give a token to anybody. */
const EVERYBODYS = [
  "https://token.actions.githubusercontent.com",
  "https://gitlab.com",
  "https://accounts.google.com",
  "https://oidc.circleci.com",
];

const outputs = z.object({
  host: z.string().describe("The registry's host: the first part of a module's `source`."),
  bucket_name: z.string().describe("Name of the bucket that versions are published to."),
  bucket_arn: z.string().describe("ARN of that bucket."),
  publish_to: z.string().describe("What `headrace publish --to` takes; `https://HOST` does as well."),
  publisher_policy: z
    .string()
    .describe("JSON of the IAM policy that publishing takes: for the role that releases, and nobody else."),
  domain_target: z
    .string()
    .describe("What a record of `domain.name` points to; null where there is no domain."),
  domain_zone_id: z.string().describe("The hosted zone of `domain_target`, for an alias record."),
  access_log_group_name: z.string().describe("Name of the log group that says who asked for what."),
  ...functionOutputs,
  kms_key_arn: z.string().describe("ARN of the key that bucket and logs are encrypted with."),
});

export const registry = defineModule({
  name: "registry",
  description:
    "A private registry of Terraform modules: `headrace publish` adds versions, `terraform init` and `tofu init` install them by " +
    "version constraint. A version stays as it was published, and its archive is compared with the digest it had then. Whoever " +
    "installs brings a token of your login provider, or of the CI's.",
  usage: `
module "registry" {
  source = "./terraform-aws-headrace/modules/registry"

  name      = "acme"
  issuer    = "https://token.actions.githubusercontent.com"
  audiences = ["modules.acme.com"]
  subjects  = ["repo:acme/*"]
  domain = {
    name            = "modules.acme.com"
    certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d"
  }
}
`,
  notes:
    "Terraform sends the token that `TF_TOKEN_modules_acme_com` holds, or the `credentials` block of its configuration. HTTP APIs of API Gateway " +
    "take tokens that are signed by RSA, and ask the issuer for `.well-known/openid-configuration`.",
  inputs,
  outputs,
  artifacts: ["registry.zip"],
  rules: (vars) => [
    nameRule(vars),
    keyRule(vars),
    forceRule(vars),
    logRetentionRule(vars.log_retention_days),
    {
      variable: "subjects",
      condition: tf`!contains(${EVERYBODYS}, trimsuffix(${vars.issuer}, "/")) || alltrue([for s in ${vars.subjects} : !startswith(s, "*")])`,
      message:
        'Write for subjects whose tokens are let in, such as "repo:acme/*": anybody can have a token of this issuer.',
    },
  ],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "registry", vars, ["cloudwatch", "logs"]);
    const bucket = registryBucket(scope, at, vars, keyArn);
    const arn = `arn:${at.partition}:s3:::${bucket}`;
    const environment: { [K in keyof RegistryEnvironment]: Value } = {
      BUCKET: bucket,
      PUBLISH_TO: publishTo(at, bucket),
      SUBJECTS: jsonencode(vars.subjects),
      LINK_SECONDS: vars.link_seconds,
    };
    const worker = lambdaFunction(
      scope,
      at,
      { ...vars, timeout_seconds: tf`${TIMEOUT_SECONDS}` },
      {
        suffix: "registry",
        description: "Hands out Terraform modules",
        failure: "Modules cannot be installed: look at the function's log.",
        zip: "registry.zip",
        environment: environmentOf(environment as { [name: string]: Value }),
        statements: [
          { sid: "ReadModules", actions: ["s3:GetObject"], resources: `${arn}/v1/modules/*` },
          // Without it S3 answers 403 for what is not there.
          { sid: "TellMissing", actions: ["s3:ListBucket"], resources: arn },
        ],
        keyArn,
        encrypts: "nothing",
      },
    );
    const api = httpApi(scope, vars, worker.function, keyArn);
    keyGuard(scope, vars);
    dataGuard(scope, vars, "The bucket holds published modules.");
    return {
      host: api.host,
      bucket_name: bucket,
      bucket_arn: tf`${arn}`,
      publish_to: publishTo(at, bucket),
      publisher_policy: publisherPolicy(at, bucket, keyArn),
      domain_target: api.target,
      domain_zone_id: api.zone,
      access_log_group_name: api.accessLog.attr("name"),
      ...outputsOf(worker),
      kms_key_arn: keyArn,
    };
  },
});
