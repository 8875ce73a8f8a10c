// Rows of a dataset: filtered, projected, ordered, page by page.
import * as z from "zod";
import { CONDITION, OPERATORS } from "../../query/filter.ts";
import { component } from "../components.ts";
import { contractName, cursor, next, wholeNumber } from "../fields.ts";
import { defineRoute } from "../route.ts";

/** Rows that one question may have, over all of its pages. */
export const MOST_ROWS_IN_ALL = 100_000;
const MOST_CONDITIONS = 20;
const MOST_COLUMNS = 1_600;

const NAMES = /^[a-z][a-z0-9_]*(,[a-z][a-z0-9_]*)*$/;
const ORDER = /^-?[a-z][a-z0-9_]*(,-?[a-z][a-z0-9_]*)*$/;

/** A parameter that may come once or more often. */
const repeated = (item: z.ZodString) =>
  z
    .union([item, z.array(item).max(MOST_CONDITIONS, `expected ${MOST_CONDITIONS} at most`)])
    .transform((one) => [one].flat());

export const cellSchema = z
  .union([z.string(), z.number(), z.boolean()])
  .nullable()
  .describe(
    "int, double and boolean are JSON's own; bigint and decimal are text; date is YYYY-MM-DD, timestamp RFC 3339 in UTC.",
  );

/** What is asked of rows: which columns, which rows. */
export const narrowing = {
  select: z
    .string()
    .regex(NAMES, "expected names of columns with commas between them")
    .refine((text) => text.split(",").length <= MOST_COLUMNS, `expected ${MOST_COLUMNS} names at most`)
    .optional()
    .describe("The columns to read, with commas between them; all where absent."),
  where: repeated(
    z.string().regex(CONDITION, `expected COLUMN.OPERATOR.VALUE, with one of: ${OPERATORS.join(", ")}`),
  )
    .optional()
    .describe(
      'A condition, COLUMN.OPERATOR.VALUE: `amount.gte.10`, `segment.in.["gold","silver"]`, `email.not_null`. Several may be given, and all must hold.',
    ),
};

/** What every route that reads rows is asked. */
export const rowsQuery = z.strictObject({
  ...narrowing,
  order: z
    .string()
    .regex(ORDER, "expected names of columns with commas between them, each with - before it or without")
    .optional()
    .describe("The columns to order by, with commas between them; `-` before one is descending."),
  limit: wholeNumber(1, 1000).default(100).describe("Rows in an answer, at most."),
  cursor: cursor.optional(),
});

const rows = component(
  "Rows",
  z.object({
    rows: z.array(z.record(z.string(), cellSchema)).describe("Column → value, in the order asked for."),
    next,
    complete: z
      .boolean()
      .describe(
        `False where the last page is not the end: a question has ${MOST_ROWS_IN_ALL} rows at most. Narrow it, or ask by POST /exports.`,
      ),
  }),
);

const waiting = component(
  "RowsWaiting",
  z.object({ next: z.string().describe("The cursor to ask for the same again with, after Retry-After.") }),
);

/** What every route that reads rows answers with. */
export const rowsAnswers = {
  200: { description: "A page of rows.", schema: rows },
  202: {
    description: "The rows are still being read.",
    schema: waiting,
    headers: { Location: "The address to ask again.", "Retry-After": "Seconds to wait before." },
  },
};

export const rowRoutes = {
  getRows: defineRoute({
    method: "GET",
    path: "/datasets/{name}/rows",
    function: "api",
    tag: "Datasets",
    summary: "Reads rows of a dataset",
    description:
      "All pages are of one reading: rows that come meanwhile are in none of them. Conditions on a column that the dataset is partitioned by are the cheapest. Tokenized columns are compared by their tokens.",
    permission: { to: "read", on: "name" },
    request: {
      path: z.strictObject({ name: contractName("The dataset's name.") }),
      query: rowsQuery,
    },
    answers: rowsAnswers,
    problems: ["not_found", "query_failed", "unavailable"],
  }),
};
