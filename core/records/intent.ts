// The intent: every object that a run may have written, noted before the first is. What a crashed attempt left and
// the finished one does not name is deleted by it.
import * as z from "zod";

export const intentSchema = z.strictObject({
  version: z.literal(1),
  run_id: z.string(),
  dataset: z.string(),
  objects: z.array(z.strictObject({ bucket: z.string(), key: z.string() })),
});
export type Intent = z.output<typeof intentSchema>;

/** Where intents lie in the curated bucket; apart from manifests, so that they raise no catalog event. */
export const INTENT_PREFIX = "_intents/";
export const intentKey = (dataset: string, runId: string): string =>
  `${INTENT_PREFIX}${dataset}/${runId}.json`;
