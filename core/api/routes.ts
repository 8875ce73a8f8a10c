// Every route of the API, by its name, which is OpenAPI's operationId. A resource has a file in routes/ and a line here.
import type { ApiFunction } from "./functions.ts";
import type { RouteSpec } from "./route.ts";
import { datasetRoutes } from "./routes/datasets.ts";
import { descriptionRoutes } from "./routes/description.ts";
import { exportRoutes } from "./routes/exports.ts";
import { importRoutes } from "./routes/imports.ts";
import { modelRoutes } from "./routes/models.ts";
import { openingRoutes } from "./routes/openings.ts";
import { queryRoutes } from "./routes/queries.ts";
import { recordRoutes } from "./routes/records.ts";
import { rowRoutes } from "./routes/rows.ts";
import { subscriptionRoutes } from "./routes/subscriptions.ts";
import { taskRoutes } from "./routes/tasks.ts";
import { tokenRoutes } from "./routes/tokens.ts";

export const ROUTES = {
  ...datasetRoutes,
  ...rowRoutes,
  ...modelRoutes,
  ...queryRoutes,
  ...recordRoutes,
  ...importRoutes,
  ...exportRoutes,
  ...subscriptionRoutes,
  ...tokenRoutes,
  ...openingRoutes,
  ...taskRoutes,
  ...descriptionRoutes,
};

export type Routes = typeof ROUTES;
export type RouteId = keyof Routes;

/** The routes that a function answers. */
export type RoutesOf<F extends ApiFunction> = {
  [Id in RouteId as Routes[Id]["function"] extends F ? Id : never]: Routes[Id];
};

/** The same list without the routes' exact types. */
export const allRoutes = (): [RouteId, RouteSpec][] => Object.entries(ROUTES) as [RouteId, RouteSpec][];
