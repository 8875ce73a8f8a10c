// authorizer: the Lambda function that verifies the JWTs of an API's callers.
import * as z from "zod";
import type { AuthorizerEnvironment } from "../../core/environment/authorizer.ts";
import { account } from "../constructs/account.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { functionOutputs, lambdaFunction, outputsOf } from "../constructs/function.ts";
import { environmentOf } from "../constructs/function-environment.ts";
import { keyRule, logRetentionRule } from "../constructs/inputs.ts";
import { defineModule, tf, type Value } from "../kit/index.ts";
import { inputs } from "./inputs.ts";

/** Two fetches of keys, each of three seconds at most, and a cold start. */
const TIMEOUT_SECONDS = 10;

const outputs = z.object({
  ...functionOutputs,
  kms_key_arn: z.string().describe("ARN of the key that log and environment are encrypted with."),
});

export const authorizer = defineModule({
  name: "authorizer",
  description:
    "The Lambda function that verifies the JWTs of a REST API's callers: signature by the issuer's public keys, issuer, " +
    "audience and times. What a caller may do, the functions behind the API decide by the groups that the token names.",
  usage: `
module "authorizer" {
  source = "./terraform-aws-headrace/modules/authorizer"

  name      = "acme"
  issuer    = "https://login.example.com/"
  audiences = ["data"]
}
`,
  notes:
    "Inside a VPC it needs a way to the issuer's keys. API Gateway keeps its answer for as long as the API says: a token that is revoked lasts so long.",
  inputs,
  outputs,
  artifacts: ["authorizer.zip"],
  rules: (vars) => [keyRule(vars), logRetentionRule(vars.log_retention_days)],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "authorizer", vars, ["cloudwatch", "logs"]);
    const environment: { [K in keyof AuthorizerEnvironment]: Value } = {
      ISSUER: vars.issuer,
      AUDIENCES: tf`join(",", ${vars.audiences})`,
      JWKS_URI: vars.jwks_uri,
      GROUPS_CLAIM: vars.groups_claim,
    };
    const worker = lambdaFunction(
      scope,
      at,
      { ...vars, timeout_seconds: tf`${TIMEOUT_SECONDS}` },
      {
        suffix: "authorizer",
        description: "Verifies the JWTs of callers",
        failure: "Tokens cannot be verified: the issuer's keys are out of reach, or the settings are wrong.",
        zip: "authorizer.zip",
        environment: environmentOf(environment as { [name: string]: Value }),
        statements: [],
        keyArn,
        encrypts: "nothing",
      },
    );
    return { ...outputsOf(worker), kms_key_arn: keyArn };
  },
});
