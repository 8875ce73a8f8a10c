// What is known of one invocation, by the names of $context: for events, access logs and gateway responses.
import { randomBytes, randomUUID } from "node:crypto";
import type { ServiceRequest } from "../../gateway/service.ts";
import type { Invocation } from "./address.ts";

/** Where the invocation is: one deployed stage of an API. */
export interface DeployedStage {
  apiId: string;
  stage: string;
  region: string;
  accountId: string;
}

/** Who called, as far as a signature, a key or an authorizer said. */
export interface Identity {
  accessKey?: string | undefined;
  /** The principal's ARN and ids, of a signed request. */
  userArn?: string | undefined;
  user?: string | undefined;
  caller?: string | undefined;
  apiKey?: string | undefined;
  apiKeyId?: string | undefined;
}

export interface Context extends DeployedStage {
  requestId: string;
  /** An id as API Gateway's own, of sixteen characters. */
  extendedRequestId: string;
  /** Milliseconds since 1970. */
  started: number;
  httpMethod: string;
  /** As the address has it: with the stage, or a domain's base path. */
  path: string;
  /** Without it: what the resources are matched with. */
  resourceRequestPath: string;
  /** What goes before the path in an address of this machine's. */
  forwardedPrefix?: string | undefined;
  resourcePath?: string | undefined;
  resourceId?: string | undefined;
  operationName?: string | undefined;
  domainName: string;
  protocol: string;
  sourceIp: string;
  userAgent?: string | undefined;
  identity: Identity;
  authorizer?: Record<string, unknown> | undefined;
  error?: { message: string; type: string; validation?: string | undefined } | undefined;
  status?: number | undefined;
  /** Bytes of the answer. */
  responseLength?: number | undefined;
  /** Milliseconds. */
  integrationLatency?: number | undefined;
  integrationStatus?: number | undefined;
  routeKey?: string | undefined;
}

/** The gateway listens on this machine only. */
const SOURCE_IP = "127.0.0.1";

export const contextOf = (
  request: ServiceRequest,
  place: DeployedStage,
  { path, prefix, forwardedPrefix }: Pick<Invocation, "path" | "prefix" | "forwardedPrefix">,
): Context => ({
  ...place,
  requestId: randomUUID(),
  extendedRequestId: `${randomBytes(11).toString("base64").replaceAll("/", "A").slice(0, 15)}=`,
  started: Date.now(),
  httpMethod: request.method,
  path: `${prefix ?? (place.stage === "$default" ? "" : `/${place.stage}`)}${path}`,
  resourceRequestPath: path,
  forwardedPrefix,
  domainName: request.headers.host ?? "127.0.0.1",
  protocol: "HTTP/1.1",
  sourceIp: SOURCE_IP,
  userAgent: request.headers["user-agent"],
  identity: {},
});

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** As in a common log: 29/Nov/2026:11:30:00 +0000. */
export function requestTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  const day = String(date.getUTCDate()).padStart(2, "0");
  return `${day}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
}

/** The values of $context by their names, for templates and access logs. */
export function variablesOf(context: Context): Record<string, string | undefined> {
  const { identity, error } = context;
  const variables: Record<string, string | number | undefined> = {
    requestId: context.requestId,
    extendedRequestId: context.extendedRequestId,
    accountId: context.accountId,
    apiId: context.apiId,
    stage: context.stage,
    httpMethod: context.httpMethod,
    path: context.path,
    resourcePath: context.resourcePath,
    resourceId: context.resourceId,
    routeKey: context.routeKey,
    protocol: context.protocol,
    domainName: context.domainName,
    domainPrefix: context.apiId,
    requestTime: requestTime(context.started),
    requestTimeEpoch: context.started,
    status: context.status,
    responseLength: context.responseLength,
    responseLatency: Date.now() - context.started,
    integrationLatency: context.integrationLatency,
    "integration.latency": context.integrationLatency,
    integrationStatus: context.integrationStatus,
    "integration.integrationStatus": context.integrationStatus,
    "integration.status": context.integrationStatus,
    "identity.sourceIp": context.sourceIp,
    "identity.userAgent": context.userAgent,
    "identity.userArn": identity.userArn,
    "identity.user": identity.user,
    "identity.caller": identity.caller,
    "identity.accountId": identity.userArn && context.accountId,
    "identity.apiKey": identity.apiKey,
    "identity.apiKeyId": identity.apiKeyId,
    "error.message": error?.message,
    "error.messageString": error && JSON.stringify(error.message),
    "error.responseType": error?.type,
    // It stands within the quotes that a template has around it.
    "error.validationErrorString": error?.validation && JSON.stringify(error.validation).slice(1, -1),
  };
  for (const [name, value] of Object.entries(context.authorizer ?? {})) {
    if (typeof value !== "object") variables[`authorizer.${name}`] = String(value);
  }
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, value === undefined ? undefined : String(value)]),
  );
}

/** Replaces $context.NAME; what is not known is written as `absent`. */
export function fill(template: string, context: Context, absent: string): string {
  const variables = variablesOf(context);
  return template.replace(
    /\$(?:\{context\.([\w.]+)\}|context\.(\w+(?:\.\w+)*))/g,
    (_all, braced, plain) => variables[String(braced ?? plain)] ?? absent,
  );
}
