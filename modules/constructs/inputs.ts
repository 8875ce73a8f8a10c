// Inputs that several modules share, so that they are named and checked alike everywhere.
import * as z from "zod";
import { PIPELINE_NAME, PIPELINE_NAME_LENGTH } from "../../core/contract/schema.ts";
import { type Expr, tf } from "../kit/index.ts";
import type { Rule } from "../kit/variables.ts";
import { artifactsInput } from "./artifacts.ts";

/**
 * The prefix of everything a module makes. The longest names that begin with it: an EventBridge rule,
 * NAME-transforms-SCHEDULE, has the 64 characters it may have; a bucket, NAME-athena-results-ACCOUNT, 56 of 63.
 */
export const nameInput = z
  .string()
  .regex(
    PIPELINE_NAME,
    "a lower-case letter, then lower-case letters, digits and hyphens, none of them last or beside another",
  )
  .max(PIPELINE_NAME_LENGTH)
  .meta({
    description:
      "Prefix of the name of everything this module makes. It stays as it is applied first, and an account needs another one in each region: its roles and buckets are not of one region.",
    example: '"acme"',
  });

/** What AWS keeps to itself at the beginning of a bucket's name, or a security group's. */
const RESERVED = ["amzn-s3-demo-", "sg-", "sthree-"];

export const nameRule = (vars: { name: Expr }): Rule => ({
  variable: "name",
  condition: tf`alltrue([for p in ${RESERVED} : !startswith("\${${vars.name}}-", p)])`,
  message: `Write for name one that does not begin with ${RESERVED.join(", ")}: AWS keeps these to itself.`,
});

export const tagsInput = z
  .record(z.string(), z.string())
  .default({})
  .describe("Tags for everything that takes them.");

const arn = (service: string) =>
  z
    .string()
    .regex(new RegExp(`^arn:[^:]+:${service}:`), `the ARN of a resource of ${service}, or null`)
    .nullable();

export const keyInputs = {
  kms_key_arn: arn("kms")
    .default(null)
    .describe("ARN of the KMS key to encrypt with. Set `create_kms_key = false` beside it."),
  create_kms_key: z
    .boolean()
    .default(true)
    .describe(
      "Make a KMS key. Must be known when planning, which an ARN often is not: this is why there is a switch.",
    ),
};

export const boundaryInput = arn("iam")
  .default(null)
  .describe("ARN of the policy that bounds the permissions of every role made here.");

export const alarmTopicsInput = z
  .array(z.string())
  .default([])
  .describe(
    "ARNs of the SNS topics that alarms notify. An encrypted one needs a key of yours whose policy lets `cloudwatch.amazonaws.com` use `kms:Decrypt` and `kms:GenerateDataKey*`: no alarm can use `alias/aws/sns`.",
  );

export const optionalArn = (service: string, description: string) =>
  arn(service).default(null).describe(description);

/** CloudWatch accepts these and no others. */
export const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const logRetentionInput = z
  .number()
  .default(90)
  .describe("Days that CloudWatch keeps the function's log.");

export const logRetentionRule = (days: Expr): Rule => ({
  variable: "log_retention_days",
  condition: tf`contains(${RETENTION_DAYS}, ${days})`,
  message: `Write for log_retention_days what CloudWatch takes: ${RETENTION_DAYS.join(", ")}.`,
});

export const keyRule = (vars: { kms_key_arn: Expr; create_kms_key: Expr }): Rule => ({
  variable: "create_kms_key",
  condition: tf`${vars.create_kms_key} || ${vars.kms_key_arn} != null`,
  message: "Give kms_key_arn where create_kms_key is false: nothing here is stored unencrypted.",
});

export const forceInputs = {
  force_destroy: z
    .boolean()
    .default(false)
    .describe("Let a destroy delete what is stored. Needs `i_understand_that_data_is_lost` as well."),
  i_understand_that_data_is_lost: z
    .boolean()
    .default(false)
    .describe("The second key of `force_destroy`: both must be true, or both false."),
};

export const forceRule = (vars: { force_destroy: Expr; i_understand_that_data_is_lost: Expr }): Rule => ({
  variable: "force_destroy",
  condition: tf`${vars.force_destroy} == ${vars.i_understand_that_data_is_lost}`,
  message:
    "Set both force_destroy and i_understand_that_data_is_lost to true to let a destroy delete stored data, or leave both false.",
});

export const functionInputs = {
  permissions_boundary_arn: boundaryInput,
  additional_kms_key_arns: z
    .array(z.string())
    .default([])
    .describe("ARNs of the keys of buckets, queues and tables of yours that are encrypted with another key."),
  architecture: z
    .enum(["arm64", "x86_64"])
    .default("arm64")
    .describe("Processor of the function; arm64 costs a fifth less."),
  artifacts: artifactsInput,
  log_retention_days: logRetentionInput,
  tracing: z.boolean().default(false).describe("Trace the function with X-Ray."),
  reserved_concurrency: z
    .number()
    .int()
    .min(-1)
    .default(-1)
    .describe("Concurrency set aside for the function alone; -1 sets none aside."),
  vpc: z
    .object({
      subnet_ids: z
        .array(z.string())
        .min(1)
        .describe("Private subnets that reach S3, SQS and the other services."),
      security_group_ids: z.array(z.string()).min(1).describe("Security groups that let out HTTPS."),
    })
    .nullable()
    .default(null)
    .describe("Where the function runs; outside any VPC where null."),
  alarm_topic_arns: alarmTopicsInput,
};

/** A function that a queue feeds has these too. */
export const queueFunctionInputs = {
  ...functionInputs,
  queue_arn: z
    .string()
    .describe(
      "ARN of the queue that feeds the function, with a visibility timeout of at least 6 times its timeout.",
    ),
  batch_size: z
    .number()
    .int()
    .min(1)
    .max(10)
    .default(1)
    .describe("Messages that one invocation takes at most."),
  batch_window_seconds: z
    .number()
    .int()
    .min(0)
    .max(300)
    .default(0)
    .describe("Seconds to wait for a batch to fill."),
  max_concurrency: z
    .number()
    .int()
    .min(2)
    .max(1000)
    .default(10)
    .describe("Invocations that the queue may start at once."),
};
