// What a pipeline is told of its vault.
import * as z from "zod";
import { inputs as vaultInputs } from "../vault/inputs.ts";

const v = vaultInputs.shape;

export const vaultInput = z
  .object({
    create: z
      .boolean()
      .default(true)
      .describe("Make the vault. Set it to false beside `table_name` and `kms_key_arn`."),
    keep: z
      .boolean()
      .default(false)
      .describe("Keep the vault that was made while no column says `tokenize: vault`."),
    table_name: z
      .string()
      .nullable()
      .default(null)
      .describe(
        "Name of a vault's table of yours, of this account and region: that of another pipeline, whose tokens are then the same.",
      ),
    create_kms_key: v.create_kms_key,
    kms_key_arn: v.kms_key_arn,
    point_in_time_recovery: v.point_in_time_recovery,
  })
  .prefault({})
  .describe(
    "The vault, which is made where a column says `tokenize: vault`: see the module `vault`. It has a KMS key of its own, since every function may decrypt with the pipeline's.",
  );
