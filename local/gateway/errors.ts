// Errors in the shape that the caller's SDK expects of the service it called: JSON, query XML, EC2's XML, S3's XML.
import { randomUUID } from "node:crypto";
import type { ErrorForm, ServiceRequest, ServiceResponse } from "./request.ts";

const escapeXml = (text: string): string =>
  text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

/**
 * The form of errors that a request's protocol asks for: a target means JSON, an Action the query protocol's XML, and
 * anything else REST with JSON.
 */
export function errorFormOf(headers: Readonly<Record<string, unknown>>, query: URLSearchParams): ErrorForm {
  if ("x-amz-target" in headers) return "json";
  const form = String(headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  return form || query.has("Action") ? "query" : "json";
}

const xmlOf = (form: Exclude<ErrorForm, "json">, error: string, side: string, id: string): string => {
  if (form === "s3") return `<Error>${error}<RequestId>${id}</RequestId></Error>`;
  if (form === "ec2")
    return `<Response><Errors><Error>${error}</Error></Errors><RequestID>${id}</RequestID></Response>`;
  return `<ErrorResponse><Error><Type>${side}</Type>${error}</Error><RequestId>${id}</RequestId></ErrorResponse>`;
};

/**
 * An AWS error.
 * @param code such as "AccessDeniedException"; the suffix "Exception" is dropped in XML, where no service has one
 */
export function awsError(
  request: Pick<ServiceRequest, "errors" | "headers">,
  status: number,
  code: string,
  message: string,
): ServiceResponse {
  const id = randomUUID();
  const headers: Record<string, string> = { "x-amzn-requestid": id, "x-amz-request-id": id };
  if (request.errors !== "json") {
    const error = `<Code>${code.replace(/Exception$/, "")}</Code><Message>${escapeXml(message)}</Message>`;
    return {
      status,
      headers: { ...headers, "content-type": request.errors === "s3" ? "application/xml" : "text/xml" },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n${xmlOf(request.errors, error, status >= 500 ? "Receiver" : "Sender", id)}`,
    };
  }
  return {
    status,
    headers: {
      ...headers,
      "content-type": "x-amz-target" in request.headers ? "application/x-amz-json-1.1" : "application/json",
      "x-amzn-errortype": code,
    },
    body: JSON.stringify({ __type: code, message, Message: message }),
  };
}

/** There is no room on the disk: no fault of the request's, and nothing that a repeat would change. */
export const diskFullError = (
  request: Pick<ServiceRequest, "errors" | "headers">,
  folder: string,
): ServiceResponse => awsError(request, 507, "InsufficientStorage", `The disk that holds ${folder} is full.`);

/** A JSON answer, as the REST-JSON and the target-style JSON services give it. */
export function jsonResponse(status: number, value: unknown): ServiceResponse {
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-requestid": randomUUID() },
    body: value === undefined ? "" : JSON.stringify(value),
  };
}
