// What the vault is told: the key of its own, whether it can be restored, and whether a destroy may take it.
import * as z from "zod";
import { forceInputs, keyInputs, nameInput, tagsInput } from "../constructs/inputs.ts";

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  kms_key_arn: keyInputs.kms_key_arn.describe(
    "ARN of the KMS key that wraps the vault's keys and encrypts its table. Set `create_kms_key = false` beside it. Who may decrypt with it without a condition may open every token: let it be a key of the vault's own.",
  ),
  create_kms_key: keyInputs.create_kms_key,
  point_in_time_recovery: z
    .boolean()
    .default(true)
    .describe("Keep what is needed to restore the table to any second of the last 35 days."),
  ...forceInputs,
});
