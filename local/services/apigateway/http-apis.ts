// HTTP APIs (version 2) as moto keeps them: routes, integrations, stages, and which pages they let in.
import { CallError, callRest } from "../../gateway/call.ts";
import type { Forward } from "../../gateway/service.ts";
import type { AccessLogSettings } from "./access-log.ts";
import type { JwtConfiguration } from "./jwt.ts";

export interface HttpRoute {
  routeId: string;
  /** Such as `GET /orders/{id}`, or $default. */
  routeKey: string;
  target?: string | null;
  authorizationType?: string | null;
  authorizationScopes?: string[] | null;
  authorizerId?: string | null;
  operationName?: string | null;
}

export interface HttpIntegration {
  integrationId: string;
  integrationType: string;
  integrationUri?: string | null;
  payloadFormatVersion?: string | null;
  credentialsArn?: string | null;
  timeoutInMillis?: number | string | null;
}

export interface HttpAuthorizer {
  authorizerId: string;
  name: string;
  authorizerType: "JWT" | "REQUEST";
  identitySource?: string[] | string | null;
  jwtConfiguration?: JwtConfiguration | null;
}

export interface HttpStage {
  stageName: string;
  stageVariables?: Record<string, string> | null;
  accessLogSettings?: AccessLogSettings | null;
  defaultRouteSettings?: RouteSettings | null;
  /** By the route's key. */
  routeSettings?: Record<string, RouteSettings> | null;
}

export interface RouteSettings {
  throttlingRateLimit?: number;
  throttlingBurstLimit?: number;
}

export interface Cors {
  allowOrigins?: string[];
  allowMethods?: string[];
  allowHeaders?: string[];
  exposeHeaders?: string[];
  maxAge?: number;
  allowCredentials?: boolean;
}

export interface HttpApi {
  apiId: string;
  protocolType: string;
  corsConfiguration?: Cors | null;
  routes: HttpRoute[];
  integrations: HttpIntegration[];
  authorizers: HttpAuthorizer[];
  stages: HttpStage[];
}

/** Undefined where there is no HTTP API of that id. */
export async function readHttpApi(
  forward: Forward,
  region: string,
  apiId: string,
): Promise<HttpApi | undefined> {
  const read = <Output>(path: string): Promise<Output> =>
    callRest<Output>(forward, "apigateway", region, "GET", `/v2/apis/${apiId}${path}`);
  const listed = async <Item>(path: string): Promise<Item[]> =>
    (await read<{ items?: Item[] }>(path)).items ?? [];
  const api = await read<HttpApi>("").catch((error: unknown) => {
    if (error instanceof CallError && error.status < 500) return undefined;
    throw error;
  });
  if (api?.protocolType !== "HTTP") return undefined;
  const [routes, integrations, stages] = await Promise.all([
    listed<HttpRoute>("/routes"),
    listed<HttpIntegration>("/integrations"),
    listed<HttpStage>("/stages"),
  ]);
  // moto lists no authorizers: those that routes name are read one by one.
  const ids = new Set(routes.map(({ authorizerId }) => authorizerId).filter((id) => typeof id === "string"));
  const authorizers = await Promise.all([...ids].map((id) => read<HttpAuthorizer>(`/authorizers/${id}`)));
  return { ...api, routes, integrations, authorizers, stages };
}
