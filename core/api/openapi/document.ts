// The OpenAPI 3.0 document of a list of routes. Clients are generated from it; API Gateway's own document is another.
import type * as z from "zod";
import type { Authorization } from "../authorization.ts";
import { COMPONENTS } from "../components.ts";
import { PROBLEM_TYPE, PROBLEMS, type ProblemCode, problemSchema } from "../problems.ts";
import { type AnswerSpec, IDEMPOTENCY_KEY, type RouteSpec } from "../route.ts";
import { answerSchemas, inlineSchema, type JsonSchema, referenceTo } from "./schemas.ts";

export interface DocumentOptions {
  readonly title: string;
  readonly version: string;
  /** The API's address, without a slash at its end. */
  readonly server?: string;
  readonly authorization: Authorization;
}

const SCHEMES: Readonly<Record<Authorization, JsonSchema>> = {
  iam: {
    type: "apiKey",
    in: "header",
    name: "Authorization",
    description: "AWS Signature Version 4 of service execute-api.",
    "x-amazon-apigateway-authtype": "awsSigv4",
  },
  jwt: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
  key: { type: "apiKey", in: "header", name: "x-api-key" },
};

/** What any route may answer with. */
const ANY: readonly ProblemCode[] = [
  "malformed_request",
  "invalid_request",
  "not_authenticated",
  "not_permitted",
  "too_many_requests",
  "internal_error",
  "unavailable",
];
const OF_BODIES: readonly ProblemCode[] = ["content_too_large", "unsupported_media_type"];
const OF_POSTS: readonly ProblemCode[] = ["request_in_progress", "key_reused"];

const HEADERS = {
  RequestId: { description: "The id that the log has this request under.", schema: { type: "string" } },
  ETag: { description: "Of the body.", schema: { type: "string" } },
};
const header = (name: keyof typeof HEADERS): JsonSchema => ({ $ref: `#/components/headers/${name}` });

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const answerName = (id: string): string => `${capital(id)}Answer`;

/** A route by its operationId. */
export type NamedRoute = readonly [id: string, route: RouteSpec];

export function openApiDocument(routes: readonly NamedRoute[], options: DocumentOptions): JsonSchema {
  const { title, version, server, authorization } = options;
  const paths: Record<string, JsonSchema> = {};
  for (const [id, route] of routes) {
    paths[route.path] ??= {};
    (paths[route.path] as JsonSchema)[route.method.toLowerCase()] = operation(id, route);
  }
  return {
    openapi: "3.0.3",
    info: { title, version },
    ...(server && { servers: [{ url: server }] }),
    security: [{ [authorization]: [] }],
    tags: [...new Set(routes.map(([, { tag }]) => tag))].map((name) => ({ name })),
    paths,
    components: {
      headers: HEADERS,
      securitySchemes: { [authorization]: SCHEMES[authorization] },
      schemas: answerSchemas(ownAnswers(routes)),
    },
  };
}

/** Answers' schemas that have no name of their own are named for their route. */
function ownAnswers(routes: readonly NamedRoute[]): Map<z.ZodType, string> {
  const named = new Map<z.ZodType, string>();
  for (const [id, { answers }] of routes)
    for (const { schema } of Object.values(answers))
      if (schema && !COMPONENTS.has(schema)) named.set(schema, answerName(id));
  return named;
}

function operation(id: string, route: RouteSpec): JsonSchema {
  const { body } = route.request ?? {};
  return {
    operationId: id,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description && { description: route.description }),
    parameters: parametersOf(route),
    ...(body && {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          (body.types ?? ["application/json"]).map((type) => [
            type,
            { schema: inlineSchema(body.schema, "input") },
          ]),
        ),
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers).map(([status, answer]) => [status, response(id, route, answer)]),
      ),
      ...(route.method === "GET" && {
        304: { description: "What the caller has, by its If-None-Match, is current." },
      }),
      ...problemResponses(route),
    },
  };
}

/** As the implementation sees it, a number of a text of digits; as it is sent, where that cannot be said. */
function parameterSchema(schema: z.ZodType): JsonSchema {
  const seen = inlineSchema(schema, "output");
  const isSaid = ["type", "anyOf", "oneOf", "enum"].some((keyword) => keyword in seen);
  return isSaid ? seen : { ...inlineSchema(schema, "input"), ...seen };
}

function parametersOf({ method, request, keyRequired = false }: RouteSpec): JsonSchema[] {
  const described = (place: string, parameters: z.ZodObject | undefined): JsonSchema[] =>
    Object.entries(parameters?.shape ?? {}).map(([name, schema]) => {
      const { description, default: byDefault, ...rest } = parameterSchema(schema as z.ZodType);
      return {
        name,
        in: place,
        required: !(schema as z.ZodType).safeParse(undefined).success,
        ...(description !== undefined && { description }),
        schema: { ...rest, ...(byDefault !== undefined && { default: byDefault }) },
      };
    });
  return [
    ...described("path", request?.path),
    ...described("query", request?.query),
    ...described("header", request?.headers),
    ...(method === "GET"
      ? [
          {
            name: "If-None-Match",
            in: "header",
            required: false,
            description: "ETags of answers that the caller has.",
            schema: { type: "string" },
          },
        ]
      : []),
    ...(method === "POST"
      ? [
          {
            name: "Idempotency-Key",
            in: "header",
            required: keyRequired,
            description:
              "A name of the caller's choice for this request, kept for a day: sent again with the same body, the work is not done again.",
            schema: { type: "string", pattern: IDEMPOTENCY_KEY.source },
          },
        ]
      : []),
  ];
}

function response(id: string, { method }: RouteSpec, answer: AnswerSpec): JsonSchema {
  const { description, schema, types, headers = {} } = answer;
  const content = {
    ...(schema && {
      "application/json": { schema: referenceTo(COMPONENTS.get(schema) ?? answerName(id)) },
    }),
    ...Object.fromEntries(
      (types ?? []).map((type) => [type, { schema: { type: "string", format: "binary" } }]),
    ),
  };
  return {
    description,
    headers: {
      "X-Request-Id": header("RequestId"),
      ...(method === "GET" && schema && { ETag: header("ETag") }),
      ...Object.fromEntries(
        Object.entries(headers).map(([name, says]) => [
          name,
          { description: says, schema: { type: "string" } },
        ]),
      ),
    },
    ...(Object.keys(content).length > 0 && { content }),
  };
}

function problemResponses({ method, request, problems = [] }: RouteSpec): Record<string, JsonSchema> {
  const codes = [
    ...ANY,
    ...(request?.body ? OF_BODIES : []),
    ...(method === "POST" ? OF_POSTS : []),
    ...problems,
  ];
  const byStatus = Map.groupBy(new Set(codes), (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [
      status,
      {
        description: `${some.map((code) => PROBLEMS[code].title).join("; ")}.`,
        headers: { "X-Request-Id": header("RequestId") },
        content: { [PROBLEM_TYPE]: { schema: referenceTo(COMPONENTS.get(problemSchema) as string) } },
      },
    ]),
  );
}
