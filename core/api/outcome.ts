// What became of a file's rows, as every route tells it.
import * as z from "zod";

export const outcome = {
  rows_in: z.number().int().nullable(),
  rows_curated: z.number().int().nullable(),
  rows_quarantined: z.number().int().nullable(),
  reasons: z.record(z.string(), z.number()).describe("Why rows were quarantined: reason → rows."),
  rejected: z
    .object({ reason: z.string(), message: z.string() })
    .nullable()
    .describe("Why the file as a whole was."),
};
