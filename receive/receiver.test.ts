// Once and once only, what handlers throw, raw deliveries, and what is answered to what is no message.
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  memoryStore,
  type Received,
  type ReceiverOptions,
  type Refusal,
  RefuseMessage,
  receiver,
} from "./index.ts";
import { confirmation, NOW, notification, notificationFields, post, TOPIC, web } from "./testing/sns.ts";

function made(options: Partial<ReceiverOptions>) {
  const refusals: Refusal[] = [];
  const handler = receiver({
    topics: [TOPIC],
    now: () => NOW,
    fetch: web().fetch,
    onMessage: () => undefined,
    onRefusal: (refusal) => {
      refusals.push(refusal);
    },
    ...options,
  });
  return { handler, refusals };
}

const codeOf = async (response: Response): Promise<unknown> => {
  const { code, status } = (await response.json()) as Record<string, unknown>;
  return code ?? status;
};

describe("once", () => {
  test("of two at once one runs; the other is told to come again, and then that it was done", async () => {
    let go = (): void => undefined;
    let runs = 0;
    const { handler } = made({
      onMessage: () => {
        runs++;
        return new Promise<void>((resolve) => {
          go = resolve;
        });
      },
    });
    const fields = notification();
    const first = handler(post(fields));
    while (runs === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const second = await handler(post(fields));
    expect([second.status, second.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await codeOf(second)).toBe("already_running");
    go();
    expect(await codeOf(await first)).toBe("handled");
    expect(await codeOf(await handler(post(fields)))).toBe("duplicate");
    expect(runs).toBe(1);
  });

  test("a handler that throws leaves the message free for SNS's next try", async () => {
    let runs = 0;
    const { handler, refusals } = made({
      onMessage: () => {
        if (++runs < 3) throw new Error("the database is down, password=secret");
      },
    });
    const fields = notification();
    const answers = [];
    for (let n = 0; n < 4; n++) answers.push(await handler(post(fields)));
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 200, 200]);
    expect(runs).toBe(3);
    expect(await answers[0]?.text()).toBe(
      '{"title":"The message could not be handled","status":500,"code":"handler_failed"}',
    );
    expect(answers[0]?.headers.get("content-type")).toBe("application/problem+json");
    expect(refusals[0]).toMatchObject({ code: "handler_failed", cause: expect.any(Error) });
  });

  test("a handler that refuses for good gets 422, which SNS does not try again", async () => {
    const { handler } = made({
      onMessage: () => {
        throw new RefuseMessage("no such order");
      },
    });
    const response = await handler(post(notification()));
    expect([response.status, await codeOf(response)]).toEqual([422, "message_refused"]);
  });

  test("a store that fails: before the work SNS tries again, after it the work is done", async () => {
    const store = memoryStore();
    const failing = (name: keyof typeof store) => ({
      ...store,
      [name]: () => Promise.reject(new Error("no store")),
    });
    const before = made({ store: failing("begin") });
    expect((await before.handler(post(notification()))).status).toBe(503);
    const after = made({ store: failing("finish") });
    expect((await after.handler(post(notification()))).status).toBe(200);
    expect(after.refusals.map(({ code }) => code)).toEqual(["store_failed"]);
    const release = made({
      store: failing("release"),
      onMessage: () => {
        throw new Error("x");
      },
    });
    expect((await release.handler(post(notification()))).status).toBe(500);
    expect(release.refusals.map(({ code }) => code)).toEqual(["store_failed", "handler_failed"]);
  });

  test("ids are kept as long as a message may be taken, and those of a process that died are given again", async () => {
    let now = NOW;
    const store = memoryStore(() => now);
    expect([await store.begin("a", 60), await store.begin("a", 60)]).toEqual(["begun", "running"]);
    now += 60_000;
    expect(await store.begin("a", 60)).toBe("begun");
    await store.finish("a", 4_200);
    now += 4_199_000;
    expect(await store.begin("a", 60)).toBe("done");
    now += 1_000;
    expect(await store.begin("a", 60)).toBe("begun");
    await store.release("a");
    expect(await store.begin("a", 60)).toBe("begun");
  });

  test("a confirmation that AWS does not take now is tried again", async () => {
    const fields = confirmation();
    const url = `${fields.SubscribeURL}`.replaceAll(TOPIC, encodeURIComponent(TOPIC));
    const answers = [
      new Response("no", { status: 500 }),
      new Response(null, { status: 302 }),
      new Response("yes"),
    ];
    const net = web({ [url]: () => answers.shift() ?? new Response("gone", { status: 404 }) });
    const { handler } = made({ fetch: net.fetch });
    const statuses = [];
    for (let n = 0; n < 3; n++) statuses.push((await handler(post(fields))).status);
    expect(statuses).toEqual([503, 503, 200]);
  });
});

