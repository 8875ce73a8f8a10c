// Whose a request is: the service, the region and the caller, read from its SigV4 signature as AWS's own front doors do.
import type { IncomingHttpHeaders } from "node:http";
import type { LocalService, Unsigned } from "./service.ts";

export interface Scope {
  service: string;
  region?: string;
  accessKeyId?: string;
}

const CREDENTIAL = /Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/;

/** The scope of a request, or undefined where nothing says which service it is for. */
export function scopeOf(request: Unsigned, services: readonly LocalService[]): Scope | undefined {
  const { query, headers } = request;
  const signed = CREDENTIAL.exec(headers.authorization ?? "");
  if (signed) return { accessKeyId: signed[1], region: signed[2], service: String(signed[3]).toLowerCase() };

  const presigned = query.get("X-Amz-Credential")?.split("/");
  if (presigned?.length === 5) {
    return { accessKeyId: presigned[0], region: presigned[2], service: String(presigned[3]).toLowerCase() };
  }
  // The old S3 signature (SigV2) names no scope; S3 alone still takes it.
  const old = /^AWS ([^:\s]+):/.exec(headers.authorization ?? "")?.[1] ?? query.get("AWSAccessKeyId");
  if (old) return { accessKeyId: old, service: "s3" };

  const target = headers["x-amz-target"];
  const own = services.find((service) =>
    target === undefined
      ? service.claims?.(request)
      : service.target && String(target).startsWith(`${service.target.prefix}.`),
  );
  return own && { service: String(own.services[0]) };
}

/** The operation that the protocol itself names: X-Amz-Target (JSON) or Action (query); none for REST. */
export function operationOf(
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
  body: Buffer,
): string | undefined {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.slice(target.lastIndexOf(".") + 1);
  return actionsOf(query, headers, body)[0];
}

/** Whether a request asks for two operations at once: one would be judged, and the other done. */
export const asksTwice = (query: URLSearchParams, headers: IncomingHttpHeaders, body: Buffer): boolean =>
  new Set(actionsOf(query, headers, body)).size > 1;

function actionsOf(query: URLSearchParams, headers: IncomingHttpHeaders, body: Buffer): string[] {
  const form = String(headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  const inBody = form ? new URLSearchParams(body.toString("utf8")).getAll("Action") : [];
  return [...query.getAll("Action"), ...inBody].filter((action) => action !== "");
}
