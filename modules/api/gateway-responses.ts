// What API Gateway answers by itself, as problem documents like those of the functions.
// Source: API Gateway Developer Guide, "Gateway response types" and "$context variables for models and mapping templates".
import { PROBLEM_TYPE, PROBLEM_URN, PROBLEMS, type ProblemCode } from "../../core/api/problems.ts";

/** `$context.error.messageString` is a JSON text with its quotes; null where there is nothing to say. */
const SAID = "$context.error.messageString";

/** Type → the problem that it is, and what it says. */
const RESPONSES: Readonly<Record<string, readonly [code: ProblemCode, detail: string]>> = {
  ACCESS_DENIED: ["not_permitted", SAID],
  API_CONFIGURATION_ERROR: ["internal_error", "The API is not set up as it should be."],
  AUTHORIZER_CONFIGURATION_ERROR: ["internal_error", "The API's authorizer is not set up as it should be."],
  AUTHORIZER_FAILURE: ["internal_error", "The API's authorizer failed. Send the request again."],
  BAD_REQUEST_BODY: ["invalid_request", SAID],
  BAD_REQUEST_PARAMETERS: ["invalid_request", SAID],
  DEFAULT_4XX: ["malformed_request", SAID],
  DEFAULT_5XX: ["internal_error", "The service failed. Send the request again."],
  EXPIRED_TOKEN: ["not_authenticated", SAID],
  INTEGRATION_FAILURE: ["unavailable", "The service cannot answer just now. Send the request again later."],
  INTEGRATION_TIMEOUT: ["timed_out", "The service took too long. Ask for less, or by POST /queries."],
  INVALID_API_KEY: ["not_permitted", "The API key is missing, or none of this API's usage plans has it."],
  INVALID_SIGNATURE: ["not_authenticated", SAID],
  MISSING_AUTHENTICATION_TOKEN: ["not_authenticated", "The request does not say who sends it."],
  QUOTA_EXCEEDED: ["too_many_requests", "The quota of this API key's usage plan is used up."],
  REQUEST_TOO_LARGE: ["content_too_large", "A request has 10 MB at most."],
  RESOURCE_NOT_FOUND: ["unknown_route", "The API has no such address. GET /openapi.json lists its routes."],
  THROTTLED: ["too_many_requests", "Send fewer requests at once, and this one again later."],
  UNAUTHORIZED: ["not_authenticated", "The request's token is missing, or it is not valid here."],
  UNSUPPORTED_MEDIA_TYPE: ["unsupported_media_type", SAID],
  WAF_FILTERED: ["not_permitted", "The request was filtered."],
};

function template(type: string, code: ProblemCode, detail: string): string {
  const { status, title } = PROBLEMS[code];
  const members = [
    ["type", JSON.stringify(`${PROBLEM_URN}${code}`)],
    ["title", JSON.stringify(title)],
    ["status", type.startsWith("DEFAULT_") ? defaultStatus(type) : String(status)],
    ["detail", detail === SAID ? SAID : JSON.stringify(detail)],
    ["request_id", '"$context.requestId"'],
  ];
  return `{${members.map(([name, value]) => `"${name}":${value}`).join(",")}}`;
}

/** No variable has the status of a gateway response: the default's own is the one that says the least. */
const defaultStatus = (type: string): string => (type === "DEFAULT_4XX" ? "400" : "500");

/** The document's `x-amazon-apigateway-gateway-responses`. */
export const gatewayResponses = Object.fromEntries(
  Object.entries(RESPONSES).map(([type, [code, detail]]) => [
    type,
    {
      // The defaults stand for many statuses, and keep each.
      ...(type.startsWith("DEFAULT_") ? {} : { statusCode: PROBLEMS[code].status }),
      responseParameters: {
        "gatewayresponse.header.Cache-Control": "'no-store'",
        "gatewayresponse.header.X-Content-Type-Options": "'nosniff'",
        "gatewayresponse.header.X-Request-Id": "context.requestId",
        ...(code === "too_many_requests" && { "gatewayresponse.header.Retry-After": "'1'" }),
      },
      // The template's media type is the answer's Content-Type.
      responseTemplates: { [PROBLEM_TYPE]: template(type, code, detail) },
    },
  ]),
);
