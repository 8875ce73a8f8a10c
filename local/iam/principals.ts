// Who makes a request: the access key id of each is its own, and names the account's root, a role's session or nobody.
import { createHash } from "node:crypto";
import { ROOT_ACCESS_KEY } from "../environment.ts";

export interface RolePrincipal {
  kind: "role";
  roleArn: string;
  /** As in arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION. */
  session: string;
}

export type Principal = { kind: "root" } | RolePrincipal;

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

export class Principals {
  readonly #roles = new Map<string, RolePrincipal>();

  /** Credentials of a role's session; the same each time. Their secret is no secret: nothing local checks signatures. */
  credentials(roleArn: string, session: string): Credentials {
    const digest = createHash("sha256").update(`${roleArn} ${session}`).digest("hex").toUpperCase();
    const accessKeyId = `ASIAHEADRACE${digest.slice(0, 8)}`;
    this.#roles.set(accessKeyId, { kind: "role", roleArn, session });
    return { accessKeyId, secretAccessKey: "local", sessionToken: "local" };
  }

  /** Credentials that another service gave out, such as those of sts:AssumeRole. */
  learn(accessKeyId: string, roleArn: string, session: string): void {
    this.#roles.set(accessKeyId, { kind: "role", roleArn, session });
  }

  /** Whose key this is. Unknown keys, and unsigned requests, are taken for the account's own root: any key will do. */
  of(accessKeyId: string | undefined): Principal {
    if (accessKeyId === undefined || accessKeyId === ROOT_ACCESS_KEY) return { kind: "root" };
    return this.#roles.get(accessKeyId) ?? { kind: "root" };
  }
}

/** arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION */
export function sessionArn(principal: RolePrincipal): string {
  const [, partition, , , account, resource] = principal.roleArn.split(":");
  return `arn:${partition}:sts::${account}:assumed-role/${String(resource).split("/").at(-1)}/${principal.session}`;
}

/** The unique id that AWS gives a session: of its role, then its name. */
export const userId = (principal: RolePrincipal): string => `AROALOCAL:${principal.session}`;
