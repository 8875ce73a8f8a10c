// Forged, altered, stale and valid messages, as the receiver answers them; and what it asks of the network meanwhile.
import { X509Certificate } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "@jest/globals";
import { certificate, identity } from "../cli/tour/certificate.ts";
import { type Received, type ReceiverOptions, type Refusal, receiver } from "./index.ts";
import {
  attacker,
  CERTIFICATE_URL,
  confirmation,
  confirmationFields,
  type Fields,
  GOOD,
  NOW,
  notification,
  notificationFields,
  ORIGIN,
  post,
  signed,
  sns,
  snsCertificate,
  TOPIC,
  web,
} from "./testing/sns.ts";

const HEX = "0123456789abcdef".repeat(2);
const PEM = `SimpleNotificationService-${HEX}.pem`;

function subject(options: Partial<ReceiverOptions> = {}, net = web()) {
  const received: Received[] = [];
  const refusals: Refusal[] = [];
  const handler = receiver({
    topics: [TOPIC],
    now: () => NOW,
    fetch: net.fetch,
    onMessage: (message) => {
      received.push(message);
    },
    onRefusal: (refusal) => {
      refusals.push(refusal);
    },
    ...options,
  });
  return { handler, received, refusals, net };
}

interface Answered {
  status: number;
  code: unknown;
  received: number;
  asked: string[];
}

async function outcome(request: Request, made = subject()): Promise<Answered> {
  const response = await made.handler(request);
  const body = (await response.json()) as Fields;
  return {
    status: response.status,
    code: body.code ?? body.status,
    received: made.received.length,
    asked: made.net.asked,
  };
}

const refused = (status: number, code: string, asked: string[] = []): Answered => ({
  status,
  code,
  received: 0,
  asked,
});

test("the certificates that the tests make are certificates", () => {
  const read = new X509Certificate(snsCertificate);
  expect(read.subject).toBe("CN=sns.amazonaws.com");
  expect(read.verify(sns.publicKey)).toBe(true);
  expect(read.verify(attacker.publicKey)).toBe(false);
});

describe("valid messages", () => {
  test("a notification, with its Subject and its attributes", async () => {
    const made = subject();
    const fields = notification({ MessageAttributes: { run_id: { Type: "String", Value: "1" } } });
    expect(await outcome(post(fields), made)).toEqual({
      status: 200,
      code: "handled",
      received: 1,
      asked: [CERTIFICATE_URL],
    });
    expect(made.received[0]).toEqual({
      verified: true,
      messageId: fields.MessageId,
      topicArn: TOPIC,
      message: fields.Message,
      subject: "News",
      timestamp: fields.Timestamp,
      attributes: { run_id: { type: "String", value: "1" } },
    });
  });

  test("one without a Subject, and one whose Subject is null", async () => {
    const made = subject();
    const { Subject: _, ...plain } = notificationFields();
    expect((await outcome(post(signed(plain)), made)).code).toBe("handled");
    const other = signed({ ...plain, MessageId: notificationFields().MessageId });
    expect((await outcome(post({ ...other, Subject: null }), made)).code).toBe("handled");
    expect(made.received.map(({ subject }) => subject)).toEqual([undefined, undefined]);
    expect(made.net.asked).toEqual([CERTIFICATE_URL]);
  });

  test("a confirmation is confirmed at an address of our own making, once", async () => {
    const made = subject();
    const fields = confirmation();
    expect((await outcome(post(fields), made)).code).toBe("confirmed");
    expect((await outcome(post(fields), made)).code).toBe("duplicate");
    expect(made.net.asked).toEqual([
      CERTIFICATE_URL,
      `${ORIGIN}/?Action=ConfirmSubscription&TopicArn=${encodeURIComponent(TOPIC)}&Token=${fields.Token}`,
    ]);
  });

  test("a confirmation that the user declines is not confirmed", async () => {
    const made = subject({ onSubscribe: ({ topicArn }) => topicArn !== TOPIC });
    expect((await outcome(post(confirmation()), made)).code).toBe("not confirmed");
    expect(made.net.asked).toEqual([CERTIFICATE_URL]);
  });

  test("an UnsubscribeConfirmation is told, and subscribed again only where the user says so", async () => {
    const told: string[] = [];
    const made = subject({ onUnsubscribe: ({ messageId }) => told.push(messageId) });
    const fields = confirmation({ Type: "UnsubscribeConfirmation" });
    expect((await outcome(post(fields), made)).code).toBe("unsubscribed");
    expect(told).toEqual([fields.MessageId]);
    expect(made.net.asked).toEqual([CERTIFICATE_URL]);
    const again = subject({ onUnsubscribe: () => true });
    expect((await outcome(post(fields), again)).code).toBe("confirmed");
  });

  test("SignatureVersion 1, where it is asked for", async () => {
    const fields = notification({ SignatureVersion: "1" });
    expect((await outcome(post(fields), subject({ signatureVersions: ["1", "2"] }))).code).toBe("handled");
  });

  test("of China, whose host ends in .cn", async () => {
    const topic = "arn:aws-cn:sns:cn-north-1:123456789012:acme";
    const url = `https://sns.cn-north-1.amazonaws.com.cn/${PEM}`;
    const made = subject({ topics: [topic] }, web({ [url]: () => new Response(snsCertificate) }));
    const fields = notification({ TopicArn: topic, SigningCertURL: url });
    expect((await outcome(post(fields), made)).code).toBe("handled");
    const elsewhere = notification({ TopicArn: topic, SigningCertURL: url.replace(".cn/", "/") });
    expect((await outcome(post(elsewhere), made)).code).toBe("certificate_address");
  });
});

