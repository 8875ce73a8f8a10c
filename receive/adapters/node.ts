// From node:http to the Fetch API and back. Express takes the same listener.
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { problemResponse, Refusal } from "../problem.ts";
import type { FetchHandler } from "../receiver.ts";

/** How long a sender that was answered early may go on sending, before the connection is closed on it. */
const LINGER_MS = 1000;

/** What Express, or a body parser before this, may have put on a request. */
type Incoming = IncomingMessage & { body?: unknown; originalUrl?: string };

function headersOf(message: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < message.rawHeaders.length; at += 2) {
    headers.append(String(message.rawHeaders[at]), String(message.rawHeaders[at + 1]));
  }
  return headers;
}

/** The body as a stream that may be left unread: an answer can still be given then. */
function streamOf(message: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks = message.iterator({ destroyOnReturn: false });
  return new ReadableStream<Uint8Array>(
    {
      async pull(out) {
        const { done, value } = await chunks.next();
        if (done) out.close();
        else out.enqueue(value as Uint8Array);
      },
    },
    { highWaterMark: 0 },
  );
}

/** The body as it is to be read: by a parser that ran before, or from the connection. */
function bodyOf(message: Incoming): ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | string {
  const { body } = message;
  // Before anything was read, parsers leave an empty object.
  if (!message.readableDidRead || body === undefined) return streamOf(message);
  if (typeof body === "string") return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}

function requestOf(message: Incoming): Request {
  const base = "http://receiver.invalid";
  const path = message.originalUrl ?? message.url ?? "/";
  const url = URL.canParse(`${base}${path}`) ? `${base}${path}` : base;
  const method = message.method ?? "GET";
  const body = method === "GET" || method === "HEAD" ? undefined : bodyOf(message);
  const init = { method, headers: headersOf(message), body, duplex: "half" };
  return new Request(url, init as RequestInit);
}

/**
 * A listener for `http.createServer` and `https.createServer`, and a handler for Express: `app.post("/sns", nodeListener(h))`.
 */
export function nodeListener(
  handler: FetchHandler,
): (message: IncomingMessage, answer: ServerResponse) => Promise<void> {
  return async (message, answer) => {
    let response: Response;
    try {
      response = await handler(requestOf(message));
    } catch {
      // Such as a method or a header that the Fetch API does not have.
      response = problemResponse(new Refusal("message_malformed", "The request is none."));
    }
    const body = Buffer.from(await response.arrayBuffer());
    // A sender that is still sending what nobody will read is sent away.
    const early = !message.complete;
    if (early) answer.setHeader("connection", "close");
    // So that the answer is whole to the sender before the connection ends. These have no body, and so no length of one.
    if (response.status !== 204 && response.status !== 304) answer.setHeader("content-length", body.length);
    answer.writeHead(response.status, Object.fromEntries(response.headers));
    answer.flushHeaders();
    if (body.length > 0) answer.write(body);
    message.resume();
    if (early) await sentOrLate(message);
    answer.end();
  };
}

/**
 * A connection that is closed while its sender still sends is reset, and the sender may lose the answer with it: what comes
 * is read and dropped for a while first. Source: RFC 9112, section 9.6.
 */
async function sentOrLate(message: IncomingMessage): Promise<void> {
  const late = AbortSignal.timeout(LINGER_MS);
  await Promise.race([
    once(message, "end", { signal: late }),
    once(message, "close", { signal: late }),
  ]).catch(() => undefined);
}
