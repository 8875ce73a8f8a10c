// pipeline: one contract becomes a lake, an audit, and the members that work on them.
import * as z from "zod";
import { audit } from "../audit/index.ts";
import { account } from "../constructs/account.ts";
import { checkedDatasets } from "../constructs/datasets.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { dataGuard, keyGuard } from "../constructs/guard.ts";
import { forceRule, keyRule, logRetentionRule, nameRule } from "../constructs/inputs.ts";
import { type Construct, defineModule, Expr, moduleCall, tf, type Vars } from "../kit/index.ts";
import { lake } from "../lake/index.ts";
import { apiCondition } from "./api-inputs.ts";
import { contractAsks } from "./asks.ts";
import { contractObject } from "./contract.ts";
import { alarmsOf, fedFunctions, fedQueues, folded, functionsOf, queuesOf, toldOf } from "./fold.ts";
import { inputs } from "./inputs.ts";
import { lakeInputs } from "./lake.ts";
import { logArchiveOf } from "./log-archive.ts";
import type { Member } from "./member.ts";
import { MEMBERS } from "./members.ts";
import { monitoringOf } from "./monitoring.ts";
import { sharedOutputs } from "./outputs.ts";
import { reportsOf } from "./reports.ts";
import { topologyRules } from "./topology-rules.ts";
import { vaultRules } from "./vault-rules.ts";

/** The shapes of a union, all at once. */
type OfAll<U> = (U extends unknown ? (one: U) => void : never) extends (
  all: infer All extends z.ZodRawShape,
) => void
  ? All
  : never;
type Shared<K extends "inputs" | "outputs"> = {
  inputs: typeof inputs.shape;
  outputs: ReturnType<typeof sharedOutputs>;
}[K];

/** The pipeline of these members. */
export function pipelineOf<const M extends readonly Member[]>(members: M) {
  type Shape<K extends "inputs" | "outputs"> = Shared<K> & OfAll<M[number][K]>;
  const shape = <K extends "inputs" | "outputs">(kind: K, shared: Shared<K>) =>
    Object.assign({}, shared, ...members.map((one) => one[kind])) as Shape<K>;
  return defineModule({
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
\`vpc\`, \`curated_topic_arn\`, \`token_key_secret_arn\` and \`vault\`.

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
\`cloudwatch.amazonaws.com\` the former two where a topic of \`alarm_topic_arns\` is encrypted with it, \`events.amazonaws.com\` where
a dataset starts a job.
`,
    inputs: z.object(shape("inputs", inputs.shape)),
    outputs: z.object(shape("outputs", sharedOutputs(members))),
    rules: (all) => {
      const vars = all as unknown as Vars<typeof inputs>;
      return [
        nameRule(vars),
        keyRule(vars),
        forceRule(vars),
        logRetentionRule(vars.log_retention_days),
        ...topologyRules(vars, takenBy(members)),
        ...members.flatMap((one) => one.rules?.(vars, ownVariables(one)) ?? []),
        {
          variable: "api_access",
          condition: tf`(${vars.api_access.attr("authorization")} == "jwt") == (${vars.api_access.attr("jwt")} != null)`,
          message: 'Write jwt in api_access where its authorization is "jwt", and nowhere else.',
        },
        {
          variable: "token_key_secret_arn",
          condition: tf`!(${vars.create_token_key} && ${vars.token_key_secret_arn} != null)`,
          message: "Set create_token_key = false beside token_key_secret_arn.",
        },
        ...vaultRules(vars),
      ];
    },
    build: (scope, vars) => compose(scope, vars as unknown as Vars<typeof inputs>, members),
  });
}

export const pipeline = pipelineOf(MEMBERS);

