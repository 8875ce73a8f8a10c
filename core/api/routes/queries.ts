// SQL: queries that the contract names, and free text for those who may.
import * as z from "zod";
import { ENGINES } from "../../contract/api/schema.ts";
import { component } from "../components.ts";
import { contractName, cursor, next, timestamp, wholeNumber } from "../fields.ts";
import { defineRoute } from "../route.ts";
import { cellSchema } from "./rows.ts";

const MOST_SQL_CHARACTERS = 65_536;
/** Media types of results beside JSON. */
export const RESULT_TYPES = ["text/csv", "application/x-ndjson", "application/vnd.apache.parquet"] as const;

export const queryParameters = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .default({})
  .describe("The parameters' values by name, each of its type; every type may also be written as text.");

const asked = z
  .union([
    z.strictObject({ query: contractName("A query that the contract names."), parameters: queryParameters }),
    z.strictObject({
      sql: z
        .string()
        .min(1)
        .max(MOST_SQL_CHARACTERS)
        .describe("One statement that reads, in the engine's own dialect."),
      engine: z.enum(ENGINES).default("athena").describe("What runs it."),
    }),
  ])
  .describe("A named query, or SQL, which needs the permission `sql` for its engine.");

const STATES = ["running", "succeeded", "failed", "cancelled"] as const;
const about = {
  id: z.string().describe("The query's id: `/queries/{id}`."),
  engine: z.enum(ENGINES),
  query: z.string().nullable().describe("The name of the contract's query; null where the text was sent."),
  state: z.enum(STATES),
  submitted_at: timestamp("When it was asked."),
  completed_at: timestamp("When it ended.").nullable(),
  scanned_bytes: z.number().int().nullable().describe("Bytes read; null where the engine does not say."),
  error: z.string().nullable().describe("Why it failed."),
};
const execution = component("Query", z.object(about));

const page = {
  columns: z.array(z.object({ name: z.string(), type: z.string().describe("As the engine names it.") })),
  rows: z.array(z.array(cellSchema)).describe("Cells in the columns' order."),
  next,
  download: z
    .object({
      url: z.string().describe("Opens the whole result without a signature."),
      type: z.string(),
      expires_at: timestamp("Until when it does."),
    })
    .nullable()
    .describe("Of a result of several pages: where the whole of it lies, if it lies anywhere."),
};
const results = component("QueryResults", z.object(page));
const answered = component("QueryAnswer", z.object({ ...about, ...page }));

const id = z.strictObject({
  id: z
    .string()
    .regex(/^[0-9a-f-]{36}$/, "expected a query's id")
    .describe("The query's id."),
});

const location = {
  Location: "The query's address.",
  "Retry-After": "Seconds to wait before it is asked about.",
};

export const queryRoutes = {
  startQuery: defineRoute({
    method: "POST",
    path: "/queries",
    function: "api",
    tag: "Queries",
    summary: "Runs a query; answers with its first rows, or where to ask for them",
    permission: null,
    request: {
      headers: z.object({
        prefer: z
          .string()
          .max(200)
          .optional()
          .describe("`respond-async` (RFC 7240) to be answered at once, with 202, and to ask later."),
      }),
      body: { schema: asked },
    },
    answers: {
      200: { description: "The query is done: its first rows.", schema: answered },
      202: { description: "The query is at work.", schema: execution, headers: location },
    },
    problems: ["query_failed", "unavailable"],
  }),
  getQuery: defineRoute({
    method: "GET",
    path: "/queries/{id}",
    function: "api",
    tag: "Queries",
    summary: "Tells what became of a query",
    permission: null,
    request: { path: id },
    answers: { 200: { description: "The query.", schema: execution } },
    problems: ["not_found"],
  }),
  getQueryResults: defineRoute({
    method: "GET",
    path: "/queries/{id}/results",
    function: "api",
    tag: "Queries",
    summary: "Reads a query's rows, page by page",
    description:
      "JSON, or by `Accept` CSV (RFC 4180, with a header on every page), NDJSON or Parquet (a file for each page), whose next page is in the header `Link`. For the whole of a large result as Parquet: POST /exports.",
    permission: null,
    request: {
      path: id,
      query: z.strictObject({
        limit: wholeNumber(1, 1000).default(1000).describe("Rows in an answer, at most."),
        cursor: cursor.optional(),
      }),
      headers: z.object({ accept: z.string().optional().describe("The media type to answer with.") }),
    },
    answers: {
      200: {
        description: "A page of rows.",
        schema: results,
        types: RESULT_TYPES,
        headers: { Link: 'The next page (RFC 8288), `rel="next"`.' },
      },
    },
    problems: ["not_found", "not_acceptable", "conflict", "query_failed"],
  }),
  cancelQuery: defineRoute({
    method: "DELETE",
    path: "/queries/{id}",
    function: "api",
    tag: "Queries",
    summary: "Cancels a query",
    permission: null,
    request: { path: id },
    answers: { 204: { description: "The query is at its end, whichever." } },
    problems: ["not_found"],
  }),
};
