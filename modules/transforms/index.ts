// transforms: the Lambda function that builds and tests the models inside the warehouse.
import { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config/index.js";
import { LambdaFunctionRecursionConfig } from "@cdktf/provider-aws/lib/lambda-function-recursion-config/index.js";
import * as z from "zod";
import { exportSchema, NAME } from "../../core/contract/schema.ts";
import type { TransformsEnvironment } from "../../core/environment/transforms.ts";
import { account } from "../constructs/account.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { errorAlarm } from "../constructs/error-alarm.ts";
import { environmentOf, functionOutputs, outputsOf, queueFunction } from "../constructs/function.ts";
import {
  alarmTopicsInput,
  functionInputs,
  keyInputs,
  keyRule,
  logRetentionRule,
  nameInput,
  optionalArn,
  tagsInput,
} from "../constructs/inputs.ts";
import { objectArn } from "../constructs/text-object.ts";
import {
  warehouseInputs,
  warehouseRules,
  warehouseStatements,
  warehouseVariables,
} from "../constructs/warehouse-access.ts";
import { defineModule, type Statement, tf, type Value, when } from "../kit/index.ts";
import { modelsLayer } from "./models-layer.ts";
import { schedules } from "./schedules.ts";
import { settingsObject } from "./settings.ts";

/** Messages that one run answers at once: what came while the last one was under way. */
const BATCH = 1000;

const { batch_size: _, max_concurrency: __, ...shared } = functionInputs;

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  ...shared,
  ...warehouseInputs,
  exports_kms_key_arn: optionalArn(
    "kms",
    "ARN of the key that `exports_bucket` is encrypted with, which UNLOAD names; the bucket's own default key where null.",
  ),
  allow_recursive_loop: z
    .boolean()
    .default(true)
    .describe(
      "Tell Lambda's loop detection that the function invokes itself, as a run longer than 16 times its timeout does. False for regions without that detection, where Lambda knows no such setting.",
    ),
  batch_window_seconds: z
    .number()
    .int()
    .min(1)
    .max(300)
    .default(60)
    .describe("Seconds to gather `dataset.curated` before a run."),
  models_zip: z
    .string()
    .nullable()
    .default(null)
    .describe("Path of the zip that `headrace models pack` wrote; or give `models_s3`."),
  models_s3: z
    .object({
      bucket: z.string().describe("Name of the bucket."),
      key: z.string().describe("Key of the object."),
      version: z.string().nullable().default(null).describe("Version of the object."),
    })
    .nullable()
    .default(null)
    .describe("Where that zip lies in S3."),
  dag: z
    .string()
    .nullable()
    .default(null)
    .describe("Name of the models as a whole in ledger and lock; null is `name`."),
  models_schema: z.string().default("marts").describe("The schema of models that name none."),
  selection: z
    .array(z.string().regex(/^\S+$/, "a selector without blanks, such as +orders or tag:daily"))
    .default([])
    .describe("Selectors of the models to run; all where empty."),
  threads: z.number().int().min(1).max(32).default(4).describe("Models that are built at once."),
  vars: z.record(z.string(), z.string()).default({}).describe("The models' variables."),
  exports: z
    .record(
      z.string().regex(NAME, "a model's name in lower case"),
      z.object({
        format: exportSchema.shape.format.describe("parquet, csv or json."),
        partition_by: exportSchema.shape.partition_by.describe("Columns that become folders."),
      }),
    )
    .default({})
    .describe(
      "Models and snapshots that are unloaded to `exports_bucket` once a run is done, each to MODEL/: the contract's `exports`.",
    ),
  schedules: z
    .record(
      z.string().regex(/^[a-z0-9-]{1,24}$/, "lower-case letters, digits and hyphens, 24 characters at most"),
      z.string().regex(/^(rate|cron)\(.+\)$/, "an expression such as rate(1 hour) or cron(0 6 * * ? *)"),
    )
    .default({})
    .describe("When the models are run, in UTC, each under a name of your choice."),
  failures_queue_arn: z
    .string()
    .describe("ARN of the queue that keeps what failed of schedules, continuations and runs by hand."),
  memory_mb: z.number().int().min(128).max(10240).default(1024).describe("Memory of the function in MiB."),
  timeout_seconds: z
    .number()
    .int()
    .min(60)
    .max(900)
    .default(900)
    .describe("Seconds of one part of a run; a longer run goes on in another invocation."),
  alarm_topic_arns: alarmTopicsInput,
});

