// The one endpoint: an HTTP server on 127.0.0.1 that reads whose a request is and hands it to that service.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fullFolders, saysFull } from "../../core/full-disk.ts";
import { awsError, diskFullError, errorFormOf } from "./errors.ts";
import { operationOf, s3Path, scopeOf } from "./scope.ts";
import type { LocalService, ServiceRequest, ServiceResponse } from "./service.ts";

/** AWS's own limit is far lower; this leaves room for a function's code as base64 in JSON. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;

/** What the gateway asks for each request once its scope is known. */
export type Dispatch = (request: ServiceRequest) => Promise<ServiceResponse>;

/** Requests that are the local AWS's own and no AWS service's, under /_headrace/. */
export type Internal = (method: string, path: string) => Promise<ServiceResponse | undefined>;

/** What the server asks of the rest of the local AWS. */
export interface Gateway {
  /** Of requests that name none. */
  region: string;
  /** By what they say of themselves, a request finds its service. */
  services: readonly LocalService[];
  dispatch: Dispatch;
  internal: Internal;
}

export const INTERNAL_PREFIX = "/_headrace/";

class TooLarge extends Error {}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY_BYTES) throw new TooLarge();
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function headersOf(message: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}

async function answer(message: IncomingMessage, { region, services, dispatch, internal }: Gateway) {
  const raw = message.url ?? "/";
  const cut = raw.indexOf("?");
  const path = cut < 0 ? raw : raw.slice(0, cut);
  const query = new URLSearchParams(cut < 0 ? "" : raw.slice(cut + 1));
  const method = message.method ?? "GET";
  const headers = headersOf(message);
  if (path.startsWith(INTERNAL_PREFIX)) {
    const response = await internal(method, path.slice(INTERNAL_PREFIX.length));
    return response ?? { status: 404, headers: { "content-type": "text/plain" }, body: "No such page.\n" };
  }
  const protocol = errorFormOf(headers, query);
  const scope = scopeOf({ method, path, query, headers: message.headers }, services);
  if (!scope) {
    return awsError(
      { errors: protocol, headers },
      403,
      "MissingAuthenticationToken",
      "The request is not signed, so it names no service. Sign it (any access key will do) or use an AWS SDK.",
    );
  }
  const request: ServiceRequest = {
    service: scope.service,
    region: scope.region ?? region,
    accessKeyId: scope.accessKeyId,
    errors: services.find((one) => one.services.includes(scope.service))?.errors ?? protocol,
    method,
    path,
    query,
    headers,
    body: Buffer.alloc(0),
  };
  if (scope.service === "s3") {
    request.path = s3Path(headers.host, path);
    request.stream = message;
  } else {
    request.body = await readBody(message);
    request.operation = operationOf(query, message.headers, request.body);
  }
  try {
    return await dispatch(request);
  } catch (error) {
    // A caller that went away is no fault of ours, and nobody is left to tell.
    if (message.destroyed && !message.complete) throw error;
    process.stderr.write(
      `${new Date().toISOString()} ${request.service} ${request.operation ?? `${method} ${path}`}: ${(error as Error).stack}\n`,
    );
    if (saysFull(error)) return diskFullError(request, fullFolders([]).join(", ") || "the local AWS's files");
    return awsError(
      request,
      500,
      "InternalFailure",
      `The local AWS failed on this request: ${(error as Error).message}`,
    );
  }
}

async function write(response: ServiceResponse, out: ServerResponse, method: string): Promise<void> {
  const streamed = response.body instanceof Readable;
  const headers = { ...response.headers };
  // Of a HEAD answer the length is the object's, not that of the body, which is never there.
  if (!streamed && method !== "HEAD") {
    headers["content-length"] = String(Buffer.byteLength(response.body as Buffer | string));
  }
  out.writeHead(response.status, headers);
  if (streamed) await pipeline(response.body as Readable, out);
  else out.end(method === "HEAD" ? undefined : (response.body as Buffer | string));
}

/**
 * Listens on 127.0.0.1.
 * @param port 0 takes a free one
 */
export async function listen(port: number, gateway: Gateway): Promise<{ server: Server; port: number }> {
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 }, (message, out) => {
    answer(message, gateway)
      .catch((error: unknown) => {
        if (error instanceof TooLarge) {
          return awsError(
            {
              errors: errorFormOf(message.headers, new URLSearchParams()),
              headers: headersOf(message),
            },
            413,
            "RequestEntityTooLargeException",
            `The request's body is larger than ${MAX_BODY_BYTES} bytes.`,
          );
        }
        throw error;
      })
      .then((response) => write(response, out, message.method ?? "GET"))
      .then(() => {
        // What the service left unread would block the connection's next request.
        if (!message.readableEnded) message.resume();
      })
      .catch(() => out.destroy());
  });
  server.on("clientError", (_error, socket) => {
    if (socket.writable)
      socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}
