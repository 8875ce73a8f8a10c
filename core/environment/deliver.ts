// The deliver function's environment: the one schema that the module writes by and the handler reads by.
import * as z from "zod";
import { deliverSchema } from "../contract/deliver/schema.ts";

export const deliverEnvironment = z.object({
  /** s3:// URI of the contract as JSON. */
  CONTRACT_URI: z.string().startsWith("s3://"),
  /** SHA-256 of those bytes, in hex; another contract under the same key is refused. */
  CONTRACT_DIGEST: z.string().length(64),
  /** s3:// URI of the settings as JSON. */
  SETTINGS_URI: z.string().startsWith("s3://"),
  /** SHA-256 of those bytes, in hex; other settings under the same key are refused. */
  SETTINGS_DIGEST: z.string().length(64),
  CURATED_BUCKET: z.string(),
  EXPORTS_BUCKET: z.string(),
  AUDIT_TABLE: z.string(),
  AUDIT_TTL_DAYS: z.coerce.number().int().positive(),
  /** The role that links are signed by: it may read what links open, and nothing else. */
  LINK_ROLE_ARN: z.string(),
});
export type DeliverEnvironment = z.output<typeof deliverEnvironment>;

/** What grows with the contract, and outgrows the 4 KB that Lambda lets all variables of a function have together. */
export const deliverSettings = z.strictObject({
  /** The contract's `deliver`: topic → what goes to it, with the ARN of its SNS topic. */
  topics: z.record(
    z.string(),
    // Terraform writes null for what is not said.
    z.strictObject({ ...deliverSchema.shape, columns: z.array(z.string()).nullish(), arn: z.string() }),
  ),
});
export type DeliverSettings = z.output<typeof deliverSettings>;
export type DeliverTopic = DeliverSettings["topics"][string];
