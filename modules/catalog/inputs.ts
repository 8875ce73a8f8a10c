// What the catalog is told: the contract's datasets, the bucket they lie in, and who hears of new partitions.
import * as z from "zod";
import { datasetsInput } from "../constructs/datasets.ts";
import { keyInputs, nameInput, optionalArn, queueFunctionInputs, tagsInput } from "../constructs/inputs.ts";
import { lakeFormationInput } from "./lake-formation.ts";

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  ...queueFunctionInputs,
  datasets: datasetsInput,
  datasets_are_checked: z
    .boolean()
    .default(false)
    .describe(
      "True where the caller has checked `datasets`, as the pipeline does; it saves seconds of every plan.",
    ),
  curated_bucket: z.string().describe("Name of the bucket of curated rows and manifests."),
  quarantine_bucket: z
    .string()
    .nullable()
    .default(null)
    .describe(
      "Name of the bucket of quarantined rows, for the table `_quarantine`; there is no such table where null.",
    ),
  audit_table_name: z.string().describe("Name of the audit table."),
  audit_table_arn: z.string().describe("ARN of the audit table."),
  create_curated_topic: z
    .boolean()
    .default(true)
    .describe(
      "Make an SNS topic for `dataset.curated`. Set it to false beside `curated_topic_arn`, or for none.",
    ),
  curated_topic_arn: optionalArn("sns", "ARN of a topic of yours for `dataset.curated`."),
  put_events: z
    .boolean()
    .default(false)
    .describe(
      'Put `dataset.curated` on the account\'s default event bus too, with source "headrace", for rules of EventBridge.',
    ),
  lake_formation: lakeFormationInput,
  memory_mb: z.number().int().min(128).max(10240).default(256).describe("Memory of the function in MiB."),
  timeout_seconds: z.number().int().min(1).max(900).default(60).describe("Seconds that a batch may take."),
  batch_size: queueFunctionInputs.batch_size
    .removeDefault()
    .default(10)
    .describe("Manifests registered at once, at most."),
});
