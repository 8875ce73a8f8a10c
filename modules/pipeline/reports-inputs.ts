// What a pipeline is told of reports that are published, and what it tells of them.
import * as z from "zod";

export const reportsInput = z
  .object({
    keep_days: z
      .number()
      .int()
      .min(1)
      .default(30)
      .describe("Days after which a report is deleted; the newest of each day, too."),
  })
  .nullable()
  .default(null)
  .describe(
    "Keep reports that `headrace report DIR --aws --publish` makes, under `reports/` in the system zone. They hold samples of rows, quarantined ones as the files have them. None are taken where null.",
  );

export const reportsOutputs = {
  reports_uri: z.string().describe("s3:// URI below which reports lie; null without `reports`."),
  report_policy: z
    .string()
    .describe(
      "JSON of the policy that a role needs to make reports and to publish them; null without `reports`. Models are shown with their rows where the role may ask the warehouse, too.",
    ),
};
