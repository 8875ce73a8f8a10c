// Calls that the local AWS makes of itself: a target-style JSON or a REST-JSON request, without a signature to compute.
import { ROOT_ACCESS_KEY } from "../environment.ts";
import { bodyOf } from "./forward.ts";
import type { Forward, ServiceRequest } from "./service.ts";

/** An error that a service answered with. */
export class CallError extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = "CallError";
    this.code = code;
    this.status = status;
  }
}

/** The Authorization header of what the local AWS asks of itself: it names the service, and its signature is none. */
export const rootAuthorization = (service: string, region: string): string =>
  `AWS4-HMAC-SHA256 Credential=${ROOT_ACCESS_KEY}/20200101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=local`;

/** A request as an SDK would sign it, by the account's root. */
export function signed(
  service: string,
  region: string,
  parts: Partial<Pick<ServiceRequest, "method" | "path" | "headers" | "body" | "operation">> & {
    query?: string;
  },
): ServiceRequest {
  return {
    service,
    region,
    operation: parts.operation,
    accessKeyId: ROOT_ACCESS_KEY,
    method: parts.method ?? "POST",
    path: parts.path ?? "/",
    query: new URLSearchParams(parts.query),
    errors: "json",
    headers: {
      host: "127.0.0.1",
      authorization: rootAuthorization(service, region),
      ...parts.headers,
    },
    body: parts.body ?? Buffer.alloc(0),
  };
}

function refuse(status: number, body: Buffer, type: string | undefined): never {
  let fault: Record<string, unknown> = {};
  try {
    fault = JSON.parse(body.toString("utf8")) as Record<string, unknown>;
  } catch {
    // A page for people; the status says enough.
  }
  const code = String(type ?? fault.__type ?? fault.code ?? status).replace(/^.*#/, "");
  throw new CallError(
    code,
    status,
    String(fault.message ?? fault.Message ?? body.toString("utf8").slice(0, 300)),
  );
}

/** Calls an operation of a target-style JSON service. Its target is the service's own to know: the router writes it. */
export async function callJson<Output>(
  forward: Forward,
  service: string,
  region: string,
  operation: string,
  input: unknown,
): Promise<Output> {
  const response = await forward(
    signed(service, region, {
      operation,
      body: Buffer.from(JSON.stringify(input)),
    }),
  );
  const body = await bodyOf(response);
  if (response.status >= 400) refuse(response.status, body, response.headers["x-amzn-errortype"]);
  return (body.length ? JSON.parse(body.toString("utf8")) : {}) as Output;
}

/** Calls a REST-JSON path, such as Lambda's. */
export async function callRest<Output>(
  forward: Forward,
  service: string,
  region: string,
  method: string,
  path: string,
  input?: unknown,
  query?: string,
): Promise<Output> {
  const response = await forward(
    signed(service, region, {
      method,
      path,
      query,
      headers: { "content-type": "application/json" },
      body: input === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(input)),
    }),
  );
  const body = await bodyOf(response);
  if (response.status >= 400) refuse(response.status, body, response.headers["x-amzn-errortype"]);
  return (body.length ? JSON.parse(body.toString("utf8")) : {}) as Output;
}
