// What a request needs: the actions on resources that the caller's policies must allow.
import type { ServiceRequest } from "../gateway/request.ts";

export interface Need {
  /** As in a policy: "s3:GetObject". */
  action: string;
  /** An ARN, or "*" where the action knows no resource. */
  resource: string;
  /** Condition keys that the request carries, beside those of every request. */
  context?: Record<string, string | string[]>;
  /** The resource's own policy, where who asks has it: a deployed API's is another than the one that is being written. */
  resourcePolicy?: unknown;
}

/** What the mapping of requests must look up: names that only the services themselves know. */
export interface Lookups {
  accountId: string;
  /** The ARN of a secret by its name. */
  secretArn(region: string, name: string): Promise<string | undefined>;
  /** The ARN of a Serverless workgroup, or of a namespace, by its name: it ends in an id. */
  serverlessArn(region: string, kind: "workgroup" | "namespace", name: string): Promise<string | undefined>;
}

/** Undefined where nobody has written down what the request needs. */
export type NeedsOf = (
  request: ServiceRequest,
  lookups: Lookups,
) => Promise<Need[] | undefined> | Need[] | undefined;

/** A text that says something, or undefined. */
export const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** A JSON body, or the form of the query protocol, as an object. */
export function inputOf(request: ServiceRequest): Record<string, unknown> {
  const text = request.body.toString("utf8");
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return Object.fromEntries(new URLSearchParams(text));
  }
}
