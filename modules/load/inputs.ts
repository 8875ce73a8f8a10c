// What the load function is told: the warehouse, the lake it loads from, and who hears of loaded rows.
import * as z from "zod";
import { keyInputs, nameInput, optionalArn, queueFunctionInputs, tagsInput } from "../constructs/inputs.ts";
import { warehouseInputs } from "../constructs/warehouse-access.ts";

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  ...queueFunctionInputs,
  ...warehouseInputs,
  glue_database_name: z.string().describe("Name of the Glue database of the lake."),
  curated_bucket: z.string().describe("Name of the bucket of curated rows and manifests."),
  audit_table_name: z.string().describe("Name of the audit table."),
  audit_table_arn: z.string().describe("ARN of the audit table."),
  load_schema: z
    .string()
    .default("raw")
    .describe(
      "The schema of the tables that COPY fills, each called as its dataset. Pipelines that share a warehouse need one each.",
    ),
  copies: z
    .boolean()
    .default(true)
    .describe(
      "Whether a dataset of the contract says `load: copy`. Where none does, the role may not reach the warehouse.",
    ),
  subscribe: z
    .boolean()
    .default(true)
    .describe("Subscribe the queue to `curated_topic_arn`; its policy must let the topic send."),
  curated_topic_arn: optionalArn("sns", "ARN of the topic of `dataset.curated`."),
  next_queue_arn: optionalArn("sqs", "ARN of the queue that is notified once rows are in the warehouse."),
  next_queue_url: z.string().nullable().default(null).describe("URL of that queue."),
  memory_mb: z.number().int().min(128).max(10240).default(512).describe("Memory of the function in MiB."),
  timeout_seconds: z.number().int().min(1).max(900).default(900).describe("Seconds that a load may take."),
});
