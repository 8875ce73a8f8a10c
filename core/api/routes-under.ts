// The routes by the first segment of their paths, each loaded when it is first asked for. A request needs the schemas of one
// route; to make those of all takes a function about as long to start as all of its AWS clients. routes.ts has them at once.
import type { RouteSpec } from "./route.ts";
import type { RouteId } from "./routes.ts";

type Some = Readonly<Partial<Record<RouteId, RouteSpec>>>;

const datasets = async (): Promise<Some> => ({
  ...(await import("./routes/datasets.ts")).datasetRoutes,
  ...(await import("./routes/rows.ts")).rowRoutes,
});
const tokens = async (): Promise<Some> => (await import("./routes/tokens.ts")).tokenRoutes;

const UNDER: Readonly<Record<string, () => Promise<Some>>> = {
  datasets,
  models: async () => (await import("./routes/models.ts")).modelRoutes,
  exports: async () => (await import("./routes/exports.ts")).exportRoutes,
  queries: async () => (await import("./routes/queries.ts")).queryRoutes,
  records: async () => (await import("./routes/records.ts")).recordRoutes,
  imports: async () => (await import("./routes/imports.ts")).importRoutes,
  subscriptions: async () => (await import("./routes/subscriptions.ts")).subscriptionRoutes,
  validate: tokens,
  cleanse: tokens,
  tokenize: tokens,
  detokenize: tokens,
  tasks: async () => (await import("./routes/tasks.ts")).taskRoutes,
  openings: async () => (await import("./routes/openings.ts")).openingRoutes,
  "openapi.json": async () => (await import("./routes/description.ts")).descriptionRoutes,
};

/** Those whose paths begin as `path` does, a path of the document or of a request. */
export async function routesUnder(path: string): Promise<[RouteId, RouteSpec][]> {
  const [, segment = ""] = path.split("/");
  if (!Object.hasOwn(UNDER, segment)) return [];
  const routes = Object.entries((await UNDER[segment]?.()) ?? {}) as [RouteId, RouteSpec][];
  return routes.filter(([, route]) => route.path.split("/")[1] === segment);
}
