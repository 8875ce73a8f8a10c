// What the function `detokenize` is told: the API it answers for, what tokens are opened with, and where its audit goes.
import * as z from "zod";
import { apiFunctionInputs } from "../constructs/api-function.ts";
import { functionInputs, keyInputs, nameInput, tagsInput } from "../constructs/inputs.ts";
import { tokenSourceInputs } from "../constructs/token-sources.ts";

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  ...functionInputs,
  ...apiFunctionInputs,
  ...tokenSourceInputs,
  system_bucket: z.string().describe("Name of the bucket that files of tokens and values lie in, for a day."),
  audit_table_name: z.string().describe("Name of the audit table."),
  audit_table_arn: z.string().describe("ARN of the audit table."),
  audit_ttl_days: z.number().int().min(1).default(400).describe("Days that an audit record is kept."),
  most_values_an_hour: z
    .number()
    .int()
    .min(1)
    .default(100_000)
    .describe(
      "Values that a caller may have opened in an hour, so that a stolen key does not take a dataset.",
    ),
  memory_mb: z.number().int().min(128).max(10240).default(1024).describe("Memory of the function in MiB."),
});
