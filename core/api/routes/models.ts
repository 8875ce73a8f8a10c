// What SQL models make in the warehouse: the models that the caller may read, their columns, their rows.
import * as z from "zod";
import { component } from "../components.ts";
import { contractName } from "../fields.ts";
import { defineRoute } from "../route.ts";
import { rowsAnswers, rowsQuery } from "./rows.ts";

const name = z.strictObject({ name: contractName("The model's name.") });

const model = component(
  "Model",
  z.object({
    name: z.string(),
    columns: z
      .array(
        z.object({
          name: z.string(),
          type: z.string().describe("As Redshift names it: `varchar`, `int8`, `numeric(12,2)`, `timestamp`."),
          comparable: z.boolean().describe("Whether `where` may name it."),
        }),
      )
      .describe("In the model's own order."),
  }),
);

export const modelRoutes = {
  listModels: defineRoute({
    method: "GET",
    path: "/models",
    function: "api",
    tag: "Models",
    summary: "Lists the models that the caller may read",
    permission: null,
    answers: {
      200: {
        description: "By name; none where that is nothing.",
        schema: component("ModelList", z.object({ models: z.array(z.object({ name: z.string() })) })),
      },
    },
  }),
  getModel: defineRoute({
    method: "GET",
    path: "/models/{name}",
    function: "api",
    tag: "Models",
    summary: "Describes a model: its columns",
    permission: { to: "read", on: "name" },
    request: { path: name },
    answers: { 200: { description: "The model.", schema: model } },
    problems: ["not_found"],
  }),
  getModelRows: defineRoute({
    method: "GET",
    path: "/models/{name}/rows",
    function: "api",
    tag: "Models",
    summary: "Reads rows of a model",
    description:
      "Asked and answered as rows of datasets are. All pages are of one reading, which the warehouse keeps for a day.",
    permission: { to: "read", on: "name" },
    request: { path: name, query: rowsQuery },
    answers: rowsAnswers,
    problems: ["not_found", "query_failed"],
  }),
};
