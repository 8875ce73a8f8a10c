// Who asks, and which statements are about them. IAM User Guide: "Principal", "NotPrincipal".
import type { Matched, Principals } from "./policy.ts";

/** A role's session by its ARN of STS, a user by its ARN, a service by its name, or nobody who has signed. */
export type Caller =
  | { readonly kind: "aws"; readonly arn: string }
  | { readonly kind: "service"; readonly name: string }
  | { readonly kind: "anonymous" };

/**
 * How a statement names the caller: by itself, by its role, or by the account, which hands the decision to the account's
 * own policies.
 */
export type Named = "self" | "role" | "account";

const SESSION = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\/[^/]+$/;
const ROLE = /^arn:([^:]+):iam::(\d{12}):role\/(?:.+\/)?([^/]+)$/;

/** The session's role and the role itself, whose path a session's ARN leaves out. */
const isRoleOf = (role: string, session: string): boolean => {
  const [of, is] = [SESSION.exec(session), ROLE.exec(role)];
  return of !== null && is !== null && of[1] === is[1] && of[2] === is[2] && of[3] === is[3];
};

const accountOf = (arn: string): string => arn.split(":")[4] ?? "";

function namedBy({ kind, name }: Principals[number], caller: Caller): Named | undefined {
  if (kind === "*" || (kind === "AWS" && name === "*")) return "self";
  if (caller.kind === "service") return kind === "Service" && name === caller.name ? "self" : undefined;
  if (caller.kind === "anonymous" || kind !== "AWS") return undefined;
  if (name === caller.arn) return "self";
  if (isRoleOf(name, caller.arn)) return "role";
  const account = /^\d{12}$/.test(name) ? name : /^arn:[^:]+:iam::(\d{12}):root$/.exec(name)?.[1];
  return account === accountOf(caller.arn) ? "account" : undefined;
}

const ORDER: readonly Named[] = ["self", "role", "account"];

/** The way that grants most; undefined where there is none. */
export const nearestOf = (ways: readonly (Named | undefined)[]): Named | undefined =>
  ORDER.find((way) => ways.includes(way));

/** The nearest way in which the statement is about the caller; undefined where it is not. */
export function named(principals: Matched<Principals>, caller: Caller): Named | undefined {
  const nearest = nearestOf(principals.values.map((one) => namedBy(one, caller)));
  if (!principals.not) return nearest;
  return nearest === undefined ? "self" : undefined;
}
