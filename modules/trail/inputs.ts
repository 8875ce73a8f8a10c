// What the trail is told: what it records, where its files, its log and its table lie, who is expected to change what, and who is told.
import * as z from "zod";
import {
  alarmTopicsInput,
  boundaryInput,
  forceInputs,
  keyInputs,
  nameInput,
  tagsInput,
} from "../constructs/inputs.ts";
import { ARCHIVE_CLASSES } from "../constructs/storage-classes.ts";
import { ALARMS } from "./alarm-names.ts";

const yes = (description: string) => z.boolean().default(true).describe(description);
const yours = (description: string) => z.string().nullable().default(null).describe(description);

/** What is recorded of a bucket, a function or a table: each name → what it is. */
const recorded = (what: string, more: z.ZodRawShape = {}) =>
  z
    .record(
      z.string(),
      z.object({
        arn: z.string().describe(`ARN of the ${what}.`),
        ...more,
        read: yes("Record what reads it."),
        write: yes("Record what writes to it."),
      }),
    )
    .default({});

/** Regions that an account has without asking for them. Source: Account Management Reference Guide, "Enable or disable AWS Regions". */
const REGIONS = [
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ca-central-1",
  "eu-central-1",
  "eu-north-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
];

const recordedInputs = {
  multi_region: yes("Record all regions; else this one alone, and what is global where this is us-east-1."),
  management_events: z
    .object({
      read: yes("Record what reads settings."),
      write: yes("Record what changes settings."),
      exclude_kms: z
        .boolean()
        .default(false)
        .describe("Leave out uses of KMS keys, which are many. Who uses a key is not known then."),
    })
    .prefault({})
    .describe("What is recorded of the account's management. Neither: nothing of it."),
  buckets: recorded("bucket", {
    prefix: z.string().default("").describe("Only what lies under this prefix."),
  }).describe(
    "Name → bucket whose objects' reads and writes are recorded. Not the trail's own: each file would be recorded in the next.",
  ),
  functions: recorded("function").describe(
    "Name → function whose invocations are recorded. CloudTrail counts an invocation as a write.",
  ),
  tables: recorded("table").describe("Name → table whose items' reads and writes are recorded."),
};

const keptInputs = {
  create_trail: yes(
    "Make the trail. Set it to false where the account has one, and give `bucket_name` and `log_group_name` of it: alarms, table and queries are made over those.",
  ),
  create_bucket: yes("Make the bucket of the trail's files. Set it to false beside `bucket_name`."),
  bucket_name: yours(
    "Name of a bucket of yours for the trail's files. Its policy must let CloudTrail write, and its lifecycle is yours.",
  ),
  key_prefix: z
    .string()
    .regex(/^([^/].*[^/]|[^/]|)$/, 'a prefix that neither begins nor ends with "/", or ""')
    .max(200)
    .default("")
    .describe("Prefix of the trail's files in the bucket."),
  object_lock: z
    .object({
      mode: z
        .enum(["GOVERNANCE", "COMPLIANCE"])
        .default("GOVERNANCE")
        .describe(
          "GOVERNANCE: those with `s3:BypassGovernanceRetention` may delete all the same, and so may a destroy. COMPLIANCE: nobody may, the root neither.",
        ),
      days: z
        .number()
        .int()
        .min(1)
        .max(36500)
        .describe("Days for which no version of a file can be deleted."),
    })
    .nullable()
    .default(null)
    .describe(
      "Lock the files with S3 Object Lock. It is set when the bucket is made, and cannot be switched off.",
    ),
  archive_after_days: z
    .number()
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe(
      "Days after which files move to Glacier Instant Retrieval, which Athena still reads; never where null.",
    ),
  transitions: z
    .partialRecord(z.enum(ARCHIVE_CLASSES), z.number().int().min(1))
    .default({})
    .describe(
      "Class → days after which files move there, for another class than Glacier Instant Retrieval or for more than one step; leave archive_after_days out then. Files below 128 KB stay where they are.",
    ),
  queries_pass_over_it: z
    .boolean()
    .default(false)
    .describe(
      "Say that you know what GLACIER or DEEP_ARCHIVE mean for the trail: the table's queries pass over such files without a word, and `headrace audit verify` cannot read them, until they are restored.",
    ),
  expire_after_days: z
    .number()
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe("Days after which files are deleted; kept where null."),
};

const toldInputs = {
  create_log_group: yes(
    "Make the log group. Set it to false beside `log_group_name`, or without it to have neither log nor alarms.",
  ),
  log_group_name: yours("Name of a log group of yours, in this region, that the trail's events go to."),
  log_retention_days: z.number().default(90).describe("Days that CloudWatch keeps the log of events."),
  alarm_topic_arns: alarmTopicsInput,
  alarms: z
    .object(Object.fromEntries(Object.entries(ALARMS).map(([name, what]) => [name, yes(what)])))
    .prefault({})
    .describe("The alarms that are made."),
  denied_threshold: z
    .number()
    .int()
    .min(0)
    .default(10)
    .describe("Requests in five minutes that were denied, above which the alarm `denied` goes off."),
  expected_principal_arns: z
    .array(z.string())
    .default([])
    .describe(
      "ARNs of roles and users, such as the one that applies, who may change policies, keys and the trail without an alarm. A stopped trail raises its alarm in any case.",
    ),
  detokenize_function_arns: z
    .array(z.string())
    .default([])
    .describe(
      "ARNs of the functions that open tokens: those of `functions` for which a caller who is not expected raises the alarm.",
    ),
  detokenize_caller_arns: z
    .array(z.string())
    .default([])
    .describe(
      "ARNs of roles and users who may invoke them beside API Gateway, which does in the name of the API's callers.",
    ),
};

const askedInputs = {
  create_table: yes("Make the table over the trail's files, and the queries of it."),
  create_database: yes("Make a Glue database for the table. Set it to false beside `database_name`."),
  database_name: yours("Name of a Glue database of yours for the table."),
  workgroup_name: z.string().default("primary").describe("Athena workgroup that the queries are saved in."),
  regions: z
    .array(z.string())
    .min(1)
    .default(REGIONS)
    .describe("Regions that the table looks for: add those that the account has opted in to."),
  table_days: z
    .number()
    .int()
    .min(1)
    .max(3650)
    .default(400)
    .describe("Days that the table looks back; the files themselves may be kept for longer."),
};

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  ...recordedInputs,
  ...keptInputs,
  ...toldInputs,
  ...askedInputs,
  permissions_boundary_arn: boundaryInput,
  ...forceInputs,
});
