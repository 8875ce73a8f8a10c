// What deliveries are told: the contract's topics, who is subscribed to them, and where rows lie.
import * as z from "zod";
import { deliverSchema, TOPIC_NAME } from "../../core/contract/deliver/schema.ts";
import { NAME } from "../../core/contract/schema.ts";
import { keyInputs, nameInput, optionalArn, queueFunctionInputs, tagsInput } from "../constructs/inputs.ts";
import { subscriptionsInput } from "./subscription-inputs.ts";

const { as, fifo, max_messages, link_seconds } = deliverSchema.shape;

export const deliverInput = z
  .record(
    z
      .string()
      .regex(TOPIC_NAME, "a lower-case letter, then lower-case letters, digits and _, 64 characters at most"),
    z.object({
      datasets: z.array(z.string()).default([]).describe("Datasets whose runs are delivered."),
      models: z
        .array(z.string().regex(NAME, "a model's name in lower case"))
        .default([])
        .describe("Models and snapshots that are delivered after each run of the models."),
      as: as.describe("rows: within the messages where they fit; link: as an object that a link opens."),
      fifo: fifo.describe("Make a FIFO topic, which queues alone can be subscribed to."),
      columns: z
        .array(z.string())
        .min(1)
        .nullable()
        .default(null)
        .describe("The columns to deliver; all of them where null."),
      max_messages: max_messages.describe("More messages than this for a run become one, with a link."),
      link_seconds: link_seconds.describe("Seconds that a link opens its object."),
    }),
  )
  .default({});

export const statusLoggingInput = z
  .object({
    enabled: z.boolean().default(true).describe("Log what becomes of deliveries: every one that fails."),
    success_sample_percent: z
      .number()
      .int()
      .min(0)
      .max(100)
      .default(0)
      .describe("Of those that succeed, how many in a hundred are logged."),
  })
  .prefault({})
  .describe(
    "What SNS writes of each delivery to a subscriber to the log groups `sns/REGION/ACCOUNT/TOPIC` and, for failures, `…/Failure`: endpoint, status and attempts, and no message.",
  );

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  ...queueFunctionInputs,
  deliver: deliverInput.describe("Topic → what goes to it: the contract's `deliver`."),
  subscriptions: subscriptionsInput,
  api_topics: z
    .array(z.string())
    .default([])
    .describe(
      "Topics that callers of the REST API may subscribe to: each has a dead-letter queue NAME-api-to-TOPIC-dlq and its alarm for all of these. None of them is a FIFO topic.",
    ),
  status_logging: statusLoggingInput,
  curated_bucket: z.string().describe("Name of the bucket of curated rows and manifests."),
  exports_bucket: z
    .string()
    .describe(
      "Name of the bucket of exports: models' rows and what links open lie there under `_deliveries/`.",
    ),
  audit_table_name: z.string().describe("Name of the audit table."),
  audit_table_arn: z.string().describe("ARN of the audit table."),
  audit_ttl_days: z
    .number()
    .int()
    .min(1)
    .default(400)
    .describe("Days that the audit record of a run of the models is kept."),
  contract_uri: z
    .string()
    .startsWith("s3://")
    .describe("s3:// URI of the contract as JSON: { version, name, datasets }."),
  contract_digest: z.string().length(64).describe("SHA-256 of that object, in hex."),
  layer_arn: z
    .string()
    .describe(
      "ARN of the version of a DuckDB layer for the architecture: `layer_arn` of the module `stage`.",
    ),
  subscribe: z
    .boolean()
    .default(true)
    .describe("Subscribe the queue to `curated_topic_arn`; its policy must let the topic send."),
  curated_topic_arn: optionalArn("sns", "ARN of the topic of `dataset.curated`."),
  memory_mb: z.number().int().min(512).max(10240).default(1024).describe("Memory of the function in MiB."),
  timeout_seconds: z
    .number()
    .int()
    .min(1)
    .max(900)
    .default(300)
    .describe("Seconds that the deliveries of a run may take."),
  ephemeral_storage_mb: z
    .number()
    .int()
    .min(512)
    .max(10240)
    .default(4096)
    .describe(
      "Storage of the function in MiB: for a run's rows as JSON, which take several times what Parquet does.",
    ),
});
