// Sends requests on to moto. Bodies of S3 pass through as streams, in both directions.
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type MotoAddress, motoHeaders } from "../moto/door.ts";
import type { Forward, ServiceRequest, ServiceResponse } from "./service.ts";

/** Headers that belong to one connection and not to the message. */
const HOP_BY_HOP = new Set(["connection", "keep-alive", "transfer-encoding", "expect", "upgrade", "te"]);

function outgoing(request: ServiceRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (!HOP_BY_HOP.has(name)) headers[name] = value;
  }
  if (request.stream) {
    if (headers["content-length"] === undefined && request.headers["transfer-encoding"]) {
      headers["transfer-encoding"] = "chunked";
    }
  } else {
    headers["content-length"] = String(request.body.length);
  }
  return headers;
}

function incoming(message: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined && !HOP_BY_HOP.has(name))
      headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}

async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A forwarder to this moto, with connections kept alive. */
export function forwarder(moto: MotoAddress): { forward: Forward; close: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });

  const once = (request: ServiceRequest): Promise<ServiceResponse> =>
    new Promise((resolve, reject) => {
      const search = request.query.size > 0 ? `?${encodeQuery(request.query)}` : "";
      const out = httpRequest({
        host: "127.0.0.1",
        port: moto.port,
        method: request.method,
        path: request.path + search,
        headers: { ...outgoing(request), ...motoHeaders(moto) },
        agent,
      });
      out.once("error", reject);
      out.once("response", (message) => {
        const head = { status: message.statusCode ?? 502, headers: incoming(message) };
        if (request.service === "s3" && request.stream) resolve({ ...head, body: message });
        else collect(message).then((body) => resolve({ ...head, body }), reject);
      });
      if (request.stream) pipeline(request.stream, out).catch(reject);
      else out.end(request.body);
    });

  const forward: Forward = async (request) => {
    try {
      return await once(request);
    } catch (error) {
      // A kept-alive connection that moto closed meanwhile: once more, where the body can be sent again.
      const code = (error as NodeJS.ErrnoException).code;
      if ((code === "ECONNRESET" || code === "EPIPE") && !request.stream) return once(request);
      throw error;
    }
  };
  return { forward, close: () => agent.destroy() };
}

/** Like URLSearchParams' own form, but a blank is %20 and a bare `?acl` stays without "=": what was signed and meant. */
export function encodeQuery(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) =>
      value === "" ? encodeURIComponent(name) : `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
    )
    .join("&");
}

/** The whole body of a response, for those who must read or change it. */
export async function bodyOf(response: ServiceResponse): Promise<Buffer> {
  if (response.body instanceof Readable) return collect(response.body);
  return Buffer.isBuffer(response.body) ? response.body : Buffer.from(response.body);
}
