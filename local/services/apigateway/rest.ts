// One invocation of a REST API, in API Gateway's order: the API's policy, who calls, the key and its plan, what the request
// must have, and then its integration.
import type { ServiceRequest, ServiceResponse } from "../../gateway/service.ts";
import type { Invocation } from "./address.ts";
import { type Context, contextOf } from "./context.ts";
import { methodArn } from "./decide.ts";
import type { Definition, Method } from "./definition.ts";
import type { DeployedStage, Stage } from "./deployed.ts";
import { eventV1, isBinary } from "./event-v1.ts";
import { Refusal, refusalResponse } from "./gateway-responses.ts";
import { authorizeByIam, authorizeByPolicy, type IamContext } from "./iam-authorization.ts";
import type { LambdaAuthorizers } from "./lambda-authorizer.ts";
import type { LambdaTarget } from "./lambda-target.ts";
import { mockResponse } from "./mock.ts";
import { limit, type Plans, planOf } from "./plans.ts";
import { proxyResponseV1 } from "./proxy-answer.ts";
import { matchPath } from "./routes.ts";
import type { Throttle } from "./throttle.ts";
import { validate } from "./validation.ts";

/** A request's most, with its body. */
export const MOST_BODY_BYTES = 10 * 1024 * 1024;

export interface RestParts extends IamContext {
  target: LambdaTarget;
  authorizers: LambdaAuthorizers;
  throttle: Throttle;
  plans(region: string): Promise<Plans>;
}

/** A method and what its path says. */
interface Chosen {
  method: Method;
  parameters: Record<string, string>;
}

function choose(definition: Definition, request: ServiceRequest, context: Context): Chosen {
  const match = matchPath(
    definition.routes,
    context.resourceRequestPath,
    ({ methods }) => Object.keys(methods).length > 0,
  );
  const method = match?.route.methods[request.method] ?? match?.route.methods.ANY;
  // A path or a method that the API does not have is told by these words too.
  if (!match || !method) throw new Refusal("MISSING_AUTHENTICATION_TOKEN");
  context.resourcePath = match.route.path;
  context.resourceId = match.route.resourceId;
  context.operationName = method.operationName;
  return { method, parameters: match.parameters };
}

/** As a function's policy sees a method: what a path's parameters stand for is anything. */
const sourceArn = (context: Context, method: Method): string =>
  methodArn(
    context,
    method.httpMethod === "ANY" ? "*" : method.httpMethod,
    (context.resourcePath ?? "").replace(/\{[^}]+\}/g, "*"),
  );

async function run(
  parts: RestParts,
  request: ServiceRequest,
  context: Context,
  { stage, definition }: DeployedStage,
): Promise<ServiceResponse> {
  const { method, parameters } = choose(definition, request, context);
  const variables = stage.variables ?? {};
  if (request.body.length > MOST_BODY_BYTES) throw new Refusal("REQUEST_TOO_LARGE");
  let usageKey = definition.apiKeySource === "HEADER" ? request.headers["x-api-key"] : undefined;
  if (method.authorization === "AWS_IAM")
    context.identity = await authorizeByIam(request, context, definition.policy, parts);
  else authorizeByPolicy(context, definition.policy, method.authorization === "CUSTOM");
  if (method.authorization === "COGNITO_USER_POOLS") throw new Refusal("UNAUTHORIZED");
  if (method.authorization === "CUSTOM") {
    if (!method.authorizer) throw new Refusal("AUTHORIZER_CONFIGURATION_ERROR");
    const found = await parts.authorizers.authorize(
      method.authorizer,
      request,
      context,
      parameters,
      variables,
    );
    context.authorizer = found.authorizer;
    if (definition.apiKeySource === "AUTHORIZER") usageKey = found.usageIdentifierKey;
  }
  const used = method.apiKeyRequired
    ? planOf(await parts.plans(context.region), usageKey, context)
    : undefined;
  if (used) Object.assign(context.identity, { apiKey: used.key.value, apiKeyId: used.key.id });
  limit(parts.throttle, context, stage.methodSettings, used);
  validate(request, method, parameters, definition.models);

  const { integration } = method;
  if (integration?.type === "MOCK") return mockResponse(request, integration, context);
  if (integration?.type !== "AWS_PROXY") {
    console.error(
      `${new Date().toISOString()} apigateway: ${integration?.type ?? "no"} integration of ${request.method} ${context.resourcePath}: the local AWS runs AWS_PROXY and MOCK`,
    );
    throw new Refusal("API_CONFIGURATION_ERROR");
  }
  const event = eventV1(request, context, parameters, variables, definition.binaryMediaTypes);
  const outcome = await parts.target.invoke(
    event,
    {
      uri: integration.uri,
      credentials: integration.credentials,
      variables,
      sourceArn: sourceArn(context, method),
      timeoutMs: integration.timeoutInMillis,
    },
    context,
  );
  if (outcome.failed) throw new Refusal("INTEGRATION_FAILURE");
  const response = proxyResponseV1(
    outcome.payload,
    isBinary(request.headers.accept, definition.binaryMediaTypes),
  );
  context.integrationStatus = 200;
  return response;
}

/** Answers an invocation, and says in `context` what an access log tells of it. */
export async function invokeRest(
  parts: RestParts,
  request: ServiceRequest,
  invocation: Invocation & { region: string; accountId: string; stage: string },
  deployed: DeployedStage,
): Promise<{ response: ServiceResponse; context: Context; stage: Stage }> {
  const context = contextOf(request, invocation, invocation);
  const response = await run(parts, request, context, deployed).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    return refusalResponse(error, context, deployed.definition.gatewayResponses, request.headers);
  });
  context.status = response.status;
  context.responseLength = Buffer.byteLength(response.body as Buffer | string);
  const headers = {
    ...response.headers,
    "x-amzn-requestid": context.requestId,
    "x-amz-apigw-id": context.extendedRequestId,
  };
  return { response: { ...response, headers }, context, stage: deployed.stage };
}
