// Consumers of an API on one local AWS, as an estate lets them in: tokens of a login provider, keys with quotas, a domain, a web
// ACL, a browser's page; and beside it an API that is private. One apply for all of it.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readOutputs } from "../../cli/terraform/state.ts";
import { localApiAddress } from "../../local/index.ts";
import { signedFetch } from "../../local/testing/signed-fetch.ts";
import { Laptop } from "./laptop.ts";
import { type Answer, answerOf } from "./serving/callers.ts";
import { CONSUMERS_CONTRACT, consumersMain, DOMAIN, keyOf, PAGE } from "./serving/consumers-root.ts";
import { fuzzTests, type RawAnswer, send } from "./serving/fuzz.ts";
import { Issuer } from "./serving/issuer.ts";

const MINUTES = 60_000;
const laptop = new Laptop("consumers");
const { home, dir } = laptop;
const issuer = new Issuer();
let base: string;
let privateBase: string;
let domainUrl: string;

const ofGroup = (...groups: string[]): string => issuer.token({ sub: "ann", groups });

interface Asked {
  token?: string;
  plan?: string;
  method?: string;
  headers?: Record<string, string>;
}

const headersOf = ({ token, plan = "steady", headers = {} }: Asked): Record<string, string> => ({
  ...headers,
  ...(token !== undefined && { authorization: `Bearer ${token}` }),
  ...(plan && { "x-api-key": keyOf(plan) }),
});

const ask = async (path: string, asked: Asked = {}): Promise<Answer> =>
  answerOf(await fetch(`${base}${path}`, { method: asked.method ?? "GET", headers: headersOf(asked) }));

/** By the domain, which nothing resolves: the local AWS is told it as the Host. */
const askDomain = (path: string, asked: Asked = {}): Promise<RawAnswer> =>
  send(`${laptop.local.endpoint}${path}`, {
    method: "GET",
    headers: { host: DOMAIN, ...headersOf(asked) },
    body: undefined,
  });

beforeAll(async () => {
  await issuer.listen();
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "headrace.yaml"), CONSUMERS_CONTRACT);
  writeFileSync(join(dir, "main.tf"), consumersMain(issuer.url));
  writeFileSync(join(home, "authority.pem"), issuer.authority);
  await laptop.apply({ NODE_EXTRA_CA_CERTS: join(home, "authority.pem") });
  const { urls } = readOutputs(dir, laptop.local) as { urls: Record<string, string> };
  domainUrl = String(urls.domain);
  base = String(localApiAddress(String(urls.gateway), laptop.local.endpoint));
  privateBase = String(localApiAddress(String(urls.private), laptop.local.endpoint));
}, 8 * MINUTES);

afterAll(async () => {
  await issuer.close();
  await laptop.remove();
}, MINUTES);

test("a bearer of a token is let in by its groups", async () => {
  const datasets = async (token: string) => (await ask("/datasets", { token })).body.datasets;
  expect(await datasets(ofGroup("data/analysts", "others"))).toMatchObject([{ name: "orders" }]);
  expect(await datasets(ofGroup("others"))).toEqual([]);
  expect((await ask("/datasets/orders", { token: ofGroup("others") })).status).toBe(403);
});

test("tokens that the provider did not sign, or not for this API, are refused, and it is left in peace", async () => {
  const claims = { sub: "eve", groups: ["data/analysts"] };
  const before = issuer.asked;
  const wrong = [
    issuer.forged(claims),
    ...Array.from({ length: 12 }, (_, n) => issuer.forged(claims, { kid: `k${n + 2}` })),
    issuer.token({ ...claims, aud: "elsewhere" }),
    issuer.token({ ...claims, iss: "https://login.example.com/" }),
    issuer.token({ ...claims, exp: Math.floor(Date.now() / 1000) - 10 }),
    issuer.token({ groups: ["data/analysts"] }),
    issuer.token(claims, { alg: "none" }),
    issuer.token(claims).slice(0, -4),
  ];
  for (const token of wrong) {
    const { status, body } = await ask("/datasets", { token });
    expect([status, body.type]).toEqual([401, "urn:headrace:problem:not_authenticated"]);
  }
  // Twelve keys that it has not, and a request for each process of the function at most.
  expect(issuer.asked - before).toBeLessThan(4);
  expect((await ask("/datasets")).status).toBe(401);
});

