// A REST API's definition from the resources and methods that moto keeps, where Terraform made it of those.
import { callRest } from "../../gateway/call.ts";
import type { Forward } from "../../gateway/service.ts";
import type { Authorizer, Definition, GatewayResponse, Integration, Method } from "./definition.ts";
import type { Schema } from "./json-schema.ts";
import { DEFAULT_TTL_SECONDS } from "./openapi.ts";

interface MotoMethod {
  httpMethod: string;
  authorizationType?: string | null;
  authorizerId?: string | null;
  apiKeyRequired?: boolean | string;
  requestParameters?: Record<string, boolean | string> | null;
  requestModels?: Record<string, string> | null;
  operationName?: string | null;
  requestValidatorId?: string | null;
  methodIntegration?: {
    type: Integration["type"];
    uri?: string;
    httpMethod?: string;
    credentials?: string;
    timeoutInMillis?: number | string;
    requestTemplates?: Record<string, string>;
    integrationResponses?: Record<string, Omit<Integration["responses"][number], "statusCode">>;
  } | null;
}

interface MotoResource {
  id: string;
  path: string;
  resourceMethods?: Record<string, MotoMethod>;
}

interface MotoAuthorizer {
  id: string;
  name: string;
  type: Authorizer["type"];
  authorizerUri?: string;
  authorizerCredentials?: string;
  identitySource?: string;
  identityValidationExpression?: string;
  authorizerResultTtlInSeconds?: number | string | null;
}

/** What moto says of the API itself. */
export interface MotoApi {
  id: string;
  apiKeySource?: string;
  binaryMediaTypes?: string[];
  policy?: string | null;
  disableExecuteApiEndpoint?: boolean;
}

type Listed<Item> = { item?: Item[] };

function integrationOf(found: NonNullable<MotoMethod["methodIntegration"]>): Integration {
  const timeout = Number(found.timeoutInMillis);
  return {
    type: found.type,
    uri: found.uri,
    httpMethod: found.httpMethod,
    credentials: found.credentials,
    timeoutInMillis: timeout > 0 ? timeout : undefined,
    requestTemplates: found.requestTemplates,
    responses: Object.entries(found.integrationResponses ?? {}).map(([statusCode, one]) => ({
      ...one,
      statusCode,
    })),
  };
}

const authorizerOf = (found: MotoAuthorizer): Authorizer => ({
  id: found.id,
  name: found.name,
  type: found.type,
  authorizerUri: found.authorizerUri,
  credentials: found.authorizerCredentials,
  identitySource: found.identitySource,
  identityValidationExpression: found.identityValidationExpression,
  ttl: Number(found.authorizerResultTtlInSeconds ?? DEFAULT_TTL_SECONDS),
});

const isTrue = (value: unknown): boolean => value === true || value === "true";

/** @throws CallError where there is no such API */
export async function readDefinition(forward: Forward, region: string, apiId: string): Promise<Definition> {
  const read = <Output>(path: string): Promise<Output> =>
    callRest<Output>(forward, "apigateway", region, "GET", `/restapis/${apiId}${path}`);
  const listed = async <Item>(path: string): Promise<Item[]> => (await read<Listed<Item>>(path)).item ?? [];
  const api = await read<MotoApi>("");
  const [resources, authorizers, validators, models, responses] = await Promise.all([
    listed<MotoResource>("/resources"),
    listed<MotoAuthorizer>("/authorizers"),
    listed<{ id: string; validateRequestBody?: boolean; validateRequestParameters?: boolean }>(
      "/requestvalidators",
    ),
    listed<{ name: string; schema?: string }>("/models"),
    listed<GatewayResponse & { responseType: string }>("/gatewayresponses"),
  ]);
  const schemas: Record<string, Schema> = {};
  for (const { name, schema } of models) schemas[name] = schema ? (JSON.parse(schema) as Schema) : true;

  const methodOf = (found: MotoMethod): Method => {
    const authorizer = authorizers.find(({ id }) => id === found.authorizerId);
    const validator = validators.find(({ id }) => id === found.requestValidatorId);
    const parameters = Object.entries(found.requestParameters ?? {});
    // Empty and Error are the models that every API has; Empty takes everything.
    const requestModels = Object.entries(found.requestModels ?? {}).map(
      ([type, name]) => [type, schemas[name] ?? true] as const,
    );
    return {
      httpMethod: found.httpMethod,
      authorization: (found.authorizationType ?? "NONE") as Method["authorization"],
      authorizer: authorizer && authorizerOf(authorizer),
      apiKeyRequired: isTrue(found.apiKeyRequired),
      requestParameters: Object.fromEntries(parameters.map(([name, required]) => [name, isTrue(required)])),
      requestModels: Object.fromEntries(requestModels),
      bodyRequired: requestModels.length > 0,
      validator: validator && {
        body: isTrue(validator.validateRequestBody),
        parameters: isTrue(validator.validateRequestParameters),
      },
      operationName: found.operationName ?? undefined,
      integration: found.methodIntegration ? integrationOf(found.methodIntegration) : undefined,
    };
  };

  return {
    routes: resources.map(({ id, path, resourceMethods }) => ({
      resourceId: id,
      path,
      methods: Object.fromEntries(
        Object.entries(resourceMethods ?? {}).map(([name, method]) => [name.toUpperCase(), methodOf(method)]),
      ),
    })),
    gatewayResponses: Object.fromEntries(
      responses.map(({ responseType, ...rest }) => [
        responseType,
        { ...rest, statusCode: rest.statusCode === undefined ? undefined : String(rest.statusCode) },
      ]),
    ),
    models: schemas,
    binaryMediaTypes: api.binaryMediaTypes ?? [],
    apiKeySource: api.apiKeySource === "AUTHORIZER" ? "AUTHORIZER" : "HEADER",
    policy: api.policy ? parsePolicy(api.policy) : undefined,
  };
}

/** Some callers send the policy with its quotes escaped. */
export function parsePolicy(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(`"${text}"` as string) as unknown;
  }
}

/** A document's definition, completed by what was made beside it: methods, and what moto alone knows of the API. */
export function withDocument(kept: Definition, fromDocument: Definition): Definition {
  const routes = kept.routes.map((route) => {
    const documented = fromDocument.routes.find(({ path }) => same(path, route.path));
    return { ...route, methods: { ...route.methods, ...documented?.methods } };
  });
  const missing = fromDocument.routes.filter(
    ({ path }) => !kept.routes.some((route) => same(path, route.path)),
  );
  return {
    routes: [...routes, ...missing],
    gatewayResponses: { ...fromDocument.gatewayResponses, ...kept.gatewayResponses },
    models: { ...fromDocument.models, ...kept.models },
    binaryMediaTypes: [...new Set([...kept.binaryMediaTypes, ...fromDocument.binaryMediaTypes])],
    apiKeySource: fromDocument.apiKeySource === "AUTHORIZER" ? "AUTHORIZER" : kept.apiKeySource,
    policy: kept.policy ?? fromDocument.policy,
  };
}

const same = (one: string, other: string): boolean => one.replace(/\/$/, "") === other.replace(/\/$/, "");
