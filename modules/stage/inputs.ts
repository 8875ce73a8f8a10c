// What the stage function is told: its stages, the buckets, the audit and the tokens' key, and how large it is.
import * as z from "zod";
import { STAGES } from "../../core/environment/stage.ts";
import {
  forceInputs,
  keyInputs,
  nameInput,
  optionalArn,
  queueFunctionInputs,
  tagsInput,
} from "../constructs/inputs.ts";

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  ...queueFunctionInputs,
  part: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{0,15}$/,
      "a lower-case letter, then up to 15 lower-case letters, digits and hyphens",
    )
    .default("stage")
    .describe("What the function is called after NAME-. Parts of a split topology need a name each."),
  stages: z
    .array(z.enum(STAGES))
    .default([])
    .describe(
      "The stages that this function runs, in their order and without a gap; all of them where empty.",
    ),
  interim_bucket: z
    .string()
    .nullable()
    .default(null)
    .describe(
      "Name of the bucket between the parts of a split topology. It holds what is not tokenized yet: let few read it, and expire it soon.",
    ),
  next_queue_arn: optionalArn("sqs", "ARN of the queue of the next part of a split topology."),
  next_queue_url: z.string().nullable().default(null).describe("URL of that queue."),
  create_layer: z
    .boolean()
    .default(true)
    .describe("Make the DuckDB layer. Set it to false beside `layer_arn`."),
  layer_arn: optionalArn(
    "lambda",
    "ARN of the version of a DuckDB layer that is there already: that of another part, say.",
  ),
  contract_uri: z
    .string()
    .startsWith("s3://")
    .describe("s3:// URI of the contract as JSON: { version, name, datasets }."),
  contract_digest: z.string().length(64).describe("SHA-256 of that object, in hex."),
  landing_bucket: z.string().describe("Name of the bucket that files land in, under DATASET/."),
  curated_bucket: z.string().describe("Name of the bucket of curated rows and manifests."),
  quarantine_bucket: z.string().describe("Name of the bucket of rows and files that broke the contract."),
  audit_table_name: z.string().describe("Name of the audit table."),
  audit_table_arn: z.string().describe("ARN of the audit table."),
  audit_ttl_days: z.number().int().min(1).default(400).describe("Days that an audit record is kept."),
  create_token_key: z
    .boolean()
    .default(true)
    .describe(
      "Make the secret of the token key. The function makes its value, so it is never in a state file.",
    ),
  token_key_secret_arn: optionalArn(
    "secretsmanager",
    "ARN of a secret of yours with the token key. Set `create_token_key = false` beside it.",
  ),
  uses_token_key: z
    .boolean()
    .default(true)
    .describe(
      "Whether the contract has a column with `tokenize: hmac` or `ff1`. Where it has none, the role may not use the token key.",
    ),
  vault_table_name: z
    .string()
    .nullable()
    .default(null)
    .describe(
      "Name of the vault's table, where a column of the contract says `tokenize: vault`; the role may use no vault where null.",
    ),
  vault_kms_key_arn: optionalArn("kms", "ARN of the vault's KMS key."),
  uses_lookups: z
    .boolean()
    .default(true)
    .describe("Whether the contract has `enrich`. Where it has none, the role may not read curated rows."),
  memory_mb: z.number().int().min(512).max(10240).default(2048).describe("Memory of the function in MiB."),
  timeout_seconds: z.number().int().min(1).max(900).default(300).describe("Seconds that an import may take."),
  ephemeral_storage_mb: z
    .number()
    .int()
    .min(512)
    .max(10240)
    .default(4096)
    .describe("Storage of the function in MiB; an import takes up to 4 times the size of its file."),
  max_object_bytes: z
    .number()
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe("Objects above it go to the oversize queue; null is a quarter of the storage."),
  oversize_queue_arn: optionalArn("sqs", "ARN of the queue for objects that are too large for the function."),
  oversize_queue_url: z.string().nullable().default(null).describe("URL of that queue."),
  ...forceInputs,
});
