// What policies say of an invocation: an API's own policy, what an authorizer answered, and the caller's.
import { type Decision, evaluate } from "../../iam/evaluate/evaluate.ts";
import { PolicyError } from "../../iam/evaluate/policy.ts";
import type { Context } from "./context.ts";

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
export function decide(
  policies: { resource?: unknown; identity?: unknown },
  principal: string | undefined,
  context: Context,
): Decision {
  try {
    return evaluate(
      {
        caller: principal === undefined ? { kind: "anonymous" } : { kind: "aws", arn: principal },
        action: "execute-api:Invoke",
        resource: methodArn(context),
        context: {
          "aws:SecureTransport": "true",
          "aws:RequestedRegion": context.region,
          "aws:CurrentTime": new Date().toISOString(),
          ...conditionKeys(context),
        },
      },
      { identity: policies.identity ? [policies.identity] : [], resource: policies.resource },
    );
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    console.error(`${new Date().toISOString()} apigateway: ${methodArn(context)}: ${error.message}`);
    return "not allowed";
  }
}
