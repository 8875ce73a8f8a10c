// The notice `dataset.rejected` that SNS carries once a file went to quarantine whole. At least once: tell repeats by run_id.
import * as z from "zod";

export const rejectedNoticeSchema = z.strictObject({
  type: z.literal("dataset.rejected"),
  run_id: z.string(),
  /** `_unknown` where the file's key names no dataset. */
  dataset: z.string(),
  /** s3:// URI of the file that landed. */
  file: z.string(),
  /** s3:// URI of the file in the quarantine bucket. */
  quarantined: z.string(),
  /** `file:rule`, such as file:unknown_dataset. */
  reason: z.string(),
  message: z.string(),
  /** s3:// URI. */
  manifest: z.string(),
  committed_at: z.string(),
});
export type RejectedNotice = z.output<typeof rejectedNoticeSchema>;
