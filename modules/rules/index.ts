// rules: the Lambda function that judges, cleanses and tokenizes records behind the API, with the engine that imports files.
import { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config/index.js";
import * as z from "zod";
import { ENGINE_PROCESS } from "../../core/environment/engine-process.ts";
import { handOnStatement } from "../batch/function-job.ts";
import { account } from "../constructs/account.ts";
import { httpStatements, httpVariables } from "../constructs/api-function.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { functionOutputs, lambdaFunction, outputsOf } from "../constructs/function.ts";
import { environmentOf } from "../constructs/function-environment.ts";
import { withLayers, withStorage } from "../constructs/function-parts.ts";
import { keyRule, logRetentionRule } from "../constructs/inputs.ts";
import { tokenSourceVariables, useTokenKey, vaultOfVars, vaultRule } from "../constructs/token-sources.ts";
import { tokenizeStatements } from "../constructs/vault-access.ts";
import { defineModule } from "../kit/index.ts";
import { inputs } from "./inputs.ts";
import { taskJob } from "./job.ts";
import { taskRole, taskStatements, taskVariables } from "./tasks.ts";

const outputs = z.object({
  ...functionOutputs,
  job_definition_arn: z
    .string()
    .describe("ARN of the definition of the job of tasks, with its revision; null where `job` is."),
  job_role_name: z.string().describe("Name of the role that the job works as; null where `job` is."),
  kms_key_arn: z.string().describe("ARN of the key that log and environment are encrypted with."),
});

export const rules = defineModule({
  name: "rules",
  description:
    "The Lambda function behind POST /validate, /cleanse and /tokenize: a thousand records at a time by the rules of a " +
    "contract's dataset, with the engine that imports files, and so with the same rows, reasons and tokens; and files of more " +
    "records in the background, by POST /tasks.",
  usage: `
module "rules" {
  source = "./terraform-aws-headrace/modules/rules"

  name                 = "acme"
  contract_uri         = "s3://acme-system/contract.json"
  contract_digest      = sha256(local.contract)
  settings_uri         = module.api.settings_uri
  settings_digest      = module.api.settings_digest
  api_table_name       = module.api.table_name
  api_table_arn        = module.api.table_arn
  layer_arn            = module.stage.layer_arn
  token_key_secret_arn = module.stage.token_key_secret_arn
  system_bucket        = module.lake.bucket_names["system"]
  failures_queue_arn   = module.failures.queue_arn
}
`,
  notes: "It can make tokens, and open none: that is the function of the module `detokenize`.",
  inputs,
  outputs,
  artifacts: ["rules.zip"],
  rules: (vars) => [keyRule(vars), logRetentionRule(vars.log_retention_days), vaultRule(vars)],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "rules", vars, ["cloudwatch", "logs"]);
    const told = { ...httpVariables(vars), ...taskVariables(at, vars), ...tokenSourceVariables(vars) };
    const job = taskJob(scope, at, vars, { environment: told, keyArn });
    const worker = lambdaFunction(scope, at, vars, {
      suffix: "rules",
      description: "Judges, cleanses and tokenizes records",
      failure:
        "Records cannot be judged. The function's log says why, under the ids that callers were answered.",
      zip: "rules.zip",
      environment: environmentOf({
        ...told,
        ...ENGINE_PROCESS,
        JOB_QUEUE_ARN: job.queueArn,
        JOB_DEFINITION_ARN: job.definitionArn,
      }),
      statements: [
        ...httpStatements(at, vars),
        useTokenKey(vars, true),
        ...tokenizeStatements(at, vaultOfVars(vars)),
        ...taskStatements(at, vars),
        handOnStatement(job),
      ],
      keyArn,
      encrypts: { rarely: "WhenTooLarge" },
      parts: [withLayers(vars.layer_arn), withStorage(vars.ephemeral_storage_mb)],
    });
    taskRole(scope, at, vars, { keyArn, functionRole: worker.role });
    new LambdaFunctionEventInvokeConfig(scope, "asynchronous", {
      functionName: `${worker.function.attr("function_name")}`,
      maximumRetryAttempts: 1,
      maximumEventAgeInSeconds: 21600,
      destinationConfig: { onFailure: { destination: `${vars.failures_queue_arn}` } },
    });
    return {
      ...outputsOf(worker),
      job_definition_arn: job.definitionArn,
      job_role_name: job.roleName,
      kms_key_arn: keyArn,
    };
  },
});
