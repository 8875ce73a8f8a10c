// What of Batch a function hands on to: outputs of the module `batch`, and how long an attempt may take.
import * as z from "zod";
import { inputs as batch } from "./inputs.ts";

const { compute, timeout_seconds, attempts } = batch.shape;

/** The fields of a module's input `job`. */
export const functionJobShape = z.object({
  queue_arn: z.string().describe("ARN of the job queue, one without a scheduling policy."),
  image_uri: z.string().describe("URI of the image `stage`."),
  repository_arn: z
    .string()
    .nullable()
    .default(null)
    .describe("ARN of its repository, where it is one of ECR that the module `batch` made."),
  log_group_name: z.string().describe("Name of the log group of jobs."),
  compute,
  assign_public_ip: z.boolean().default(false).describe("Give each task a public address."),
  timeout_seconds: timeout_seconds.describe("Seconds that an attempt may take."),
  attempts: attempts.describe("Attempts, those that a reclaim ends included."),
});
