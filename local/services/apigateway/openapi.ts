// A REST API's definition from an OpenAPI document, with API Gateway's extensions.
// Source: API Gateway Developer Guide, "OpenAPI extensions for API Gateway".
import type { Authorizer, Definition, Integration, Method, Route, Validator } from "./definition.ts";
import type { Schema } from "./json-schema.ts";

/** An OpenAPI 3 or Swagger 2 document, as it was parsed. */
export type Document = Record<string, unknown>;

type Json = Record<string, unknown>;

const record = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
const items = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch"];
export const ANY_METHOD = "x-amazon-apigateway-any-method";
const PLACES: Record<string, string> = { query: "querystring", header: "header", path: "path" };
/** Authorizers keep an answer for five minutes where nothing else is said. */
export const DEFAULT_TTL_SECONDS = 300;

function resolve(document: Document, value: unknown): Json {
  const reference = text(record(value).$ref);
  if (!reference) return record(value);
  let found: unknown = document;
  for (const part of reference.split("/").slice(1)) found = record(found)[part.replaceAll("~1", "/")];
  return record(found);
}

function integrationOf(document: Document, value: unknown): Integration | undefined {
  const found = resolve(document, value);
  if (!text(found.type)) return undefined;
  const timeout = Number(found.timeoutInMillis);
  return {
    type: String(found.type).toUpperCase() as Integration["type"],
    uri: text(found.uri),
    httpMethod: text(found.httpMethod),
    credentials: text(found.credentials),
    timeoutInMillis: timeout > 0 ? timeout : undefined,
    requestTemplates: found.requestTemplates as Integration["requestTemplates"],
    responses: Object.entries(record(found.responses)).map(([pattern, one]) => {
      const response = record(one);
      return {
        statusCode: String(response.statusCode ?? "200"),
        selectionPattern: pattern === "default" ? undefined : pattern,
        responseParameters: response.responseParameters as Record<string, string>,
        responseTemplates: response.responseTemplates as Record<string, string>,
      };
    }),
  };
}

function authorizersOf(document: Document): Record<string, Authorizer | "AWS_IAM" | "API_KEY"> {
  const schemes = {
    ...record(record(document.components).securitySchemes),
    ...record(document.securityDefinitions),
  };
  const found: Record<string, Authorizer | "AWS_IAM" | "API_KEY"> = {};
  for (const [name, value] of Object.entries(schemes)) {
    const scheme = record(value);
    const kind = text(scheme["x-amazon-apigateway-authtype"]);
    const authorizer = record(scheme["x-amazon-apigateway-authorizer"]);
    if (text(authorizer.type)) {
      const type = String(authorizer.type).toUpperCase();
      found[name] = {
        name,
        type: type as Authorizer["type"],
        authorizerUri: text(authorizer.authorizerUri),
        credentials: text(authorizer.authorizerCredentials),
        // A token's place is what the security scheme says.
        identitySource:
          text(authorizer.identitySource) ??
          (type === "TOKEN" ? `method.request.header.${text(scheme.name) ?? "Authorization"}` : undefined),
        identityValidationExpression: text(authorizer.identityValidationExpression),
        ttl: Number(authorizer.authorizerResultTtlInSeconds ?? DEFAULT_TTL_SECONDS),
      };
    } else if (kind?.toLowerCase() === "awssigv4") found[name] = "AWS_IAM";
    else if (scheme.type === "apiKey" && text(scheme.name)?.toLowerCase() === "x-api-key")
      found[name] = "API_KEY";
  }
  return found;
}

