// What a pipeline keeps of what has an end.
import * as z from "zod";
import { inputs as archiveInputs } from "../archive/inputs.ts";

const { batch_window_seconds, most_hours_behind } = archiveInputs.shape;

export const archiveInput = z
  .object({
    enabled: z
      .boolean()
      .default(true)
      .describe(
        "Write audit records to the archive zone when their time is over; otherwise they are gone then.",
      ),
    logs: z
      .boolean()
      .default(false)
      .describe(
        "Send the functions' logs to the archive zone as they are written, under `logs/`, by a stream of Firehose.",
      ),
    batch_window_seconds,
    most_hours_behind,
  })
  .prefault({})
  .describe("What is kept of what has an end: audit records, and logs.");
