// pipeline: lake, queues, functions, catalog, workgroup and audit, composed from one contract.
import { athena } from "../athena/index.ts";
import { audit } from "../audit/index.ts";
import { catalog } from "../catalog/index.ts";
import { account } from "../constructs/account.ts";
import { checkedDatasets } from "../constructs/datasets.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { dataGuard, keyGuard } from "../constructs/guard.ts";
import { forceRule, keyRule, logRetentionRule, nameRule } from "../constructs/inputs.ts";
import type { queueFunctionOutputs } from "../constructs/queue-function.ts";
import { type Construct, defineModule, type Expr, moduleCall, tf, type Vars } from "../kit/index.ts";
import { lake } from "../lake/index.ts";
import { contractObject } from "./contract.ts";
import { inputs } from "./inputs.ts";
import { lakeInputs, RESULTS_PREFIX } from "./lake.ts";
import { outputs } from "./outputs.ts";
import { CATALOG_TIMEOUT_SECONDS, queues } from "./queues.ts";
import { stageParts } from "./topology.ts";
import { topologyRules } from "./topology-rules.ts";
import { warehouseParts, warehouseReader } from "./warehouse.ts";

export const pipeline = defineModule({
  name: "pipeline",
  description:
    "A whole data pipeline from one contract. Files that land in S3 are validated, cleansed, tokenized, enriched and " +
    "written as partitioned Parquet; what breaks the contract is quarantined with its reasons; Athena can query the " +
    "rest, and an audit says what became of every file.",
  usage: `
module "pipeline" {
  source = "./terraform-aws-headrace"

  name     = "acme"
  datasets = yamldecode(file("\${path.module}/headrace.yaml")).datasets
}
`,
  notes: `
Put a file to \`s3://BUCKET/DATASET/FILE\` in the landing bucket (\`bucket_names["landing"]\`), and query
\`database_name\`.\`DATASET\` in the workgroup. Every part can be one of your estate: see \`existing_buckets\`, \`kms_key_arn\`,
\`vpc\`, \`curated_topic_arn\` and \`token_key_secret_arn\`.

All stages run in one pass of one function. Where some must be apart, \`topology\` puts them into functions of their own, each
with a role, a queue and a dead-letter queue:

\`\`\`hcl
  topology = {
    tokenize = { stages = ["tokenize"] }
    write    = { stages = ["enrich", "transform"] }
  }
\`\`\`

A key of yours must let \`s3.amazonaws.com\` and \`sns.amazonaws.com\` use \`kms:GenerateDataKey*\` and \`kms:Decrypt\` for
this account, \`logs.REGION.amazonaws.com\` (\`logs.REGION.amazonaws.com.cn\` in China) encrypt and decrypt, and
\`cloudwatch.amazonaws.com\` the former two where a topic of \`alarm_topic_arns\` is encrypted with it.
`,
  inputs,
  outputs,
  rules: (vars) => [
    nameRule(vars),
    keyRule(vars),
    forceRule(vars),
    logRetentionRule(vars.log_retention_days),
    ...topologyRules(vars),
    {
      variable: "token_key_secret_arn",
      condition: tf`!(${vars.create_token_key} && ${vars.token_key_secret_arn} != null)`,
      message: "Set create_token_key = false beside token_key_secret_arn.",
    },
  ],
  build: compose,
});

