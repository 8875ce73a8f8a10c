// The CORS configuration of an HTTP API: the API Gateway answers preflights by it and adds its headers to every answer.
import type { ServiceRequest, ServiceResponse } from "../../gateway/service.ts";
import type { Cors } from "./http-apis.ts";

const allows = (list: readonly string[] | undefined, value: string): boolean =>
  (list ?? []).some((one) => {
    if (one === "*" || one.toLowerCase() === value.toLowerCase()) return true;
    // https://* and http://* stand for all of that scheme.
    return one.endsWith("://*") && value.toLowerCase().startsWith(one.slice(0, -1).toLowerCase());
  });

/** What a page of this origin may read; nothing where it is not let in. */
export function corsHeaders(cors: Cors, request: ServiceRequest): Record<string, string> {
  const { origin } = request.headers;
  if (origin === undefined || !allows(cors.allowOrigins, origin)) return {};
  const any = cors.allowOrigins?.includes("*") && !cors.allowCredentials;
  return {
    "access-control-allow-origin": any ? "*" : origin,
    ...(!any && { vary: "origin" }),
    ...(cors.allowCredentials && { "access-control-allow-credentials": "true" }),
    ...(cors.exposeHeaders?.length && { "access-control-expose-headers": cors.exposeHeaders.join(",") }),
  };
}

export function httpPreflight(cors: Cors, request: ServiceRequest): ServiceResponse {
  const headers = corsHeaders(cors, request);
  const asked = Object.keys(headers).length > 0;
  return {
    status: 204,
    headers: {
      ...headers,
      ...(asked &&
        cors.allowMethods?.length && { "access-control-allow-methods": cors.allowMethods.join(",") }),
      ...(asked &&
        cors.allowHeaders?.length && { "access-control-allow-headers": cors.allowHeaders.join(",") }),
      ...(asked && cors.maxAge && { "access-control-max-age": String(cors.maxAge) }),
    },
    body: "",
  };
}
