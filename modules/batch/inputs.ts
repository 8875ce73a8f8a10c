// What a pipeline's jobs are told: where they run, how large they are, and what the import job reads and writes.
import * as z from "zod";
import {
  alarmTopicsInput,
  boundaryInput,
  functionInputs,
  keyInputs,
  logRetentionInput,
  nameInput,
  tagsInput,
} from "../constructs/inputs.ts";
import { importJobInputs } from "../stage/import-job.ts";

/** Where jobs run. */
export const computeInputs = {
  compute: z
    .enum(["FARGATE", "EC2"])
    .default("FARGATE")
    .describe(
      "What jobs run on. Fargate has no machines to look after; EC2 has larger ones, and costs less for many hours.",
    ),
  network: z
    .object({
      subnet_ids: z.array(z.string()).min(1).describe("Subnets that reach S3, ECR and the other services."),
      security_group_ids: z.array(z.string()).min(1).describe("Security groups that let out HTTPS."),
      assign_public_ip: z
        .boolean()
        .default(false)
        .describe("Give each task a public address: for public subnets without a NAT gateway."),
    })
    .nullable()
    .default(null)
    .describe(
      "Where jobs run; null makes a VPC of two public subnets, whose security group lets nothing in and only HTTPS out.",
    ),
  vpc_cidr: z
    .string()
    .regex(/^\d+\.\d+\.\d+\.\d+\/\d+$/, "an IPv4 range, such as 10.71.0.0/24")
    .default("10.71.0.0/24")
    .describe("Range of the VPC that is made where `network` is null."),
  max_vcpus: z
    .number()
    .int()
    .min(1)
    .default(64)
    .describe("vCPUs that each compute environment may have at once."),
  instance_types: z
    .array(z.string())
    .min(1)
    .default(["optimal"])
    .describe("Instance types or families, where `compute` is EC2: those of `architecture`."),
};

/** How the import job is sized. */
export const jobInputs = {
  vcpus: z.number().min(0.25).max(16).default(2).describe("vCPUs of an import job."),
  memory_mb: z.number().int().min(512).max(122_880).default(8192).describe("Memory of an import job in MiB."),
  storage_gib: z
    .number()
    .int()
    .min(21)
    .max(200)
    .default(100)
    .describe("Storage of an import job in GiB; an import takes up to 4 times the size of its file."),
  timeout_seconds: z
    .number()
    .int()
    .min(60)
    .max(1_209_600)
    .default(43_200)
    .describe("Seconds that an attempt at a job may take. Fargate ends tasks after 14 days."),
  attempts: z
    .number()
    .int()
    .min(1)
    .max(10)
    .default(5)
    .describe("Attempts at a job, those that a spot reclaim ends included. A wrong input has one."),
};

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  permissions_boundary_arn: boundaryInput,
  additional_kms_key_arns: functionInputs.additional_kms_key_arns,
  architecture: functionInputs.architecture.describe("Processor of the jobs; arm64 costs a fifth less."),
  log_retention_days: logRetentionInput.describe("Days that CloudWatch keeps the jobs' log."),
  alarm_topic_arns: alarmTopicsInput,
  ...computeInputs,
  ...jobInputs,
  image_uri: z
    .string()
    .nullable()
    .default(null)
    .describe(
      "URI of the image `stage` in a registry of yours; null makes an ECR repository, for `headrace image push`.",
    ),
  image_tag: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "64 hex digits, as headrace image build prints them")
    .nullable()
    .default(null)
    .describe("Digest that the image's tag begins with; null is the image of this version of the module."),
  kept_images: z
    .number()
    .int()
    .min(1)
    .default(10)
    .describe("Images that the repository keeps, newest first."),
  ...importJobInputs,
});
