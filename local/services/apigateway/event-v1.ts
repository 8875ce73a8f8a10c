// The event of a Lambda proxy integration in payload format 1.0.
// Source: API Gateway Developer Guide, "Input format of a Lambda function for proxy integration".
import type { ServiceRequest } from "../../gateway/service.ts";
import { type Context, requestTime } from "./context.ts";

/** A header's names are as they came, which Node keeps in pairs; where those are absent, in lower case. */
export type RawHeaders = readonly (readonly [name: string, value: string])[];

export function headersOf(request: ServiceRequest, forwardedPrefix?: string): RawHeaders {
  const port = /:(\d+)$/.exec(request.headers.host ?? "")?.[1] ?? "80";
  // What API Gateway adds. The gateway speaks plain HTTP, and says so: addresses that are built of it work.
  const added = { "X-Forwarded-For": "127.0.0.1", "X-Forwarded-Port": port, "X-Forwarded-Proto": "http" };
  const came = request.rawHeaders ?? Object.entries(request.headers);
  return [
    ...came.filter(([name]) => !/^x-forwarded-(for|port|proto|prefix)$/i.test(name)),
    ...Object.entries(added),
    ...(forwardedPrefix === undefined ? [] : [["X-Forwarded-Prefix", forwardedPrefix] as const]),
  ];
}

const matches = (pattern: string, type: string): boolean => {
  const [wanted = "", sub = ""] = pattern.toLowerCase().split("/");
  const [main = "", kind = ""] = type.toLowerCase().split("/");
  return (wanted === "*" || wanted === main) && (sub === "*" || sub === kind);
};

/** Whether a media type, or the first that an Accept header names, is one of the API's binary ones. */
export function isBinary(header: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  if (binaryMediaTypes.includes("*/*")) return true;
  const type = header?.split(",")[0]?.split(";")[0]?.trim();
  return type !== undefined && type !== "" && binaryMediaTypes.some((pattern) => matches(pattern, type));
}

function lists(pairs: Iterable<readonly [string, string]>): {
  single: Record<string, string> | null;
  multi: Record<string, string[]> | null;
} {
  const multi: Record<string, string[]> = Object.create(null);
  for (const [name, value] of pairs) {
    multi[name] ??= [];
    multi[name].push(value);
  }
  const names = Object.keys(multi);
  if (names.length === 0) return { single: null, multi: null };
  // The last value goes for the name, as API Gateway has it.
  return {
    single: Object.fromEntries(names.map((name) => [name, String(multi[name]?.at(-1))])),
    multi: { ...multi },
  };
}

/** The body as an event carries it. */
export const bodyOfEvent = (
  request: ServiceRequest,
  binary: boolean,
): { body: string | null; isBase64Encoded: boolean } =>
  request.body.length === 0
    ? { body: null, isBase64Encoded: false }
    : { body: request.body.toString(binary ? "base64" : "utf8"), isBase64Encoded: binary };

export function requestContextV1(context: Context): Record<string, unknown> {
  const { identity } = context;
  return {
    resourceId: context.resourceId ?? null,
    ...(context.authorizer && { authorizer: context.authorizer }),
    resourcePath: context.resourcePath ?? null,
    ...(context.operationName && { operationName: context.operationName }),
    httpMethod: context.httpMethod,
    extendedRequestId: context.extendedRequestId,
    requestTime: requestTime(context.started),
    path: context.path,
    accountId: context.accountId,
    protocol: context.protocol,
    stage: context.stage,
    domainPrefix: context.apiId,
    requestTimeEpoch: context.started,
    requestId: context.requestId,
    identity: {
      cognitoIdentityPoolId: null,
      ...(identity.apiKey && { apiKey: identity.apiKey }),
      accountId: identity.userArn ? context.accountId : null,
      cognitoIdentityId: null,
      caller: identity.caller ?? null,
      sourceIp: context.sourceIp,
      ...(identity.apiKeyId && { apiKeyId: identity.apiKeyId }),
      principalOrgId: null,
      accessKey: identity.accessKey ?? null,
      cognitoAuthenticationType: null,
      cognitoAuthenticationProvider: null,
      userArn: identity.userArn ?? null,
      userAgent: context.userAgent ?? null,
      user: identity.user ?? null,
    },
    domainName: context.domainName,
    deploymentId: null,
    apiId: context.apiId,
  };
}

/** The parts that the events for functions and for REQUEST authorizers share. */
export function requestParts(
  request: ServiceRequest,
  context: Context,
  parameters: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const headers = lists(headersOf(request, context.forwardedPrefix));
  const query = lists(request.query);
  const some = (values: Readonly<Record<string, string>>) => (Object.keys(values).length > 0 ? values : null);
  return {
    resource: context.resourcePath,
    path: context.resourceRequestPath,
    httpMethod: context.httpMethod,
    headers: headers.single,
    multiValueHeaders: headers.multi,
    queryStringParameters: query.single,
    multiValueQueryStringParameters: query.multi,
    pathParameters: some(parameters),
    stageVariables: some(variables),
    requestContext: requestContextV1(context),
  };
}

export const eventV1 = (
  request: ServiceRequest,
  context: Context,
  parameters: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>>,
  binaryMediaTypes: readonly string[],
): Record<string, unknown> => ({
  ...requestParts(request, context, parameters, variables),
  ...bodyOfEvent(request, isBinary(request.headers["content-type"], binaryMediaTypes)),
});
