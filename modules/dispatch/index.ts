// dispatch: the Lambda function that gives what no function holds to a job of Batch.
import * as z from "zod";
import type { DispatchEnvironment } from "../../core/environment/dispatch.ts";
import { account } from "../constructs/account.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { environmentOf } from "../constructs/function-environment.ts";
import {
  keyInputs,
  keyRule,
  logRetentionRule,
  nameInput,
  queueFunctionInputs,
  tagsInput,
} from "../constructs/inputs.ts";
import { queueFunction, queueFunctionOutputs, queueOutputsOf } from "../constructs/queue-function.ts";
import { defineModule, type Value } from "../kit/index.ts";

const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  ...queueFunctionInputs,
  job_queue_arn: z.string().describe("ARN of the job queue that imports go to."),
  import_job_definition_arn: z
    .string()
    .describe("ARN of the definition of the job that imports, with its revision."),
  audit_table_name: z.string().describe("Name of the audit table."),
  audit_table_arn: z.string().describe("ARN of the audit table."),
  memory_mb: z.number().int().min(128).max(10240).default(256).describe("Memory of the function in MiB."),
  timeout_seconds: z.number().int().min(1).max(900).default(60).describe("Seconds that a message may take."),
});

const outputs = z.object({
  ...queueFunctionOutputs,
  kms_key_arn: z.string().describe("ARN of the key that log and environment are encrypted with."),
});

export const dispatch = defineModule({
  name: "dispatch",
  description:
    "The Lambda function that takes from the oversize queue what no function holds, submits the job of Batch that imports " +
    "it, and notes the job in the audit.",
  usage: `
module "dispatch" {
  source = "./terraform-aws-headrace/modules/dispatch"

  name                      = "acme"
  queue_arn                 = module.oversize.queue_arn
  job_queue_arn             = module.batch.job_queue_arns["spot"]
  import_job_definition_arn = module.batch.import_job_definition_arn
  audit_table_name          = module.audit.table_name
  audit_table_arn           = module.audit.table_arn
}
`,
  inputs,
  outputs,
  artifacts: ["dispatch.zip"],
  rules: (vars) => [keyRule(vars), logRetentionRule(vars.log_retention_days)],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "dispatch", vars, ["cloudwatch", "logs"]);
    const environment: { [K in keyof DispatchEnvironment]: Value } = {
      JOB_QUEUE_ARN: vars.job_queue_arn,
      IMPORT_JOB_DEFINITION_ARN: vars.import_job_definition_arn,
      AUDIT_TABLE: vars.audit_table_name,
    };
    const worker = queueFunction(scope, at, vars, {
      suffix: "dispatch",
      description: "Gives what no function holds to a job of Batch",
      failure:
        "Objects that are too large for the stage function are not given to Batch. The function's log says why.",
      zip: "dispatch.zip",
      environment: environmentOf(environment as { [name: string]: Value }),
      statements: [
        {
          sid: "SubmitImports",
          actions: [],
          rarely: { WhenTooLarge: ["batch:SubmitJob"] },
          resources: [vars.job_queue_arn, vars.import_job_definition_arn],
        },
        {
          sid: "NoteJobs",
          actions: [],
          rarely: { WhenTooLarge: ["dynamodb:UpdateItem"] },
          resources: vars.audit_table_arn,
        },
      ],
      keyArn,
      // It polls its queue from the beginning, and runs for the first message.
      runs: "WhenTooLarge",
      encrypts: "nothing",
    });
    return { ...queueOutputsOf(worker), kms_key_arn: keyArn };
  },
});