const outputs = z.object({
  ...functionOutputs,
  layer_arn: z.string().describe("ARN of the models' layer version."),
  schedule_arns: z.record(z.string(), z.string()).describe("Schedule → ARN of its rule."),
  alarm_arn: z.string().describe("ARN of the alarm on failures."),
  kms_key_arn: z.string().describe("ARN of the key that log and environment are encrypted with."),
});

export const transforms = defineModule({
  name: "transforms",
  description:
    "The Lambda function that builds and tests SQL models inside Redshift: on schedules, on `dataset.curated` through a " +
    "queue, or by hand; one run at a time, and runs longer than a function's life go on where they stopped.",
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

\`selection\`, \`vars\` and \`exports\` outgrow a function's environment, which holds 4 KB: the function reads them from an
object that the module writes to the contract's bucket, under \`transforms/NAME/\`.
`,
  inputs,
  outputs,
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
  ],
  build(scope, given) {
    const at = account(scope, given);
    const vars = { ...given, name: at.name };
    const keyArn = encryptionKey(scope, at, "transforms", vars, ["cloudwatch", "logs"]);
    const name = `${vars.name}-transforms`;
    const layer = modelsLayer(scope, vars);
    const settings = settingsObject(scope, vars);
    const variables: { [K in keyof TransformsEnvironment]: Value } = {
      ...warehouseVariables(vars),
      EXPORTS_KMS_KEY_ARN: vars.exports_kms_key_arn,
      DAG: tf`coalesce(${vars.dag}, ${vars.name})`,
      MODELS_SCHEMA: vars.models_schema,
      THREADS: vars.threads,
      SETTINGS_URI: settings.uri,
      SETTINGS_DIGEST: settings.digest,
    };
    const own: Statement[] = [
      { sid: "ReadSettings", actions: ["s3:GetObject"], resources: objectArn(at, settings.uri) },
      { sid: "GoOn", actions: ["lambda:InvokeFunction"], resources: at.arn("lambda", `function:${name}`) },
      { sid: "KeepFailures", actions: ["sqs:SendMessage"], resources: vars.failures_queue_arn },
    ];
    const made = queueFunction(
      scope,
      at,
      { ...vars, batch_size: tf`${BATCH}`, max_concurrency: tf`2` },
      {
        suffix: "transforms",
        description: "Builds and tests the models in the warehouse",
        zip: "transforms.zip",
        layers: [layer],
        environment: environmentOf(variables as { [name: string]: Value }),
        statements: [...warehouseStatements(at, vars), ...own],
        keyArn,
      },
    );
    when(
      vars.allow_recursive_loop,
      new LambdaFunctionRecursionConfig(scope, "recursion", {
        functionName: `${made.function.attr("function_name")}`,
        recursiveLoop: "Allow",
      }),
    );
    new LambdaFunctionEventInvokeConfig(scope, "asynchronous", {
      functionName: `${made.function.attr("function_name")}`,
      maximumRetryAttempts: 1,
      maximumEventAgeInSeconds: 21600,
      destinationConfig: { onFailure: { destination: `${vars.failures_queue_arn}` } },
    });
    const alarm = errorAlarm(
      scope,
      vars,
      name,
      "Runs of the models fail. The function's log names what failed, with the query that shows it.",
    );
    return {
      ...outputsOf(made),
      layer_arn: layer,
      schedule_arns: schedules(scope, vars, made.function),
      alarm_arn: alarm,
      kms_key_arn: keyArn,
    };
  },
});
