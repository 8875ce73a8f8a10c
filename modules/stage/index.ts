// stage: the Lambda function that turns an object that landed into curated and quarantined rows.
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import * as z from "zod";
import { STAGES } from "../../core/environment/stage.ts";
import { account } from "../constructs/account.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { environmentOf } from "../constructs/function-environment.ts";
import { withLayers, withStorage } from "../constructs/function-parts.ts";
import { dataGuard, keyGuard } from "../constructs/guard.ts";
import { forceRule, keyRule, logRetentionRule } from "../constructs/inputs.ts";
import { queueFunction, queueFunctionOutputs, queueOutputsOf } from "../constructs/queue-function.ts";
import { vaultRule } from "../constructs/token-sources.ts";
import { type Construct, defineModule, type Expr, ref, tf } from "../kit/index.ts";
import { environment } from "./environment.ts";
import { inputs } from "./inputs.ts";
import { duckdbLayer } from "./layer.ts";
import { permissions } from "./permissions.ts";
import { tokenKeySecret } from "./token-key.ts";

const outputs = z.object({
  ...queueFunctionOutputs,
  layer_arn: z.string().describe("ARN of the DuckDB layer's version."),
  idempotency_table_name: z.string().describe("Name of the table that locks runs."),
  idempotency_table_arn: z.string().describe("ARN of the table that locks runs."),
  token_key_secret_arn: z.string().describe("ARN of the token key's secret; null where there is none."),
  max_object_bytes: z.number().describe("The size above which objects go to the oversize queue."),
  kms_key_arn: z.string().describe("ARN of the key that log, environment and tables are encrypted with."),
});

export const stage = defineModule({
  name: "stage",
  description:
    "The Lambda function that validates, cleanses, tokenizes, enriches and transforms each object that lands, in one " +
    "pass of DuckDB. It comes with its DuckDB layer, a role that can do what it needs and no more, an encrypted log " +
    "with a retention, and partial batch failures.",
  usage: `
module "stage" {
  source = "./terraform-aws-headrace/modules/stage"

  name              = "acme"
  queue_arn         = module.ingest.queue_arn
  contract_uri      = "s3://acme-system/contract.json"
  contract_digest   = sha256(local.contract)
  landing_bucket    = module.lake.bucket_names["landing"]
  curated_bucket    = module.lake.bucket_names["curated"]
  quarantine_bucket = module.lake.bucket_names["quarantine"]
  audit_table_name  = module.audit.table_name
  audit_table_arn   = module.audit.table_arn
}
`,
  notes: `
Give the queue a visibility timeout of at least 6 times \`timeout_seconds\`; the \`queue\` module does so from
\`consumer_timeout_seconds\`.

One function runs all stages in one pass, which is the fastest and cheapest. Where parts must be apart (tokenizing under a
role of its own, say), call the module once per part: each with its \`part\`, its \`stages\` and a queue of its own, all with
one \`interim_bucket\`, and each but the last with the \`next_queue_arn\` and \`next_queue_url\` of its successor; the \`pipeline\`
does so from its \`topology\`. A part may read and write no more than its stages need. Only the part that tokenizes uses the
token key and the vault; the others need neither \`create_token_key\` nor a layer of their own (\`layer_arn\`).
`,
  inputs,
  outputs,
  artifacts: ["stage.zip", "duckdb-layer-arm64.zip", "duckdb-layer-x86_64.zip"],
  rules: (vars) => [
    keyRule(vars),
    forceRule(vars),
    logRetentionRule(vars.log_retention_days),
    vaultRule(vars),
    {
      variable: "oversize_queue_url",
      condition: tf`(${vars.oversize_queue_url} == null) == (${vars.oversize_queue_arn} == null)`,
      message: "Give oversize_queue_url and oversize_queue_arn together.",
    },
    {
      variable: "next_queue_url",
      condition: tf`(${vars.next_queue_url} == null) == (${vars.next_queue_arn} == null)`,
      message: "Give next_queue_url and next_queue_arn together.",
    },
    {
      variable: "stages",
      condition: tf`length(${vars.stages}) == 0 || strcontains(${STAGES.join(",")}, join(",", ${vars.stages}))`,
      message: `Write for stages some that follow each other: ${STAGES.join(", ")}.`,
    },
    {
      variable: "stages",
      condition: tf`contains(${vars.stages}, "validate") == contains(${vars.stages}, "cleanse")`,
      message:
        "Write validate and cleanse together in stages: a row is judged after it was cleansed, where its original text is.",
    },
    {
      variable: "interim_bucket",
      condition: tf`length(${vars.stages}) == 0 || length(${vars.stages}) == ${STAGES.length} || ${vars.interim_bucket} != null`,
      message: "Give interim_bucket where the function does not run all stages.",
    },
    {
      variable: "next_queue_arn",
      condition: tf`length(${vars.stages}) == 0 || contains(${vars.stages}, "transform") || ${vars.next_queue_arn} != null`,
      message: "Give next_queue_arn and next_queue_url where stages end before transform.",
    },
    {
      variable: "create_layer",
      condition: tf`${vars.create_layer} || ${vars.layer_arn} != null`,
      message: "Give layer_arn where create_layer is false.",
    },
  ],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "stage", vars, ["cloudwatch", "logs"]);
    const layer = duckdbLayer(scope, vars);
    const locks = idempotencyTable(scope, vars, keyArn);
    const secretArn = tokenKeySecret(scope, vars, keyArn);
    const maxBytes = tf`${vars.max_object_bytes} != null ? ${vars.max_object_bytes} : floor(${vars.ephemeral_storage_mb} * 1048576 / 4)`;
    const worker = queueFunction(scope, at, vars, {
      suffix: `${vars.part}`,
      description: "Imports the objects that land",
      failure:
        "Imports fail. The function's log says why; messages come again, then go to the dead-letter queue.",
      zip: "stage.zip",
      environment: environmentOf(environment(vars, { locksName: locks.attr("name"), secretArn, maxBytes })),
      statements: permissions(at, vars, { locksArn: locks.attr("arn"), secretArn }),
      keyArn,
      parts: [withLayers(layer), withStorage(vars.ephemeral_storage_mb)],
    });
    keyGuard(scope, vars, vars.create_token_key);
    dataGuard(scope, vars, "No token can be made again without the token key.", vars.create_token_key);
    return {
      ...queueOutputsOf(worker),
      layer_arn: layer,
      idempotency_table_name: locks.attr("name"),
      idempotency_table_arn: locks.attr("arn"),
      token_key_secret_arn: secretArn,
      max_object_bytes: maxBytes,
      kms_key_arn: keyArn,
    };
  },
});

/** Powertools' table: what it holds is worthless after minutes, so it has no protection. */
function idempotencyTable(
  scope: Construct,
  vars: { name: Expr; part: Expr; tags: Expr },
  keyArn: Expr,
): Expr {
  return ref(
    new DynamodbTable(scope, "locks", {
      name: `${vars.name}-${vars.part}-locks`,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      attribute: [{ name: "id", type: "S" }],
      ttl: { attributeName: "expiration", enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: `${keyArn}` },
      tags: vars.tags.map,
    }),
  );
}
