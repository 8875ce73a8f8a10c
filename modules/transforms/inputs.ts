// What the models' function is told: the warehouse, the models, when and how they are run.
import * as z from "zod";
import { exportSchema, NAME } from "../../core/contract/schema.ts";
import { functionJobShape } from "../batch/function-job-inputs.ts";
import { keyInputs, nameInput, optionalArn, queueFunctionInputs, tagsInput } from "../constructs/inputs.ts";
import { warehouseInputs } from "../constructs/warehouse-access.ts";

const { batch_size: _, max_concurrency: __, ...shared } = queueFunctionInputs;

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  ...shared,
  ...warehouseInputs,
  exports_kms_key_arn: optionalArn(
    "kms",
    "ARN of the key that `exports_bucket` is encrypted with, which UNLOAD names; the bucket's own default key where null.",
  ),
  allow_recursive_loop: z
    .boolean()
    .default(true)
    .describe(
      "Tell Lambda's loop detection that the function invokes itself, as a run longer than 16 times its timeout does. False for regions without that detection, where Lambda knows no such setting.",
    ),
  batch_window_seconds: z
    .number()
    .int()
    .min(1)
    .max(300)
    .default(60)
    .describe("Seconds to gather `dataset.curated` before a run."),
  models_zip: z
    .string()
    .nullable()
    .default(null)
    .describe("Path of the zip that `headrace models pack` wrote; or give `models_s3`."),
  models_s3: z
    .object({
      bucket: z.string().describe("Name of the bucket."),
      key: z.string().describe("Key of the object."),
      version: z.string().nullable().default(null).describe("Version of the object."),
    })
    .nullable()
    .default(null)
    .describe("Where that zip lies in S3."),
  dag: z
    .string()
    .nullable()
    .default(null)
    .describe("Name of the models as a whole in ledger and lock; null is `name`."),
  models_schema: z.string().default("marts").describe("The schema of models that name none."),
  selection: z
    .array(z.string().regex(/^\S+$/, "a selector without blanks, such as +orders or tag:daily"))
    .default([])
    .describe("Selectors of the models to run; all where empty."),
  threads: z.number().int().min(1).max(32).default(4).describe("Models that are built at once."),
  vars: z.record(z.string(), z.string()).default({}).describe("The models' variables."),
  exports: z
    .record(
      z.string().regex(NAME, "a model's name in lower case"),
      z.object({
        format: exportSchema.shape.format.describe("parquet, csv or json."),
        partition_by: exportSchema.shape.partition_by.describe("Columns that become folders."),
      }),
    )
    .default({})
    .describe(
      "Models and snapshots that are unloaded to `exports_bucket` once a run is done, each to MODEL/: the contract's `exports`.",
    ),
  delivered: z
    .array(z.string().regex(NAME, "a model's name in lower case"))
    .default([])
    .describe("Models and snapshots that a run announces to `deliver_queue_url` once it is done."),
  served: z
    .object({
      group: z.string().describe("The group."),
      models: z.array(z.string().regex(NAME, "a model's name in lower case")).describe("The models."),
    })
    .nullable()
    .default(null)
    .describe(
      "Models that a group of the warehouse may read beside the readers that they name, as the REST API does: granted when they are built, and, where they exist already, when a run begins.",
    ),
  reports_group: z
    .string()
    .nullable()
    .default(null)
    .describe(
      "Group of the warehouse that may read all models and what the ledger says of their runs, as reports do: granted in the same way.",
    ),
  deliver_queue_arn: optionalArn("sqs", "ARN of the queue of the module `delivery`."),
  deliver_queue_url: z.string().nullable().default(null).describe("URL of that queue."),
  schedules: z
    .record(
      z.string().regex(/^[a-z0-9-]{1,24}$/, "lower-case letters, digits and hyphens, 24 characters at most"),
      z.string().regex(/^(rate|cron)\(.+\)$/, "an expression such as rate(1 hour) or cron(0 6 * * ? *)"),
    )
    .default({})
    .describe("When the models are run, in UTC, each under a name of your choice."),
  failures_queue_arn: z
    .string()
    .describe("ARN of the queue that keeps what failed of schedules, continuations and runs by hand."),
  memory_mb: z.number().int().min(128).max(10240).default(1024).describe("Memory of the function in MiB."),
  timeout_seconds: z
    .number()
    .int()
    .min(60)
    .max(900)
    .default(900)
    .describe("Seconds of one part of a run; a longer run goes on in a job, or in another invocation."),
  job: functionJobShape
    .nullable()
    .default(null)
    .describe(
      "The jobs of Batch that a run goes on in where it outlasts the function, from outputs of the module `batch`; where null, it goes on in another invocation.",
    ),
  compute: z
    .enum(["function", "batch"])
    .default("function")
    .describe(
      "What begins a run: the function, from which a job takes over what outlasts it, or a job at once: for models of which one alone takes longer than `timeout_seconds`, which would be begun twice.",
    ),
});
