// What there is to be read: the datasets and models that the caller may see, and what each of them is like.
import * as z from "zod";
import { TOKENIZE_METHODS } from "../../contract/schema.ts";
import { component } from "../components.ts";
import { contractName, cursor, next, timestamp, wholeNumber } from "../fields.ts";
import { outcome } from "../outcome.ts";
import { defineRoute } from "../route.ts";

const kind = z
  .enum(["dataset", "model"])
  .describe("Rows of the lake, or what a SQL model makes in the warehouse.");
const description = z.string().nullable();

const summary = component("DatasetSummary", z.object({ name: z.string(), kind, description }));

const column = component(
  "Column",
  z.object({
    name: z.string(),
    type: z.string().describe("string, int, bigint, double, boolean, date, timestamp or decimal(p,s)."),
    required: z.boolean().describe("No row lacks a value."),
    tokenized: z.enum(TOKENIZE_METHODS).nullable().describe("How its values were replaced by tokens."),
    description,
  }),
);

const run = component(
  "RunQuality",
  z.object({
    run_id: z.string(),
    state: z.enum(["curated", "rejected", "source_missing", "oversize"]),
    committed_at: timestamp("When the run ended."),
    ...outcome,
  }),
);

const dataset = component(
  "Dataset",
  z.object({
    name: z.string(),
    kind,
    description,
    columns: z.array(column).describe("In the order in which tables show them, partition columns last."),
    key: z.array(z.string()).describe("The columns that tell the rows of one file apart."),
    partitions: z.object({
      columns: z.array(z.object({ name: z.string(), type: z.string() })),
      values: z
        .array(z.record(z.string(), z.string()))
        .describe("The partitions that hold rows, a page of them: column → value, as the catalog has it."),
      next,
    }),
    freshness: z
      .object({
        run_id: z.string(),
        committed_at: timestamp("When the rows were written."),
        cataloged_at: timestamp("Since when Athena finds them.").nullable(),
        loaded_at: timestamp("Since when the warehouse's own table has them.").nullable(),
      })
      .nullable()
      .describe("The last run that added rows; null where there is none yet."),
    quality: z.object({ runs: z.array(run).describe("The last runs, the latest first.") }),
  }),
);

export const datasetRoutes = {
  listDatasets: defineRoute({
    method: "GET",
    path: "/datasets",
    function: "api",
    tag: "Datasets",
    summary: "Lists the datasets and models that the caller may read",
    permission: null,
    answers: {
      200: {
        description: "Those that the caller may read, by name; none where that is nothing.",
        schema: component("DatasetList", z.object({ datasets: z.array(summary) })),
      },
    },
  }),
  getDataset: defineRoute({
    method: "GET",
    path: "/datasets/{name}",
    function: "api",
    tag: "Datasets",
    summary: "Describes a dataset: schema, partitions, freshness, and the quality of its last runs",
    permission: { to: "read", on: "name" },
    request: {
      path: z.strictObject({ name: contractName("The dataset's name.") }),
      query: z.strictObject({
        limit: wholeNumber(1, 1000).default(100).describe("Partitions in the answer, at most."),
        cursor: cursor.optional(),
      }),
    },
    answers: { 200: { description: "The dataset.", schema: dataset } },
    problems: ["not_found"],
  }),
};
