// The notice `model.exported`: a run of the models has written a model's rows for its deliveries. At least once: tell
// repeats by run_id and model.
import * as z from "zod";

export const exportedNoticeSchema = z.strictObject({
  type: z.literal("model.exported"),
  /** The run of the models. */
  run_id: z.string(),
  model: z.string(),
  /** The s3:// folder with the model's rows as Parquet, which no other run writes to. */
  rows: z.string(),
  exported_at: z.string(),
});
export type ExportedNotice = z.output<typeof exportedNoticeSchema>;
