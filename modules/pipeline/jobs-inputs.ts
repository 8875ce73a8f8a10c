// The contract's jobs, as the pipeline takes them.
import * as z from "zod";
import { JOB_NAME } from "../../core/contract/jobs/schema.ts";
import { jobFields } from "../job/inputs.ts";

export const jobsInput = z
  .record(
    z
      .string()
      .regex(JOB_NAME, "a lower-case letter, then lower-case letters, digits and _, 20 characters at most"),
    z.object(jobFields),
  )
  .default({})
  .describe(
    "Containers of yours that read datasets and write one: the contract's `jobs`. They need `batch`.",
  );
