// The catalog of what was curated: the tables of the contract, the function that registers partitions, and its queue.
import * as z from "zod";
import { MANIFEST_PREFIX } from "../../../core/records/manifest.ts";
import { catalog } from "../../catalog/index.ts";
import { moduleCall, onlyIf, tf } from "../../kit/index.ts";
import { queue } from "../../queue/index.ts";
import { WAREHOUSE } from "../addresses.ts";
import { STARTS_BY_CURATED, USES_WAREHOUSE } from "../asks.ts";
import { member } from "../member.ts";

const TIMEOUT_SECONDS = 60;

const map = (description: string) => z.record(z.string(), z.string()).describe(description);
const text = (description: string) => z.string().describe(description);

export const catalogMember = member({
  names: { functions: ["catalog"], queues: ["catalog"] },
  outputs: {
    database_name: text("Name of the Glue database."),
    database_arn: text("ARN of the Glue database."),
    table_names: map("Dataset → name of its Glue table."),
    table_arns: map("Dataset → ARN of its Glue table."),
    runs_table_name: text("Name of the Glue table of what became of files."),
    quarantine_table_name: text("Name of the Glue table of quarantined rows."),
    curated_topic_arn: text(
      "ARN of the topic of `dataset.curated` and `dataset.rejected`; null where there is none.",
    ),
  },
  build({ scope, at, vars, shared, datasets, bucketNames }) {
    const told = moduleCall(scope, "catalog_queue", queue, {
      ...shared.every,
      ...shared.queues,
      name: `${vars.name}-catalog`,
      consumer_timeout_seconds: TIMEOUT_SECONDS,
      senders: [{ service: "s3", arn: `arn:${at.partition}:s3:::${bucketNames.at("curated")}` }],
    });
    // The role that Spectrum reads the catalog by, where there is one.
    const reader = tf`{ for name in ${onlyIf(USES_WAREHOUSE, "warehouse")} : name => ${WAREHOUSE.role_arn} }`;
    const outputs = moduleCall(scope, "catalog", catalog, {
      ...shared.every,
      ...shared.functions,
      ...shared.audit,
      datasets,
      datasets_are_checked: true,
      queue_arn: told.queue_arn,
      curated_bucket: bucketNames.at("curated"),
      quarantine_bucket: bucketNames.at("quarantine"),
      create_curated_topic: vars.create_curated_topic,
      curated_topic_arn: vars.curated_topic_arn,
      put_events: STARTS_BY_CURATED,
      timeout_seconds: TIMEOUT_SECONDS,
      lake_formation: {
        enabled: vars.lake_formation.attr("enabled"),
        readers: tf`merge(${vars.lake_formation.attr("readers")}, ${reader})`,
      },
    });
    return {
      functions: [{ name: "catalog", outputs }],
      queues: [{ name: "catalog", outputs: told }],
      told: { curated: { queue_arn: told.queue_arn, prefix: MANIFEST_PREFIX, suffix: ".json" } },
      outputs: {
        database_name: outputs.database_name,
        database_arn: outputs.database_arn,
        table_names: outputs.table_names,
        table_arns: outputs.table_arns,
        runs_table_name: outputs.runs_table_name,
        quarantine_table_name: outputs.quarantine_table_name,
        curated_topic_arn: outputs.curated_topic_arn,
      },
    };
  },
});
