// What the API is told of what comes in through it: records and files.
import * as z from "zod";

export const arrivalInputs = {
  records_queue: z
    .object({
      arn: z.string().describe("ARN of the queue."),
      url: z.string().describe("Its URL."),
    })
    .nullable()
    .default(null)
    .describe("The queue of the module `records`, for POST /records."),
  imports: z
    .object({
      landing_bucket: z.string().describe("Name of the bucket that imports land in."),
      quarantine_bucket: z.string().describe("Name of the bucket of rows that broke the contract."),
    })
    .nullable()
    .default(null)
    .describe(
      "Where announced files are put, for POST /imports, and where their runs leave what they refused.",
    ),
};
