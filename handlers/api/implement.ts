// The type of some of this function's implementations, so that each file of a resource is held to its own routes.
import type { RouteId } from "../../core/api/routes.ts";
import type { ApiEnvironment } from "../../core/environment/api.ts";
import type { Implementations } from "../http/serve.ts";

export type Implement<Id extends RouteId> = Pick<
  Implementations<"api", ApiEnvironment>,
  Id & keyof Implementations<"api", ApiEnvironment>
>;
