// What the archive function is told: the stream that tells of records whose time is over, and the bucket that they are kept in.
import * as z from "zod";
import { functionInputs, keyInputs, nameInput, tagsInput } from "../constructs/inputs.ts";

/** Hours that a stream keeps a record. Source: DynamoDB Developer Guide, "Change data capture for DynamoDB Streams". */
const STREAM_HOURS = 24;

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  ...functionInputs,
  stream_arn: z
    .string()
    .describe("ARN of the stream of the audit's table, of old images: `stream_arn` of the module `audit`."),
  archive_bucket: z.string().describe("Name of the bucket that records are kept in."),
  database_name: z
    .string()
    .nullable()
    .default(null)
    .describe("Name of the Glue database that gets tables over the archive; none are made where null."),
  create_tables: z
    .boolean()
    .default(true)
    .describe("Make the tables. Must be known when planning, which a database's name often is not."),
  batch_size: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(10_000)
    .describe("Records that one invocation takes at most."),
  batch_window_seconds: z
    .number()
    .int()
    .min(0)
    .max(300)
    .default(300)
    .describe("Seconds that records wait for others to share an object with."),
  most_hours_behind: z
    .number()
    .int()
    .min(1)
    .max(STREAM_HOURS - 1)
    .default(12)
    .describe(
      "Hours after which records that cannot be archived are put into the bucket as they are, under `aws/lambda/`: a stream forgets them after 24.",
    ),
  memory_mb: z.number().int().min(128).max(10240).default(512).describe("Memory of the function in MiB."),
  timeout_seconds: z.number().int().min(20).max(900).default(120).describe("Seconds that a batch may take."),
});
