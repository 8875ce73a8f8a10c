// Who calls, and what the contract's groups let them do.
import { Problem } from "../../core/api/problems.ts";
import type { Permission } from "../../core/contract/api/schema.ts";
import type { ApiSettings, Members } from "../../core/environment/api.ts";
import type { HttpEvent } from "./event.ts";

/** What the API's own authorizer function says of a JWT: texts alone, as API Gateway wants it. */
export interface JwtContext {
  /** The issuer and the subject, which is unique within it (RFC 7519, 4.1.2). */
  readonly issuer: string;
  readonly subject: string;
  /** JSON: the values of the claim that names groups. */
  readonly groups: string;
}

type Identity =
  | { readonly kind: "iam"; readonly arn: string }
  | {
      readonly kind: "jwt";
      readonly issuer: string;
      readonly subject: string;
      readonly claims: readonly string[];
    }
  | { readonly kind: "key"; readonly key: string };

/** The one who sent a request. What belongs to callers (queries, imports, cursors) belongs to their `id`. */
export class Caller {
  /**
   * `iam:ARN`, with the session of a role, since people who share a role differ in that alone; `jwt:ISSUER#SUBJECT`;
   * `key:ID`.
   */
  readonly id: string;
  readonly groups: readonly string[];
  readonly #api: ApiSettings["api"];

  constructor(id: string, groups: readonly string[], api: ApiSettings["api"]) {
    this.id = id;
    this.groups = groups;
    this.#api = api;
  }

  /** The names that the caller has the permission for, each once, in order. */
  allowed(permission: Permission): string[] {
    const names = this.groups.flatMap((group) => this.#api.groups[group]?.[permission] ?? []);
    return [...new Set<string>(names)].sort();
  }

  may(permission: Permission, name: string): boolean {
    return this.groups.some((group) =>
      (this.#api.groups[group]?.[permission] as readonly string[] | undefined)?.includes(name),
    );
  }

  /**
   * The same answer whether the name is there or not, so that nobody finds out by asking.
   * @throws Problem not_permitted where the caller has it not for this name; without one, for no name at all
   */
  require(permission: Permission, name?: string): void {
    const allowed = this.allowed(permission);
    if (name === undefined ? allowed.length > 0 : allowed.includes(name)) return;
    const of = name === undefined ? "" : ` for "${name}"`;
    const have =
      allowed.length > 0
        ? ` You have it for: ${allowed.join(", ")}.`
        : " You have it for nothing in this API.";
    throw new Problem("not_permitted", `This needs the permission "${permission}"${of}.${have}`);
  }
}

/** @throws Problem not_authenticated where API Gateway let in somebody who said nothing */
export function callerOf(event: HttpEvent, settings: ApiSettings): Caller {
  const identity = identityOf(event, settings.authorization);
  if (!identity) throw new Problem("not_authenticated", "The request does not say who sends it.");
  const groups = Object.entries(settings.members)
    .filter(([, members]) => isMember(identity, members))
    .map(([group]) => group);
  return new Caller(idOf(identity), groups, settings.api);
}

function identityOf(
  { requestContext = {} }: HttpEvent,
  authorization: ApiSettings["authorization"],
): Identity | undefined {
  const { identity, authorizer } = requestContext;
  if (authorization === "iam") return identity?.userArn ? { kind: "iam", arn: identity.userArn } : undefined;
  if (authorization === "key")
    return identity?.apiKeyId ? { kind: "key", key: identity.apiKeyId } : undefined;
  const { issuer, subject, groups } = (authorizer ?? {}) as Partial<JwtContext>;
  if (!issuer || !subject) return undefined;
  return { kind: "jwt", issuer, subject, claims: JSON.parse(groups ?? "[]") as string[] };
}

function idOf(identity: Identity): string {
  if (identity.kind === "iam") return `iam:${identity.arn}`;
  return identity.kind === "key" ? `key:${identity.key}` : `jwt:${identity.issuer}#${identity.subject}`;
}

function isMember(identity: Identity, { principals, claims, keys }: Members): boolean {
  if (identity.kind === "key") return keys.includes(identity.key);
  if (identity.kind === "jwt") return identity.claims.some((claim) => claims.includes(claim));
  const role = roleOfSession(identity.arn);
  return principals.some((arn) => arn === identity.arn || (role !== undefined && withoutPath(arn) === role));
}

/** A session's ARN has the role's name without its path, and names are unique in an account whatever their path. */
function roleOfSession(arn: string): string | undefined {
  const [, partition, account, role] =
    /^arn:([\w-]+):sts::(\d+):assumed-role\/([^/]+)\/[^/]+$/.exec(arn) ?? [];
  return role === undefined ? undefined : `arn:${partition}:iam::${account}:role/${role}`;
}

const withoutPath = (arn: string): string => arn.replace(/(:role\/)(?:.*\/)?([^/]+)$/, "$1$2");
