import { describe, expect, test } from "@jest/globals";
import { type Schema, schemaErrors } from "./json-schema.ts";
import { definitionOf } from "./openapi.ts";

const MODELS: Record<string, Schema> = {
  Order: {
    type: "object",
    required: ["id"],
    properties: { id: { type: "integer" }, next: { $ref: "#/components/schemas/Order" } },
  },
};

describe("a value fits a model", () => {
  test.each<[string, Schema, unknown, boolean]>([
    ["a type", { type: "string" }, 1, false],
    ["one of two types", { type: ["string", "null"] }, null, true],
    ["an integer", { type: "integer" }, 1.5, false],
    ["a nullable", { type: "string", nullable: true }, null, true],
    ["an enum", { enum: ["a", { b: 1 }] }, { b: 1 }, true],
    [
      "a reference that goes round",
      { $ref: "#/components/schemas/Order" },
      { id: 1, next: { id: "x" } },
      false,
    ],
    [
      "a model by its address",
      { $ref: "https://apigateway.amazonaws.com/restapis/x/models/Order" },
      {},
      false,
    ],
    ["a definition within", { $ref: "#/definitions/a", definitions: { a: { type: "number" } } }, "1", false],
    ["no other properties", { properties: { a: {} }, additionalProperties: false }, { b: 1 }, false],
    ["a property of Object's own name", { required: ["constructor"] }, {}, false],
    ["a pattern", { pattern: "^a+$" }, "ab", false],
    ["an exclusive minimum of draft 4", { minimum: 1, exclusiveMinimum: true }, 1, false],
    ["an exclusive minimum of later drafts", { exclusiveMinimum: 1 }, 1, false],
    ["a multiple", { multipleOf: 0.1 }, 0.3, true],
    ["lengths in characters", { maxLength: 1 }, "😀", true],
    ["unique items", { uniqueItems: true }, [{ a: 1 }, { a: 1 }], false],
    ["items", { items: { type: "number" } }, [1, "a"], false],
    ["exactly one", { oneOf: [{ type: "number" }, { minimum: 1 }] }, 2, false],
    ["not", { not: { type: "number" } }, 2, false],
  ])("%s", (_what, schema, value, fits) => {
    expect(schemaErrors(value, schema, MODELS).length === 0).toBe(fits);
  });

  test("and what does not is said in the service's words", () => {
    expect(schemaErrors({}, MODELS.Order as Schema, MODELS)).toEqual([
      'object has missing required properties (["id"])',
    ]);
  });
});

test("an OpenAPI document says who may, with what, and by which validator", () => {
  const integration = { type: "aws_proxy", httpMethod: "POST", uri: "arn:x" };
  const definition = definitionOf({
    swagger: "2.0",
    "x-amazon-apigateway-request-validator": "body",
    "x-amazon-apigateway-request-validators": { body: { validateRequestBody: true } },
    "x-amazon-apigateway-api-key-source": "AUTHORIZER",
    security: [{ sigv4: [] }],
    securityDefinitions: {
      sigv4: {
        type: "apiKey",
        name: "Authorization",
        in: "header",
        "x-amazon-apigateway-authtype": "awsSigv4",
      },
      key: { type: "apiKey", name: "x-api-key", in: "header" },
    },
    paths: {
      "/a": {
        parameters: [{ name: "q", in: "query", required: true }],
        get: { "x-amazon-apigateway-integration": integration },
        "x-amazon-apigateway-any-method": {
          security: [{ key: [] }],
          parameters: [{ in: "body", name: "b", required: true, schema: { type: "object" } }],
          "x-amazon-apigateway-integration": integration,
        },
      },
    },
  });
  expect(definition).toMatchObject({ apiKeySource: "AUTHORIZER", binaryMediaTypes: [] });
  expect(definition.routes[0]?.methods).toMatchObject({
    GET: {
      authorization: "AWS_IAM",
      apiKeyRequired: false,
      requestParameters: { "method.request.querystring.q": true },
      validator: { body: true, parameters: false },
      integration: { type: "AWS_PROXY" },
    },
    ANY: {
      authorization: "NONE",
      apiKeyRequired: true,
      requestModels: { "application/json": { type: "object" } },
      bodyRequired: true,
    },
  });
});