describe("forged messages, by somebody with a key, a certificate and a web of their own", () => {
  const forged = (more: Fields): Fields => signed(notificationFields(more), attacker);

  test.each<[string, string]>([
    ["a bucket called sns", `https://sns.s3-us-west-2.amazonaws.com/${PEM}`],
    ["a bucket called sns, in the topic's region", `https://sns.s3.eu-west-1.amazonaws.com/${PEM}`],
    ["a query that ends as a certificate", `${ORIGIN}/?Action=GetTopicAttributes&x=/${PEM}`],
    ["a query after it", `${CERTIFICATE_URL}?x=1`],
    ["an empty query", `${CERTIFICATE_URL}?`],
    ["a fragment", `${CERTIFICATE_URL}#x`],
    ["another region", `https://sns.us-east-1.amazonaws.com/${PEM}`],
    ["no region", `https://sns.amazonaws.com/${PEM}`],
    ["a host that only ends so", `https://evil-sns.eu-west-1.amazonaws.com/${PEM}`],
    ["a host that only begins so", `https://sns.eu-west-1.amazonaws.com.evil.example/${PEM}`],
    ["China's end on another region", `https://sns.eu-west-1.amazonaws.com.cn/${PEM}`],
    ["a user before the host", `https://sns.eu-west-1.amazonaws.com@evil.example/${PEM}`],
    ["a user on the right host", `https://x@sns.eu-west-1.amazonaws.com/${PEM}`],
    ["a port", `https://sns.eu-west-1.amazonaws.com:8443/${PEM}`],
    ["the default port, spelled out", `https://sns.eu-west-1.amazonaws.com:443/${PEM}`],
    ["plain HTTP", `http://sns.eu-west-1.amazonaws.com/${PEM}`],
    ["a file", `file:///SimpleNotificationService-${HEX}.pem`],
    ["another name", `${ORIGIN}/evil.pem`],
    ["a name that is too short", `${ORIGIN}/SimpleNotificationService-0.pem`],
    ["upper case", `${ORIGIN}/SimpleNotificationService-${HEX.toUpperCase()}.pem`],
    ["a folder", `${ORIGIN}/x/${PEM}`],
    ["a way around", `${ORIGIN}/x/../${PEM}`],
    ["a percent sign", `${ORIGIN}/%53impleNotificationService-${HEX}.pem`],
    ["a backslash", `https://sns.eu-west-1.amazonaws.com\\${PEM}`],
    ["a blank before it", ` ${CERTIFICATE_URL}`],
    ["upper case in the host", `https://SNS.eu-west-1.amazonaws.com/${PEM}`],
    ["the metadata address", `http://169.254.169.254/${PEM}`],
    ["no address", "x"],
  ])("a certificate at %s is not fetched", async (_, SigningCertURL) => {
    expect(await outcome(post(forged({ SigningCertURL })))).toEqual(refused(403, "certificate_address"));
  });

  test("a foreign topic is refused before anything else of it is believed, signed by SNS as it may be", async () => {
    const TopicArn = "arn:aws:sns:eu-west-1:999999999999:acme-orders";
    const fields = notification({ TopicArn, SigningCertURL: "https://evil.example/x.pem" });
    expect(await outcome(post(fields))).toEqual(refused(403, "topic_not_allowed"));
    expect(await outcome(post("never read", { "x-amz-sns-topic-arn": TopicArn }))).toEqual(
      refused(403, "topic_not_allowed"),
    );
  });

  test("signed by another key than the certificate's", async () => {
    expect(await outcome(post(forged({})))).toEqual(refused(403, "signature_wrong", [CERTIFICATE_URL]));
  });

  test.each<[string, Fields]>([
    ["Subject", { Subject: "Other news" }],
    ["Subject, taken away", { Subject: undefined }],
    ["Message", { Message: "hello\nworld, äöü 🦆 " }],
    ["MessageId", { MessageId: "00000000-0000-4000-8000-000000000000" }],
    ["Timestamp", { Timestamp: new Date(NOW).toISOString() }],
    ["Signature", { Signature: Buffer.alloc(256).toString("base64") }],
    ["Signature, cut", { Signature: "AAAA" }],
  ])("an altered %s", async (_, more) => {
    expect(await outcome(post({ ...notification(), ...more }))).toEqual(
      refused(403, "signature_wrong", [CERTIFICATE_URL]),
    );
  });

  test("the signature of another allowed topic's message", async () => {
    const other = `${TOPIC}-2`;
    const fields = { ...notification(), TopicArn: other };
    expect((await outcome(post(fields), subject({ topics: [TOPIC, other] }))).code).toBe("signature_wrong");
  });

  test("a downgrade to version 1, with a good signature of SHA-1 or with that of version 2", async () => {
    expect(await outcome(post(notification({ SignatureVersion: "1" })))).toEqual(
      refused(403, "version_not_allowed"),
    );
    expect(await outcome(post({ ...notification(), SignatureVersion: "1" }))).toEqual(
      refused(403, "version_not_allowed"),
    );
    const both = subject({ signatureVersions: ["1", "2"] });
    expect((await outcome(post({ ...notification(), SignatureVersion: "1" }), both)).code).toBe(
      "signature_wrong",
    );
    expect((await outcome(post({ ...notification(), SignatureVersion: "3" }))).code).toBe(
      "version_not_allowed",
    );
  });

  test.each<[string, number, number]>([
    ["ten years old", -10 * 365 * 24 * 3600, 403],
    ["older than SNS tries", -3_901, 403],
    ["as old as SNS tries", -3_899, 200],
    ["of a clock that goes before", 299, 200],
    ["from the future", 301, 403],
  ])("a message that is %s", async (_, seconds, status) => {
    const made = subject();
    const fields = notification({ Timestamp: new Date(NOW + seconds * 1000).toISOString() });
    expect((await outcome(post(fields), made)).status).toBe(status);
    expect(made.net.asked).toEqual(status === 200 ? [CERTIFICATE_URL] : []);
  });

  test("a replay is not handled twice", async () => {
    const made = subject();
    const fields = notification();
    expect((await outcome(post(fields), made)).code).toBe("handled");
    expect(await outcome(post(fields), made)).toMatchObject({ status: 200, code: "duplicate", received: 1 });
  });

  test.each<[string, Fields]>([
    ["the metadata address", { SubscribeURL: "http://169.254.169.254/latest/meta-data/" }],
    [
      "another host",
      { SubscribeURL: `https://evil.example/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=T` },
    ],
    [
      "another region",
      { SubscribeURL: String(confirmationFields().SubscribeURL).replace("eu-west-1.a", "eu-west-2.a") },
    ],
    [
      "another action",
      { SubscribeURL: `${ORIGIN}/?Action=Unsubscribe&TopicArn=${TOPIC}&Token=T`, Token: "T" },
    ],
    ["two actions", { SubscribeURL: `${confirmationFields().SubscribeURL}&Action=DeleteTopic` }],
    [
      "another topic",
      { SubscribeURL: `${ORIGIN}/?Action=ConfirmSubscription&TopicArn=${TOPIC}2&Token=T`, Token: "T" },
    ],
    ["another token", { Token: "another" }],
    ["another path", { SubscribeURL: String(confirmationFields().SubscribeURL).replace("/?", "/x?") }],
    ["a user", { SubscribeURL: String(confirmationFields().SubscribeURL).replace("//", "//x@") }],
  ])("a SubscribeURL of %s is not fetched, signed as it may be", async (_, more) => {
    for (const Type of ["SubscriptionConfirmation", "UnsubscribeConfirmation"])
      expect(await outcome(post(confirmation({ ...more, Type })))).toEqual(refused(403, "subscribe_address"));
  });

  test("a forged confirmation is verified before anything is confirmed", async () => {
    expect(await outcome(post(signed(confirmationFields(), attacker)))).toEqual(
      refused(403, "signature_wrong", [CERTIFICATE_URL]),
    );
  });

  test("a raw delivery is refused", async () => {
    const headers = {
      "x-amz-sns-rawdelivery": "true",
      "x-amz-sns-topic-arn": TOPIC,
      "x-amz-sns-message-type": "Notification",
      "x-amz-sns-message-id": "1",
    };
    expect(await outcome(post("anything", headers))).toEqual(refused(403, "raw_not_allowed"));
  });

  test("headers that contradict the message", async () => {
    const contradictions = { type: "SubscriptionConfirmation", id: "00000000-0000-4000-8000-000000000000" };
    for (const [name, value] of Object.entries(contradictions)) {
      const request = post(notification(), { [`x-amz-sns-message-${name}`]: value });
      expect(await outcome(request)).toEqual(refused(400, "header_mismatch"));
    }
    const other = `${TOPIC}-2`;
    expect(
      (
        await outcome(
          post(notification(), { "x-amz-sns-topic-arn": other }),
          subject({ topics: [TOPIC, other] }),
        )
      ).code,
    ).toBe("header_mismatch");
  });
});

