// One invocation of an HTTP API: its route, who calls, the stage's limits, and the Lambda proxy integration.
import type { ServiceRequest, ServiceResponse } from "../../gateway/service.ts";
import { type Context, contextOf, type DeployedStage } from "./context.ts";
import { eventV1, isBinary } from "./event-v1.ts";
import { eventV2 } from "./event-v2.ts";
import { Refusal, refusalResponse } from "./gateway-responses.ts";
import type { HttpApi, HttpRoute, HttpStage } from "./http-apis.ts";
import { corsHeaders, httpPreflight } from "./http-cors.ts";
import { authorizeByIam, type IamContext } from "./iam-authorization.ts";
import { type Issuers, scopesOf } from "./jwt.ts";
import type { LambdaTarget } from "./lambda-target.ts";
import { proxyResponseV1, proxyResponseV2 } from "./proxy-answer.ts";
import { MOST_BODY_BYTES } from "./rest.ts";
import { matchPath } from "./routes.ts";
import type { Throttle } from "./throttle.ts";

export interface HttpParts extends IamContext {
  target: LambdaTarget;
  issuers: Issuers;
  throttle: Throttle;
}

const DEFAULT_ROUTE = "$default";

interface Chosen {
  route: HttpRoute;
  parameters: Record<string, string>;
}

/** The route of a request: by method and path, by ANY and path, or $default. */
export function routeOf(routes: readonly HttpRoute[], method: string, path: string): Chosen | undefined {
  const keyed = routes.flatMap((route) => {
    const [verb, template] = route.routeKey.split(" ");
    return template === undefined ? [] : [{ route, verb: String(verb), path: template }];
  });
  for (const verb of [method, "ANY"]) {
    const match = matchPath(
      keyed.filter((one) => one.verb === verb),
      path,
    );
    if (match) return { route: match.route.route, parameters: match.parameters };
  }
  const route = routes.find(({ routeKey }) => routeKey === DEFAULT_ROUTE);
  return route && { route, parameters: {} };
}

async function authorize(
  parts: HttpParts,
  api: HttpApi,
  route: HttpRoute,
  request: ServiceRequest,
  context: Context,
) {
  const type = route.authorizationType ?? "NONE";
  if (type === "NONE") return;
  if (type === "AWS_IAM") {
    context.identity = await authorizeByIam(request, context, undefined, parts);
    const { accessKey, caller, userArn, user } = context.identity;
    context.authorizer = {
      iam: { accessKey, accountId: context.accountId, callerId: caller, userArn, userId: user },
    };
    return;
  }
  const authorizer = api.authorizers.find(({ authorizerId }) => authorizerId === route.authorizerId);
  // Lambda authorizers of HTTP APIs are not run here, and what is not run lets nobody in.
  if (type !== "JWT" || !authorizer?.jwtConfiguration) throw new Refusal("AUTHORIZER_CONFIGURATION_ERROR");
  const source = [authorizer.identitySource ?? "$request.header.Authorization"].flat()[0] ?? "";
  const [, place, name = ""] = /^\$request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  const value = place === "querystring" ? request.query.get(name) : request.headers[name.toLowerCase()];
  const token = (value ?? "").replace(/^Bearer\s+/i, "");
  const claims = token === "" ? undefined : await parts.issuers.claims(token, authorizer.jwtConfiguration);
  if (!claims) throw new Refusal("UNAUTHORIZED");
  const wanted = route.authorizationScopes ?? [];
  const scopes = scopesOf(claims);
  if (wanted.length > 0 && !wanted.some((scope) => scopes.includes(scope)))
    throw new Refusal("ACCESS_DENIED", { message: "Forbidden" });
  const texts = Object.entries(claims).map(([claim, value]) => [
    claim,
    Array.isArray(value) ? `[${value.join(" ")}]` : String(value),
  ]);
  context.authorizer = {
    jwt: { claims: Object.fromEntries(texts), scopes: wanted.length > 0 ? wanted : null },
  };
}

