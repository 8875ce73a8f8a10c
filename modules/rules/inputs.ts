// What the function `rules` is told: the API it answers for, the engine's layer, and what tokens are made with.
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
  layer_arn: z
    .string()
    .describe(
      "ARN of the version of the DuckDB layer: `layer_arn` of the module `stage`, of the same `architecture`.",
    ),
  memory_mb: z.number().int().min(512).max(10240).default(2048).describe("Memory of the function in MiB."),
});
