// The stage function's environment: the one schema that the module writes by and the handler reads by.
import * as z from "zod";

/**
 * The stages in their order. An import runs all that its contract has work for; a split topology gives each function a
 * contract that is narrowed to its part, and the Parquet that the part before has written.
 */
export const STAGES = ["validate", "cleanse", "tokenize", "enrich", "transform"] as const;
export type Stage = (typeof STAGES)[number];

export const stageEnvironment = z.object({
  /** s3:// URI of the contract as JSON. */
  CONTRACT_URI: z.string().startsWith("s3://"),
  /** SHA-256 of those bytes, in hex; another contract under the same key is refused. */
  CONTRACT_DIGEST: z.string().length(64),
  LANDING_BUCKET: z.string(),
  CURATED_BUCKET: z.string(),
  QUARANTINE_BUCKET: z.string(),
  AUDIT_TABLE: z.string(),
  IDEMPOTENCY_TABLE: z.string(),
  AUDIT_TTL_DAYS: z.coerce.number().int().positive(),
  /** Secrets Manager ARN of the token key, all its versions; absent where no column is tokenized with hmac or ff1. */
  TOKEN_KEY_SECRET_ARN: z.string().optional(),
  /** The vault's table, and the KMS key that wraps its keys; absent where no column is tokenized with vault. */
  VAULT_TABLE: z.string().optional(),
  VAULT_KMS_KEY_ARN: z.string().optional(),
  /** Comma-separated, contiguous; all five where absent. */
  STAGES: z.string().optional(),
  /** Objects above this many bytes are sent to OVERSIZE_QUEUE_URL, never started. */
  MAX_OBJECT_BYTES: z.coerce.number().int().positive(),
  OVERSIZE_QUEUE_URL: z.string().optional(),
  /** Split topologies: where interim Parquet is written, and the next stage's queue. */
  INTERIM_BUCKET: z.string().optional(),
  NEXT_QUEUE_URL: z.string().optional(),
});
export type StageEnvironment = z.output<typeof stageEnvironment>;
