// What the workgroup is told: where results lie and for how long, and how much a query may scan.
import * as z from "zod";
import { forceInputs, keyInputs, nameInput, tagsInput } from "../constructs/inputs.ts";

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  create_results_bucket: z
    .boolean()
    .default(true)
    .describe("Make a bucket for query results. Set it to false beside `results_bucket`."),
  results_bucket: z
    .string()
    .nullable()
    .default(null)
    .describe("Name of a bucket of yours for query results; its lifecycle is yours too."),
  results_prefix: z
    .string()
    .regex(/^([^/].*\/)?$/, 'a prefix that ends with "/" and does not begin with it, or ""')
    .default("athena-results/")
    .describe("Prefix of query results in the bucket."),
  results_expire_after_days: z
    .number()
    .int()
    .min(1)
    .default(7)
    .describe("Days after which results are deleted from the bucket that this module makes."),
  bytes_scanned_cutoff: z
    .number()
    .int()
    .min(10485760)
    .default(107374182400)
    .describe("Bytes after which a query is ended; 100 GiB by default, 10 MiB at least."),
  named_queries: z
    .record(
      z.string().min(1).max(128),
      z.object({
        database: z.string().describe("The Glue database it runs in."),
        query: z.string().min(1).describe("The SQL."),
        description: z.string().default("").describe("What it answers."),
      }),
    )
    .default({})
    .describe("Queries that people find in the workgroup, by name."),
  ...forceInputs,
});
