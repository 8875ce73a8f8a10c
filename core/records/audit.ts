// The audit record: one item per run in DynamoDB, written after the manifest and again with the same values by a retry.
// Table: hash key run_id (S). Index by_dataset: hash dataset (S), range committed_at (S). TTL: expires_at.
import * as z from "zod";
import { type Manifest, manifestKey } from "./manifest.ts";

export const AUDIT_KEY = "run_id";
export const AUDIT_INDEX = { name: "by_dataset", hash: "dataset", range: "committed_at" } as const;
export const AUDIT_TTL_ATTRIBUTE = "expires_at";

export const auditSchema = z.object({
  run_id: z.string(),
  dataset: z.string(),
  /** source_missing: gone before it was read. oversize: handed to the queue for what a function cannot hold. */
  state: z.enum(["curated", "rejected", "source_missing", "oversize"]),
  source: z.object({
    bucket: z.string(),
    key: z.string(),
    version_id: z.string().optional(),
    sha256: z.string().optional(),
    bytes: z.number().optional(),
  }),
  contract_digest: z.string(),
  rejected: z.object({ reason: z.string(), message: z.string() }).optional(),
  rows_in: z.number().optional(),
  rows_curated: z.number().optional(),
  rows_quarantined: z.number().optional(),
  reasons: z.record(z.string(), z.number()).optional(),
  /** s3:// URI; absent where the source was never read. */
  manifest: z.string().optional(),
  seconds: z.number().optional(),
  /** When the manifest was written; for source_missing and oversize, when the object's event happened. ISO 8601. */
  committed_at: z.string(),
  /** Epoch seconds at which DynamoDB may drop the item. */
  expires_at: z.number(),
  /** Set by the dispatch function where an object of state oversize was given to a job of Batch: its id. */
  job_id: z.string().optional(),
  /** Set by the catalog function once partitions are registered and dataset.curated is published. ISO 8601. */
  cataloged_at: z.string().optional(),
  /** Set by the catalog function once dataset.rejected is published of a file that was rejected whole. ISO 8601. */
  announced_at: z.string().optional(),
  /** Set by the load function once the warehouse's table has the run's rows. ISO 8601. */
  loaded_at: z.string().optional(),
  /** Set by the deliver function once a topic was sent all of the run: names of topics, and TOPIC/MODEL of a run of models. */
  delivered_to: z.set(z.string()).optional(),
  /** When it was set last. ISO 8601. */
  delivered_at: z.string().optional(),
  /** Why the last attempt to load failed, in the warehouse's words; kept when a later one succeeds. */
  load_error: z
    .object({
      message: z.string(),
      /** ISO 8601. */
      at: z.string(),
      /**
       * The first wrong rows of sys_load_error_detail; where the files themselves are refused, the one that the message
       * names, without a line. A file's or column's name is empty where the message was cut before it.
       */
      rows: z.array(
        z.object({
          file: z.string(),
          line: z.number().optional(),
          column: z.string(),
          message: z.string(),
        }),
      ),
      hint: z.string().optional(),
    })
    .optional(),
});
export type AuditRecord = z.output<typeof auditSchema>;

/**
 * A table's item as a record. Undefined where there is none as yet: the functions each set attributes of their own, in
 * no certain order, so that an item may be there before the stage function has written the record itself.
 */
export const auditOfItem = (item: Record<string, unknown> | undefined): AuditRecord | undefined =>
  item?.state === undefined ? undefined : auditSchema.parse(item);

/** Epoch seconds; from the commit and not the clock, so that a retry writes the same. */
export const auditExpiry = (committedAt: string, ttlDays: number): number =>
  Math.floor(Date.parse(committedAt) / 1000) + ttlDays * 86_400;

/** The audit record of a run whose manifest lies in `curatedBucket`. */
export function auditOfManifest(manifest: Manifest, curatedBucket: string, ttlDays: number): AuditRecord {
  return {
    run_id: manifest.run_id,
    dataset: manifest.dataset,
    state: manifest.status,
    source: manifest.source,
    contract_digest: manifest.contract_digest,
    ...(manifest.rejected && { rejected: manifest.rejected }),
    rows_in: manifest.rows_in,
    rows_curated: manifest.rows_curated,
    rows_quarantined: manifest.rows_quarantined,
    reasons: manifest.reasons,
    manifest: `s3://${curatedBucket}/${manifestKey(manifest.dataset, manifest.run_id)}`,
    seconds: manifest.seconds,
    committed_at: manifest.committed_at,
    expires_at: auditExpiry(manifest.committed_at, ttlDays),
  };
}
