// Errors in the shape that the caller's SDK expects of the service it called: JSON, query XML, EC2's XML, S3's XML.
import { randomUUID } from "node:crypto";
import type { ServiceRequest, ServiceResponse } from "./service.ts";

const QUERY_SERVICES = new Set([
  "sts",
  "iam",
  "sns",
  "redshift",
  "monitoring",
  "autoscaling",
  "cloudformation",
  "elasticloadbalancing",
  "rds",
  "ses",
  "elasticache",
]);

const escapeXml = (text: string): string =>
  text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

/**
 * An AWS error.
 * @param code such as "AccessDeniedException"; the suffix "Exception" is dropped where the protocol has none
 */
export function awsError(
  request: Pick<ServiceRequest, "service" | "headers">,
  status: number,
  code: string,
  message: string,
): ServiceResponse {
  const id = randomUUID();
  const headers: Record<string, string> = { "x-amzn-requestid": id, "x-amz-request-id": id };
  const short = code.replace(/Exception$/, "");
  const side = status >= 500 ? "Receiver" : "Sender";
  const json = "x-amz-target" in request.headers;
  if (request.service === "s3") {
    return {
      status,
      headers: { ...headers, "content-type": "application/xml" },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${short}</Code><Message>${escapeXml(message)}</Message><RequestId>${id}</RequestId></Error>`,
    };
  }
  if (request.service === "ec2") {
    return {
      status,
      headers: { ...headers, "content-type": "text/xml" },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${short}</Code><Message>${escapeXml(message)}</Message></Error></Errors><RequestID>${id}</RequestID></Response>`,
    };
  }
  const query = QUERY_SERVICES.has(request.service) || (request.service === "sqs" && !json);
  if (query && !json) {
    return {
      status,
      headers: { ...headers, "content-type": "text/xml" },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<ErrorResponse><Error><Type>${side}</Type><Code>${short}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${id}</RequestId></ErrorResponse>`,
    };
  }
  return {
    status,
    headers: {
      ...headers,
      "content-type": json ? "application/x-amz-json-1.1" : "application/json",
      "x-amzn-errortype": code,
    },
    body: JSON.stringify({ __type: code, message, Message: message }),
  };
}

/** There is no room on the disk: no fault of the request's, and nothing that a repeat would change. */
export const diskFullError = (
  request: Pick<ServiceRequest, "service" | "headers">,
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