describe("raw deliveries", () => {
  const headers = (more: Record<string, string> = {}) => ({
    "x-amz-sns-rawdelivery": "true",
    "x-amz-sns-topic-arn": TOPIC,
    "x-amz-sns-message-type": "Notification",
    "x-amz-sns-message-id": "11111111-2222-4333-8444-555555555555",
    ...more,
  });
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` });

  test("with the password of the subscription's address", async () => {
    const received: Received[] = [];
    const { handler } = made({
      raw: { password: "a long password, ä" },
      onMessage: (message) => {
        received.push(message);
      },
    });
    const asked = await handler(post("x", headers()));
    expect([asked.status, asked.headers.get("www-authenticate")]).toEqual([
      401,
      'Basic realm="sns", charset="UTF-8"',
    ]);
    expect((await handler(post("x", headers(basic("sns:wrong"))))).status).toBe(401);
    expect((await handler(post("x", headers({ authorization: "Basic %%%" })))).status).toBe(401);
    const good = headers(basic("sns:a long password, ä"));
    expect(await codeOf(await handler(post("plain\ntext", good)))).toBe("handled");
    expect(await codeOf(await handler(post("plain\ntext", good)))).toBe("duplicate");
    expect(received).toEqual([
      {
        verified: false,
        messageId: "11111111-2222-4333-8444-555555555555",
        topicArn: TOPIC,
        message: "plain\ntext",
        attributes: {},
      },
    ]);
    const foreign = { ...good, "x-amz-sns-topic-arn": `${TOPIC}x` };
    expect(await codeOf(await handler(post("x", foreign)))).toBe("topic_not_allowed");
    const { "x-amz-sns-topic-arn": _, ...nameless } = good;
    expect((await handler(post("x", nameless))).status).toBe(400);
  });

  test("with a look of one's own, and envelopes are verified beside them", async () => {
    const { handler } = made({
      raw: { authenticate: ({ url }) => new URL(url).searchParams.get("key") === "secret" },
    });
    expect((await handler(post("x", headers()))).status).toBe(401);
    const request = new Request("https://receiver.example/?key=secret", {
      method: "POST",
      headers: headers(),
      body: "x",
    });
    expect(await codeOf(await handler(request))).toBe("handled");
    expect((await handler(post({ ...notification(), Message: "other" }))).status).toBe(403);
  });
});

describe("what is no message", () => {
  test.each<[string, () => Request, number, string]>([
    ["a GET", () => new Request("https://receiver.example/"), 405, "method_not_allowed"],
    ["nothing", () => post(""), 400, "message_malformed"],
    ["no JSON", () => post("{"), 400, "message_malformed"],
    ["a list", () => post("[]"), 400, "message_malformed"],
    ["null", () => post("null"), 400, "message_malformed"],
    ["deep JSON", () => post("[".repeat(100_000)), 400, "message_malformed"],
    ["a deep Message", () => post({ ...notification(), Message: [[[]]] }), 400, "message_malformed"],
    ["another type", () => post({ ...notification(), Type: "Other" }), 400, "message_malformed"],
    [
      "half a character",
      () => post(notificationFields({ Message: "\ud800", Signature: "AAAA" })),
      400,
      "message_malformed",
    ],
    [
      "no time",
      () => post({ ...notification(), Timestamp: "2026-13-01T00:00:00.000Z" }),
      400,
      "message_malformed",
    ],
    ["a huge body", () => post(" ".repeat(3 * 1024 * 1024)), 413, "body_too_large"],
    ["a huge length", () => post("x", { "content-length": "99999999" }), 413, "body_too_large"],
    [
      "bad UTF-8",
      () => new Request("https://r.example/", { method: "POST", body: new Uint8Array([0x7b, 0xff, 0x7d]) }),
      400,
      "message_malformed",
    ],
  ])("%s", async (_, request, status, code) => {
    const { handler } = made({});
    const response = await handler(request());
    expect(response.status).toBe(status);
    expect(await codeOf(response)).toBe(code);
  });

  test("anything else is a problem of 4xx too, which quotes nothing of it", async () => {
    const { handler, refusals } = made({});
    const nasty = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constant(JSON.stringify({ ...notification(), Message: "MARK" })),
    );
    await fc.assert(
      fc.asyncProperty(nasty, async (body) => {
        const response = await handler(post(body));
        expect(response.status).toBeGreaterThanOrEqual(400);
        expect(response.status).toBeLessThan(500);
        const answer = await response.text();
        expect(Object.keys(JSON.parse(answer)).sort()).toEqual(["code", "status", "title"]);
        expect(answer).not.toMatch(/MARK| at |\.ts/);
      }),
      { numRuns: 300 },
    );
    expect(refusals.length).toBeGreaterThan(200);
  });

  test("a log that fails changes no answer", async () => {
    const { handler } = made({
      onRefusal: () => {
        throw new Error("disk full");
      },
    });
    expect((await handler(post("{"))).status).toBe(400);
  });
});
