// Exports: a dataset, a model or what a named query answers, written as files to the exports zone, and fetched by links.
import * as z from "zod";
import { ENGINES } from "../../contract/api/schema.ts";
import { CONDITION, OPERATORS } from "../../query/filter.ts";
import { EXPORT_FORMATS } from "../../query/unload.ts";
import { component } from "../components.ts";
import { contractName, timestamp } from "../fields.ts";
import { defineRoute } from "../route.ts";
import { queryParameters } from "./queries.ts";

const MOST_CONDITIONS = 20;
const MOST_COLUMNS = 1_600;
/** Files that an answer has links to. */
export const MOST_FILES = 1000;

const asked = z
  .strictObject({
    dataset: contractName("A dataset, …").optional(),
    model: contractName("… a model, …").optional(),
    query: contractName("… or a query that the contract names: one of the three.").optional(),
    parameters: queryParameters,
    select: z
      .array(contractName("A column."))
      .min(1)
      .max(MOST_COLUMNS)
      .optional()
      .describe("The columns of a dataset or a model; all where absent."),
    where: z
      .array(
        z.string().regex(CONDITION, `expected COLUMN.OPERATOR.VALUE, with one of: ${OPERATORS.join(", ")}`),
      )
      .max(MOST_CONDITIONS)
      .default([])
      .describe(
        "Conditions on the rows of a dataset or a model, as `where` of its rows has them; all must hold.",
      ),
    format: z
      .enum(EXPORT_FORMATS)
      .default("parquet")
      .describe("`parquet`, or `ndjson`: lines of JSON, compressed with gzip."),
  })
  .refine(({ dataset, model, query }) => [dataset, model, query].filter(Boolean).length === 1, {
    message: "expected one of dataset, model and query",
  })
  .refine(({ query, select, where }) => !query || (select === undefined && where.length === 0), {
    message: "expected select and where without query: a query says its columns and rows itself",
  })
  .refine(({ query, parameters }) => query || Object.keys(parameters).length === 0, {
    path: ["parameters"],
    message: "expected parameters with query alone",
  });

const exported = component(
  "Export",
  z.object({
    id: z.string().describe("The export's id: `/exports/{id}`."),
    kind: z.enum(["dataset", "model", "query"]),
    name: z.string(),
    engine: z.enum(ENGINES).describe("What writes it."),
    format: z.enum(EXPORT_FORMATS),
    state: z.enum(["running", "succeeded", "failed", "cancelled"]),
    submitted_at: timestamp("When it was asked for."),
    completed_at: timestamp("When it ended.").nullable(),
    error: z.string().nullable().describe("Why it failed."),
    files: z
      .array(
        z.object({
          url: z.string().describe("Opens with a GET, without any credentials."),
          bytes: z.number().int(),
        }),
      )
      .describe(
        `Its files, ${MOST_FILES} at most: none before it has succeeded, and none where it has no rows.`,
      ),
    expires_at: timestamp("Until when the links open; ask again for new ones.").nullable(),
  }),
);

const path = z.strictObject({
  id: z
    .string()
    .regex(/^[0-9a-f-]{36}$/, "expected an export's id")
    .describe("The export's id."),
});

export const exportRoutes = {
  createExport: defineRoute({
    method: "POST",
    path: "/exports",
    function: "api",
    tag: "Exports",
    summary: "Has a dataset, a model or a query's answer written as files",
    description:
      "However many rows there are: the engine writes them itself, to a folder of the caller's own. The files are kept for a week.",
    permission: { to: "exports" },
    request: { body: { schema: asked } },
    answers: {
      202: {
        description: "It is at work.",
        schema: exported,
        headers: {
          Location: "The export's address.",
          "Retry-After": "Seconds to wait before it is asked about.",
        },
      },
    },
    problems: ["not_found", "query_failed"],
  }),
  getExport: defineRoute({
    method: "GET",
    path: "/exports/{id}",
    function: "api",
    tag: "Exports",
    summary: "Tells what became of an export, and where its files are",
    permission: { to: "exports" },
    request: { path },
    answers: { 200: { description: "The export.", schema: exported } },
    problems: ["not_found"],
  }),
  cancelExport: defineRoute({
    method: "DELETE",
    path: "/exports/{id}",
    function: "api",
    tag: "Exports",
    summary: "Cancels an export",
    permission: { to: "exports" },
    request: { path },
    answers: { 204: { description: "The export is at its end, whichever." } },
    problems: ["not_found"],
  }),
};
