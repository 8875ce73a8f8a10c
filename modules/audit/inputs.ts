// What the audit is told: whether it can be restored, and whether a destroy may take it.
import * as z from "zod";
import { forceInputs, keyInputs, nameInput, tagsInput } from "../constructs/inputs.ts";

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  point_in_time_recovery: z
    .boolean()
    .default(true)
    .describe("Keep what is needed to restore the table to any second of the last 35 days."),
  stream: z
    .boolean()
    .default(false)
    .describe(
      "Have a stream tell of records that go, as they were: the module `archive` reads it. It costs nothing by itself.",
    ),
  ...forceInputs,
});
