// Subscriptions by the API, against moto's SNS with the local AWS's fixes: whose they are, what is refused, what became of them.
import { createHash } from "node:crypto";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import {
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { apiSchema } from "../../core/contract/api/schema.ts";
import type { HttpAnswer, HttpEvent } from "../http/event.ts";
import { type Account, makePipeline, openAccount } from "../testing/account.ts";
import { ANN, type Asked, httpEvent, jsonOf, makeApi } from "../testing/http.ts";
import { Receiver } from "../testing/receiver.ts";

const BOB = "arn:aws:iam::123456789012:user/bob";
const EVE = "arn:aws:iam::123456789012:user/eve";
const CONTRACT = {
  version: 1,
  name: "acme",
  datasets: { orders: { columns: [{ name: "id", type: "bigint" }] } },
};
const ENDPOINT = "https://billing.example.com/sns";
const DEAD = "arn:aws:sqs:eu-west-1:123456789012:acme-api-to-orders-dlq";

let account: Account;
let handler: (event: HttpEvent, context: object) => Promise<HttpAnswer>;
let TopicArn: string;
let receiver: Receiver;

const ask = (asked: Asked) => handler(httpEvent(asked), { getRemainingTimeInMillis: () => 29_000 });
const subscribe = (body: object, arn = ANN) =>
  ask({ method: "POST", resource: "/subscriptions", path: "/subscriptions", body, arn });
const one = (id: string, more: Partial<Asked> = {}) =>
  ask({ resource: "/subscriptions/{id}", path: `/subscriptions/${id}`, parameters: { id }, ...more });
const confirm = (id: string, token: string, arn = ANN) =>
  ask({
    method: "POST",
    resource: "/subscriptions/{id}/confirm",
    path: `/subscriptions/${id}/confirm`,
    parameters: { id },
    body: { token },
    arn,
  });
const list = async (arn = ANN) =>
  jsonOf(await ask({ resource: "/subscriptions", path: "/subscriptions", arn })).subscriptions;
const atSns = async () =>
  (await account.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions ?? [];

beforeAll(async () => {
  account = await openAccount();
  const pipeline = await makePipeline(account, "acme", CONTRACT);
  ({ TopicArn = "" } = await account.sns.send(new CreateTopicCommand({ Name: "acme-orders" })));
  const topics = {
    orders: { arn: TopicArn, dead_letter_arn: DEAD },
    other: { arn: `${TopicArn}-gone`, dead_letter_arn: DEAD },
  };
  const api = apiSchema.parse({ groups: { all: { subscriptions: ["orders"] } } });
  const members = { all: { principals: [ANN, BOB], claims: [], keys: [] } };
  const env = await makeApi(account, "acme", pipeline, { api, members, topics });
  Object.assign(process.env, account.env, env, { GLUE_DATABASE: "acme" });
  handler = (await import("./index.ts")).handler as typeof handler;
  receiver = await Receiver.listen();
}, 60_000);

afterAll(async () => {
  await receiver?.close();
  await account?.close();
}, 60_000);

test("an endpoint is subscribed with what the topic's deliveries need, and waits for its confirmation", async () => {
  const filter = { dataset: ["orders"] };
  const answer = await subscribe({
    topic: "orders",
    endpoint: "https://sns:a-password@billing.example.com/sns",
    filter,
    raw: true,
  });
  expect(answer.statusCode).toBe(201);
  expect(answer.body).not.toContain("password");
  const subscription = jsonOf(answer);
  expect(subscription).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    topic: "orders",
    endpoint: ENDPOINT,
    state: "pending",
    raw: true,
    filter,
    filter_scope: "MessageAttributes",
    created_at: expect.any(String),
  });
  expect(answer.headers.Location).toBe(`subscriptions/${subscription.id}`);
  const [{ SubscriptionArn = "", Endpoint, Protocol } = {}] = await atSns();
  expect([SubscriptionArn, Protocol, Endpoint]).toEqual([
    "PendingConfirmation",
    "https",
    "https://sns:a-password@billing.example.com/sns",
  ]);
  expect(jsonOf(await one(subscription.id))).toEqual(subscription);
  expect(await list()).toEqual([subscription]);
});

test("what is asked again is the same subscription; in another way it is refused", async () => {
  const body = { topic: "orders", endpoint: ENDPOINT, filter: { dataset: ["orders"] }, raw: true };
  const again = await subscribe({ ...body, endpoint: "https://sns:a-password@billing.example.com/sns" });
  expect([again.statusCode, jsonOf(again).id]).toEqual([201, (await list())[0].id]);
  expect(await atSns()).toHaveLength(1);
  expect((await subscribe({ ...body, raw: false })).statusCode).toBe(409);
});

test("another caller finds nothing, and cannot have the same endpoint", async () => {
  const [{ id }] = await list();
  expect(await list(BOB)).toEqual([]);
  for (const answer of [
    await one(id, { arn: BOB }),
    await one(id, { arn: BOB, method: "DELETE" }),
    await confirm(id, "abc", BOB),
    await one("0".repeat(32), { arn: BOB }),
  ])
    expect([answer.statusCode, jsonOf(answer).type]).toEqual([404, "urn:headrace:problem:not_found"]);
  const answer = await subscribe({ topic: "orders", endpoint: ENDPOINT }, BOB);
  expect([answer.statusCode, jsonOf(answer).detail]).toEqual([409, expect.stringContaining("not by you")]);
  expect((await subscribe({ topic: "orders", endpoint: "https://b.example.com/" }, EVE)).statusCode).toBe(
    403,
  );
});

