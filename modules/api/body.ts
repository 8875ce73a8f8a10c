// The OpenAPI document that API Gateway is made from: the routes' addresses, the function behind each, who is let in. What
// clients read is another document, /openapi.json: API Gateway knows neither all of JSON Schema nor OpenAPI 3.1, and what it
// would validate the functions judge anyway, in better words.
// Source: API Gateway Developer Guide, "OpenAPI extensions for API Gateway", "API Gateway important notes" (security that a
// document has at its root is not read).
import type { ApiFunction } from "../../core/api/functions.ts";
import { pathParameters } from "../../core/api/route.ts";
import { allRoutes } from "../../core/api/routes.ts";
import { type Construct, type Expr, local, tf, type Value, type Vars } from "../kit/index.ts";
import { gatewayResponses } from "./gateway-responses.ts";
import type { inputs } from "./inputs.ts";

/** What API Gateway waits for an integration where no quota of the account says more. */
const TIMEOUT_MS = 29_000;

/** Everything is bytes, so that a body comes as it was sent. */
export const BINARY_TYPES = ["*/*"];

/** An authorizer is not asked about what is no bearer token (RFC 6750, 2.1). */
const BEARER = "^[Bb]earer [A-Za-z0-9._~+/=-]+$";

interface Method {
  function: ApiFunction;
  operation: string;
}

/** Path → method → function, of all routes. */
function routes(): { [path: string]: { [method: string]: Method & { [key: string]: Value } } } {
  const paths: { [path: string]: { [method: string]: Method & { [key: string]: Value } } } = {};
  for (const [operation, { path, method, function: answers }] of allRoutes()) {
    paths[path] ??= {};
    (paths[path] as { [method: string]: Value })[method.toLowerCase()] = { function: answers, operation };
  }
  return paths;
}

const parametersOf = (path: string): Value =>
  pathParameters(path).map((name) => ({ name, in: "path", required: true, schema: { type: "string" } }));

/** @param invokeArns function of the API → the address that API Gateway invokes it at */
export function apiBody(scope: Construct, vars: Vars<typeof inputs>, invokeArns: Expr): Expr {
  const all = local(scope, "routes", routes());
  const parameters = local(
    scope,
    "path_parameters",
    Object.fromEntries(Object.keys(routes()).map((path) => [path, parametersOf(path)])),
  );
  const known = local(
    scope,
    "security",
    tf`distinct(concat([${vars.authorization}], ${vars.require_api_key} ? ["key"] : []))`,
  );
  const security = tf`[{ for s in ${known} : s => [] }]`;
  const responses: Value = { default: { description: "See /openapi.json." } };
  const integration = (name: Value): Value => ({
    type: "aws_proxy",
    httpMethod: "POST",
    uri: tf`${invokeArns}[${name}]`,
    passthroughBehavior: "when_no_match",
    timeoutInMillis: TIMEOUT_MS,
  });
  // A browser's preflight comes without a signature, and is answered by the function.
  const preflight: Value = { security: [], responses, "x-amazon-apigateway-integration": integration("api") };
  const isThere = tf`contains(keys(${invokeArns}), m.function)`;
  const operations = tf`{ for method, m in methods : method => ${{
    operationId: tf`m.operation`,
    security,
    responses,
    "x-amazon-apigateway-integration": integration(tf`m.function`),
  }} if ${isThere} }`;
  const options = tf`{ for method in (length(${vars.cors_origins}) > 0 ? ["options"] : []) : method => ${preflight} }`;
  // What no route takes is told so by the function: API Gateway would say that nobody has signed.
  const any = tf`merge(${options}, ${{
    "x-amazon-apigateway-any-method": {
      security,
      responses,
      "x-amazon-apigateway-integration": integration("api"),
    },
  }})`;
  const paths = tf`merge([for path, methods in ${all} : { for p in [path] : p => merge(${any}, ${operations}, { parameters = ${parameters}[path] }) } if anytrue([for m in values(methods) : ${isThere}])]...)`;
  const proxy: Value = [{ name: "proxy", in: "path", required: true, schema: { type: "string" } }];
  return local(
    scope,
    "body",
    tf`jsonencode(${{
      openapi: "3.0.1",
      info: { title: `${vars.name}-api`, version: "1" },
      paths: tf`merge(${paths}, ${{ "/": any, "/{proxy+}": tf`merge(${any}, { parameters = ${proxy} })` }})`,
      components: {
        securitySchemes: tf`{ for s, scheme in ${schemes(vars)} : s => scheme if contains(${known}, s) }`,
      },
      "x-amazon-apigateway-gateway-responses": gatewayResponses as Value,
      "x-amazon-apigateway-binary-media-types": BINARY_TYPES,
    }})`,
  );
}

function schemes(vars: Vars<typeof inputs>): Value {
  const authorization = { type: "apiKey", name: "Authorization", in: "header" };
  return {
    iam: { ...authorization, "x-amazon-apigateway-authtype": "awsSigv4" },
    jwt: {
      ...authorization,
      "x-amazon-apigateway-authtype": "custom",
      "x-amazon-apigateway-authorizer": {
        type: "token",
        authorizerUri: tf`local.authorizer_invoke_arn`,
        authorizerResultTtlInSeconds: vars.authorizer_cache_seconds,
        identityValidationExpression: BEARER,
      },
    },
    key: { type: "apiKey", name: "x-api-key", in: "header" },
  };
}
