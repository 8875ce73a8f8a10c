// Who may sign requests, and who they are: the account's root, its users, and the sessions of its roles.
import { createHmac, randomBytes } from "node:crypto";
import { ROOT_ACCESS_KEY } from "../environment.ts";
import type { KnownKey } from "../moto/door.ts";

export interface RolePrincipal {
  kind: "role";
  roleArn: string;
  /** As in arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION. */
  session: string;
}

export type Principal = { kind: "root" } | { kind: "anonymous" } | RolePrincipal;

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  /** Only temporary ones have one. */
  sessionToken?: string | undefined;
}

/** An access key that requests may be signed with. */
export interface AccessKey extends Credentials {
  /** Milliseconds since 1970; undefined where it has no end. */
  expires?: number | undefined;
}

/** A user of the account, whose key a request is signed with. */
export interface UserPrincipal {
  name: string;
  arn: string;
  /** As AWS gives it: AIDA and sixteen letters. */
  id: string;
}

interface Known extends AccessKey {
  user?: UserPrincipal | undefined;
  /** To be asked for again: the account's users have changed. */
  stale: boolean;
}

/** Letters of an access key id after its first four. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const keyId = (prefix: string, bytes: Buffer): string =>
  prefix + [...bytes.subarray(0, 16)].map((byte) => ALPHABET[byte % 32]).join("");

export class Principals {
  /** The keys of the account's root: others for each local AWS, so that only who may read its record has them. */
  readonly root: Credentials = {
    accessKeyId: keyId("AKIA", randomBytes(16)),
    secretAccessKey: randomBytes(30).toString("base64url"),
  };
  readonly #ask: (accessKeyId: string) => Promise<KnownKey | undefined>;
  readonly #secret = randomBytes(32);
  readonly #roles = new Map<string, RolePrincipal>();
  readonly #keys = new Map<string, Known>();

  /** @param ask what the account's own records say of an access key: keys of users, and of sessions that STS gave out */
  constructor(ask: (accessKeyId: string) => Promise<KnownKey | undefined>) {
    this.#ask = ask;
    this.#keys.set(this.root.accessKeyId, { ...this.root, stale: false });
  }

  /** Credentials of a role's session, without an end; the same each time. */
  credentials(roleArn: string, session: string): Required<Credentials> {
    const bytes = (use: string): Buffer =>
      createHmac("sha256", this.#secret).update(`${use} ${roleArn} ${session}`).digest();
    const credentials = {
      accessKeyId: keyId("ASIA", bytes("id")),
      secretAccessKey: bytes("secret").toString("base64"),
      sessionToken: bytes("token").toString("base64"),
    };
    this.#roles.set(credentials.accessKeyId, { kind: "role", roleArn, session });
    this.#keys.set(credentials.accessKeyId, { ...credentials, stale: false });
    return credentials;
  }

  /** New temporary credentials with the rights of the root, as GetSessionToken gives them. */
  session(expires: number): Required<Credentials> {
    const credentials = {
      accessKeyId: keyId("ASIA", randomBytes(16)),
      secretAccessKey: randomBytes(30).toString("base64url"),
      sessionToken: randomBytes(96).toString("base64"),
    };
    this.#keys.set(credentials.accessKeyId, { ...credentials, expires, stale: false });
    return credentials;
  }

  /** The key of this id; undefined where there is none, or it is inactive. */
  async key(accessKeyId: string): Promise<AccessKey | undefined> {
    const known = this.#keys.get(accessKeyId);
    if (known && !known.stale) return known;
    const found = await this.#ask(accessKeyId);
    if (!found) {
      this.#keys.delete(accessKeyId);
      return undefined;
    }
    const { secretAccessKey, sessionToken, expires, roleArn, session, user } = found;
    if (roleArn !== undefined && session !== undefined)
      this.#roles.set(accessKeyId, { kind: "role", roleArn, session });
    const key: Known = { accessKeyId, secretAccessKey, sessionToken, expires, user, stale: false };
    this.#keys.set(accessKeyId, key);
    return key;
  }

  /** Credentials for what the local AWS does on behalf of a caller whose request it has let in, or for itself. */
  credentialsOf(accessKeyId: string): Credentials {
    if (accessKeyId === ROOT_ACCESS_KEY) return this.root;
    const key = this.#keys.get(accessKeyId);
    if (!key) throw new Error(`nobody has come with the access key ${accessKeyId}`);
    return key;
  }

  /** Users or their keys may have changed. */
  forget(): void {
    for (const key of this.#keys.values()) {
      if (key.sessionToken === undefined && key.accessKeyId !== this.root.accessKeyId) key.stale = true;
    }
  }

  /** The user whose key this is; undefined for the root's and those of sessions. */
  user(accessKeyId: string): UserPrincipal | undefined {
    return this.#keys.get(accessKeyId)?.user;
  }

  /** Whose key this is: a role's session, or the root. The account's users have the root's rights. */
  of(accessKeyId: string | undefined): Principal {
    if (accessKeyId === undefined) return { kind: "anonymous" };
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
