// What a user's job is told: what the contract says of it, and where in the pipeline it works.
import * as z from "zod";
import { SCHEDULE } from "../../core/contract/jobs/schedule.ts";
import { arraySchema, jobSchema } from "../../core/contract/jobs/schema.ts";
import { AROUND_SIZE } from "../../core/environment/user-job.ts";
import { inputs as batchInputs } from "../batch/inputs.ts";
import {
  alarmTopicsInput,
  boundaryInput,
  functionInputs,
  nameInput,
  optionalArn,
  tagsInput,
} from "../constructs/inputs.ts";

const job = jobSchema.shape;
const orNull = <T extends z.ZodType>(schema: T, description: string) =>
  schema.nullable().default(null).describe(description);

/** A job as the contract has it, as a variable of Terraform. */
export const jobFields = {
  description: orNull(z.string(), "What it does."),
  image: job.image.describe("The image that it runs: of ECR, or of any registry that needs no password."),
  command: z.array(z.string()).default([]).describe("Its command; the image's own where empty."),
  start: z
    .object({
      curated: orNull(z.string(), "The dataset whose new runs start it."),
      schedule: orNull(
        z.string().regex(SCHEDULE, "rate(…) or cron(…) as EventBridge has them"),
        "When it starts by the clock.",
      ),
      timezone: z.string().default("UTC").describe("The zone of a cron's hours."),
    })
    .prefault({})
    .describe("What starts it; by hand alone where both are null."),
  reads: z
    .record(z.string(), z.enum(["all", "run"]))
    .default({})
    .describe("Dataset → `all` of its rows, or those of the `run` that started the job."),
  writes: orNull(z.string(), "The dataset that its files go to."),
  array: z
    .object({
      size: arraySchema.shape.size.describe("Tasks of each start."),
      over: z.string().describe("The dataset whose files they share; of the others each has all."),
    })
    .nullable()
    .default(null)
    .describe("Many tasks for each start; one where null."),
  vcpus: job.vcpus.describe(
    `vCPUs of its task, of which ${2 * AROUND_SIZE.vcpus} are for what is around it.`,
  ),
  memory_mb: job.memory_mb.describe(
    `Memory of its task in MiB, of which ${2 * AROUND_SIZE.memory_mb} are for what is around it.`,
  ),
  storage_gib: job.storage_gib.describe("Storage of its task in GiB."),
  timeout_seconds: job.timeout_seconds.describe("Seconds that an attempt may take."),
  attempts: job.attempts.describe("Attempts, those that a spot reclaim ends included."),
  environment: z.record(z.string(), z.string()).default({}).describe("Its variables; no secrets."),
  secrets: z
    .record(z.string(), z.string())
    .default({})
    .describe("Variable → ARN of the secret of Secrets Manager that it has the value of."),
};

export const inputs = z.object({
  name: nameInput,
  job: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,19}$/, "a lower-case letter, then lower-case letters, digits and _, 20 at most")
    .meta({ description: "Name of the job: a key of the contract's `jobs`.", example: '"score"' }),
  tags: tagsInput,
  ...jobFields,
  permissions_boundary_arn: boundaryInput,
  additional_kms_key_arns: functionInputs.additional_kms_key_arns,
  architecture: functionInputs.architecture.describe("Processor of the job: that of its image."),
  alarm_topic_arns: alarmTopicsInput,
  compute: batchInputs.shape.compute,
  assign_public_ip: z
    .boolean()
    .default(false)
    .describe("Give each task a public address: for public subnets without a NAT gateway."),
  kms_key_arn: z.string().describe("ARN of the KMS key of the buckets."),
  job_queue_arn: z
    .string()
    .describe("ARN of the job queue, one without a scheduling policy: EventBridge names no share."),
  around_image_uri: z.string().describe("URI of the image `stage`, which brings inputs in and outputs out."),
  around_repository_arn: optionalArn("ecr", "ARN of its repository, where it is one of ECR."),
  log_group_name: z.string().describe("Name of the log group of jobs."),
  dead_letter_queue_arn: z
    .string()
    .describe("ARN of the queue that takes starts which EventBridge could not hand over."),
  curated_bucket: z.string().describe("Name of the bucket of curated rows."),
  landing_bucket: z.string().describe("Name of the bucket that files land in."),
  system_bucket: z.string().describe("Name of the bucket where what it wrote waits until it is committed."),
});
