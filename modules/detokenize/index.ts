// detokenize: the Lambda function behind the API that opens tokens, the only one that may.
import { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config/index.js";
import * as z from "zod";
import { account } from "../constructs/account.ts";
import { httpStatements, httpVariables } from "../constructs/api-function.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { functionOutputs, lambdaFunction, outputsOf } from "../constructs/function.ts";
import { environmentOf } from "../constructs/function-environment.ts";
import { keyRule, logRetentionRule } from "../constructs/inputs.ts";
import { tokenSourceVariables, useTokenKey, vaultOfVars, vaultRule } from "../constructs/token-sources.ts";
import { openStatements } from "../constructs/vault-access.ts";
import { defineModule, tf } from "../kit/index.ts";
import { inputs } from "./inputs.ts";
import { openingRole, openingStatements, openingVariables } from "./openings.ts";

/** An answer in line has API Gateway's 29 seconds of it; a file of tokens has it all. */
const TIMEOUT_SECONDS = 300;

const outputs = z.object({
  ...functionOutputs,
  kms_key_arn: z.string().describe("ARN of the key that log and environment are encrypted with."),
});

export const detokenize = defineModule({
  name: "detokenize",
  description:
    "The Lambda function behind POST /detokenize: opens tokens of ff1 and vault for callers who may, each call with a " +
    "purpose and a record in the audit, and so many values an hour and no more; and files of more tokens in the background, by POST /openings.",
  usage: `
module "detokenize" {
  source = "./terraform-aws-headrace/modules/detokenize"

  name              = "acme"
  contract_uri      = "s3://acme-system/contract.json"
  contract_digest   = sha256(local.contract)
  settings_uri      = module.api.settings_uri
  settings_digest   = module.api.settings_digest
  api_table_name    = module.api.table_name
  api_table_arn     = module.api.table_arn
  system_bucket     = module.lake.bucket_names["system"]
  audit_table_name  = module.audit.table_name
  audit_table_arn   = module.audit.table_arn
  vault_table_name  = module.vault.table_name
  vault_kms_key_arn = module.vault.kms_key_arn
}
`,
  notes: `
Its role alone has \`kms:Decrypt\` on the vault's key for the use \`values\`. It makes no token and no key.

Each call writes a record to the audit table before it is answered, refused ones too: caller, purpose, dataset, columns, how many
values, request id. They are found by the index \`by_dataset\` under \`detokenize#DATASET\`. No value and no token is in the log.
`,
  inputs,
  outputs,
  artifacts: ["detokenize.zip"],
  rules: (vars) => [keyRule(vars), logRetentionRule(vars.log_retention_days), vaultRule(vars)],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "detokenize", vars, ["cloudwatch", "logs"]);
    const worker = lambdaFunction(
      scope,
      at,
      { ...vars, timeout_seconds: tf`${TIMEOUT_SECONDS}` },
      {
        suffix: "detokenize",
        description: "Opens tokens",
        failure:
          "Tokens cannot be opened. The function's log says why, under the ids that callers were answered.",
        zip: "detokenize.zip",
        environment: environmentOf({
          ...httpVariables(vars),
          ...tokenSourceVariables(vars),
          ...openingVariables(at, vars),
          AUDIT_TABLE: vars.audit_table_name,
          AUDIT_TTL_DAYS: vars.audit_ttl_days,
          MOST_VALUES_AN_HOUR: vars.most_values_an_hour,
        }),
        statements: [
          ...httpStatements(at, vars, ["dynamodb:UpdateItem"]),
          { sid: "WriteAudit", actions: ["dynamodb:PutItem"], resources: vars.audit_table_arn },
          useTokenKey(vars, false),
          ...openStatements(at, vaultOfVars(vars)),
          ...openingStatements(at, vars),
        ],
        keyArn,
        encrypts: { rarely: "WhenTooLarge" },
      },
    );
    openingRole(scope, at, vars, { keyArn, functionRole: worker.role });
    // What fails is told as failed, and started again by its caller: each attempt counts to the caller's hour.
    new LambdaFunctionEventInvokeConfig(scope, "asynchronous", {
      functionName: `${worker.function.attr("function_name")}`,
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: 21600,
    });
    return { ...outputsOf(worker), kms_key_arn: keyArn };
  },
});
