// What API Gateway answers by itself: the status and the words of each error, or what the API says in their place.
// Source: API Gateway Developer Guide, "Gateway response types"; error types as the service sends them in x-amzn-errortype.
import type { ServiceResponse } from "../../gateway/service.ts";
import { type Context, fill, variablesOf } from "./context.ts";
import type { GatewayResponse } from "./definition.ts";

export type ResponseType =
  | "ACCESS_DENIED"
  | "API_CONFIGURATION_ERROR"
  | "AUTHORIZER_CONFIGURATION_ERROR"
  | "AUTHORIZER_FAILURE"
  | "BAD_REQUEST_BODY"
  | "BAD_REQUEST_PARAMETERS"
  | "EXPIRED_TOKEN"
  | "INTEGRATION_FAILURE"
  | "INTEGRATION_TIMEOUT"
  | "INVALID_API_KEY"
  | "INVALID_SIGNATURE"
  | "MISSING_AUTHENTICATION_TOKEN"
  | "QUOTA_EXCEEDED"
  | "REQUEST_TOO_LARGE"
  | "THROTTLED"
  | "UNAUTHORIZED"
  | "UNSUPPORTED_MEDIA_TYPE";

const USUAL: Readonly<
  Record<ResponseType, readonly [status: number, errorType: string, message: string | null]>
> = {
  ACCESS_DENIED: [403, "AccessDeniedException", "Forbidden"],
  API_CONFIGURATION_ERROR: [500, "InternalServerErrorException", "Internal server error"],
  AUTHORIZER_CONFIGURATION_ERROR: [500, "AuthorizerConfigurationException", null],
  AUTHORIZER_FAILURE: [500, "AuthorizerFailureException", null],
  BAD_REQUEST_BODY: [400, "BadRequestException", "Invalid request body"],
  BAD_REQUEST_PARAMETERS: [400, "BadRequestException", "Missing required request parameters"],
  EXPIRED_TOKEN: [403, "ExpiredTokenException", "The security token included in the request is expired"],
  INTEGRATION_FAILURE: [502, "InternalServerErrorException", "Internal server error"],
  INTEGRATION_TIMEOUT: [504, "InternalServerErrorException", "Endpoint request timed out"],
  INVALID_API_KEY: [403, "ForbiddenException", "Forbidden"],
  INVALID_SIGNATURE: [403, "InvalidSignatureException", "The request signature we calculated does not match"],
  MISSING_AUTHENTICATION_TOKEN: [403, "MissingAuthenticationTokenException", "Missing Authentication Token"],
  QUOTA_EXCEEDED: [429, "LimitExceededException", "Limit Exceeded"],
  REQUEST_TOO_LARGE: [413, "RequestTooLargeException", "Request Too Long"],
  THROTTLED: [429, "TooManyRequestsException", "Too Many Requests"],
  UNAUTHORIZED: [401, "UnauthorizedException", "Unauthorized"],
  UNSUPPORTED_MEDIA_TYPE: [415, "BadRequestException", "Unsupported Media Type"],
};

/** An answer of API Gateway's own, in place of the API's. */
export class Refusal extends Error {
  readonly type: ResponseType;
  readonly detail: {
    message?: string | undefined;
    errorType?: string | undefined;
    status?: number | undefined;
  };
  /** What a template may say of a request that does not fit its model. */
  readonly validation: string | undefined;
  constructor(type: ResponseType, detail: Refusal["detail"] = {}, validation?: string) {
    super(detail.message ?? USUAL[type][2] ?? type);
    this.type = type;
    this.detail = detail;
    this.validation = validation;
  }
}

const unquoted = (text: string): string | undefined => /^'(.*)'$/s.exec(text)?.[1];

/** Fills a gateway response's header: a constant, or what the context or the request has. */
function headerValue(source: string, context: Context, headers: Record<string, string>): string | undefined {
  const constant = unquoted(source);
  if (constant !== undefined) return constant;
  const named = /^(?:method\.request\.header\.(.+)|context\.(.+))$/.exec(source);
  if (named?.[1]) return headers[named[1].toLowerCase()];
  return named?.[2] ? variablesOf(context)[named[2]] : undefined;
}

/** @param custom what the API has of its own, by type */
export function refusalResponse(
  refusal: Refusal,
  context: Context,
  custom: Readonly<Record<string, GatewayResponse>>,
  requestHeaders: Record<string, string>,
): ServiceResponse {
  const [usualStatus, usualType, message] = USUAL[refusal.type];
  const usual = refusal.detail.status ?? usualStatus;
  const own = custom[refusal.type];
  const fallback = custom[usual >= 500 ? "DEFAULT_5XX" : "DEFAULT_4XX"];
  const text = refusal.detail.message ?? message;
  context.error = { message: text ?? "null", type: refusal.type, validation: refusal.validation };
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "x-amzn-errortype": refusal.detail.errorType ?? usualType,
  };
  for (const [name, source] of Object.entries({ ...(own ?? fallback)?.responseParameters })) {
    const header = /^gatewayresponse\.header\.(.+)$/.exec(name)?.[1];
    const value = header && headerValue(source, context, requestHeaders);
    if (header && value !== undefined) headers[header.toLowerCase()] = value;
  }
  const [type, template] = Object.entries((own ?? fallback)?.responseTemplates ?? {})[0] ?? [];
  if (type) headers["content-type"] = type;
  // A refusal that names who may not do what has a capital letter, as IAM's have.
  const key = /^User\b/.test(text ?? "") ? "Message" : "message";
  return {
    status: Number((own ?? fallback)?.statusCode ?? usual),
    headers,
    body: template === undefined ? JSON.stringify({ [key]: text }) : fill(template, context, ""),
  };
}
