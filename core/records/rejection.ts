// A file rejected whole: where it lies in the quarantine bucket, and the reason beside it.
import * as z from "zod";

export const rejectionSchema = z.strictObject({
  run_id: z.string(),
  dataset: z.string(),
  /** s3:// URI of the import. */
  file: z.string(),
  /** `file:rule`, such as file:unknown_dataset. */
  reason: z.string(),
  message: z.string(),
});
export type Rejection = z.output<typeof rejectionSchema>;

const folder = (dataset: string, runId: string): string => `${dataset}/_rejected/${runId}/`;

/** `file` is the import's key after its dataset. One that is named as the reason gets a trailing underscore. */
export const rejectedFileKey = (dataset: string, runId: string, file: string): string =>
  `${folder(dataset, runId)}${file === "reason.json" ? "reason.json_" : file}`;

export const reasonKey = (dataset: string, runId: string): string => `${folder(dataset, runId)}reason.json`;
