// The manifest: written last, it commits a run. Readers (catalog, loads, lookups) act on manifests only.
import * as z from "zod";

export const manifestSchema = z.strictObject({
  version: z.literal(1),
  run_id: z.string(),
  dataset: z.string(),
  contract_digest: z.string(),
  source: z.strictObject({
    bucket: z.string(),
    key: z.string(),
    version_id: z.string().optional(),
    sha256: z.string(),
    bytes: z.number(),
    /** When S3 says that it landed, ISO 8601; manifests of before it was kept have none. */
    landed_at: z.string().optional(),
  }),
  /** "rejected": the whole file went to quarantine, and `files` is empty. */
  status: z.enum(["curated", "rejected"]),
  rejected: z.strictObject({ reason: z.string(), message: z.string() }).optional(),
  rows_in: z.number(),
  rows_curated: z.number(),
  rows_quarantined: z.number(),
  reasons: z.record(z.string(), z.number()),
  /** Columns of the file that the contract does not name, where there are any: `source.unknown_columns` lets them go. */
  ignored_columns: z.array(z.string()).optional(),
  files: z.array(
    z.strictObject({
      bucket: z.string(),
      key: z.string(),
      rows: z.number(),
      bytes: z.number(),
      partition: z.record(z.string(), z.string()),
    }),
  ),
  quarantine: z.array(
    z.strictObject({ bucket: z.string(), key: z.string(), rows: z.number(), bytes: z.number() }),
  ),
  seconds: z.number(),
  committed_at: z.string(),
});
export type Manifest = z.output<typeof manifestSchema>;

/** @throws ZodError where the text is JSON and no manifest, SyntaxError where it is no JSON */
export const parseManifest = (text: string): Manifest => manifestSchema.parse(JSON.parse(text));

/** Where manifests lie in the curated bucket. The leading underscore hides them from Athena and Spectrum. */
export const MANIFEST_PREFIX = "_manifests/";
export const manifestKey = (dataset: string, runId: string): string =>
  `${MANIFEST_PREFIX}${dataset}/${runId}.json`;

/** Where the load function keeps COPY's own manifests in the curated bucket while a load is under way. */
export const COPY_MANIFEST_PREFIX = "_loads/";
