// What discovery is told: which prefixes its crawlers look at, when, and by which classifiers.
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

/** A crawler's role is NAME-crawler-KEY, and IAM takes 64 characters. */
const KEY = z
  .string()
  .regex(
    /^[a-z][a-z0-9_-]{0,26}$/,
    "a lower-case letter, then up to 26 letters, digits, hyphens and underscores",
  );

export const crawlerInput = z.object({
  paths: z
    .array(z.string().regex(/^s3:\/\/[a-z0-9][a-z0-9.-]+[a-z0-9](\/.*)?$/, "s3://BUCKET/PREFIX/"))
    .min(1)
    .describe("Where it looks: `s3://BUCKET/PREFIX/`."),
  exclusions: z
    .array(z.string())
    .default([])
    .describe("Globs of keys that it leaves out, relative to each path; `**` crosses folders."),
  schedule: z
    .string()
    .regex(/^cron\(\S+( \S+){5}\)$/, "cron(MINUTE HOUR DAY MONTH WEEKDAY YEAR), in UTC")
    .nullable()
    .default(null)
    .describe("When it runs, as `cron(15 3 * * ? *)`; only when it is started where null."),
  classifiers: z
    .array(z.string())
    .default([])
    .describe("Keys of `csv_classifiers` and `json_classifiers`, asked in this order before Glue's own."),
  table_level: z
    .number()
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe(
      "Level of the folders that are one table each; the bucket is 1, so that 2 makes a table of every dataset of a landing bucket. Null lets Glue decide by how alike the files are.",
    ),
  combine_compatible: z
    .boolean()
    .default(false)
    .describe("Make one table of files of one format, however different their columns are."),
  table_prefix: z.string().default("").describe("What the names of its tables begin with."),
  sample_size: z
    .number()
    .int()
    .min(1)
    .max(249)
    .nullable()
    .default(null)
    .describe("Files that it reads of each folder; all of them where null."),
  recrawl: z
    .enum(["CRAWL_EVERYTHING", "CRAWL_NEW_FOLDERS_ONLY", "CRAWL_EVENT_MODE"])
    .default("CRAWL_EVERYTHING")
    .describe(
      "What it looks at another time: everything, new folders alone, or what S3's events in `event_queue_arn` tell of.",
    ),
  event_queue_arn: optionalArn(
    "sqs",
    "ARN of the queue that the bucket tells of its objects, for CRAWL_EVENT_MODE.",
  ),
  delete_behavior: z
    .enum(["LOG", "DEPRECATE_IN_DATABASE", "DELETE_FROM_DATABASE"])
    .default("DEPRECATE_IN_DATABASE")
    .describe("What becomes of tables and partitions whose files are gone."),
});

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  permissions_boundary_arn: boundaryInput,
  additional_kms_key_arns: functionInputs.additional_kms_key_arns.describe(
    "ARNs of the keys of buckets and queues that are encrypted with another key.",
  ),
  log_retention_days: logRetentionInput.describe("Days that CloudWatch keeps the crawlers' logs."),
  alarm_topic_arns: alarmTopicsInput,
  database_name: z
    .string()
    .regex(/^[a-z0-9_]{1,255}$/, "lower-case letters, digits and underscores")
    .nullable()
    .default(null)
    .describe("Name of the database for what is found; NAME_discovered where null."),
  crawlers: z.record(KEY, crawlerInput).default({}).describe("Crawlers, by their keys."),
  csv_classifiers: z
    .record(
      KEY,
      z.object({
        delimiter: z.string().length(1).default(",").describe("What separates fields."),
        quote: z.string().length(1).default('"').describe("What encloses a field that holds delimiters."),
        contains_header: z
          .enum(["UNKNOWN", "PRESENT", "ABSENT"])
          .default("UNKNOWN")
          .describe("Whether the first line has the columns' names."),
        header: z
          .array(z.string())
          .default([])
          .describe("The columns' names; those of the file where empty."),
        allow_single_column: z.boolean().default(false).describe("Take files of one column."),
        serde: z
          .enum(["OpenCSVSerDe", "LazySimpleSerDe", "None"])
          .default("OpenCSVSerDe")
          .describe(
            "What Athena reads the tables with; OpenCSVSerDe knows quotes, and has every column as text.",
          ),
      }),
    )
    .default({})
    .describe("Classifiers of csv, by their keys."),
  json_classifiers: z
    .record(KEY, z.object({ path: z.string().startsWith("$").describe("What is a row, as `$.records[*]`.") }))
    .default({})
    .describe("Classifiers of json, by their keys."),
});
