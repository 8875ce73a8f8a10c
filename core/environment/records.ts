// The records function's environment: the one schema that the module writes by and the handler reads by.
import * as z from "zod";

/** Days for which a claim must hold at least: a message may wait for fourteen, the longest retention of SQS. */
export const LEAST_CLAIM_DAYS = 15;

export const recordsEnvironment = z.object({
  /** s3:// URI of the contract as JSON. */
  CONTRACT_URI: z.string().startsWith("s3://"),
  /** SHA-256 of those bytes, in hex; another contract under the same key is refused. */
  CONTRACT_DIGEST: z.string().length(64),
  LANDING_BUCKET: z.string(),
  /** Hash key `id` (S), TTL attribute `expires_at`. */
  CLAIMS_TABLE: z.string(),
  /** Days after which a key that a producer gives again is a new one. */
  CLAIM_DAYS: z.coerce.number().int().min(LEAST_CLAIM_DAYS),
  /** Bytes of an object that is written, unless a single message has more. */
  MAX_OBJECT_BYTES: z.coerce.number().int().positive(),
});
export type RecordsEnvironment = z.output<typeof recordsEnvironment>;
