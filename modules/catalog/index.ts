// catalog: the Glue database and tables of the contract, and the Lambda function that registers what runs committed.
import { GlueCatalogDatabase } from "@cdktf/provider-aws/lib/glue-catalog-database/index.js";
import * as z from "zod";
import type { CatalogEnvironment } from "../../core/environment/catalog.ts";
import { CURATED_EVENT } from "../../core/records/curated-notice.ts";
import { account } from "../constructs/account.ts";
import { checkedDatasets } from "../constructs/datasets.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { environmentOf } from "../constructs/function-environment.ts";
import { keyRule, logRetentionRule } from "../constructs/inputs.ts";
import { queueFunction, queueFunctionOutputs, queueOutputsOf } from "../constructs/queue-function.ts";
import { defineModule, ref, tf, type Value } from "../kit/index.ts";
import { inputs } from "./inputs.ts";
import { lakeFormation } from "./lake-formation.ts";
import { permissions } from "./permissions.ts";
import { recordTables } from "./record-tables.ts";
import { tables } from "./tables.ts";
import { curatedTopic } from "./topic.ts";

const outputs = z.object({
  database_name: z.string().describe("Name of the Glue database."),
  database_arn: z.string().describe("ARN of the Glue database."),
  table_names: z.record(z.string(), z.string()).describe("Dataset → name of its table."),
  table_arns: z.record(z.string(), z.string()).describe("Dataset → ARN of its table."),
  runs_table_name: z.string().describe("Name of the table of what became of files."),
  quarantine_table_name: z
    .string()
    .describe("Name of the table of quarantined rows; null where there is none."),
  curated_topic_arn: z
    .string()
    .describe("ARN of the topic of `dataset.curated` and `dataset.rejected`; null where there is none."),
  ...queueFunctionOutputs,
  kms_key_arn: z.string().describe("ARN of the key that log, environment and topic are encrypted with."),
});

export const catalog = defineModule({
  name: "catalog",
  description:
    "The Glue database of a lake with a table per dataset of the contract, and the Lambda function that registers the " +
    "partitions of committed runs and publishes `dataset.curated`. The curated bucket notifies its queue of manifests.",
  usage: `
module "catalog" {
  source = "./terraform-aws-headrace/modules/catalog"

  name             = "acme"
  datasets         = yamldecode(file("headrace.yaml")).datasets
  queue_arn        = module.manifests.queue_arn
  curated_bucket   = module.lake.bucket_names["curated"]
  audit_table_name = module.audit.table_name
  audit_table_arn  = module.audit.table_arn
}
`,
  notes: "Partition columns are named as in Iceberg: `day(ordered_at)` makes `ordered_at_day`.",
  inputs,
  outputs,
  artifacts: ["catalog.zip"],
  rules: (vars) => [keyRule(vars), logRetentionRule(vars.log_retention_days)],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "catalog", vars, ["cloudwatch", "logs", "s3", "sns"]);
    const database = new GlueCatalogDatabase(scope, "this", {
      name: tf`replace(${vars.name}, "-", "_")`.toString(),
      description: `The curated datasets of ${vars.name}`,
      tags: vars.tags.map,
    });
    const contract = checkedDatasets(scope, vars.datasets, vars.datasets_are_checked);
    contract.require(database);
    const table = tables(scope, vars, contract.datasets, ref(database, "name"));
    const records = recordTables(scope, vars, contract.datasets, ref(database, "name"));
    const topicArn = curatedTopic(scope, at, vars, keyArn);
    const environment: { [K in keyof CatalogEnvironment]: Value } = {
      GLUE_DATABASE: ref(database, "name"),
      CURATED_BUCKET: vars.curated_bucket,
      AUDIT_TABLE: vars.audit_table_name,
      CURATED_TOPIC_ARN: topicArn,
      EVENT_BUS: tf`${vars.put_events} ? ${CURATED_EVENT.bus} : null`,
    };
    const worker = queueFunction(scope, at, vars, {
      suffix: "catalog",
      description: "Registers what runs committed",
      failure:
        "Registering partitions fails. The function's log says why; messages come again, then go to the dead-letter queue.",
      zip: "catalog.zip",
      environment: environmentOf(environment as { [name: string]: Value }),
      statements: permissions(at, vars, ref(database, "name"), topicArn),
      keyArn,
    });
    lakeFormation(scope, vars, {
      roleArn: worker.role.attr("arn"),
      database: ref(database, "name"),
      tables: table,
    });
    return {
      database_name: ref(database, "name"),
      database_arn: ref(database, "arn"),
      table_names: tf`{ for k, v in ${table} : k => v.name }`,
      table_arns: tf`{ for k, v in ${table} : k => v.arn }`,
      runs_table_name: records.runs,
      quarantine_table_name: records.quarantine,
      curated_topic_arn: topicArn,
      ...queueOutputsOf(worker),
      kms_key_arn: keyArn,
    };
  },
});
