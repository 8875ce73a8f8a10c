// What the jobs are told: which datasets they import and from where, on what workers, and what the stage's code reads and writes.
import * as z from "zod";
import {
  alarmTopicsInput,
  boundaryInput,
  functionInputs,
  keyInputs,
  logRetentionInput,
  nameInput,
  optionalArn,
  tagsInput,
} from "../constructs/inputs.ts";
import { importJobInputs } from "../stage/import-job.ts";

/** What a pipeline says of its jobs. */
export const sparkInputs = {
  jobs: z
    .record(
      z.string().regex(/^[a-z][a-z0-9_]*$/, "a dataset of the contract"),
      z.object({
        source: z
          .string()
          .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]+[a-z0-9]\/.*$/, "s3://BUCKET/PREFIX/")
          .nullable()
          .default(null)
          .describe("Where its files lie: `s3://BUCKET/PREFIX/`; its folder in landing where null."),
        after: z
          .array(z.string())
          .default([])
          .describe("Datasets whose jobs must have succeeded first, such as those that it is enriched from."),
        hook: z
          .object({
            function_arn: optionalArn("lambda", "ARN of the function that is called."),
            url: z
              .string()
              .regex(/^https:\/\/[^\s@]+$/, "https://HOST/PATH, without a user or a password")
              .nullable()
              .default(null)
              .describe("Address that is posted to, where it is no function."),
            secret_arn: optionalArn(
              "secretsmanager",
              "ARN of the secret whose text the job sends to `url` as the Authorization header.",
            ),
          })
          .nullable()
          .default(null)
          .describe("What each run calls before it imports, and when it has."),
      }),
    )
    .default({})
    .describe("A job for each of these datasets."),
  schedule: z
    .string()
    .regex(/^cron\(\S+( \S+){5}\)$/, "cron(MINUTE HOUR DAY MONTH WEEKDAY YEAR), in UTC")
    .nullable()
    .default(null)
    .describe("When the workflow of all jobs begins; only when it is started where null."),
  glue_version: z.enum(["5.0", "5.1"]).default("5.0").describe("Version of Glue: 5.0 has Spark 3.5.4."),
  worker_type: z
    .enum(["G.1X", "G.2X", "G.4X", "G.8X"])
    .default("G.1X")
    .describe("What a worker is: G.1X has 4 vCPUs and 16 GB, G.2X twice as much, and so on."),
  workers: z
    .number()
    .int()
    .min(2)
    .max(299)
    .default(5)
    .describe("Workers of a run, the driver's included; the most that autoscaling takes."),
  autoscaling: z.boolean().default(true).describe("Let Glue add and remove workers as there is work."),
  flex: z
    .boolean()
    .default(false)
    .describe("Run on spare capacity, a third cheaper: a run may wait for it, and lose workers."),
  timeout_minutes: z
    .number()
    .int()
    .min(1)
    .max(10_080)
    .default(480)
    .describe("Minutes after which a run is ended."),
  retries: z.number().int().min(0).max(10).default(1).describe("How often a run that failed is begun again."),
  task_memory_mb: z
    .number()
    .int()
    .min(512)
    .default(1024)
    .describe(
      "Memory in MiB for the import of one file; each vCPU of a worker has one at a time, beside Spark's own.",
    ),
  max_object_bytes: z
    .number()
    .int()
    .min(1)
    .default(2_147_483_648)
    .describe(
      "The size above which a file is too large for a worker: its disk holds four times that for each vCPU.",
    ),
};

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  permissions_boundary_arn: boundaryInput,
  additional_kms_key_arns: functionInputs.additional_kms_key_arns,
  log_retention_days: logRetentionInput.describe("Days that CloudWatch keeps the jobs' logs."),
  alarm_topic_arns: alarmTopicsInput,
  ...sparkInputs,
  artifacts: functionInputs.artifacts,
  code_bucket: z
    .string()
    .describe("Name of the bucket that the script and the wheels are put into where `artifacts` is null."),
  ...importJobInputs,
});
