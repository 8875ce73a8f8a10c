// The console's server, on 127.0.0.1 alone: who may ask, which answer, and what is said where none can be given.
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { HeadraceError } from "../../../core/errors.ts";
import type { Answers as AnswersClass } from "./answers.ts";
import { entered, type Refusal } from "./guard.ts";

export type Answers = Pick<AnswersClass, "html" | "page" | "live" | "query" | "redrive">;

const MOST_BYTES = 256 * 1024;

const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

export interface Console {
  /** With the token in it. */
  address: string;
  /** Ends what is under way, and waits until the port is free. */
  close(): Promise<void>;
}

/** @param port a free one where absent */
export async function serve(answers: Answers, port = 0): Promise<Console> {
  const token = randomBytes(24).toString("base64url");
  const over = new AbortController();
  const server: Server = createServer((request, response) => {
    const door = { token, port: (server.address() as AddressInfo).port };
    answer(request, response, answers, door, over.signal).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}/`,
    close: () =>
      new Promise((resolve) => {
        over.abort(new Error("the console ends"));
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  answers: Answers,
  door: { token: string; port: number },
  over: AbortSignal,
): Promise<void> {
  const path = entered(request, door);
  if (typeof path !== "string") return tell(response, path.status, refusalOf(path));
  // Who has gone needs no answer: the engine is told to stop.
  const gone = new AbortController();
  response.once("close", () => gone.abort(new Error("nobody waits")));
  const signal = AbortSignal.any([gone.signal, over]);
  try {
    if (request.method === "GET" && path === "") {
      const html = await answers.html(`/${door.token}/`);
      response.writeHead(200, { ...HEADERS, "content-type": "text/html; charset=utf-8" }).end(html);
    } else if (request.method === "GET" && path === "data") tell(response, 200, await answers.page());
    else if (request.method === "GET" && path === "live") tell(response, 200, await answers.live());
    else if (request.method === "POST" && path === "query")
      tell(response, 200, await answers.query(await bodyOf(request), signal));
    else if (request.method === "POST" && path === "redrive")
      tell(response, 200, await answers.redrive(await bodyOf(request), signal));
    else
      tell(response, 404, {
        code: "not_found",
        message: "There is nothing here.",
        fix: "Use the console's page.",
      });
  } catch (error) {
    if (signal.aborted) return void response.destroy();
    tell(response, statusOf(error), failureOf(error));
  }
}

const refusalOf = ({ code, message, fix }: Refusal): object => ({ code, message, fix });

/** What the reader can do something about is no fault of the server. */
function statusOf(error: unknown): number {
  if (!(error instanceof HeadraceError)) return 502;
  return error.code === "too_large" ? 413 : error.exitCode === 3 ? 503 : 400;
}

const failureOf = (error: unknown): object =>
  error instanceof HeadraceError
    ? { code: error.code, message: error.message, fix: error.fix }
    : {
        code: "aws_failed",
        message: (error as Error).message,
        fix: "Look whether the local AWS still runs.",
      };

function tell(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { ...HEADERS, "content-type": "application/json; charset=utf-8" })
    .end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES)
      throw new HeadraceError(
        "too_large",
        `The request is larger than ${MOST_BYTES} bytes.`,
        "Send less.",
        2,
      );
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new HeadraceError("bad_request", "The body is no JSON.", "Use the console's page.", 2);
  }
}