async function run(
  parts: HttpParts,
  request: ServiceRequest,
  context: Context,
  api: HttpApi,
  stage: HttpStage,
): Promise<ServiceResponse> {
  const chosen = routeOf(api.routes, request.method, context.resourceRequestPath);
  if (!chosen)
    return { status: 404, headers: { "content-type": "application/json" }, body: '{"message":"Not Found"}' };
  const { route, parameters } = chosen;
  context.routeKey = route.routeKey;
  context.resourcePath = route.routeKey.split(" ")[1] ?? "/{proxy+}";
  if (request.body.length > MOST_BODY_BYTES)
    throw new Refusal("REQUEST_TOO_LARGE", { message: "Request Entity Too Large" });
  await authorize(parts, api, route, request, context);
  const settings = { ...stage.defaultRouteSettings, ...stage.routeSettings?.[route.routeKey] };
  const rate = {
    rateLimit: settings.throttlingRateLimit || undefined,
    burstLimit: settings.throttlingBurstLimit || undefined,
  };
  const key = `${context.region}/${context.apiId}/${context.stage} ${route.routeKey}`;
  if (!parts.throttle.take([{ key, rate }])) throw new Refusal("THROTTLED");
  const integration = api.integrations.find(
    ({ integrationId }) => `integrations/${integrationId}` === route.target,
  );
  if (integration?.integrationType !== "AWS_PROXY") throw new Refusal("API_CONFIGURATION_ERROR");
  const variables = stage.stageVariables ?? {};
  const first = integration.payloadFormatVersion === "1.0";
  const event = first
    ? { version: "1.0", ...eventV1(request, context, parameters, variables, []) }
    : eventV2(request, context, parameters, variables);
  const [verb = "", path = ""] = route.routeKey === DEFAULT_ROUTE ? ["$default"] : route.routeKey.split(" ");
  const source = `${context.stage}/${verb === "ANY" ? "*" : verb}${path.replace(/\{[^}]+\}/g, "*")}`;
  const outcome = await parts.target.invoke(
    event,
    {
      uri: integration.integrationUri ?? undefined,
      credentials: integration.credentialsArn ?? undefined,
      variables,
      sourceArn: `arn:aws:execute-api:${context.region}:${context.accountId}:${context.apiId}/${source}`,
      timeoutMs: Number(integration.timeoutInMillis) || undefined,
    },
    context,
  );
  if (outcome.failed) throw new Refusal("INTEGRATION_FAILURE");
  context.integrationStatus = 200;
  return first
    ? proxyResponseV1(outcome.payload, isBinary("*/*", ["*/*"]))
    : proxyResponseV2(outcome.payload);
}

/** HTTP APIs have fewer words than REST APIs, and another status for what takes too long. */
function inHttpWords(refusal: Refusal): Refusal {
  if (refusal.type === "INTEGRATION_TIMEOUT")
    return new Refusal(refusal.type, { status: 503, message: "Service Unavailable" });
  if (/^(INTEGRATION|API_CONFIGURATION|AUTHORIZER)_/.test(refusal.type))
    return new Refusal(refusal.type, { status: 500, message: "Internal Server Error" });
  if (/^(ACCESS_DENIED|MISSING_AUTHENTICATION_TOKEN|INVALID_SIGNATURE|EXPIRED_TOKEN)$/.test(refusal.type))
    return new Refusal(refusal.type, { message: "Forbidden" });
  return refusal;
}

/** Answers an invocation, and says in `context` what an access log tells of it. */
export async function invokeHttp(
  parts: HttpParts,
  request: ServiceRequest,
  place: DeployedStage & { path: string },
  api: HttpApi,
  stage: HttpStage,
): Promise<{ response: ServiceResponse; context: Context }> {
  const context = contextOf(request, place, { path: place.path });
  const cors = api.corsConfiguration;
  const isPreflight = request.method === "OPTIONS" && "origin" in request.headers;
  const response =
    cors && isPreflight
      ? httpPreflight(cors, request)
      : await run(parts, request, context, api, stage).catch((error: unknown) => {
          if (!(error instanceof Refusal)) throw error;
          return refusalResponse(inHttpWords(error), context, {}, request.headers);
        });
  context.status = response.status;
  context.responseLength = Buffer.byteLength(response.body as Buffer | string);
  // The configuration's headers go before the function's own.
  const own = Object.entries(response.headers).filter(
    ([name]) => !cors || isPreflight || !name.startsWith("access-control-"),
  );
  const headers = {
    ...Object.fromEntries(own),
    ...(cors && !isPreflight && corsHeaders(cors, request)),
    "apigw-requestid": context.extendedRequestId,
  };
  return { response: { ...response, headers }, context };
}
