// The same handler in node:http, Express, Hono and Lambda, each with real requests.
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import express from "express";
import { Hono } from "hono";
import { type FetchHandler, lambdaHandler, nodeListener, receiver } from "./index.ts";
import { type Fields, NOW, notification, TOPIC, web } from "./testing/sns.ts";

const received: string[] = [];
const handler: FetchHandler = receiver({
  topics: [TOPIC],
  now: () => NOW,
  fetch: web().fetch,
  raw: { authenticate: ({ url }) => new URL(url).searchParams.get("key") === "a b" },
  onMessage: ({ message }) => {
    received.push(message);
  },
});

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  received.length = 0;
});

async function listening(made: Server): Promise<string> {
  server = made;
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
}

const text = { "content-type": "text/plain; charset=UTF-8" };
const send = async (address: string, fields: Fields): Promise<unknown> => {
  const response = await fetch(address, { method: "POST", headers: text, body: JSON.stringify(fields) });
  return ((await response.json()) as Fields).status;
};

describe("node:http", () => {
  test("takes messages at any path, and refuses others", async () => {
    const address = await listening(createServer(nodeListener(handler)));
    const fields = notification();
    expect(await send(`${address}/hooks/sns?x=1`, fields)).toBe("handled");
    expect(received).toEqual([fields.Message]);
    expect(await send(address, { ...fields, Message: "x" })).toBe(403);
    expect((await fetch(address)).status).toBe(405);
  });

  test("answers a huge body before it has come, and keeps serving", async () => {
    const address = await listening(createServer(nodeListener(handler)));
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const out = request(
        address,
        { method: "POST", headers: { "content-length": "90000000" } },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
          out.destroy();
        },
      );
      out.on("error", reject);
      out.write("x");
    });
    expect(status).toBe(413);
    const chunked = await fetch(address, { method: "POST", headers: text, body: "x".repeat(3_000_000) });
    expect(chunked.status).toBe(413);
    expect(await send(address, notification())).toBe("handled");
  });

  test("a sender that is slow to send gets the answer that was given before it was done", async () => {
    const address = new URL(
      await listening(createServer(nodeListener(async () => new Response("no", { status: 500 })))),
    );
    const answer = await new Promise<string>((resolve, reject) => {
      let all = "";
      const socket = connect(Number(address.port), "127.0.0.1", () =>
        socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"),
      );
      // It goes on only when it has an answer, as a sender does that was held up.
      socket.once("data", () => {
        socket.pause();
        socket.write("x".repeat(50_000), () => socket.write("x".repeat(50_000), () => socket.resume()));
      });
      socket.on("data", (data) => (all += data));
      socket.on("end", () => resolve(all));
      socket.on("error", reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 500 [\s\S]*\r\n\r\nno$/);
  });

  test("answers requests that the Fetch API does not have", async () => {
    const address = new URL(await listening(createServer(nodeListener(handler))));
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(address.port), "127.0.0.1", () =>
        socket.write("TRACE //[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
      );
      let all = "";
      socket.on("data", (data) => (all += data));
      socket.on("end", () => resolve(all));
      socket.on("error", reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  });
});

describe("Express", () => {
  test.each<[string, express.RequestHandler[]]>([
    ["without a parser", []],
    ["after express.json(), which leaves SNS's text alone", [express.json()]],
    ["after express.text()", [express.text({ type: "*/*" })]],
    ["after express.raw()", [express.raw({ type: "*/*" })]],
    ["after express.json() of everything", [express.json({ type: "*/*" })]],
  ])("%s", async (_, parsers) => {
    const app = express();
    for (const parser of parsers) app.use(parser);
    app.use("/hooks", express.Router().post("/sns", nodeListener(handler)));
    const address = await listening(createServer(app));
    const fields = notification();
    expect(await send(`${address}/hooks/sns`, fields)).toBe("handled");
    expect(await send(`${address}/hooks/sns`, { ...fields, Subject: "other" })).toBe(403);
  });
});

test("Hono gives its own request", async () => {
  const app = new Hono();
  app.post("/sns", (context) => handler(context.req.raw));
  const ask = (fields: Fields) =>
    app.request("/sns", { method: "POST", headers: text, body: JSON.stringify(fields) });
  const fields = notification();
  expect((await ask(fields)).status).toBe(200);
  expect((await ask({ ...fields, Message: "x" })).status).toBe(403);
});

describe("Lambda", () => {
  const lambda = lambdaHandler(handler);
  const headers = { "x-amz-sns-message-type": "Notification", "x-amz-sns-topic-arn": TOPIC };
  const v2 = (body: string, more = {}) => ({
    version: "2.0",
    rawPath: "/sns",
    rawQueryString: "",
    headers,
    requestContext: { http: { method: "POST" } },
    body,
    isBase64Encoded: false,
    ...more,
  });

  test("function URLs and HTTP APIs, the body as text or as base64", async () => {
    const fields = notification();
    const answer = await lambda(v2(JSON.stringify(fields)));
    expect(answer).toEqual({
      statusCode: 200,
      headers: { "content-type": "application/json" },
      body: '{"status":"handled"}',
    });
    const encoded = Buffer.from(JSON.stringify(notification())).toString("base64");
    expect((await lambda(v2(encoded, { isBase64Encoded: true }))).statusCode).toBe(200);
    expect((await lambda(v2(JSON.stringify({ ...fields, Message: "x" })))).statusCode).toBe(403);
    expect((await lambda(v2("", { requestContext: { http: { method: "GET" } } }))).statusCode).toBe(405);
  });

  test("REST APIs, with the query that authenticates a raw delivery", async () => {
    const event = (key: string) => ({
      httpMethod: "POST",
      path: "/sns",
      multiValueQueryStringParameters: { key: [key] },
      headers: { ...headers, "X-Amz-Sns-RawDelivery": "true", "x-amz-sns-message-id": "1" },
      body: "raw",
      isBase64Encoded: false,
    });
    expect((await lambda(event("a b"))).statusCode).toBe(200);
    expect((await lambda(event("x"))).statusCode).toBe(401);
    expect(received).toEqual(["raw"]);
  });

  test("what is no event of HTTP is answered too", async () => {
    expect((await lambda({})).statusCode).toBe(405);
    expect((await lambda({ ...v2("x"), headers: { "bad header": "x" } })).statusCode).toBe(400);
  });
});
