// What a pipeline is told of reports that are published, and what it tells of them.
import * as z from "zod";
import { type Expr, tf } from "../kit/index.ts";

export const reportsInput = z
  .object({
    keep_days: z
      .number()
      .int()
      .min(1)
      .default(30)
      .describe("Days after which a report is deleted; the newest of each day, too."),
    roles: z
      .array(z.string().regex(/^[A-Za-z0-9+=,.@_-]{1,64}$/, "the name of a role, without its path"))
      .default([])
      .describe(
        "Names of the roles of yours that make reports. Where there is a warehouse each becomes a user of it, who reads the models and what became of their runs, and nothing else.",
      ),
  })
  .nullable()
  .default(null)
  .describe(
    "Keep reports that `headrace report DIR --aws --publish` makes, under `reports/` in the system zone. They hold samples of rows, quarantined ones as the files have them. None are taken where null.",
  );

/** Names of the roles that look into the warehouse. */
export const reportRoles = (vars: { reports: Expr }): Expr => tf`try(${vars.reports}.roles, [])`;

export const reportsOutputs = {
  reports_uri: z.string().describe("s3:// URI below which reports lie; null without `reports`."),
  report_policy: z
    .string()
    .describe(
      "JSON of the policy that a role needs to make reports and to publish them; null without `reports`. With a warehouse it is for the roles that `reports` names: as their users in it they read models and runs.",
    ),
};
