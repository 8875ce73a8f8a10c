// Tokens that are right, and every forgery of one: signed by another, by nobody, by the public key as a secret.
import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { authorizerEnvironment } from "../../core/environment/authorizer.ts";
import { contextOf, isRefusal, verifierOf } from "./verify.ts";

const ISSUER = "https://login.example.com/";
const own = generateKeyPairSync("rsa", { modulusLength: 2048 });
const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwks = {
  keys: [{ ...own.publicKey.export({ format: "jwk" }), kid: "k1", alg: "RS256", use: "sig" }],
};
const asked: string[] = [];
const verifier = verifierOf(authorizerEnvironment.parse({ ISSUER, AUDIENCES: "data,other" }), {
  fetch: async (uri) => {
    asked.push(uri);
    return new TextEncoder().encode(JSON.stringify(jwks)).buffer as ArrayBuffer;
  },
});

const now = () => Math.floor(Date.now() / 1000);
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const claims = (more: object = {}) => ({ iss: ISSUER, sub: "ann", aud: "data", exp: now() + 60, ...more });

function token(payload: object, header: object = {}, key: KeyObject = own.privateKey): string {
  const text = `${encode({ alg: "RS256", kid: "k1", typ: "JWT", ...header })}.${encode(payload)}`;
  return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
}

const refused = async (text: string): Promise<boolean> =>
  verifier.verify(text).then(
    () => false,
    (error: unknown) => isRefusal(error),
  );

describe("a token", () => {
  test.each([
    ["one audience", {}],
    ["a list of audiences", { aud: ["x", "other"] }],
    ["Cognito's client_id", { aud: undefined, client_id: "data" }],
  ])("with %s is verified", async (_, more) => {
    expect(await verifier.verify(token(claims(more)))).toMatchObject({ sub: "ann" });
    expect(asked).toEqual([`${ISSUER}.well-known/jwks.json`]);
  });

  test.each([
    ["for another audience", token(claims({ aud: "elsewhere" }))],
    ["for nobody", token(claims({ aud: undefined }))],
    ["of another issuer", token(claims({ iss: "https://login.example.org/" }))],
    ["that is over", token(claims({ exp: now() - 5 }))],
    ["that has not begun", token(claims({ nbf: now() + 60 }))],
    ["signed by another", token(claims(), {}, other.privateKey)],
    ["signed by a key that the issuer has not", token(claims(), { kid: "k2" }, other.privateKey)],
    ["without a key's id", token(claims(), { kid: undefined })],
    ["altered", token(claims()).replace(/\.[^.]+\./, `.${encode(claims({ sub: "eve" }))}.`)],
    ["signed by nobody", `${encode({ alg: "none", kid: "k1" })}.${encode(claims())}.`],
    ["that is none", "a.b.c"],
    ["that is empty", ""],
  ])("%s is refused", async (_, text) => {
    expect(await refused(text)).toBe(true);
  });

  test("signed with the public key as a secret is refused", async () => {
    const text = `${encode({ alg: "HS256", kid: "k1" })}.${encode(claims())}`;
    const secret = own.publicKey.export({ type: "spki", format: "pem" });
    expect(await refused(`${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`)).toBe(
      true,
    );
  });
});

test("groups are a list, or a text with spaces; a token without a subject is nobody's", () => {
  const context = (more: object) => contextOf(claims(more), "groups");
  expect(context({ groups: ["a", 5, "b"] })).toEqual({
    principalId: "ann",
    issuer: ISSUER,
    subject: "ann",
    groups: '["a","b"]',
  });
  expect(context({ groups: "a  b" }).groups).toBe('["a","b"]');
  expect(context({}).groups).toBe("[]");
  expect(() => context({ sub: "" })).toThrow("no subject");
});