function compose(scope: Construct, variables: Vars<typeof inputs>, members: readonly Member[]) {
  const at = account(scope, variables);
  const vars = { ...variables, name: at.name };
  const keyArn = encryptionKey(
    scope,
    at,
    "pipeline",
    vars,
    ["cloudwatch", "events", "logs", "s3", "sns"],
    vars.records.attr("producer_arns"),
  );
  const every = { name: vars.name, tags: vars.tags, kms_key_arn: keyArn, create_kms_key: false } as const;
  const force = {
    force_destroy: vars.force_destroy,
    i_understand_that_data_is_lost: vars.i_understand_that_data_is_lost,
  };
  const { datasets, require } = checkedDatasets(scope, vars.datasets);
  const bucketNames = tf`module.lake.bucket_names`;
  const records = moduleCall(scope, "audit", audit, {
    ...every,
    ...force,
    stream: vars.archive.attr("enabled"),
  });
  const contract = contractObject(scope, vars, datasets, bucketNames.at("system"));
  require(contract.object, apiCondition(scope));
  const pipeline = {
    scope,
    at,
    vars,
    keyArn,
    datasets,
    asks: contractAsks(scope, vars, datasets),
    bucketNames,
    contract,
    shared: {
      every,
      force,
      functions: {
        permissions_boundary_arn: vars.permissions_boundary_arn,
        architecture: vars.architecture,
        artifacts: vars.artifacts,
        log_retention_days: vars.log_retention_days,
        tracing: vars.tracing,
        vpc: vars.vpc,
        additional_kms_key_arns: vars.additional_kms_key_arns,
        alarm_topic_arns: vars.alarm_topic_arns,
      },
      queues: { max_receives: vars.max_receives, alarm_topic_arns: vars.alarm_topic_arns },
      audit: { audit_table_name: records.table_name, audit_table_arn: records.table_arn },
    },
  };
  const built = members.map((member) => member.build(pipeline, ownVariables(member)));
  const zones = moduleCall(scope, "lake", lake, {
    ...every,
    ...force,
    ...lakeInputs(vars, datasets, toldOf(built)),
  });
  const logs = logArchiveOf(pipeline, built);
  const watched = monitoringOf(pipeline, built, tf`merge(${alarmsOf(built)}, ${logs.alarms})`);
  keyGuard(scope, vars);
  dataGuard(scope, vars, "The pipeline holds data.");
  const functions = functionsOf(built);
  const queues = queuesOf(built);
  const fed = fedQueues(queues);
  const own = {
    bucket_names: zones.bucket_names,
    bucket_arns: zones.bucket_arns,
    queue_arns: folded(queues, "queue_arn"),
    queue_urls: folded(queues, "queue_url"),
    dead_letter_queue_arns: folded(fed, "dead_letter_queue_arn"),
    dead_letter_queue_urls: folded(fed, "dead_letter_queue_url"),
    function_names: folded(functions, "function_name"),
    function_arns: folded(functions, "function_arn"),
    role_names: folded(functions, "role_name"),
    role_arns: folded(functions, "role_arn"),
    log_group_names: folded(functions, "log_group_name"),
    log_group_arns: folded(functions, "log_group_arn"),
    event_source_mapping_arns: folded(fedFunctions(functions), "event_source_mapping_arn"),
    ...watched,
    ...logs.outputs,
    ...reportsOf(pipeline),
    audit_table_name: records.table_name,
    audit_table_arn: records.table_arn,
    audit_index_name: records.index_name,
    contract_uri: contract.uri,
    contract_digest: contract.digest,
    kms_key_arn: keyArn,
  };
  return Object.assign(own, ...built.map(({ outputs }) => outputs));
}

/** Names that no part of a topology may have: those of the members' functions, queues and all else. */
const takenBy = (members: readonly Member[]): string[] => {
  const names = members.flatMap(({ names: { functions = [], queues = [], parking = [], taken = [] } }) => [
    ...functions,
    ...queues,
    ...parking,
    ...taken,
  ]);
  return [...new Set(names.map((name) => name.replaceAll("_", "-")))].sort();
};

/** The pipeline's inputs that are a member's own, as expressions. */
const ownVariables = (member: Member): { [name: string]: Expr } =>
  Object.fromEntries(Object.keys(member.inputs).map((name) => [name, new Expr(`var.${name}`)]));
