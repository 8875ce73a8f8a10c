// What the function `rules` is told: the API it answers for, the engine's layer, and what tokens are made with.
import * as z from "zod";
import { functionJobShape } from "../batch/function-job-inputs.ts";
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
  layer_arn: z
    .string()
    .describe(
      "ARN of the version of the DuckDB layer: `layer_arn` of the module `stage`, of the same `architecture`.",
    ),
  system_bucket: z
    .string()
    .describe("Name of the bucket that files of tasks lie in, under `api-tasks/`: expire them there."),
  failures_queue_arn: z.string().describe("ARN of the queue that receives tasks that failed for good."),
  timeout_seconds: z
    .number()
    .int()
    .min(30)
    .max(900)
    .default(900)
    .describe("Seconds that a task may take; an answer in line takes 29 at most."),
  ephemeral_storage_mb: z
    .number()
    .int()
    .min(512)
    .max(10240)
    .default(2048)
    .describe("Storage of the function in MiB; a task takes up to 8 times the size of its file."),
  memory_mb: z.number().int().min(512).max(10240).default(2048).describe("Memory of the function in MiB."),
  job: functionJobShape
    .nullable()
    .default(null)
    .describe(
      "The jobs of Batch that a task goes to which the function has not the time, the memory or the storage for, from outputs of the module `batch`; where null, such a task fails.",
    ),
});
