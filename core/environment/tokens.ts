// The environments of the functions that apply rules to records and open tokens: the schemas that the modules write by and
// the handlers read by.
import * as z from "zod";
import { httpEnvironment } from "./api.ts";

const tokenSources = {
  /** Secrets Manager ARN of the token key, all its versions; absent where no column is tokenized with hmac or ff1. */
  TOKEN_KEY_SECRET_ARN: z.string().optional(),
  /** The vault's table, and the KMS key that wraps its keys; absent where no column is tokenized with vault. */
  VAULT_TABLE: z.string().optional(),
  VAULT_KMS_KEY_ARN: z.string().optional(),
};

/** The function `rules`. */
export const rulesEnvironment = httpEnvironment.extend({
  ...tokenSources,
  /** The system zone's bucket, where files of work in the background lie, and the role that signs the URLs of these. */
  BACKGROUND_BUCKET: z.string(),
  BACKGROUND_ROLE_ARN: z.string(),
  /** ARNs of the job queue, and of the definition of the job, that a task goes to which outlasts the function; it fails where absent. */
  JOB_QUEUE_ARN: z.string().optional(),
  JOB_DEFINITION_ARN: z.string().optional(),
});
export type RulesEnvironment = z.output<typeof rulesEnvironment>;

/** The function `detokenize`. */
export const detokenizeEnvironment = httpEnvironment.extend({
  ...tokenSources,
  AUDIT_TABLE: z.string(),
  AUDIT_TTL_DAYS: z.coerce.number().int().positive(),
  /** Values that a caller may have opened in an hour. */
  MOST_VALUES_AN_HOUR: z.coerce.number().int().positive(),
  /** The system zone's bucket, where files of openings in the background lie, and the role that signs the URLs of these. */
  BACKGROUND_BUCKET: z.string(),
  BACKGROUND_ROLE_ARN: z.string(),
});
export type DetokenizeEnvironment = z.output<typeof detokenizeEnvironment>;
