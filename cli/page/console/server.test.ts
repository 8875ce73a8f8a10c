// Who the console answers, and in which words: asked by hand, as a page of another origin or a script would.
import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { HeadraceError } from "../../../core/errors.ts";
import { emptyPage } from "../../../page/testing/pages.ts";
import { type Answers, type Console, serve } from "./server.ts";

const asked: unknown[] = [];
let stopped: () => void = () => undefined;
const answers: Answers = {
  html: async (base) => `the page at ${base}`,
  page: async () => emptyPage(),
  live: async () => {
    throw new Error("connect ECONNREFUSED");
  },
  query: async (body, signal) => {
    asked.push(body);
    const { sql } = body as { sql: string };
    if (sql === "wrong") throw new HeadraceError("query_failed", "line 1:1: no such thing", "Fix the SQL.");
    if (sql === "long")
      await new Promise((_, reject) =>
        signal.addEventListener("abort", () => {
          stopped();
          reject(signal.reason);
        }),
      );
    return { rows: [] };
  },
  redrive: async (body) => {
    asked.push(body);
    return { moved: [], left: [] };
  },
};

let console_: Console;
let base: URL;

beforeAll(async () => {
  console_ = await serve(answers);
  base = new URL(console_.address);
});

afterAll(() => console_.close());

interface Told {
  status: number;
  text: string;
  headers: Record<string, unknown>;
}

function ask(
  path: string,
  {
    method = "GET",
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port: base.port, path, method, headers: { host: base.host, ...headers } },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }));
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Told> =>
  ask(`${base.pathname}${path}`, {
    method: "POST",
    headers: { origin: base.origin, "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

const codeOf = ({ status, text }: Told): unknown[] => [status, JSON.parse(text).code];

test("the address has a token, and what it opens may be framed, kept and read by nobody else", async () => {
  expect(base.hostname).toBe("127.0.0.1");
  expect(base.pathname).toMatch(/^\/[\w-]{32}\/$/);
  const page = await ask(base.pathname);
  expect(page).toMatchObject({ status: 200, text: `the page at ${base.pathname}` });
  expect(page.headers).toMatchObject({
    "cache-control": "no-store",
    "content-security-policy": "frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
  });
  expect(page.headers["access-control-allow-origin"]).toBeUndefined();
  expect(JSON.parse((await ask(`${base.pathname}data`)).text)).toMatchObject({ name: "empty" });
});

test("without the token there is nothing, whatever is asked for", async () => {
  for (const path of [
    "/",
    "/data",
    "/x/data",
    `${base.pathname.slice(0, -2)}x/data`,
    "//data",
    "/%2e%2e/data",
  ])
    expect(codeOf(await ask(path))).toEqual([404, "not_found"]);
});

test("a name that leads here by another's DNS, and a page of another origin, are refused with the token too", async () => {
  const get = (headers: Record<string, string>) => ask(`${base.pathname}data`, { headers }).then(codeOf);
  expect(await get({ host: "evil.example" })).toEqual([403, "wrong_host"]);
  expect(await get({ host: `evil.example:${base.port}` })).toEqual([403, "wrong_host"]);
  expect(await get({ origin: "http://evil.example" })).toEqual([403, "wrong_origin"]);
  expect(await get({ origin: "null" })).toEqual([403, "wrong_origin"]);
  expect(await get({ "sec-fetch-site": "cross-site" })).toEqual([403, "wrong_origin"]);
  expect(await get({ "sec-fetch-site": "same-site" })).toEqual([403, "wrong_origin"]);
  expect((await ask(`${base.pathname}data`, { headers: { host: `localhost:${base.port}` } })).status).toBe(
    200,
  );
});

test("what changes something needs the page's own origin and JSON, which no form of another page can send", async () => {
  asked.length = 0;
  const redrive = { queue: "shop-ingest-dlq" };
  expect(codeOf(await post("redrive", redrive, { origin: "http://evil.example" }))).toEqual([
    403,
    "wrong_origin",
  ]);
  expect(codeOf(await post("redrive", redrive, { "content-type": "text/plain" }))).toEqual([415, "no_json"]);
  const bare = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
  expect(codeOf(await ask(`${base.pathname}redrive`, bare))).toEqual([403, "no_origin"]);
  expect(codeOf(await ask(`${base.pathname}redrive`))).toEqual([404, "not_found"]);
  expect(codeOf(await ask(`${base.pathname}redrive`, { method: "PUT" }))).toEqual([
    405,
    "method_not_allowed",
  ]);
  expect(asked).toEqual([]);
  expect((await post("redrive", redrive)).status).toBe(200);
  expect(asked).toEqual([redrive]);
});

test("what is wrong is told with its fix; an engine's refusal in the engine's words; never a stack", async () => {
  expect(codeOf(await post("query", "{"))).toEqual([400, "bad_request"]);
  expect(codeOf(await post("query", "x".repeat(300_000)))).toEqual([413, "too_large"]);
  expect(JSON.parse((await post("query", { sql: "wrong" })).text)).toEqual({
    code: "query_failed",
    message: "line 1:1: no such thing",
    fix: "Fix the SQL.",
  });
  const gone = await ask(`${base.pathname}live`);
  expect(codeOf(gone)).toEqual([502, "aws_failed"]);
  expect(gone.text).not.toMatch(/\bat \w|\.ts:/);
});

test("a query is stopped where nobody waits for it any more", async () => {
  const ended = new Promise<void>((resolve) => {
    stopped = resolve;
  });
  const sent = request({
    host: "127.0.0.1",
    port: base.port,
    path: `${base.pathname}query`,
    method: "POST",
    headers: { host: base.host, origin: base.origin, "content-type": "application/json" },
  });
  sent.on("error", () => undefined);
  asked.length = 0;
  sent.end(JSON.stringify({ sql: "long" }));
  while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
  sent.destroy();
  await ended;
});

test("the end leaves nothing that answers", async () => {
  const other = await serve(answers);
  const { port } = new URL(other.address);
  await other.close();
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});
