// The API's description of itself.
import { openApiDocument } from "../../core/api/openapi/document.ts";
import { allRoutes } from "../../core/api/routes.ts";
import type { Implement } from "./implement.ts";

export const description: Implement<"getOpenApi"> = {
  getOpenApi: async (_, { settings, server }) => ({
    status: 200,
    body: openApiDocument(
      allRoutes().filter(([, route]) => settings.functions.includes(route.function)),
      {
        title: settings.name,
        version: "1",
        server,
        authorization: settings.authorization,
      },
    ),
  }),
};
