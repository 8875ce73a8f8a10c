// JWT authorizers of HTTP APIs: a token's signature by its issuer's keys, its issuer, audience, times and scopes.
// Source: API Gateway Developer Guide, "Control access to HTTP APIs with JWT authorizers".
import { createPublicKey, type JsonWebKey, type KeyObject, verify } from "node:crypto";

export interface JwtConfiguration {
  issuer?: string;
  audience?: string[];
  /** moto's and Terraform's clients write them so too. */
  Issuer?: string;
  Audience?: string[];
}

export type Claims = Record<string, unknown>;

/** An issuer that does not answer must not hold a request longer. */
const FETCH_MS = 5000;
/** How long an issuer's keys are kept. */
const KEEP_MS = 2 * 60 * 60_000;

const HASHES: Record<string, string> = { RS256: "sha256", RS384: "sha384", RS512: "sha512" };

const decoded = (part: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(part ?? "", "base64url").toString("utf8")) as Record<string, unknown>;

export class Issuers {
  readonly #now: () => number;
  readonly #keys = new Map<string, { until: number; keys: Promise<(JsonWebKey & { kid?: string })[]> }>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async #fetchKeys(issuer: string): Promise<(JsonWebKey & { kid?: string })[]> {
    const read = async <Output>(url: string): Promise<Output> => {
      const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS) });
      if (!response.ok) throw new Error(`${url} answered ${response.status}`);
      return (await response.json()) as Output;
    };
    const { jwks_uri } = await read<{ jwks_uri: string }>(
      `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    );
    return (await read<{ keys: (JsonWebKey & { kid?: string })[] }>(jwks_uri)).keys;
  }

  async #key(issuer: string, kid: string): Promise<KeyObject | undefined> {
    let kept = this.#keys.get(issuer);
    if (!kept || kept.until < this.#now()) {
      kept = { until: this.#now() + KEEP_MS, keys: this.#fetchKeys(issuer) };
      this.#keys.set(issuer, kept);
      kept.keys.catch(() => this.#keys.delete(issuer));
    }
    const found = (await kept.keys).find((key) => key.kid === kid);
    return found && createPublicKey({ key: found, format: "jwk" });
  }

  /** A token's claims; undefined where it is not one of this issuer for this audience, now. */
  async claims(token: string, configuration: JwtConfiguration): Promise<Claims | undefined> {
    const issuer = configuration.issuer ?? configuration.Issuer ?? "";
    const audience = configuration.audience ?? configuration.Audience ?? [];
    const [head, body, signature, more] = token.split(".");
    if (!signature || more !== undefined) return undefined;
    try {
      const { alg, kid } = decoded(head);
      const hash = HASHES[String(alg)];
      const key = hash && typeof kid === "string" ? await this.#key(issuer, kid) : undefined;
      if (!hash || key?.asymmetricKeyType !== "rsa") return undefined;
      if (!verify(hash, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url")))
        return undefined;
      const claims = decoded(body);
      const now = this.#now() / 1000;
      const { exp, nbf, iat } = claims;
      const times = typeof exp === "number" && exp > now && !(Number(nbf) > now) && !(Number(iat) > now);
      const named = [claims.aud ?? claims.client_id].flat();
      const meant = audience.length === 0 || named.some((one) => audience.includes(String(one)));
      return claims.iss === issuer && times && meant ? claims : undefined;
    } catch (error) {
      console.error(
        `${new Date().toISOString()} apigateway: a token of ${issuer}: ${(error as Error).message}`,
      );
      return undefined;
    }
  }
}

/** The scopes that a token has. */
export const scopesOf = ({ scope, scp }: Claims): string[] =>
  [scope ?? scp ?? []]
    .flat()
    .flatMap((one) => String(one).split(" "))
    .filter(Boolean);
