// load: the Lambda function by which rows that were curated come to stand in the warehouse.
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription/index.js";
import * as z from "zod";
import type { LoadEnvironment } from "../../core/environment/load.ts";
import { COPY_MANIFEST_PREFIX, MANIFEST_PREFIX } from "../../core/records/manifest.ts";
import { type Account, account } from "../constructs/account.ts";
import { ONLY_CURATED } from "../constructs/curated-topic.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { environmentOf } from "../constructs/function-environment.ts";
import { keyRule, logRetentionRule } from "../constructs/inputs.ts";
import { queueFunction, queueFunctionOutputs, queueOutputsOf } from "../constructs/queue-function.ts";
import { warehouseRules, warehouseStatements, warehouseVariables } from "../constructs/warehouse-access.ts";
import { defineModule, one, type Statement, tf, type Value, type Vars, when } from "../kit/index.ts";
import { inputs } from "./inputs.ts";

const outputs = z.object({
  ...queueFunctionOutputs,
  subscription_arn: z.string().describe("ARN of the queue's subscription; null where there is none."),
  kms_key_arn: z.string().describe("ARN of the key that log and environment are encrypted with."),
});

export const load = defineModule({
  name: "load",
  description:
    "The Lambda function that `dataset.curated` reaches through a queue: datasets with `warehouse: { load: copy }` are " +
    "copied into Redshift, once per run; those with `load: spectrum` can be read there already. Then the models' queue " +
    "is notified.",
  usage: `
module "load" {
  source = "./terraform-aws-headrace/modules/load"

  name               = "acme"
  queue_arn          = module.load_queue.queue_arn
  curated_topic_arn  = module.catalog.curated_topic_arn
  cluster_identifier = module.warehouse.cluster_identifier
  db_user            = "headrace"
  warehouse_role_arn = module.warehouse.role_arn
  glue_database_name = module.catalog.database_name
  curated_bucket     = module.lake.bucket_names["curated"]
  audit_table_name   = module.audit.table_name
  audit_table_arn    = module.audit.table_arn
  contract_uri       = "s3://acme-system/contract.json"
  contract_digest    = sha256(local.contract)
}
`,
  notes:
    "What Redshift says of rows that it refuses is in the audit, under the run. The user it comes as must be allowed to make schemas and tables.",
  inputs,
  outputs,
  artifacts: ["load.zip"],
  rules: (vars) => [
    keyRule(vars),
    logRetentionRule(vars.log_retention_days),
    ...warehouseRules(vars),
    {
      variable: "next_queue_url",
      condition: tf`(${vars.next_queue_url} == null) == (${vars.next_queue_arn} == null)`,
      message: "Give next_queue_url and next_queue_arn together.",
    },
    {
      variable: "subscribe",
      condition: tf`!${vars.subscribe} || ${vars.curated_topic_arn} != null`,
      message: "Give curated_topic_arn, or set subscribe = false.",
    },
  ],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "load", vars, ["cloudwatch", "logs"]);
    const environment: { [K in keyof LoadEnvironment]: Value } = {
      ...warehouseVariables(vars),
      GLUE_DATABASE: vars.glue_database_name,
      CURATED_BUCKET: vars.curated_bucket,
      AUDIT_TABLE: vars.audit_table_name,
      LOAD_SCHEMA: vars.load_schema,
      NEXT_QUEUE_URL: vars.next_queue_url,
    };
    const worker = queueFunction(scope, at, vars, {
      suffix: "load",
      description: "Loads curated rows into the warehouse",
      failure:
        "Loads fail. The audit has what Redshift said; messages come again, then go to the dead-letter queue.",
      zip: "load.zip",
      environment: environmentOf(environment as { [name: string]: Value }),
      statements: [...warehouseStatements(at, vars, vars.copies), ...permissions(at, vars)],
      keyArn,
      encrypts: { when: tf`${vars.copies} || ${vars.next_queue_arn} != null` },
    });
    const subscription = when(
      vars.subscribe,
      new SnsTopicSubscription(scope, "curated", {
        topicArn: `${vars.curated_topic_arn}`,
        protocol: "sqs",
        endpoint: `${vars.queue_arn}`,
        rawMessageDelivery: true,
        filterPolicy: ONLY_CURATED.toString(),
      }),
    );
    return {
      ...queueOutputsOf(worker),
      subscription_arn: one(subscription, "arn"),
      kms_key_arn: keyArn,
    };
  },
});

function permissions(at: Account, vars: Vars<typeof inputs>): Statement[] {
  const curated = `arn:${at.partition}:s3:::${vars.curated_bucket}`;
  return [
    {
      sid: "ReadManifests",
      actions: ["s3:GetObject"],
      resources: `${curated}/${MANIFEST_PREFIX}*`,
      when: vars.copies,
    },
    {
      // Without it S3 answers 403 for a manifest that is gone, which looks like a missing permission.
      sid: "ListManifests",
      actions: [],
      rarely: { WhenGone: ["s3:ListBucket"] },
      resources: curated,
      when: vars.copies,
    },
    {
      sid: "WriteCopyManifests",
      actions: ["s3:DeleteObject", "s3:PutObject"],
      resources: `${curated}/${COPY_MANIFEST_PREFIX}*`,
      when: vars.copies,
    },
    {
      sid: "NoteInAudit",
      actions: ["dynamodb:UpdateItem"],
      resources: vars.audit_table_arn,
      when: vars.copies,
    },
    {
      sid: "TellModels",
      actions: ["sqs:SendMessage"],
      resources: vars.next_queue_arn,
      when: tf`${vars.next_queue_arn} != null`,
    },
  ];
}
