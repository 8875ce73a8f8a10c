// From a request and its answer to the record that CloudTrail writes of it.
import { randomUUID } from "node:crypto";
import { invokerOf } from "../../gateway/invoked-by.ts";
import type { ServiceRequest, ServiceResponse } from "../../gateway/service.ts";
import type { Principals } from "../../iam/principals.ts";
import { type CloudTrailEvent, isoSeconds, type What } from "./event.ts";
import { identityOf } from "./identity.ts";
import { parametersOf } from "./parameters.ts";

interface Around {
  principals: Principals;
  accountId: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** The body of an S3 request that was kept. */
  document?: string | undefined;
}

/** IAM and STS by its global name are of one region. */
const GLOBAL = new Set(["iam", "cloudfront", "route53"]);

export const regionOf = ({ service, region }: ServiceRequest): string =>
  GLOBAL.has(service) ? "us-east-1" : region;

/** Names of services that their events do not bear. */
const SOURCES: Readonly<Record<string, string>> = { ses: "ses", email: "ses", "execute-api": "apigateway" };

export function recordOf(
  request: ServiceRequest,
  response: ServiceResponse,
  what: What,
  { principals, accountId, at, document }: Around,
): CloudTrailEvent {
  const service = invokerOf(request);
  return {
    eventVersion: "1.11",
    userIdentity: identityOf(request, principals, accountId, at),
    eventTime: isoSeconds(at),
    eventSource: `${SOURCES[request.service] ?? request.service}.amazonaws.com`,
    eventName: what.name,
    awsRegion: regionOf(request),
    sourceIPAddress: service ?? "127.0.0.1",
    userAgent: service ?? request.headers["user-agent"] ?? "",
    ...errorOf(request, response),
    requestParameters: parametersOf(request, document),
    responseElements: null,
    requestID: response.headers["x-amzn-requestid"] ?? response.headers["x-amz-request-id"] ?? randomUUID(),
    eventID: randomUUID(),
    readOnly: what.readOnly,
    ...(what.resources && { resources: what.resources }),
    eventType: "AwsApiCall",
    managementEvent: what.data === undefined,
    recipientAccountId: accountId,
    eventCategory: what.data === undefined ? "Management" : "Data",
  };
}

function errorOf(
  { service }: ServiceRequest,
  { status, headers, body }: ServiceResponse,
): Pick<CloudTrailEvent, "errorCode" | "errorMessage"> {
  if (status < 400) return {};
  const text = typeof body === "string" ? body : Buffer.isBuffer(body) ? body.toString("utf8") : "";
  const xml = (tag: string): string | undefined => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(text)?.[1];
  const json = (name: string): string | undefined =>
    new RegExp(`"${name}"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)"`).exec(text)?.[1];
  const errorCode =
    headers["x-amzn-errortype"]?.split(":")[0] ?? xml("Code") ?? json("__type")?.split("#").at(-1);
  const errorMessage = xml("Message") ?? json("[mM]essage");
  // The answer to a HEAD has no body.
  const byStatus =
    service === "s3" && status === 404 ? "NoSuchKey" : status === 403 ? "AccessDenied" : String(status);
  return { errorCode: errorCode ?? byStatus, ...(errorMessage && { errorMessage }) };
}
