// The list of routes holds together, and its OpenAPI document passes a validator of others.
import { expect, test } from "@jest/globals";
import { validate } from "@readme/openapi-parser";
import * as z from "zod";
import { openApiDocument } from "./openapi/document.ts";
import { defineRoute, pathParameters } from "./route.ts";
import { allRoutes } from "./routes.ts";
import { routesUnder } from "./routes-under.ts";

test.each(allRoutes())("%s", (_, route) => {
  const { path, method, permission, request, answers, repeat, keyRequired } = route;
  expect(path).toMatch(/^(\/([a-z][a-z.]*|\{[a-z_]+\}))+$/);
  const parameters = pathParameters(path);
  expect(Object.keys(request?.path?.shape ?? {})).toEqual(parameters);
  if (permission?.on !== undefined) expect(parameters).toContain(permission.on);
  if (method !== "POST")
    expect([request?.body, repeat, keyRequired]).toEqual([undefined, undefined, undefined]);
  for (const status of Object.keys(answers).map(Number)) expect(status >= 200 && status < 300).toBe(true);
});

test.each([...Map.groupBy(allRoutes(), ([, { path }]) => path.split("/")[1] as string)])(
  "the routes under /%s are found by themselves",
  async (segment, routes) => {
    expect(new Map(await routesUnder(`/${segment}/x`))).toEqual(new Map(routes));
  },
);

test.each(["", "/", "/nowhere", "/__proto__/x", "datasets"])("there are none under %j", async (path) => {
  expect(await routesUnder(path)).toEqual([]);
});

test("no two routes have one address and method", () => {
  const addresses = allRoutes().map(
    ([, { method, path }]) => `${method} ${path.replace(/\{[^}]+\}/g, "{}")}`,
  );
  expect(new Set(addresses).size).toBe(addresses.length);
});

const options = { title: "acme", version: "1", authorization: "iam" } as const;

test.each(["iam", "jwt", "key"] as const)(
  "the document is valid where callers are known by %s",
  async (authorization) => {
    const document = openApiDocument(allRoutes(), {
      ...options,
      authorization,
      server: "https://api.example.com",
    });
    expect(JSON.stringify(document)).not.toMatch(/9007199254740991|\$id|"expects"/);
    expect(await validate(structuredClone(document) as never)).toMatchObject({ valid: true });
  },
);

test("a route with a body, headers, bytes and a key of its own is described", async () => {
  const route = defineRoute({
    method: "POST",
    path: "/things/{name}",
    function: "rules",
    tag: "Things",
    summary: "Makes a thing",
    permission: null,
    keyRequired: true,
    request: {
      path: z.strictObject({ name: z.string() }),
      headers: z.object({ "x-purpose": z.string().describe("Why.") }),
      body: {
        schema: z.strictObject({ count: z.number().int().default(1), items: z.array(z.unknown()).max(10) }),
        types: ["application/json", "application/x-ndjson"],
      },
    },
    answers: {
      200: { description: "A file.", types: ["text/csv"] },
      202: { description: "Later.", schema: z.object({ id: z.string() }), headers: { Location: "Where." } },
    },
    problems: ["conflict"],
  });
  const document = openApiDocument([["makeThing", route]], options);
  expect(await validate(structuredClone(document) as never)).toMatchObject({ valid: true });
  expect(document.paths).toMatchObject({
    "/things/{name}": {
      post: {
        operationId: "makeThing",
        parameters: [
          { name: "name", in: "path", required: true },
          { name: "x-purpose", in: "header", required: true, description: "Why." },
          { name: "Idempotency-Key", required: true },
        ],
        requestBody: {
          content: {
            "application/json": { schema: { properties: { count: { default: 1 } }, required: ["items"] } },
            "application/x-ndjson": {},
          },
        },
        responses: {
          200: { content: { "text/csv": {} } },
          202: {
            content: { "application/json": { schema: { $ref: "#/components/schemas/MakeThingAnswer" } } },
          },
          409: {},
          413: {},
          415: {},
          422: {},
        },
      },
    },
  });
});
