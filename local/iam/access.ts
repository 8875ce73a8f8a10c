// Decides whether a role may do what it asks, off line, by the policies that Terraform made; and remembers what it did.
import { awsError } from "../gateway/errors.ts";
import type { Guard } from "../gateway/router.ts";
import type { LocalService, Observer, ServiceRequest } from "../gateway/service.ts";
import type { Account } from "./account.ts";
import { impliedKeyNeeds } from "./encryption.ts";
import { evaluate } from "./evaluate/evaluate.ts";
import { PolicyError } from "./evaluate/policy.ts";
import type { Need } from "./need.ts";
import { isPastServices } from "./past-services.ts";
import { type Principals, type RolePrincipal, sessionArn, userId } from "./principals.ts";
import { AccessReport, type Permission } from "./report.ts";

/** Decisions kept; past it they are made anew. */
const MOST_DECISIONS = 20_000;

export class Access {
  readonly report = new AccessReport();
  readonly #account: Account;
  readonly #principals: Principals;
  readonly #accountId: string;
  readonly #services: readonly LocalService[];
  readonly #decisions = new Map<string, Promise<boolean>>();

  /** @param services by which what a request needs is known; may still grow */
  constructor(
    account: Account,
    principals: Principals,
    accountId: string,
    services: readonly LocalService[],
  ) {
    this.#services = services;
    this.#account = account;
    this.#principals = principals;
    this.#accountId = accountId;
  }

  #serviceOf({ service }: ServiceRequest): LocalService | undefined {
    return this.#services.find(({ services }) => services.includes(service));
  }

  /** Refuses what the calling role's policies do not allow. The account's root may do everything. */
  readonly guard: Guard = async (request) => {
    const caller = this.#principals.of(request.accessKeyId);
    if (caller.kind !== "role") return undefined;
    if (isPastServices(request)) {
      const message = `User: ${sessionArn(caller)} is not authorized to ask for ${request.path}: it is a page of no service.`;
      return awsError(
        request,
        403,
        request.service === "s3" ? "AccessDenied" : "AccessDeniedException",
        message,
      );
    }
    const needs = await this.#serviceOf(request)?.needs?.(request, {
      accountId: this.#accountId,
      secretArn: (region, name) => this.#account.secretArn(region, name),
      serverlessArn: (region, kind, name) => this.#account.serverlessArn(region, kind, name),
    });
    if (!needs) {
      this.report.unchecked(
        caller.roleArn,
        `${request.service}:${request.operation ?? `${request.method} ${request.path}`}`,
      );
      return undefined;
    }
    const refused = await this.#refused(caller, needs, request.region);
    if (!refused) return undefined;
    const message = `User: ${sessionArn(caller)} is not authorized to perform: ${refused.action} on resource: ${refused.resource} because no identity-based policy of the role ${caller.roleArn} allows the ${refused.action} action`;
    const code = request.service === "s3" ? "AccessDenied" : "AccessDeniedException";
    return awsError(request, request.service === "s3" ? 403 : 400, code, message);
  };

  readonly observe: Observer = (request) => {
    if (!this.#serviceOf(request)?.changesAccess?.(request)) return;
    this.#account.forget();
    this.#decisions.clear();
  };

  /**
   * What a role lacks to do this, asked by the local AWS on its behalf.
   * @param record whether a refusal is one of a request: a poller only looks whether it may yet
   */
  async lacks(roleArn: string, action: string, resource: string, record: boolean): Promise<Need | undefined> {
    const region = resource.split(":")[3] || "us-east-1";
    const caller: RolePrincipal = { kind: "role", roleArn, session: "lambda" };
    return this.#refused(caller, [{ action, resource }], region, record);
  }

  /** The first of what a caller needs that its role's policies do not allow: for a service that judges its callers itself. */
  refused(caller: RolePrincipal, need: Need, region: string): Promise<Need | undefined> {
    return this.#refused(caller, [need], region);
  }

  /** What the policies of the roles seen so far allow, and whether it was used, role by role. */
  async permissions(): Promise<Permission[]> {
    const roles = await Promise.all(
      this.report.roles().map(async (role) => {
        const { identity } = await this.#account.role(role);
        return this.report.permissions(role, identity);
      }),
    );
    return roles.flat();
  }

  /** The first of the needs, and of what they imply, that the role's policies do not allow. */
  async #refused(
    caller: RolePrincipal,
    needs: readonly Need[],
    region: string,
    record = true,
  ): Promise<Need | undefined> {
    for (const need of needs) {
      for (const one of [need, ...(await impliedKeyNeeds(need, region, this.#account))]) {
        if (await this.#decide(caller, one, region)) continue;
        if (record) this.report.denied(caller.roleArn, one);
        return one;
      }
    }
    return undefined;
  }

  #decide(caller: RolePrincipal, need: Need, region: string): Promise<boolean> {
    this.report.used(caller.roleArn, need.action);
    const key = JSON.stringify([caller.roleArn, need, region]);
    let decision = this.#decisions.get(key);
    if (!decision) {
      if (this.#decisions.size > MOST_DECISIONS) this.#decisions.clear();
      decision = this.#evaluate(caller, need, region);
      this.#decisions.set(key, decision);
      decision.catch(() => this.#decisions.delete(key));
    }
    return decision;
  }

  async #evaluate(caller: RolePrincipal, need: Need, region: string): Promise<boolean> {
    const { identity, boundary } = await this.#account.role(caller.roleArn);
    const resource = await this.#resourcePolicy(need, region);
    try {
      const decision = evaluate(
        {
          caller: { kind: "aws", arn: sessionArn(caller) },
          action: need.action,
          resource: need.resource,
          context: {
            // The gateway speaks plain HTTP to this machine alone; policies that ask for TLS mean the network.
            "aws:SecureTransport": "true",
            "aws:PrincipalArn": caller.roleArn,
            "aws:userid": userId(caller),
            // Whose a statement is, the request does not say: its caller is taken for the owner.
            ...(need.action.startsWith("redshift-data:") && {
              "redshift-data:statement-owner-iam-userid": userId(caller),
            }),
            "aws:PrincipalAccount": this.#accountId,
            "aws:ResourceAccount": this.#accountId,
            "aws:RequestedRegion": region,
            "aws:CurrentTime": new Date().toISOString(),
            "aws:PrincipalIsAWSService": "false",
            ...need.context,
          },
        },
        {
          identity: identity.map(({ policy }) => policy),
          boundary: boundary?.map(({ policy }) => policy),
          resource,
        },
      );
      return decision === "allowed";
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      // A policy that cannot be judged is let through, and said so.
      this.report.unchecked(caller.roleArn, `${need.action} on ${need.resource}: ${error.message}`);
      return true;
    }
  }

  async #resourcePolicy(need: Need, region: string): Promise<unknown> {
    if (need.resourcePolicy !== undefined) return need.resourcePolicy;
    if (need.resource.startsWith("arn:aws:s3:::")) {
      return this.#account.bucketPolicy(region, String(need.resource.slice(13).split("/")[0]));
    }
    return need.resource.startsWith("arn:aws:kms:") ? this.#account.keyPolicy(need.resource) : undefined;
  }
}
