// The decision on one request, within one account. IAM User Guide: "Policy evaluation logic"; of keys, KMS Developer
// Guide: "Key policies" (without the key's policy nothing is allowed).
import { holds } from "./conditions.ts";
import { type ContextKeys, isLike, isLikeArn, resolves } from "./match.ts";
import { type PolicyStatement, statementsOf } from "./policy.ts";
import { type Caller, type Named, named, nearestOf } from "./principal.ts";

export interface Question {
  readonly caller: Caller;
  /** As in a policy: "s3:GetObject". */
  readonly action: string;
  /** An ARN, or "*" where the action knows no resource. */
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** Policy documents, as text or as what their JSON holds. */
export interface Policies {
  readonly identity?: readonly unknown[];
  /** The policies of the caller's permissions boundary; undefined where it has none. */
  readonly boundary?: readonly unknown[] | undefined;
  /** The resource's own policy. */
  readonly resource?: unknown;
}

export type Decision = "allowed" | "denied" | "not allowed";

/** What a policy says of a request: denied, allowed, and by which name of the caller; undefined where it is silent. */
type Said = "denied" | Named | undefined;

function fits(statement: PolicyStatement, asked: Question, keys: ContextKeys): boolean {
  const { actions, resources, conditions, variables } = statement;
  const isAsked = actions.values.some((one) => isLike(one, asked.action, undefined, true));
  if (isAsked === actions.not) return false;
  if (resources) {
    const context = variables ? keys : undefined;
    // All but something that nobody knows is nothing.
    if (resources.not && !resources.values.every((one) => resolves(one, context))) return false;
    const isMeant = resources.values.some((one) =>
      asked.resource === "*" ? one === "*" : isLikeArn(one, asked.resource, context),
    );
    if (isMeant === resources.not) return false;
  }
  return conditions.every((condition) => holds(condition, keys, variables));
}

function said(documents: readonly unknown[], asked: Question, keys: ContextKeys, ofResource: boolean): Said {
  const allowed: Named[] = [];
  for (const statement of documents.flatMap(statementsOf)) {
    const way: Named | undefined = !ofResource
      ? "self"
      : statement.principals && named(statement.principals, asked.caller);
    if (!way || !fits(statement, asked, keys)) continue;
    if (statement.effect === "Deny") return "denied";
    allowed.push(way);
  }
  return nearestOf(allowed);
}

/**
 * Decides on a request of a caller of the account that owns the resource.
 *
 * A denial anywhere decides. Otherwise the caller's own policies allow it, within the boundary; or the resource's policy
 * does, by the caller's name. One that names the account leaves it to the caller's policies; one that names the role is
 * held to the boundary, one that names the session or the user is not. A key's policy must allow in any case.
 * @throws PolicyError where a policy holds what cannot be judged
 * @example
 * ```ts
 * evaluate(
 *   { caller: { kind: "service", name: "s3.amazonaws.com" }, action: "sqs:SendMessage", resource: queueArn, context: {} },
 *   { resource: queuePolicy },
 * ); // "allowed"
 * ```
 */
export function evaluate(asked: Question, policies: Policies): Decision {
  const keys: ContextKeys = new Map(
    Object.entries(asked.context).map(([name, value]) => [name.toLowerCase(), [value].flat()]),
  );
  const identity = said(policies.identity ?? [], asked, keys, false);
  const boundary = policies.boundary ? said(policies.boundary, asked, keys, false) : "self";
  const resource = policies.resource ? said([policies.resource], asked, keys, true) : undefined;
  if (identity === "denied" || boundary === "denied" || resource === "denied") return "denied";
  if (resource === "self") return "allowed";
  if (resource === "role" && boundary) return "allowed";
  const handsOn = asked.action.startsWith("kms:") && asked.resource !== "*" ? resource === "account" : true;
  return identity && boundary && handsOn ? "allowed" : "not allowed";
}
