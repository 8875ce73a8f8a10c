// The event of a Lambda proxy integration of an HTTP API in payload format 2.0.
// Source: API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs".
import type { ServiceRequest } from "../../gateway/service.ts";
import { type Context, requestTime } from "./context.ts";
import { headersOf } from "./event-v1.ts";

/** Bodies of these types are text; any other is base64. */
const TEXT =
  /^(?:text\/|application\/(?:json|javascript|xml|x-www-form-urlencoded|[\w.-]+\+(?:json|xml))\b)/i;

export function eventV2(
  request: ServiceRequest,
  context: Context,
  parameters: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const headers: Record<string, string> = {};
  for (const [name, value] of headersOf(request)) {
    const lower = name.toLowerCase();
    if (lower !== "cookie") headers[lower] = lower in headers ? `${headers[lower]},${value}` : value;
  }
  const cookies = (request.headers.cookie ?? "").split(/;\s*/).filter(Boolean);
  const query: Record<string, string> = {};
  for (const [name, value] of request.query) query[name] = name in query ? `${query[name]},${value}` : value;
  const binary = !TEXT.test(request.headers["content-type"] ?? "text/plain");
  return {
    version: "2.0",
    routeKey: context.routeKey,
    rawPath: context.path,
    rawQueryString: request.query.toString(),
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    requestContext: {
      accountId: context.accountId,
      apiId: context.apiId,
      ...(context.authorizer && { authorizer: context.authorizer }),
      domainName: context.domainName,
      domainPrefix: context.apiId,
      http: {
        method: context.httpMethod,
        path: context.path,
        protocol: context.protocol,
        sourceIp: context.sourceIp,
        userAgent: context.userAgent ?? "",
      },
      requestId: context.requestId,
      routeKey: context.routeKey,
      stage: context.stage,
      time: requestTime(context.started),
      timeEpoch: context.started,
    },
    ...(Object.keys(parameters).length > 0 && { pathParameters: parameters }),
    ...(Object.keys(variables).length > 0 && { stageVariables: variables }),
    ...(request.body.length > 0 && { body: request.body.toString(binary ? "base64" : "utf8") }),
    isBase64Encoded: binary && request.body.length > 0,
  };
}
