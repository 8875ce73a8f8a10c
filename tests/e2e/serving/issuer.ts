// A login provider of this machine: it signs tokens, and has its keys at an HTTPS address with a certificate that it issued itself.
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { certificate, identity } from "../../../cli/tour/certificate.ts";

const DAY_MS = 24 * 3600 * 1000;
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

export class Issuer {
  /** PEM, for those who are to trust it. */
  readonly authority: string;
  /** How often its keys were asked for. */
  asked = 0;
  readonly #own = generateKeyPairSync("rsa", { modulusLength: 2048 });
  readonly #other = generateKeyPairSync("rsa", { modulusLength: 2048 });
  readonly #server: ReturnType<typeof createServer>;

  constructor() {
    const subject = identity("localhost");
    const [from, to] = [new Date(Date.now() - DAY_MS), new Date(Date.now() + DAY_MS)];
    this.authority = certificate({ subject, from, to });
    const jwk = this.#own.publicKey.export({ format: "jwk" });
    const jwks = JSON.stringify({ keys: [{ ...jwk, kid: "k1", alg: "RS256", use: "sig" }] });
    const pages: Record<string, () => string> = {
      "/.well-known/jwks.json": () => jwks,
      // What HTTP APIs of API Gateway look for.
      "/.well-known/openid-configuration": () =>
        JSON.stringify({ issuer: this.url, jwks_uri: `${this.url}.well-known/jwks.json` }),
    };
    const key = subject.privateKey.export({ type: "pkcs8", format: "pem" });
    this.#server = createServer({ key, cert: this.authority }, (request, response) => {
      this.asked += 1;
      const page = pages[request.url ?? ""];
      response.writeHead(page ? 200 : 404, { "content-type": "application/json" });
      response.end(page?.() ?? "{}");
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "localhost", resolve));
  }

  get url(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** @param claims beside the issuer, an audience and an hour of time */
  token(claims: object, header: object = {}): string {
    return this.#signed(claims, header, this.#own.privateKey);
  }

  /** As anybody could make it, without the issuer's key. */
  forged(claims: object, header: object = {}): string {
    return this.#signed(claims, header, this.#other.privateKey);
  }

  #signed(claims: object, header: object, key: KeyObject): string {
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const payload = encode({ iss: this.url, aud: "data", exp, ...claims });
    const text = `${encode({ alg: "RS256", kid: "k1", typ: "JWT", ...header })}.${payload}`;
    return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