function compose(scope: Construct, given: Vars<typeof inputs>) {
  const at = account(scope, given);
  const vars = { ...given, name: at.name };
  const keyArn = encryptionKey(scope, at, "pipeline", vars, ["cloudwatch", "logs", "s3", "sns"]);
  const common = { name: vars.name, tags: vars.tags, kms_key_arn: keyArn, create_kms_key: false };
  const force = {
    force_destroy: vars.force_destroy,
    i_understand_that_data_is_lost: vars.i_understand_that_data_is_lost,
  };
  const { datasets, require } = checkedDatasets(scope, vars.datasets);
  const bucketNames = tf`module.lake.bucket_names`;
  const queue = queues(scope, at, vars, { keyArn, bucketNames });
  const zones = moduleCall(scope, "lake", lake, {
    ...common,
    ...force,
    ...lakeInputs(vars, datasets, queue),
  });
  const records = moduleCall(scope, "audit", audit, { ...common, ...force });
  const contract = contractObject(scope, vars, datasets, bucketNames.at("system"));
  require(contract.object);
  const functions = {
    permissions_boundary_arn: vars.permissions_boundary_arn,
    architecture: vars.architecture,
    log_retention_days: vars.log_retention_days,
    tracing: vars.tracing,
    vpc: vars.vpc,
    additional_kms_key_arns: vars.additional_kms_key_arns,
  };
  const noted = { audit_table_name: records.table_name, audit_table_arn: records.table_arn };
  const parts = stageParts(scope, at, vars, {
    common,
    keyArn,
    shared: {
      ...common,
      ...force,
      ...functions,
      ...noted,
      contract_uri: contract.uri,
      contract_digest: contract.digest,
      landing_bucket: bucketNames.at("landing"),
      curated_bucket: bucketNames.at("curated"),
      quarantine_bucket: bucketNames.at("quarantine"),
      audit_ttl_days: vars.audit_ttl_days,
      oversize_queue_arn: queue.oversize.queue_arn,
      oversize_queue_url: queue.oversize.queue_url,
    },
    own: {
      queue_arn: queue.ingest.queue_arn,
      create_token_key: vars.create_token_key,
      token_key_secret_arn: vars.token_key_secret_arn,
    },
  });
  const staged = parts.first;
  const cataloged = moduleCall(scope, "catalog", catalog, {
    ...common,
    ...functions,
    ...noted,
    datasets,
    datasets_are_checked: true,
    queue_arn: queue.catalog.queue_arn,
    curated_bucket: bucketNames.at("curated"),
    create_curated_topic: vars.create_curated_topic,
    curated_topic_arn: vars.curated_topic_arn,
    timeout_seconds: CATALOG_TIMEOUT_SECONDS,
    lake_formation: {
      enabled: vars.lake_formation.attr("enabled"),
      readers: tf`merge(${vars.lake_formation.attr("readers")}, ${warehouseReader()})`,
    },
  });
  const workgroup = moduleCall(
    scope,
    "athena",
    athena,
    {
      ...common,
      create_results_bucket: false,
      results_bucket: bucketNames.at("system"),
      results_prefix: RESULTS_PREFIX,
      bytes_scanned_cutoff: vars.bytes_scanned_cutoff,
      named_queries: vars.named_queries,
    },
    { when: vars.create_workgroup },
  );
  const stood = warehouseParts(scope, at, vars, {
    common,
    force,
    functions,
    audit: noted,
    bucketNames,
    keyArn,
    contract,
    datasets,
    glueDatabase: cataloged.database_name,
    curatedTopicArn: cataloged.curated_topic_arn,
  });
  const each = (output: keyof typeof queueFunctionOutputs) =>
    tf`merge(${{ stage: staged[output], catalog: cataloged[output] }}, ${parts.others[output]}, ${stood.maps({ load: stood.load[output], transforms: stood.transforms[output] })})`;
  const dead = (output: "dead_letter_queue_arn" | "dead_letter_queue_url") =>
    tf`merge(${{ ingest: queue.ingest[output], catalog: queue.catalog[output] }}, ${parts.queues[output]}, ${stood.maps({ load: stood.queues.load[output], transforms: stood.queues.transforms[output] })})`;
  keyGuard(scope, vars);
  dataGuard(scope, vars, "The pipeline holds data.");
  return {
    bucket_names: zones.bucket_names,
    bucket_arns: zones.bucket_arns,
    queue_arns: tf`merge(${every(queue, "queue_arn")}, ${parts.queues.queue_arn}, ${stood.maps(every(stood.queues, "queue_arn"))})`,
    queue_urls: tf`merge(${every(queue, "queue_url")}, ${parts.queues.queue_url}, ${stood.maps(every(stood.queues, "queue_url"))})`,
    dead_letter_queue_arns: dead("dead_letter_queue_arn"),
    dead_letter_queue_urls: dead("dead_letter_queue_url"),
    function_names: each("function_name"),
    function_arns: each("function_arn"),
    role_names: each("role_name"),
    role_arns: each("role_arn"),
    log_group_names: each("log_group_name"),
    log_group_arns: each("log_group_arn"),
    event_source_mapping_arns: each("event_source_mapping_arn"),
    alarm_arns: tf`merge([for q, alarms in merge(${every(queue, "alarm_arns")}, ${parts.queues.alarm_arns}, ${stood.alarms()}) : { for k, v in alarms : "\${q}/\${k}" => v }]...)`,
    layer_arn: staged.layer_arn,
    database_name: cataloged.database_name,
    database_arn: cataloged.database_arn,
    table_names: cataloged.table_names,
    table_arns: cataloged.table_arns,
    curated_topic_arn: cataloged.curated_topic_arn,
    workgroup_name: workgroup.workgroup_name,
    workgroup_arn: workgroup.workgroup_arn,
    results_location: workgroup.results_location,
    audit_table_name: records.table_name,
    audit_table_arn: records.table_arn,
    audit_index_name: records.index_name,
    idempotency_table_name: staged.idempotency_table_name,
    idempotency_table_arn: staged.idempotency_table_arn,
    part_idempotency_table_names: parts.others.idempotency_table_name,
    part_idempotency_table_arns: parts.others.idempotency_table_arn,
    interim_bucket_name: parts.interim,
    interim_bucket_arn: tf`one([for name in ${parts.interim}[*] : "arn:\${${at.partition}}:s3:::\${name}"])`,
    token_key_secret_arn: staged.token_key_secret_arn,
    contract_uri: contract.uri,
    contract_digest: contract.digest,
    max_object_bytes: staged.max_object_bytes,
    kms_key_arn: keyArn,
    ...stood.outputs(),
  };
}

/** One output of every queue, by the queue's name. */
function every<K extends string>(queues: { [name: string]: { readonly [P in K]: Expr } }, output: K) {
  return Object.fromEntries(Object.entries(queues).map(([name, made]) => [name, made[output]]));
}
