// From Lambda's events to the Fetch API and back: function URLs and HTTP APIs (payload 2.0), REST APIs and HTTP APIs (1.0).
import { problemResponse, Refusal } from "../problem.ts";
import type { FetchHandler } from "../receiver.ts";

/** As much of an event as is read, of either version. */
export interface HttpEvent {
  /** "2.0" of function URLs and HTTP APIs. */
  version?: string;
  rawPath?: string;
  rawQueryString?: string;
  requestContext?: { http?: { method?: string } };
  /** Version 1.0 has it. */
  httpMethod?: string;
  path?: string;
  multiValueQueryStringParameters?: Record<string, string[] | undefined> | null;
  headers?: Record<string, string | undefined> | null;
  body?: string | null;
  isBase64Encoded?: boolean;
}

/** An answer that all of them take. */
export interface HttpResult {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

function requestOf(event: HttpEvent): Request {
  const method = event.requestContext?.http?.method ?? event.httpMethod ?? "GET";
  const url = new URL("https://receiver.invalid");
  url.pathname = event.rawPath ?? event.path ?? "/";
  if (event.rawQueryString !== undefined) url.search = event.rawQueryString;
  for (const [name, values] of Object.entries(event.multiValueQueryStringParameters ?? {})) {
    for (const value of values ?? []) url.searchParams.append(name, value);
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(event.headers ?? {})) {
    if (value !== undefined) headers.set(name, value);
  }
  const encoding = event.isBase64Encoded ? "base64" : "utf8";
  const body =
    method === "GET" || method === "HEAD"
      ? undefined
      : new Uint8Array(Buffer.from(event.body ?? "", encoding));
  return new Request(url, { method, headers, body });
}

/**
 * A Lambda function's handler. Give the receiver a store that is shared: each of the function's environments has a memory of
 * its own.
 */
export function lambdaHandler(handler: FetchHandler): (event: HttpEvent) => Promise<HttpResult> {
  return async (event) => {
    let response: Response;
    try {
      response = await handler(requestOf(event));
    } catch {
      response = problemResponse(new Refusal("message_malformed", "The event is no HTTP request."));
    }
    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  };
}