test("a token without a key of a usage plan is refused, and so is another key", async () => {
  const others: Record<string, string>[] = [{}, { "x-api-key": "nobody's" }];
  for (const headers of others) {
    const { status, body } = await ask("/datasets", { token: ofGroup(), plan: "", headers });
    expect([status, body.type]).toEqual([403, "urn:headrace:problem:not_permitted"]);
  }
  expect((await ask("/datasets", { token: ofGroup(), plan: "private" })).status).toBe(403);
});

test("a key is held to its plan's rate and to its quota", async () => {
  const token = ofGroup();
  const many = await Promise.all(Array.from({ length: 8 }, () => ask("/datasets", { token, plan: "slow" })));
  const throttled = many.filter(({ status }) => status === 429);
  expect(many.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(2);
  expect(throttled.length).toBeGreaterThanOrEqual(3);
  expect(throttled[0]?.headers.get("retry-after")).toBe("1");
  expect(throttled[0]?.body.type).toBe("urn:headrace:problem:too_many_requests");

  const statuses: number[] = [];
  for (let n = 0; n < 3; n++) statuses.push((await ask("/datasets", { token, plan: "spent" })).status);
  expect(statuses).toEqual([200, 200, 429]);
  const { body } = await ask("/datasets", { token, plan: "spent" });
  expect(body.detail).toContain("quota");
});

test("the API answers at its own domain, below its base path, and says so", async () => {
  expect(domainUrl).toBe(`https://${DOMAIN}/data`);
  const token = ofGroup("data/analysts");
  const listed = await askDomain("/data/datasets", { token });
  expect([listed.status, JSON.parse(listed.body).datasets]).toMatchObject([200, [{ name: "orders" }]]);
  expect(JSON.parse((await askDomain("/data/openapi.json", { token })).body).servers).toEqual([
    { url: domainUrl },
  ]);
  expect((await askDomain("/datasets", { token })).status).toBe(403);
});

test("a browser's page of a named origin may read, and no other", async () => {
  const preflight = async (origin: string) =>
    ask("/datasets", {
      method: "OPTIONS",
      plan: "",
      headers: { origin, "access-control-request-method": "GET" },
    });
  const allowed = await preflight(PAGE);
  expect([allowed.status, allowed.headers.get("access-control-allow-origin")]).toEqual([204, PAGE]);
  expect((await preflight("https://evil.example.com")).headers.get("access-control-allow-origin")).toBeNull();
});

test("the web ACL is the stage's", async () => {
  const { endpoint, region, credentials } = laptop.aws;
  const stage = new URL(base).pathname.split("/");
  const ResourceArn = `arn:aws:apigateway:${region}::/restapis/${stage[2]}/stages/${stage[3]}`;
  const init = {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AWSWAF_20190729.GetWebACLForResource",
    },
    body: JSON.stringify({ ResourceArn }),
  };
  const answer = await signedFetch(`${endpoint}/`, init, { credentials, service: "wafv2", region });
  expect(await answer.json()).toMatchObject({ WebACL: { Name: "my-shop" } });
});

test("a private API lets nobody in who does not come through its endpoints", async () => {
  const answer = await answerOf(
    await fetch(`${privateBase}/datasets`, { headers: { "x-api-key": keyOf("private") } }),
  );
  expect([answer.status, answer.body.type]).toEqual([403, "urn:headrace:problem:not_permitted"]);
});

const bearer = (token: () => string) => async () => ({
  authorization: `Bearer ${token()}`,
  "x-api-key": keyOf("steady"),
});
fuzzTests(
  () => base,
  {
    right: bearer(() => ofGroup("data/analysts")),
    forged: bearer(() => issuer.forged({ sub: "eve", groups: ["data/analysts"] })),
    over: bearer(() => issuer.token({ sub: "eve", exp: 1 })),
    unsigned: bearer(() => "eyJhbGciOiJub25lIn0.e30."),
    withoutKey: async () => ({ authorization: `Bearer ${ofGroup("data/analysts")}` }),
    signed: async () => ({ authorization: "AWS4-HMAC-SHA256 Credential=x/y/z, Signature=0" }),
    nobody: async () => ({}),
  },
  [400, 401, 403, 404, 405],
);

test(
  "nothing has drifted, and destroy leaves nothing",
  async () => {
    await laptop.planIsEmpty();
    await laptop.destroyLeavesNothing();
  },
  10 * MINUTES,
);
