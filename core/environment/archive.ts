// The archive function's environment: the one schema that the module writes by and the handler reads by.
import * as z from "zod";

/**
 * Days for which it is known where a record was archived. A stream keeps records for one; what Lambda gave up may be brought again
 * by hand in the rest.
 */
export const ARCHIVE_CLAIM_DAYS = 30;

export const archiveEnvironment = z.object({
  ARCHIVE_BUCKET: z.string(),
  /** Hash key `id` (S), TTL attribute `expires_at`. */
  CLAIMS_TABLE: z.string(),
});
export type ArchiveEnvironment = z.output<typeof archiveEnvironment>;
