// Tokens that are right, and every forgery of one: signed by another, by nobody, by the public key as a secret.
import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { FetchError } from "aws-jwt-verify/error";
import { authorizerEnvironment } from "../../core/environment/authorizer.ts";
import { issuerKeys } from "./issuer-keys.ts";
import { contextOf, isRefusal, verifierOf } from "./verify.ts";

const ISSUER = "https://login.example.com/";
const own = generateKeyPairSync("rsa", { modulusLength: 2048 });
const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwks = {
  keys: [{ ...own.publicKey.export({ format: "jwk" }), kid: "k1", alg: "RS256", use: "sig" }],
};
const ENVIRONMENT = authorizerEnvironment.parse({ ISSUER, AUDIENCES: "data,other" });
/** Keeps what it was asked for, and fails while it is told to. */
function issuer() {
  const asked: string[] = [];
  const state = { asked, down: false };
  const fetch = async (uri: string) => {
    asked.push(uri);
    if (state.down) throw new FetchError(uri, "it does not answer");
    return new TextEncoder().encode(JSON.stringify(jwks)).buffer as ArrayBuffer;
  };
  return Object.assign(state, { fetch });
}
const always = issuer();
const verifier = verifierOf(ENVIRONMENT, issuerKeys(always));

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
    expect(always.asked).toEqual([`${ISSUER}.well-known/jwks.json`]);
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

describe("the issuer", () => {
  test("is asked once in ten seconds, however many tokens name keys that it has not", async () => {
    let now = 1_000_000;
    const { asked, fetch } = issuer();
    const own = verifierOf(
      ENVIRONMENT,
      issuerKeys({ fetch }, () => now),
    );
    const wrong = () => token(claims(), { kid: `k${Math.random()}` }, other.privateKey);
    for (let n = 0; n < 20; n++)
      expect(await own.verify(wrong()).catch((error: unknown) => isRefusal(error))).toBe(true);
    expect(asked).toHaveLength(1);
    expect(await own.verify(token(claims()))).toMatchObject({ sub: "ann" });
    now += 10_000;
    for (let n = 0; n < 20; n++) await own.verify(wrong()).catch(() => undefined);
    expect(asked).toHaveLength(2);
  });

  test("that does not answer is left alone for two seconds, and is not the token's fault", async () => {
    let now = 1_000_000;
    const state = issuer();
    const own = verifierOf(
      ENVIRONMENT,
      issuerKeys(state, () => now),
    );
    state.down = true;
    for (let n = 0; n < 5; n++)
      expect(await own.verify(token(claims())).catch((error: unknown) => isRefusal(error))).toBe(false);
    expect(state.asked).toHaveLength(1);
    state.down = false;
    now += 2_000;
    expect(await own.verify(token(claims()))).toMatchObject({ sub: "ann" });
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
