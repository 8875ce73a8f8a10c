// The audit record of a call that opens tokens, or was refused: one item for each, in the table of the runs' records. It is
// found by dataset and time like these, under a name that is no dataset's, so that neither is in the other's way.
import * as z from "zod";

/** `detokenize#` and the dataset: a dataset's own name has no such character. */
export const TOKEN_AUDIT_PREFIX = "detokenize#";
/** Where a refused request names no dataset of the contract. */
export const UNKNOWN_DATASET = "_unknown";

/** Characters of a purpose, for people who look after an audit; no control characters, nor halves of a character. */
export const LONGEST_PURPOSE = 500;
export const PURPOSE = /^[^\p{Cc}\p{Cs}]*$/u;

export const tokenAuditSchema = z.object({
  /** `detokenize#` and an id of its own: the table's key. */
  run_id: z.string().startsWith(TOKEN_AUDIT_PREFIX),
  dataset: z.string().startsWith(TOKEN_AUDIT_PREFIX),
  event: z.enum(["detokenized", "refused"]),
  /** As the API knows callers: `iam:ARN`, `jwt:ISSUER#SUBJECT`, `key:ID`. */
  caller: z.string(),
  /** In the caller's words; absent where a refused request gives none. */
  purpose: z.string().optional(),
  columns: z.array(z.string()).optional(),
  /** Records of the request, and values that were opened. */
  records: z.number().optional(),
  opened: z.number().optional(),
  /** Why it was refused: the code of the problem that it was answered with. */
  problem: z.string().optional(),
  request_id: z.string(),
  contract_digest: z.string(),
  /** When. ISO 8601. */
  committed_at: z.string(),
  /** Epoch seconds at which DynamoDB may drop the item. */
  expires_at: z.number(),
});
export type TokenAudit = z.output<typeof tokenAuditSchema>;
