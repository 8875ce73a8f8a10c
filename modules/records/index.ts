// records: the Lambda function that batches records which arrive one by one into objects of the landing bucket, and the
// table by which each of them is in one object only.
import * as z from "zod";
import type { RecordsEnvironment } from "../../core/environment/records.ts";
import { RECORDS_FOLDER } from "../../core/records/record-objects.ts";
import { type Account, account } from "../constructs/account.ts";
import { claimsTable } from "../constructs/claims-table.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { environmentOf } from "../constructs/function-environment.ts";
import { keyRule, logRetentionRule } from "../constructs/inputs.ts";
import { queueFunction, queueFunctionOutputs, queueOutputsOf } from "../constructs/queue-function.ts";
import { objectArn } from "../constructs/text-object.ts";
import { defineModule, type Expr, type Statement, tf, type Value, type Vars } from "../kit/index.ts";
import { inputs } from "./inputs.ts";

const outputs = z.object({
  ...queueFunctionOutputs,
  claims_table_name: z.string().describe("Name of the table that knows which object a message is in."),
  claims_table_arn: z.string().describe("ARN of that table."),
  kms_key_arn: z.string().describe("ARN of the key that log, environment and table are encrypted with."),
});

export const records = defineModule({
  name: "records",
  description:
    "The Lambda function that takes records from an SQS queue, many at a time, and writes them as one NDJSON object per " +
    "dataset into the landing bucket, from where they are imported as files are. Each message's records are in one " +
    "object, however often it comes, and whenever the function is stopped.",
  usage: `
module "records_queue" {
  source = "./terraform-aws-headrace/modules/queue"

  name                     = "acme-records"
  consumer_timeout_seconds = 60
  max_receives             = 20
}

module "records" {
  source = "./terraform-aws-headrace/modules/records"

  name            = "acme"
  queue_arn       = module.records_queue.queue_arn
  contract_uri    = "s3://acme-system/contract.json"
  contract_digest = sha256(local.contract)
  landing_bucket  = module.lake.bucket_names["landing"]
}
`,
  notes: `
A message's body is a JSON object or an array of objects; its attribute \`dataset\` names the dataset, and \`record_key\`, where
it has one, tells a message that is sent again from another one. What is no such message goes to the queue's dead-letter
queue. Give the queue a \`max_receives\` of 20 or so: a message comes again each time that the function is stopped.
`,
  inputs,
  outputs,
  artifacts: ["records.zip"],
  rules: (vars) => [
    keyRule(vars),
    logRetentionRule(vars.log_retention_days),
    {
      variable: "batch_window_seconds",
      condition: tf`${vars.batch_size} <= 10 || ${vars.batch_window_seconds} >= 1`,
      message:
        "Write for batch_window_seconds 1 or more where batch_size is above 10: AWS Lambda asks for it.",
    },
  ],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "records", vars, ["cloudwatch", "logs"]);
    const claims = claimsTable(scope, vars, `${vars.name}-record-claims`, keyArn);
    const environment: { [K in keyof RecordsEnvironment]: Value } = {
      CONTRACT_URI: vars.contract_uri,
      CONTRACT_DIGEST: vars.contract_digest,
      LANDING_BUCKET: vars.landing_bucket,
      CLAIMS_TABLE: claims.attr("name"),
      CLAIM_DAYS: vars.claim_days,
      MAX_OBJECT_BYTES: vars.max_object_bytes,
    };
    const worker = queueFunction(scope, at, vars, {
      suffix: "records",
      description: "Batches records into objects of the landing bucket",
      failure:
        "Records are not batched. The function's log says why; messages come again, then go to the dead-letter queue.",
      zip: "records.zip",
      environment: environmentOf(environment as { [name: string]: Value }),
      statements: permissions(at, vars, claims.attr("arn")),
      keyArn,
    });
    return {
      ...queueOutputsOf(worker),
      claims_table_name: claims.attr("name"),
      claims_table_arn: claims.attr("arn"),
      kms_key_arn: keyArn,
    };
  },
});

function permissions(at: Account, vars: Vars<typeof inputs>, claimsArn: Expr): Statement[] {
  const landing = `arn:${at.partition}:s3:::${vars.landing_bucket}`;
  return [
    { sid: "ReadContract", actions: ["s3:GetObject"], resources: objectArn(at, vars.contract_uri) },
    {
      sid: "WriteRecords",
      actions: ["s3:PutObject"],
      // Whether a batch that died had written.
      rarely: { AfterFailure: ["s3:GetObject"] },
      resources: `${landing}/*/${RECORDS_FOLDER}/*`,
    },
    {
      sid: "ClaimRecords",
      actions: ["dynamodb:PutItem", "dynamodb:UpdateItem"],
      rarely: { OnRepeat: ["dynamodb:GetItem"] },
      resources: claimsArn,
    },
  ];
}
