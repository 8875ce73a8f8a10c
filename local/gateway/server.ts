// The one endpoint: an HTTP server on 127.0.0.1 that reads whose a request is and hands it to that service.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fullFolders, saysFull } from "../../core/full-disk.ts";
import { awsError, diskFullError, errorFormOf } from "./errors.ts";
import { type Admission, answerPreflight, type Gate, knowCaller, letIn, pageOf, refuseHost } from "./gate.ts";
import { foreignOrigin } from "./origin.ts";
import { s3Path } from "./s3-path.ts";
import { asksTwice, operationOf, scopeOf } from "./scope.ts";
import type { LocalService, ServiceRequest, ServiceResponse, Unsigned } from "./service.ts";
import { presented } from "./signature.ts";

/** AWS's own limit is far lower; this leaves room for a function's code as base64 in JSON. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;

/** What the gateway asks for each request once its scope is known. */
export type Dispatch = (request: ServiceRequest) => Promise<ServiceResponse>;

/** The most that is read of a request that nobody has signed: enough to see which operation it wants. */
const MAX_UNSIGNED_BYTES = 64 * 1024;

/** Requests that are the local AWS's own and no AWS service's, under /_headrace/. */
export type Internal = (
  path: string,
  headers: Record<string, string>,
) => Promise<ServiceResponse | undefined>;

/** What the server asks of the rest of the local AWS. */
export interface Gateway {
  /** The region of requests that name none. */
  region: string;
  /** By what they say of themselves, a request finds its service. */
  services: readonly LocalService[];
  dispatch: Dispatch;
  internal: Internal;
  /** Lets in what is signed; without one every request from this machine is let in, which is for tests. */
  gate?: Gate;
}

export const INTERNAL_PREFIX = "/_headrace/";

class TooLarge extends Error {}

async function readBody(message: IncomingMessage, most = MAX_BODY_BYTES): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += (chunk as Buffer).length;
    if (size > most) throw new TooLarge();
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

/** Names and values of headers as Node gives them: in one list. */
const pairsOf = (raw: readonly string[]): [string, string][] =>
  Array.from({ length: raw.length / 2 }, (_, index) => [String(raw[2 * index]), String(raw[2 * index + 1])]);

/** The signing name of the service whose address a request has. */
function addresseeOf(services: readonly LocalService[], request: Unsigned): string | undefined {
  for (const service of services) {
    const name = service.addressed?.(request);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** Headers by which the parts of the local AWS speak with each other. */
const INTERNAL_HEADER = /^x-headrace-/;

/** moto lets every page read everything; which page may, the gateway alone says. */
function withPage(response: ServiceResponse, headers: Record<string, string>): ServiceResponse {
  const kept = Object.entries(response.headers).filter(([name]) => !/^access-control-/i.test(name));
  return { ...response, headers: { ...Object.fromEntries(kept), ...headers } };
}

const NO_SUCH_PAGE = { status: 404, headers: { "content-type": "text/plain" }, body: "No such page.\n" };

async function answer(message: IncomingMessage, { region, services, dispatch, internal, gate }: Gateway) {
  // A host that somebody has made here is a service's alone.
  const isMade = services.some((service) => service.hosts?.(message.headers.host ?? ""));
  const stranger = isMade ? undefined : refuseHost(message);
  if (stranger) return stranger;
  const raw = message.url ?? "/";
  const cut = raw.indexOf("?");
  const path = cut < 0 ? raw : raw.slice(0, cut);
  const search = cut < 0 ? "" : raw.slice(cut + 1);
  const query = new URLSearchParams(search);
  const method = message.method ?? "GET";
  const headers = headersOf(message);
  if (path.startsWith(INTERNAL_PREFIX) && !isMade) {
    const response = foreignOrigin(message.headers)
      ? undefined
      : await internal(path.slice(INTERNAL_PREFIX.length), headers);
    return response ?? NO_SUCH_PAGE;
  }
  for (const name of Object.keys(headers)) if (INTERNAL_HEADER.test(name)) delete headers[name];
  const unsigned = { method, path, query, headers: message.headers };
  const addressee = addresseeOf(services, unsigned);
  if (method === "OPTIONS" && !addressee)
    return answerPreflight(gate, region, s3Path(headers.host, path), headers);
  const parts = { method, path, search, headers: { ...headers } };
  const by = presented(parts);
  const named =
    by && by !== "malformed"
      ? { service: by.service.toLowerCase(), region: by.region, accessKeyId: by.accessKeyId }
      : scopeOf(unsigned, services);
  const scope = addressee ? { ...named, service: addressee } : named;
  const service = services.find((one) => one.services.includes(scope?.service ?? ""));
  const request: ServiceRequest = {
    service: scope?.service ?? "sts",
    region: scope?.region ?? region,
    accessKeyId: scope?.accessKeyId,
    errors: service?.errors ?? errorFormOf(headers, query),
    method,
    path,
    query,
    headers,
    body: Buffer.alloc(0),
  };
  if (scope?.service === "s3") {
    request.path = s3Path(headers.host, path);
    request.stream = message;
  }
  const page = addressee ? undefined : await pageOf(message, request, gate?.forward);
  if (page?.refusal) return page.refusal;
  if (addressee) request.rawHeaders = pairsOf(message.rawHeaders);
  if (!scope) {
    request.body = await readBody(message, MAX_UNSIGNED_BYTES);
    if (gate) return gate.authentication.unsigned(request);
    const nameless = "The request is not signed, so it names no service.";
    return awsError(request, 403, "MissingAuthenticationToken", nameless);
  }
  const readAll = async (): Promise<void> => {
    request.body = await readBody(message);
  };
  try {
    const { refusal, finish }: Admission = !gate
      ? {}
      : addressee
        ? await knowCaller(gate, request, parts, by, readAll)
        : await letIn(gate, request, parts, by, message, readAll, service?.anonymous);
    if (refusal) return withPage(refusal, page?.headers ?? {});
    if (scope.service !== "s3") {
      if (!gate) await readAll();
      // What a request to somebody's own API says is the API's affair.
      if (!addressee && asksTwice(query, message.headers, request.body)) {
        const twice = "The request names more than one Action.";
        return withPage(awsError(request, 400, "InvalidParameterCombination", twice), page?.headers ?? {});
      }
      request.operation = operationOf(query, message.headers, request.body);
    }
    const response = await dispatch(request);
    // What an API says of pages is its own.
    return page ? withPage(finish ? finish(response) : response, page.headers) : response;
  } catch (error) {
    if (error instanceof TooLarge) throw error;
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
  const headers: Record<string, string | string[]> = { ...response.headers };
  if (response.cookies?.length) headers["set-cookie"] = [...response.cookies];
  // The length of a HEAD answer is the object's, not that of the body, which is never there.
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
