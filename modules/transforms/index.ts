// transforms: the Lambda function that builds and tests the models inside the warehouse.
import { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config/index.js";
import { LambdaFunctionRecursionConfig } from "@cdktf/provider-aws/lib/lambda-function-recursion-config/index.js";
import * as z from "zod";
import type { ModelsEnvironment, TransformsEnvironment } from "../../core/environment/transforms.ts";
import { handOnStatement } from "../batch/function-job.ts";
import { account } from "../constructs/account.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { environmentOf } from "../constructs/function-environment.ts";
import { withLayers } from "../constructs/function-parts.ts";
import { keyRule, logRetentionRule } from "../constructs/inputs.ts";
import { queueFunction, queueFunctionOutputs, queueOutputsOf } from "../constructs/queue-function.ts";
import { objectArn } from "../constructs/text-object.ts";
import { warehouseRules, warehouseStatements, warehouseVariables } from "../constructs/warehouse-access.ts";
import { defineModule, onlyWhere, type Statement, tf, type Value, when } from "../kit/index.ts";
import { inputs } from "./inputs.ts";
import { modelsJob } from "./job.ts";
import { modelsLayer } from "./models-layer.ts";
import { schedules } from "./schedules.ts";
import { settingsObject } from "./settings.ts";

/** Messages that one run answers at once: what came while the last one was under way. */
const BATCH = 1000;

const outputs = z.object({
  ...queueFunctionOutputs,
  layer_arn: z.string().describe("ARN of the models' layer version."),
  schedule_arns: z.record(z.string(), z.string()).describe("Schedule → ARN of its rule."),
  job_definition_arn: z
    .string()
    .describe("ARN of the definition of the job that runs go on in, with its revision; null where `job` is."),
  job_definition_name: z.string().describe("Name of that definition; null where `job` is."),
  job_role_name: z.string().describe("Name of the role that the job works as; null where `job` is."),
  kms_key_arn: z.string().describe("ARN of the key that log and environment are encrypted with."),
});

export const transforms = defineModule({
  name: "transforms",
  description:
    "The Lambda function that builds and tests SQL models inside Redshift: on schedules, on `dataset.curated` through a " +
    "queue, or by hand; one run at a time. A run longer than a function's life goes on where it stopped: in another invocation, " +
    "or in a job of AWS Batch, which has no end to its time.",
  usage: `
module "transforms" {
  source = "./terraform-aws-headrace/modules/transforms"

  name               = "acme"
  models_zip         = "models.zip"
  queue_arn          = module.models_queue.queue_arn
  failures_queue_arn = module.models_failures.queue_arn
  cluster_identifier = module.warehouse.cluster_identifier
  db_user            = "headrace"
  warehouse_role_arn = module.warehouse.role_arn
  contract_uri       = "s3://acme-system/contract.json"
  contract_digest    = sha256(local.contract)
  schedules          = { daily = "cron(0 6 * * ? *)" }
}
`,
  notes: `
Run it by hand with \`aws lambda invoke --invocation-type Event --function-name NAME-transforms --payload
'{"select": ["+orders"], "fullRefresh": true}' /dev/stdout\`. A message of the queue that meets a run comes again: give the
queue \`max_receives\` of 100 or so, and a visibility timeout of at least 6 times \`timeout_seconds\`.

With \`job\` a run goes on in Batch, on a quarter of a vCPU, which waits for the warehouse for as long as it takes; \`{"compute": "batch"}\` in the
payload begins it there. The job works as a role of its own: where \`db_user\` and \`secret_arn\` are null, give that role's user in the database what the
function's has.

\`selection\`, \`vars\` and \`exports\` outgrow a function's environment, which holds 4 KB: the function reads them from an
object that the module writes to the contract's bucket, under \`transforms/NAME/\`.
`,
  inputs,
  outputs,
  artifacts: ["transforms.zip"],
  rules: (vars) => [
    keyRule(vars),
    logRetentionRule(vars.log_retention_days),
    ...warehouseRules(vars),
    {
      variable: "models_zip",
      condition: tf`(${vars.models_zip} == null) != (${vars.models_s3} == null)`,
      message: "Give models_zip or models_s3, one of the two.",
    },
    {
      variable: "exports",
      condition: tf`length(${vars.exports}) == 0 || ${vars.exports_bucket} != null`,
      message: "Give exports_bucket beside exports.",
    },
    {
      variable: "deliver_queue_url",
      condition: tf`(${vars.deliver_queue_url} == null) == (${vars.deliver_queue_arn} == null)`,
      message: "Give deliver_queue_url and deliver_queue_arn together.",
    },
    {
      variable: "compute",
      condition: tf`${vars.compute} == "function" || ${vars.job} != null`,
      message: "Give job where compute is batch: it says what of Batch runs are in.",
    },
    {
      variable: "delivered",
      condition: tf`length(${vars.delivered}) == 0 || ${vars.exports_bucket} != null`,
      message: "Give exports_bucket beside delivered.",
    },
  ],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "transforms", vars, ["cloudwatch", "logs"]);
    const name = `${vars.name}-transforms`;
    const layer = modelsLayer(scope, vars);
    const settings = settingsObject(scope, vars);
    const delivers = tf`length(${vars.delivered}) > 0`;
    const told: { [K in keyof ModelsEnvironment]: Value } = {
      ...warehouseVariables(vars),
      EXPORTS_KMS_KEY_ARN: vars.exports_kms_key_arn,
      DAG: tf`coalesce(${vars.dag}, ${vars.name})`,
      MODELS_SCHEMA: vars.models_schema,
      THREADS: vars.threads,
      SETTINGS_URI: settings.uri,
      SETTINGS_DIGEST: settings.digest,
      DELIVER_QUEUE_URL: tf`${delivers} ? ${vars.deliver_queue_url} : null`,
    };
    const ofRuns: Statement[] = [
      ...warehouseStatements(at, vars),
      { sid: "ReadSettings", actions: ["s3:GetObject"], resources: objectArn(at, settings.uri) },
      {
        sid: "TellDelivery",
        actions: ["sqs:SendMessage"],
        resources: vars.deliver_queue_arn,
        when: delivers,
      },
      {
        sid: "EncryptForDelivery",
        actions: ["kms:GenerateDataKey"],
        resources: tf`concat([${keyArn}], ${vars.additional_kms_key_arns})`,
        when: delivers,
      },
    ];
    const job = modelsJob(scope, at, vars, {
      environment: told,
      statements: ofRuns,
      keyArn,
      layerArn: layer,
    });
    const environment: { [K in keyof TransformsEnvironment]: Value } = {
      ...told,
      COMPUTE: vars.compute,
      JOB_QUEUE_ARN: job.queueArn,
      JOB_DEFINITION_ARN: job.definitionArn,
    };
    const own: Statement[] = [
      // Where each run is a job, the function has nothing to do in the warehouse.
      ...ofRuns.map((statement) => onlyWhere(tf`${vars.compute} == "function"`, statement)),
      {
        sid: "GoOn",
        actions: [],
        rarely: { WhenLong: ["lambda:InvokeFunction"] },
        resources: at.arn("lambda", `function:${name}`),
        when: tf`!(${job.isThere})`,
      },
      handOnStatement(job),
      {
        sid: "LookForJobs",
        actions: ["batch:ListJobs"],
        anyResource: "Batch lists jobs by no ARN",
        when: job.isThere,
      },
      {
        sid: "KeepFailures",
        actions: [],
        rarely: { AfterFailure: ["sqs:SendMessage"] },
        resources: vars.failures_queue_arn,
      },
    ];
    const worker = queueFunction(
      scope,
      at,
      { ...vars, batch_size: tf`${BATCH}`, max_concurrency: tf`2` },
      {
        suffix: "transforms",
        description: "Builds and tests the models in the warehouse",
        failure:
          "Runs of the models fail. The function's log names what failed, with the query that shows it.",
        zip: "transforms.zip",
        environment: environmentOf(environment as { [name: string]: Value }),
        statements: own,
        keyArn,
        // What the warehouse exports, it encrypts by its own role.
        encrypts: { rarely: "AfterFailure" },
        parts: [withLayers(layer)],
      },
    );
    when(
      vars.allow_recursive_loop,
      new LambdaFunctionRecursionConfig(scope, "recursion", {
        functionName: `${worker.function.attr("function_name")}`,
        recursiveLoop: "Allow",
      }),
    );
    new LambdaFunctionEventInvokeConfig(scope, "asynchronous", {
      functionName: `${worker.function.attr("function_name")}`,
      maximumRetryAttempts: 1,
      maximumEventAgeInSeconds: 21600,
      destinationConfig: { onFailure: { destination: `${vars.failures_queue_arn}` } },
    });
    return {
      ...queueOutputsOf(worker),
      layer_arn: layer,
      schedule_arns: schedules(scope, vars, worker.function),
      job_definition_arn: job.definitionArn,
      job_definition_name: job.definitionName,
      job_role_name: job.roleName,
      kms_key_arn: keyArn,
    };
  },
});
