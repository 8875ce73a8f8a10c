// What a REST API is, once it is deployed: its methods with what each asks for, and what they share.
import type { Schema } from "./json-schema.ts";

export type IntegrationType = "AWS_PROXY" | "AWS" | "HTTP_PROXY" | "HTTP" | "MOCK";

export interface IntegrationResponse {
  statusCode: string;
  /** A pattern for what the integration answers; empty or absent for the default. */
  selectionPattern?: string | undefined;
  /** Such as `method.response.header.X`: `'value'`. */
  responseParameters?: Record<string, string> | null | undefined;
  responseTemplates?: Record<string, string | null> | null | undefined;
}

export interface Integration {
  type: IntegrationType;
  uri?: string | undefined;
  httpMethod?: string | undefined;
  /** The ARN of a role to invoke with. */
  credentials?: string | undefined;
  timeoutInMillis?: number | undefined;
  requestTemplates?: Record<string, string> | null | undefined;
  responses: IntegrationResponse[];
}

export interface Authorizer {
  /** As the control plane knows it; a document's authorizers have names alone. */
  id?: string | undefined;
  name: string;
  type: "TOKEN" | "REQUEST" | "COGNITO_USER_POOLS";
  authorizerUri?: string | undefined;
  /** The ARN of a role to invoke with. */
  credentials?: string | undefined;
  /** Such as `method.request.header.Authorization, context.path`. */
  identitySource?: string | undefined;
  identityValidationExpression?: string | undefined;
  /** Seconds. */
  ttl: number;
}

export interface Validator {
  body: boolean;
  parameters: boolean;
}

export interface Method {
  /** Or ANY. */
  httpMethod: string;
  authorization: "NONE" | "AWS_IAM" | "CUSTOM" | "COGNITO_USER_POOLS";
  authorizer?: Authorizer | undefined;
  apiKeyRequired: boolean;
  /** Names such as `method.request.querystring.page`, and whether they must be there. */
  requestParameters: Record<string, boolean>;
  /** Schemas of the body by media type. */
  requestModels: Record<string, Schema>;
  bodyRequired: boolean;
  validator?: Validator | undefined;
  operationName?: string | undefined;
  integration?: Integration | undefined;
}

export interface Route {
  resourceId: string;
  /** As it was defined, such as /orders/{id} or /{proxy+}. */
  path: string;
  /** By the method in capitals, or ANY. */
  methods: Record<string, Method>;
}

export interface GatewayResponse {
  statusCode?: string | undefined;
  responseParameters?: Record<string, string> | undefined;
  responseTemplates?: Record<string, string> | undefined;
}

export interface Definition {
  routes: Route[];
  /** By their type, such as DEFAULT_4XX. */
  gatewayResponses: Record<string, GatewayResponse>;
  /** Schemas by name, which others refer to. */
  models: Record<string, Schema>;
  binaryMediaTypes: string[];
  apiKeySource: "HEADER" | "AUTHORIZER";
  policy?: unknown;
}