describe("certificates", () => {
  const day = 24 * 3600 * 1000;
  const at = (pem: string | (() => Response | Promise<Response>)) =>
    web({ [CERTIFICATE_URL]: typeof pem === "string" ? () => new Response(pem) : pem });

  test.each<[string, () => string]>([
    [
      "has expired",
      () => certificate({ subject: sns, from: new Date(NOW - 9 * day), to: new Date(NOW - day) }),
    ],
    [
      "does not hold yet",
      () => certificate({ subject: sns, from: new Date(NOW + day), to: new Date(NOW + 9 * day) }),
    ],
    ["has a weak key", () => certificate({ subject: identity("sns.amazonaws.com", 1024), ...GOOD })],
    ["is none", () => "<html>hello</html>"],
    ["is none inside", () => "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"],
    ["is a public key", () => sns.publicKey.export({ type: "spki", format: "pem" }) as string],
    ["is huge", () => snsCertificate + "x".repeat(20_000)],
  ])("one that %s is refused", async (_, pem) => {
    expect(await outcome(post(notification()), subject({}, at(pem())))).toEqual(
      refused(403, "certificate_refused", [CERTIFICATE_URL]),
    );
  });

  test("one without an end is given up on at the limit of its size", async () => {
    let sent = 0;
    const endless = () =>
      new Response(
        new ReadableStream({
          pull: (out) => {
            sent += 1024;
            out.enqueue(new Uint8Array(1024));
          },
        }),
      );
    expect((await outcome(post(notification()), subject({}, at(endless)))).code).toBe("certificate_refused");
    expect(sent).toBeLessThan(64 * 1024);
  });

  test("an error body is never kept: SNS tries again, and the next try succeeds", async () => {
    const answers = [new Response("oops", { status: 500 }), new Response("oops", { status: 404 })];
    const made = subject(
      {},
      at(() => answers.shift() ?? new Response(snsCertificate)),
    );
    const fields = notification();
    expect((await outcome(post(fields), made)).status).toBe(503);
    expect((await outcome(post(fields), made)).status).toBe(403);
    expect((await outcome(post(fields), made)).code).toBe("handled");
  });

  test("one that verified nothing is not kept", async () => {
    const pems = [certificate({ subject: attacker, ...GOOD }), snsCertificate];
    const made = subject(
      {},
      at(() => new Response(pems.shift())),
    );
    const fields = notification();
    expect((await outcome(post(fields), made)).code).toBe("signature_wrong");
    expect((await outcome(post(fields), made)).code).toBe("handled");
    expect((await outcome(post(notification()), made)).asked).toHaveLength(2);
  });

  test("a kept one is refused once it has expired", async () => {
    let now = NOW;
    const made = subject({ now: () => now }, web());
    expect((await outcome(post(notification()), made)).code).toBe("handled");
    now = NOW + day + 1;
    const later = notification({ Timestamp: new Date(now).toISOString() });
    expect((await outcome(post(later), made)).code).toBe("certificate_refused");
  });

  test("is fetched once for many messages at once, and of many addresses few at once", async () => {
    const open: (() => void)[] = [];
    const asked: string[] = [];
    const slow = async (url: URL) => {
      asked.push(url.href);
      await new Promise<void>((resolve) => open.push(resolve));
      return new Response(url.href === CERTIFICATE_URL ? snsCertificate : "none");
    };
    const net = { asked, fetch: (url: URL) => slow(url) };
    const made = subject({}, net);
    const same = Array.from({ length: 20 }, () => made.handler(post(notification())));
    const others = Array.from({ length: 20 }, (_, n) => {
      const name = String(n).padStart(32, "0");
      const SigningCertURL = `${ORIGIN}/SimpleNotificationService-${name}.pem`;
      return made.handler(post(signed(notificationFields({ SigningCertURL }), attacker)));
    });
    const timer = setInterval(() => open.splice(0).forEach((go) => void go()), 5);
    expect((await Promise.all(same)).every(({ status }) => status === 200)).toBe(true);
    const statuses = (await Promise.all(others)).map(({ status }) => status);
    clearInterval(timer);
    expect(asked).toHaveLength(8);
    expect(statuses.filter((status) => status === 503)).toHaveLength(13);
    expect(statuses.filter((status) => status === 403)).toHaveLength(7);
  });

  test("neither redirects nor silence are waited for, with the fetch of Node itself", async () => {
    const hits: string[] = [];
    const server = createServer((message, answer) => {
      hits.push(String(message.url));
      if (message.url === "/stolen") answer.end(snsCertificate);
      else if (message.url?.includes("00000000")) answer.writeHead(302, { location: "/stolen" }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const made = subject({ fetch: undefined, timeoutMs: 60_000, trust: { endpoint } });
      const fields = (name: string) =>
        notification({ SigningCertURL: `${endpoint}/SimpleNotificationService-${name.repeat(32)}.pem` });
      expect((await outcome(post(fields("0")), made)).code).toBe("certificate_refused");
      expect(hits).toHaveLength(1);
      const hasty = subject({ fetch: undefined, timeoutMs: 200, trust: { endpoint } });
      expect(await outcome(post(fields("1")), hasty)).toMatchObject({
        status: 503,
        code: "certificate_unavailable",
      });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe("a local SNS that is trusted", () => {
  const endpoint = "http://127.0.0.1:4566";
  const SigningCertURL = `${endpoint}/${PEM}`;
  const authority = identity("Local SNS");
  const certificateAuthority = certificate({ subject: authority, ...GOOD });
  const issued = certificate({ subject: sns, issuer: authority, ...GOOD });
  const local = (pem: string) => web({ [SigningCertURL]: () => new Response(pem) });

  test("is believed, and AWS's is not any more", async () => {
    const made = subject({ trust: { endpoint, certificateAuthority } }, local(issued));
    expect((await outcome(post(notification({ SigningCertURL })), made)).code).toBe("handled");
    expect((await outcome(post(notification()), made)).code).toBe("certificate_address");
  });

  test("must have its certificate from the authority that is named", async () => {
    const made = subject({ trust: { endpoint, certificateAuthority } }, local(snsCertificate));
    expect((await outcome(post(notification({ SigningCertURL })), made)).code).toBe("certificate_refused");
  });

  test("may have its certificate from a function", async () => {
    const made = subject({ trust: { endpoint, fetchCertificate: async () => snsCertificate } });
    expect(await outcome(post(notification({ SigningCertURL })), made)).toMatchObject({
      code: "handled",
      asked: [],
    });
  });

  test("is nothing that a mistake turns on", () => {
    expect(() => subject({ trust: { endpoint: "http://sns.example" } })).toThrow(/certificateAuthority/);
    expect(() => subject({ trust: { endpoint: "sns" } })).toThrow(/trust\.endpoint/);
    expect(() => subject({ trust: { endpoint, certificateAuthority: "x" } })).toThrow(/PEM/);
  });
});

test("what cannot be meant is refused when the receiver is made", () => {
  expect(() => subject({ topics: [] })).toThrow(/topics/);
  expect(() => subject({ topics: ["arn:aws:sns:*:123456789012:acme"] })).toThrow(/arn:aws:sns:\*/);
  expect(() => subject({ topics: ["arn:aws:sns:cn-north-1:123456789012:acme"] })).toThrow(/not the ARN/);
  expect(() => subject({ signatureVersions: ["3" as "2"] })).toThrow(/signatureVersions/);
  expect(() => subject({ maxAgeSeconds: Number.NaN })).toThrow(/maxAgeSeconds/);
  expect(() => subject({ raw: { password: "short" } })).toThrow(/raw\.password/);
});