/** An API's definition. What an OpenAPI document says about errors of its own, and schemas, comes as it is written. */
export function definitionOf(document: Document): Definition {
  const authorizers = authorizersOf(document);
  const validators = record(document["x-amazon-apigateway-request-validators"]);
  const defaultValidator = text(document["x-amazon-apigateway-request-validator"]);
  const validatorOf = (name: string | undefined): Validator | undefined => {
    const found = name === undefined ? undefined : record(validators[name]);
    return (
      found && {
        body: found.validateRequestBody === true,
        parameters: found.validateRequestParameters === true,
      }
    );
  };

  const methodOf = (httpMethod: string, operation: Json, shared: unknown[]): Method => {
    const security = items(operation.security ?? document.security).flatMap((one) =>
      Object.keys(record(one)),
    );
    const auth = record(operation["x-amazon-apigateway-auth"]).type;
    const schemes = security.map((name) => authorizers[name]);
    const authorizer = schemes.find((one): one is Authorizer => typeof one === "object");
    const iam = schemes.includes("AWS_IAM") || String(auth).toUpperCase() === "AWS_IAM";
    const requestParameters: Record<string, boolean> = {};
    let bodyRequired = false;
    const requestModels: Record<string, Schema> = {};
    for (const one of [...shared, ...items(operation.parameters)]) {
      const parameter = resolve(document, one);
      const place = PLACES[String(parameter.in)];
      if (place) requestParameters[`method.request.${place}.${parameter.name}`] = parameter.required === true;
      if (parameter.in !== "body") continue;
      requestModels["application/json"] = parameter.schema as Schema;
      bodyRequired = parameter.required === true;
    }
    const body = resolve(document, operation.requestBody);
    for (const [type, media] of Object.entries(record(body.content))) {
      const { schema } = record(media);
      if (schema !== undefined) requestModels[type] = schema as Schema;
    }
    return {
      httpMethod,
      authorization: iam
        ? "AWS_IAM"
        : authorizer
          ? authorizer.type === "COGNITO_USER_POOLS"
            ? "COGNITO_USER_POOLS"
            : "CUSTOM"
          : "NONE",
      authorizer: iam ? undefined : authorizer,
      apiKeyRequired: schemes.includes("API_KEY"),
      requestParameters,
      requestModels,
      bodyRequired: bodyRequired || body.required === true,
      validator: validatorOf(text(operation["x-amazon-apigateway-request-validator"]) ?? defaultValidator),
      operationName: text(operation.operationId),
      integration: integrationOf(document, operation["x-amazon-apigateway-integration"]),
    };
  };

  const routes: Route[] = Object.entries(record(document.paths)).map(([path, value]) => {
    const item = resolve(document, value);
    const methods: Record<string, Method> = {};
    for (const name of [...METHODS, ANY_METHOD]) {
      if (item[name] === undefined) continue;
      const httpMethod = name === ANY_METHOD ? "ANY" : name.toUpperCase();
      methods[httpMethod] = methodOf(httpMethod, record(item[name]), items(item.parameters));
    }
    return { resourceId: "", path, methods };
  });

  const responses = Object.entries(record(document["x-amazon-apigateway-gateway-responses"])).map(
    ([type, one]) => {
      const { statusCode, ...rest } = record(one);
      return [
        type,
        { ...rest, statusCode: statusCode === undefined ? undefined : String(statusCode) },
      ] as const;
    },
  );
  return {
    routes,
    gatewayResponses: Object.fromEntries(responses),
    models: { ...record(record(document.components).schemas), ...record(document.definitions) } as Record<
      string,
      Schema
    >,
    binaryMediaTypes: items(document["x-amazon-apigateway-binary-media-types"]).map(String),
    apiKeySource: document["x-amazon-apigateway-api-key-source"] === "AUTHORIZER" ? "AUTHORIZER" : "HEADER",
    policy: document["x-amazon-apigateway-policy"],
  };
}

/** What moto's own import understands of a document: paths with methods, under the names that it gives them. */
export function forMoto(document: Document): Document {
  const paths = Object.entries(record(document.paths)).map(([path, value]) => {
    const item = resolve(document, value);
    const methods = [...METHODS, ANY_METHOD].flatMap((name) => {
      if (item[name] === undefined) return [];
      const operation = record(item[name]);
      const integration = resolve(document, operation["x-amazon-apigateway-integration"]);
      // moto wants an address and a method of each integration, of a MOCK too.
      const addressed = text(integration.type) ? { uri: "", httpMethod: "POST", ...integration } : undefined;
      const kept = { responses: record(operation.responses), "x-amazon-apigateway-integration": addressed };
      return [[name === ANY_METHOD ? "any" : name, kept] as const];
    });
    return [path, Object.fromEntries(methods)] as const;
  });
  const info: Json = { description: "", ...record(document.info) };
  return {
    openapi: "3.0.1",
    info: { ...info, title: text(info.title) ?? "api" },
    paths: Object.fromEntries(paths),
  };
}