test("a topic that the caller's groups do not name, and endpoints that nobody may name, are refused", async () => {
  const other = await subscribe({ topic: "other", endpoint: ENDPOINT });
  expect([other.statusCode, jsonOf(other).detail]).toEqual([403, expect.stringContaining("orders")]);
  for (const endpoint of [
    "http://billing.example.com/",
    "https://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/",
    "https://metadata.google.internal/",
    "https://localhost.local/",
    "x",
  ]) {
    const answer = await subscribe({ topic: "orders", endpoint });
    expect([answer.statusCode, jsonOf(answer).errors]).toEqual([
      400,
      [{ in: "body", pointer: "/endpoint", detail: expect.stringContaining("expected") }],
    ]);
  }
  const filtered = await subscribe({
    topic: "orders",
    endpoint: "https://b.example.com/",
    filter: { dataset: "orders" },
  });
  expect([filtered.statusCode, jsonOf(filtered).errors[0].pointer]).toEqual([400, "/filter"]);
  expect(await list()).toHaveLength(1);
});

test("a loopback address is taken where SNS is of this machine, and nowhere else", async () => {
  const body = { topic: "orders", endpoint: "https://127.0.0.1:1/sns" };
  const { AWS_ENDPOINT_URL_SNS: before } = process.env;
  process.env.AWS_ENDPOINT_URL_SNS = "https://sns.eu-west-1.amazonaws.com";
  const refused = await subscribe(body);
  if (before === undefined) delete process.env.AWS_ENDPOINT_URL_SNS;
  else process.env.AWS_ENDPOINT_URL_SNS = before;
  expect(refused.statusCode).toBe(400);
  expect((await subscribe(body)).statusCode).toBe(201);
});

test("an endpoint that somebody subscribed past the API stays theirs", async () => {
  const Endpoint = "https://theirs.example.com/sns";
  const theirs = new SubscribeCommand({ TopicArn, Protocol: "https", Endpoint, ReturnSubscriptionArn: true });
  const { SubscriptionArn } = await account.sns.send(theirs);
  const answer = await subscribe({ topic: "orders", endpoint: Endpoint });
  expect([answer.statusCode, jsonOf(answer).detail]).toEqual([409, expect.stringContaining("not by you")]);
  const { Attributes } = await account.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  expect(Attributes?.RedrivePolicy).toBeUndefined();
  expect((await list()).map(({ endpoint }: { endpoint: string }) => endpoint)).not.toContain(Endpoint);
});

test("a receiver's token confirms the subscription, another confirms nothing; then it is delivered to, and ended", async () => {
  const { id } = jsonOf(await subscribe({ topic: "orders", endpoint: receiver.endpoint }));
  const { Token = "" } = await receiver.next();
  const pending = await one(id, { method: "DELETE" });
  expect([pending.statusCode, jsonOf(pending).detail]).toEqual([409, expect.stringContaining("two days")]);
  const wrong = await confirm(id, "0".repeat(256));
  expect([wrong.statusCode, jsonOf(wrong).errors[0].pointer]).toEqual([400, "/token"]);
  const [other] = (await list()).filter((one: { id: string }) => one.id !== id);
  expect((await confirm(other.id, Token)).statusCode).toBe(409);
  expect(jsonOf(await confirm(id, Token)).state).toBe("confirmed");
  expect(jsonOf(await one(id)).state).toBe("confirmed");

  await account.sns.send(new PublishCommand({ TopicArn, Message: "hello" }));
  expect(await receiver.next()).toMatchObject({ Type: "Notification", Message: "hello" });

  expect((await one(id, { method: "DELETE" })).statusCode).toBe(204);
  expect((await one(id)).statusCode).toBe(404);
  expect((await atSns()).map(({ Endpoint }) => Endpoint)).not.toContain(receiver.endpoint);
});

test("where nobody may subscribe to the topic any more, a subscription is told as closed, and SNS is not asked", async () => {
  const { id } = jsonOf(await subscribe({ topic: "orders", endpoint: "https://c.example.com/sns" }));
  const { SETTINGS_URI, SETTINGS_DIGEST } = process.env;
  const { Bucket, Key } = { Bucket: "acme-curated", Key: "_contract/closed.json" };
  const Body = JSON.stringify({ name: "acme", api: { groups: {}, queries: {} } });
  await account.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const SETTINGS = createHash("sha256").update(Body).digest("hex");
  Object.assign(process.env, { SETTINGS_URI: `s3://${Bucket}/${Key}`, SETTINGS_DIGEST: SETTINGS });
  try {
    expect(jsonOf(await one(id)).state).toBe("closed");
    expect(await list()).toEqual([]);
    for (const answer of [await one(id, { method: "DELETE" }), await confirm(id, "abc")])
      expect([answer.statusCode, jsonOf(answer).detail]).toEqual([409, expect.stringContaining("any more")]);
  } finally {
    Object.assign(process.env, { SETTINGS_URI, SETTINGS_DIGEST });
  }
});

test("one that its endpoint ended is told as gone, and can be dropped", async () => {
  const { id } = jsonOf(await subscribe({ topic: "orders", endpoint: receiver.endpoint }));
  const { Token = "" } = await receiver.next();
  await confirm(id, Token);
  const SubscriptionArn = (await atSns()).find(
    ({ Endpoint }) => Endpoint === receiver.endpoint,
  )?.SubscriptionArn;
  await account.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  expect(jsonOf(await one(id)).state).toBe("gone");
  expect((await one(id, { method: "DELETE" })).statusCode).toBe(204);
  expect((await one(id)).statusCode).toBe(404);
});
