// The part of a function's environment that says which warehouse it speaks to, and as whom.
import * as z from "zod";

export const warehouseEnvironment = z.object({
  /** A provisioned cluster, or … */
  CLUSTER_IDENTIFIER: z.string().optional(),
  /** … a Serverless workgroup: one of the two, never both. */
  WORKGROUP_NAME: z.string().optional(),
  DATABASE: z.string(),
  /** Database user of a cluster for temporary credentials; the function's own IAM identity where absent. */
  DB_USER: z.string().optional(),
  /** Secrets Manager ARN of a username and password, instead of temporary credentials. */
  SECRET_ARN: z.string().optional(),
  /** The external schema over the Glue catalog. */
  EXTERNAL_SCHEMA: z.string(),
  /** The schema of ledgers and locks. */
  LEDGER_SCHEMA: z.string(),
  /** The role by which the warehouse reads the lake and writes exports: of COPY and UNLOAD. */
  IAM_ROLE_ARN: z.string(),
  /** UNLOAD writes there; nothing is exported where absent. */
  EXPORTS_BUCKET: z.string().optional(),
  /** ARN of the KMS key that UNLOAD names for that bucket; the bucket's own default key where absent. */
  EXPORTS_KMS_KEY_ARN: z.string().optional(),
  /** s3:// URI of the contract as JSON. */
  CONTRACT_URI: z.string().startsWith("s3://"),
  /** SHA-256 of those bytes, in hex; another contract under the same key is refused. */
  CONTRACT_DIGEST: z.string().length(64),
});
export type WarehouseEnvironment = z.output<typeof warehouseEnvironment>;
