import { generateKeyPairSync, sign } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Issuers, scopesOf } from "./jwt.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
let server: Server;
let issuer: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const keys = [{ ...publicKey.export({ format: "jwk" }), kid: "one" }];
    response.end(JSON.stringify(request.url === "/keys" ? { keys } : { jwks_uri: `${issuer}/keys` }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
function token(claims: Record<string, unknown>, header: Record<string, unknown> = {}): string {
  const text = `${part({ alg: "RS256", kid: "one", ...header })}.${part({ iss: issuer, aud: "app", exp: Date.now() / 1000 + 60, ...claims })}`;
  return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
}

test("takes a token of its issuer, for its audience, in time", async () => {
  const issuers = new Issuers();
  const claims = (text: string) => issuers.claims(text, { issuer, audience: ["app"] });
  expect(await claims(token({ sub: "ann" }))).toMatchObject({ sub: "ann" });
  expect(await claims(token({ aud: undefined, client_id: "app" }))).toMatchObject({ client_id: "app" });
  const refused = [
    token({ exp: 1 }),
    token({ exp: undefined }),
    token({ nbf: Date.now() / 1000 + 60 }),
    token({ aud: "other" }),
    token({ iss: "https://evil.example.com" }),
    token({}, { alg: "none" }),
    token({}, { alg: "HS256" }),
    token({}, { kid: "other" }),
    `${token({}).slice(0, -4)}AAAA`,
    "a.b.c",
    "",
  ];
  for (const one of refused) expect(await claims(one)).toBeUndefined();
  expect(scopesOf({ scope: "a b" })).toEqual(["a", "b"]);
});
