// The notice `dataset.curated` that SNS carries once a run's rows can be queried. At least once: tell repeats by run_id.
import * as z from "zod";

export const curatedNoticeSchema = z.strictObject({
  type: z.literal("dataset.curated"),
  run_id: z.string(),
  dataset: z.string(),
  database: z.string(),
  /** s3:// URI. */
  manifest: z.string(),
  rows_curated: z.number(),
  rows_quarantined: z.number(),
  /** The partitions that received rows, each column → value; empty where the dataset has none. */
  partitions: z.array(z.record(z.string(), z.string())),
  committed_at: z.string(),
});
export type CuratedNotice = z.output<typeof curatedNoticeSchema>;

/** The same as an event on the account's default event bus, for rules of EventBridge: without the partitions. */
export const CURATED_EVENT = { bus: "default", source: "headrace", detailType: "dataset.curated" } as const;

export const curatedEventSchema = curatedNoticeSchema
  .omit({ type: true, partitions: true })
  .extend({ pipeline: z.string() });
export type CuratedEvent = z.output<typeof curatedEventSchema>;
