// What policies say of an invocation: an API's own policy, what an authorizer answered, and the caller's.
import { runSimulation } from "@cloud-copilot/iam-simulate";
import type { Context } from "./context.ts";

export type Decision = "Allowed" | "ExplicitlyDenied" | "ImplicitlyDenied";

/** The ARN of a method of a deployed API, as policies name it. */
export const methodArn = (
  context: Context,
  method = context.httpMethod,
  path = context.resourceRequestPath,
): string =>
  `arn:aws:execute-api:${context.region}:${context.accountId}:${context.apiId}/${context.stage}/${method}/${path.replace(/^\//, "")}`;

/** A policy's short resources, such as execute-api:/prod/*, in full. */
export function inFull(policy: unknown, context: Context): unknown {
  const api = `arn:aws:execute-api:${context.region}:${context.accountId}:${context.apiId}`;
  const full = (resource: unknown): unknown =>
    typeof resource === "string" && resource.startsWith("execute-api:/")
      ? `${api}/${resource.slice("execute-api:/".length)}`
      : resource;
  const document = (typeof policy === "string" ? JSON.parse(policy) : policy) as { Statement?: unknown };
  const statements = [document.Statement ?? []].flat() as Record<string, unknown>[];
  return {
    Version: "2012-10-17",
    ...document,
    Statement: statements.map((statement) => {
      const changed = { ...statement };
      for (const name of ["Resource", "NotResource"]) {
        const value = statement[name];
        if (value !== undefined) changed[name] = Array.isArray(value) ? value.map(full) : full(value);
      }
      return changed;
    }),
  };
}

/** Condition keys of an invocation. */
export const conditionKeys = (context: Context): Record<string, string> => ({
  "aws:SourceIp": context.sourceIp,
  ...(context.userAgent && { "aws:UserAgent": context.userAgent }),
});

/**
 * What policies say of who is none of the account's roles.
 * @param principal undefined for who has signed nothing
 */
export async function decide(
  policies: { resource?: unknown; identity?: unknown },
  principal: string | undefined,
  context: Context,
): Promise<Decision> {
  const result = await runSimulation(
    {
      request: {
        principal: principal ?? { type: "Anonymous" },
        action: "execute-api:Invoke",
        resource: { resource: methodArn(context), accountId: context.accountId },
        contextVariables: {
          "aws:SecureTransport": "true",
          "aws:RequestedRegion": context.region,
          "aws:CurrentTime": new Date().toISOString(),
          ...conditionKeys(context),
        },
      },
      identityPolicies: policies.identity ? [{ name: "identity", policy: policies.identity }] : [],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: policies.resource,
    },
    {},
  );
  if (result.resultType === "error") {
    console.error(`${new Date().toISOString()} apigateway: ${methodArn(context)}: ${result.errors.message}`);
    return "ImplicitlyDenied";
  }
  return result.overallResult === "Allowed" || result.overallResult === "ExplicitlyDenied"
    ? result.overallResult
    : "ImplicitlyDenied";
}
