// Whether a page of another origin may ask an API: only where the API itself says so, in what it answers to a preflight.
// A browser asks no preflight for simple requests; on this machine nothing may reach a function by one unasked.

import { jsonResponse } from "../../gateway/errors.ts";
import { foreignOrigin } from "../../gateway/origin.ts";
import type { ServiceRequest, ServiceResponse } from "../../gateway/service.ts";

const METHODS_ALWAYS = ["GET", "HEAD", "POST"];

const headersOf = (response: ServiceResponse): Record<string, string> =>
  Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]));

const list = (value: string | undefined): string[] =>
  (value ?? "").split(",").map((one) => one.trim().toUpperCase());

/**
 * @param preflight answers a request as the API does
 * @returns the refusal; undefined where the request may pass
 */
export async function letsIn(
  request: ServiceRequest,
  preflight: (request: ServiceRequest) => Promise<ServiceResponse>,
): Promise<ServiceResponse | undefined> {
  const origin = foreignOrigin(request.headers);
  // The answer to a preflight is the API's own.
  if (origin === undefined || request.method === "OPTIONS") return undefined;
  const { authorization: _signed, "content-type": _type, ...headers } = request.headers;
  const asked: ServiceRequest = {
    ...request,
    accessKeyId: undefined,
    rawHeaders: undefined,
    method: "OPTIONS",
    query: new URLSearchParams(),
    headers: { ...headers, origin, "access-control-request-method": request.method },
    body: Buffer.alloc(0),
  };
  const answer = await preflight(asked);
  const allowed = headersOf(answer);
  const methods = list(allowed["access-control-allow-methods"]);
  const passes =
    answer.status >= 200 &&
    answer.status < 300 &&
    ["*", origin].includes(allowed["access-control-allow-origin"] ?? "") &&
    (METHODS_ALWAYS.includes(request.method) || methods.includes("*") || methods.includes(request.method));
  return passes ? undefined : jsonResponse(403, { message: `The API lets in no page of ${origin}.` });
}
