import { expect, test } from "@jest/globals";
import type { ServiceRequest } from "../../gateway/service.ts";
import { type Context, contextOf, fill } from "./context.ts";
import { eventV1, isBinary } from "./event-v1.ts";
import { eventV2 } from "./event-v2.ts";
import { Refusal, refusalResponse } from "./gateway-responses.ts";
import { limit, planOf } from "./plans.ts";
import { proxyResponseV1, proxyResponseV2 } from "./proxy-answer.ts";
import { Throttle } from "./throttle.ts";

const request = (more: Partial<ServiceRequest> = {}): ServiceRequest => ({
  service: "execute-api",
  region: "eu-west-1",
  errors: "json",
  method: "GET",
  path: "/",
  query: new URLSearchParams(),
  headers: { host: "127.0.0.1:4566" },
  body: Buffer.alloc(0),
  ...more,
});
const context = (more: Partial<Context> = {}): Context => ({
  ...contextOf(
    request(),
    { apiId: "api", stage: "prod", region: "eu-west-1", accountId: "1" },
    { path: "/a" },
  ),
  resourcePath: "/a",
  ...more,
});
const refused = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return error.type;
    throw error;
  }
  return "let through";
};

test("an answer that is no proxy answer is a failed integration", () => {
  const wrong = [
    null,
    "text",
    [],
    {},
    { statusCode: 99 },
    { statusCode: "abc" },
    { statusCode: 200, body: {} },
    { statusCode: 200, other: 1 },
    { statusCode: 200, headers: { a: {} } },
    { statusCode: 200, headers: { "a b": "c" } },
    { statusCode: 200, headers: { a: "b\r\nc: d" } },
  ];
  for (const one of wrong) expect(refused(() => proxyResponseV1(one, false))).toBe("INTEGRATION_FAILURE");
  expect(proxyResponseV1({ statusCode: "204", headers: { A: 1, "Content-Length": "9" } }, false)).toEqual({
    status: 204,
    headers: { "content-type": "application/json", a: "1" },
    cookies: [],
    body: "",
  });
  const bytes = { statusCode: 200, body: "AP8=", isBase64Encoded: true };
  expect(proxyResponseV1(bytes, true).body).toEqual(Buffer.from([0, 255]));
  expect(proxyResponseV1(bytes, false).body).toBe("AP8=");
});

test("format 2.0 takes any JSON for the body of a 200, and cookies", () => {
  expect(proxyResponseV2({ a: 1 })).toMatchObject({ status: 200, body: '{"a":1}' });
  expect(proxyResponseV2("hello")).toMatchObject({ status: 200, body: "hello" });
  expect(proxyResponseV2({ statusCode: 201, cookies: ["a=1"], body: "x" })).toMatchObject({
    status: 201,
    cookies: ["a=1"],
    body: "x",
  });
});

test("a body is base64 where its type is binary", () => {
  expect(isBinary("image/png; q=1, text/html", ["image/*"])).toBe(true);
  expect(isBinary("text/html, image/png", ["image/png"])).toBe(false);
  expect(isBinary(undefined, ["*/*"])).toBe(true);
  const sent = request({ body: Buffer.from([255]), headers: { "content-type": "image/png", host: "h" } });
  expect(eventV1(sent, context(), {}, {}, ["image/png"])).toMatchObject({
    body: "/w==",
    isBase64Encoded: true,
  });
  expect(eventV2(sent, context(), {}, {})).toMatchObject({ body: "/w==", isBase64Encoded: true });
  expect(eventV1(request(), context(), {}, {}, [])).toMatchObject({
    body: null,
    queryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    headers: { "X-Forwarded-For": "127.0.0.1", "X-Forwarded-Port": "4566", "X-Forwarded-Proto": "http" },
  });
});

test("a key is one of an enabled key in a plan of the stage, and each has counts of its own", () => {
  const keys = [
    { id: "1", value: "ann" },
    { id: "2", value: "bob" },
    { id: "3", value: "off", enabled: false },
    { id: "4", value: "elsewhere" },
  ];
  const throttled = { "/a/GET": { rateLimit: 0.001, burstLimit: 1 } };
  const plans = [
    {
      id: "p",
      keys: ["1", "2", "3"],
      apiStages: [{ apiId: "api", stage: "prod", throttle: throttled }],
      throttle: { rateLimit: 100, burstLimit: 100 },
    },
    { id: "q", keys: ["4"], apiStages: [{ apiId: "api", stage: "test" }] },
  ];
  const of = (value: string | undefined) => planOf({ keys, plans }, value, context());
  for (const value of [undefined, "nobody", "off", "elsewhere"])
    expect(refused(() => of(value))).toBe("INVALID_API_KEY");
  const throttle = new Throttle(() => 0);
  const ask = (value: string, at = context()) => refused(() => limit(throttle, at, undefined, of(value)));
  expect([ask("ann"), ask("ann"), ask("bob")]).toEqual(["let through", "THROTTLED", "let through"]);
  // The plan's own rate holds for all other methods.
  const post = context({ httpMethod: "POST" });
  expect([ask("ann", post), ask("ann", post)]).toEqual(["let through", "let through"]);
});

test("an API's own responses go before the usual words, by type and then by kind", () => {
  const refusal = () => new Refusal("INVALID_API_KEY");
  expect(refusalResponse(refusal(), context(), {}, {})).toMatchObject({
    status: 403,
    headers: { "x-amzn-errortype": "ForbiddenException" },
    body: '{"message":"Forbidden"}',
  });
  const custom = {
    DEFAULT_4XX: { statusCode: "418", responseParameters: { "gatewayresponse.header.X": "'y'" } },
    INVALID_API_KEY: {
      responseTemplates: { "text/plain": "$context.error.messageString of $context.error.responseType" },
      responseParameters: { "gatewayresponse.header.Echo": "method.request.header.Who" },
    },
  };
  expect(refusalResponse(refusal(), context(), custom, { who: "ann" })).toMatchObject({
    status: 403,
    headers: { "content-type": "text/plain", echo: "ann" },
    body: '"Forbidden" of INVALID_API_KEY',
  });
  expect(refusalResponse(new Refusal("THROTTLED"), context(), custom, {})).toMatchObject({
    status: 418,
    headers: { x: "y" },
    body: '{"message":"Too Many Requests"}',
  });
});

test("an access log's line has a hyphen for what is not known", () => {
  const line = "$context.httpMethod $context.identity.apiKeyId $context.stage $context.integration.status";
  expect(fill(line, context(), "-")).toBe("GET - prod -");
});
