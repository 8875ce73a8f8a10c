import { describe, expect, test } from "@jest/globals";
import { invocationOf, localApiAddress } from "./address.ts";
import { routeOf } from "./http.ts";
import type { HttpRoute } from "./http-apis.ts";
import { matchPath } from "./routes.ts";

const routes = ["/", "/orders", "/orders/{id}", "/orders/latest", "/orders/{id}/lines", "/{proxy+}"].map(
  (path) => ({
    path,
  }),
);

describe("a path finds its resource", () => {
  test.each([
    ["/", "/", {}],
    ["/orders", "/orders", {}],
    ["/orders/", "/orders", {}],
    ["/orders/7", "/orders/{id}", { id: "7" }],
    ["/orders/latest", "/orders/latest", {}],
    ["/orders/latest/lines", "/orders/{id}/lines", { id: "latest" }],
    ["/orders/7/lines", "/orders/{id}/lines", { id: "7" }],
    ["/orders/a%2Fb", "/orders/{id}", { id: "a/b" }],
    ["/else/where", "/{proxy+}", { proxy: "else/where" }],
    ["/orders/%zz", "/orders/{id}", { id: "%zz" }],
  ])("%s", (path, route, parameters) => {
    expect(matchPath(routes, path)).toEqual({ route: { path: route }, parameters });
  });

  test("a greedy parameter takes one part at least, and nothing fits nothing", () => {
    expect(matchPath([{ path: "/a/{proxy+}" }], "/a")).toBeUndefined();
    expect(matchPath([], "/")).toBeUndefined();
  });
});

test("an HTTP API's routes go by method, then ANY, then $default", () => {
  const keys = ["GET /a/{id}", "ANY /a/{proxy+}", "$default"];
  const all: HttpRoute[] = keys.map((routeKey) => ({ routeId: routeKey, routeKey }));
  const key = (method: string, path: string) => routeOf(all, method, path)?.route.routeKey;
  expect([key("GET", "/a/1"), key("POST", "/a/1"), key("GET", "/b")]).toEqual(keys);
  expect(routeOf(all.slice(0, 1), "POST", "/a/1")).toBeUndefined();
});

describe("an address", () => {
  test.each([
    [
      "/restapis/abc123/prod/_user_request_/a/b",
      "127.0.0.1:1",
      {
        apiId: "abc123",
        stage: "prod",
        path: "/a/b",
        forwardedPrefix: "/restapis/abc123/prod/_user_request_",
      },
    ],
    [
      "/restapis/abc123/prod/_user_request_",
      "127.0.0.1:1",
      { apiId: "abc123", stage: "prod", path: "/", forwardedPrefix: "/restapis/abc123/prod/_user_request_" },
    ],
    [
      "/_aws/execute-api/abc123/$default/a",
      "127.0.0.1:1",
      {
        apiId: "abc123",
        stage: "$default",
        path: "/a",
        forwardedPrefix: "/_aws/execute-api/abc123/$default",
      },
    ],
    [
      "/prod/a",
      "ABC123.execute-api.eu-west-1.localhost:1",
      { apiId: "abc123", region: "eu-west-1", path: "/prod/a" },
    ],
    ["/restapis/abc123/stages/prod", "127.0.0.1:1", undefined],
    ["/bucket/restapis", "127.0.0.1:1", undefined],
    ["/prod/a", "abc123.s3.localhost:1", undefined],
  ])("%s at %s", (path, host, expected) => {
    expect(invocationOf({ path, headers: { host } })).toEqual(expected);
  });

  test("is made of what Terraform puts out", () => {
    const local = (url: string) => localApiAddress(url, "http://127.0.0.1:9");
    expect(local("https://abc.execute-api.eu-west-1.amazonaws.com/prod")).toBe(
      "http://127.0.0.1:9/restapis/abc/prod/_user_request_",
    );
    expect(local("https://abc.execute-api.eu-west-1.amazonaws.com/prod/orders")).toBe(
      "http://127.0.0.1:9/restapis/abc/prod/_user_request_/orders",
    );
    expect(local("https://abc.execute-api.eu-west-1.amazonaws.com/")).toBe(
      "http://127.0.0.1:9/restapis/abc/$default/_user_request_",
    );
    expect(local("https://example.com/prod")).toBeUndefined();
  });
});
