// The API's description of itself.
import * as z from "zod";
import { defineRoute } from "../route.ts";

export const descriptionRoutes = {
  getOpenApi: defineRoute({
    method: "GET",
    path: "/openapi.json",
    function: "api",
    tag: "Description",
    summary: "This document",
    permission: null,
    answers: {
      200: { description: "An OpenAPI 3.0 document.", schema: z.record(z.string(), z.unknown()) },
    },
  }),
};
