// SNS to HTTP(S) as AWS does it: confirmation, headers, signatures, tries, dead-letter queues, raw delivery, and its end.
import { verify, X509Certificate } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { down, drained, environment, type LocalAws, status, up } from "../../index.ts";

let state: string;
let local: LocalAws;
let sns: SNSClient;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-sns-"));
  local = await up({ state });
  for (const [name, value] of Object.entries(environment(local))) process.env[name] = value;
  sns = new SNSClient({ region: "us-east-1" });
}, 120_000);

afterAll(async () => {
  sns?.destroy();
  await down({ state });
  await rm(state, { recursive: true, force: true });
}, 30_000);

interface Post {
  headers: IncomingHttpHeaders;
  body: string;
  /** Where the body is JSON. */
  message: Record<string, string>;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** An endpoint that keeps what is posted to it, and answers as it is told. */
async function endpoint(statusOf: (post: Post, nth: number) => number = () => 200) {
  const posts: Post[] = [];
  const server = createServer((message, answer) => {
    let body = "";
    message.setEncoding("utf8").on("data", (text: string) => (body += text));
    message.on("end", () => {
      let parsed: Record<string, string> = {};
      try {
        parsed = JSON.parse(body);
      } catch {
        // Raw.
      }
      const post = { headers: message.headers, body, message: parsed };
      posts.push(post);
      answer.writeHead(statusOf(post, posts.length)).end();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { posts, Endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sns` };
}

const topic = async (Name: string, Attributes: Record<string, string> = {}): Promise<string> =>
  String((await sns.send(new CreateTopicCommand({ Name, Attributes }))).TopicArn);

/** Subscribes, and follows the confirmation's address as an endpoint does. */
async function subscribed(
  TopicArn: string,
  Endpoint: string,
  posts: Post[],
  Attributes: Record<string, string> = {},
) {
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: "http", Endpoint, Attributes, ReturnSubscriptionArn: true }),
  );
  await drained(local);
  const confirmation = posts.pop();
  const answer = await fetch(String(confirmation?.message.SubscribeURL));
  expect(await answer.text()).toContain(`<SubscriptionArn>${SubscriptionArn}</SubscriptionArn>`);
  posts.length = 0;
  return String(SubscriptionArn);
}

const NAMES = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  other: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
};

/** Whether the message is signed by the certificate at the address that it names. */
async function holds(message: Record<string, string>): Promise<boolean> {
  const answer = await fetch(String(message.SigningCertURL));
  const { publicKey } = new X509Certificate(await answer.text());
  const names = message.Type === "Notification" ? NAMES.Notification : NAMES.other;
  const text = names.map((name) => (name in message ? `${name}\n${message[name]}\n` : "")).join("");
  const hash = message.SignatureVersion === "2" ? "RSA-SHA256" : "RSA-SHA1";
  return verify(hash, Buffer.from(text), publicKey, Buffer.from(String(message.Signature), "base64"));
}

test("a subscription is pending until its endpoint confirms it, and gets nothing before", async () => {
  const TopicArn = await topic("pending");
  const { posts, Endpoint } = await endpoint();
  const subscribe = new SubscribeCommand({ TopicArn, Protocol: "http", Endpoint });
  expect((await sns.send(subscribe)).SubscriptionArn).toBe("pending confirmation");
  await sns.send(new PublishCommand({ TopicArn, Message: "too early" }));
  await drained(local);
  expect(posts).toHaveLength(1);
  const { headers, message } = posts[0] as Post;
  expect(headers).toMatchObject({
    "content-type": "text/plain; charset=UTF-8",
    "user-agent": "Amazon Simple Notification Service Agent",
    "x-amz-sns-message-type": "SubscriptionConfirmation",
    "x-amz-sns-message-id": message.MessageId,
    "x-amz-sns-topic-arn": TopicArn,
  });
  expect(headers).not.toHaveProperty("x-amz-sns-subscription-arn");
  expect(message).toMatchObject({
    Type: "SubscriptionConfirmation",
    TopicArn,
    SignatureVersion: "1",
    SubscribeURL: `${local.endpoint}/?Action=ConfirmSubscription&TopicArn=${TopicArn}&Token=${message.Token}`,
    SigningCertURL: expect.stringMatching(
      /^http:\/\/127\.0\.0\.1:\d+\/SimpleNotificationService-[0-9a-f]{32}\.pem$/,
    ),
  });
  expect(await holds(message)).toBe(true);
  const counts = async () => {
    const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    return [Attributes.SubscriptionsPending, Attributes.SubscriptionsConfirmed];
  };
  const list = async () =>
    (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions?.map(
      (one) => one.SubscriptionArn,
    );
  expect([await list(), await counts()]).toEqual([["PendingConfirmation"], ["1", "0"]]);

  // Nobody else may confirm: the token decides, and it is of this topic.
  const other = await topic("other");
  await expect(
    sns.send(new ConfirmSubscriptionCommand({ TopicArn: other, Token: message.Token })),
  ).rejects.toMatchObject({ name: "InvalidParameterException" });
  await expect(sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: "x" }))).rejects.toThrow(/Token/);
  expect(
    (await fetch(`${local.endpoint}/?Action=ConfirmSubscription&TopicArn=${TopicArn}&Token=x`)).status,
  ).toBe(400);

  const { SubscriptionArn } = await sns.send(
    new ConfirmSubscriptionCommand({ TopicArn, Token: message.Token }),
  );
  expect([await list(), await counts()]).toEqual([[SubscriptionArn], ["0", "1"]]);
  // Again is no fault, and a confirmed subscription is not asked again.
  expect((await fetch(String(message.SubscribeURL))).status).toBe(200);
  expect((await sns.send(subscribe)).SubscriptionArn).toBe(SubscriptionArn);
  await sns.send(new PublishCommand({ TopicArn, Message: "now" }));
  await drained(local);
  expect(posts.map((post) => post.message.Message).slice(1)).toEqual(["now"]);
});

test.each(["1", "2"])(
  "signs by version %s as the topic says, with a Subject and without",
  async (version) => {
    const TopicArn = await topic(`signed-${version}`, { SignatureVersion: version });
    const { posts, Endpoint } = await endpoint();
    const arn = await subscribed(TopicArn, Endpoint, posts);
    const MessageAttributes = { run_id: { DataType: "String", StringValue: "1" } };
    const Message = "line\nline, äöü 🦆";
    await sns.send(new PublishCommand({ TopicArn, Message, Subject: "A subject", MessageAttributes }));
    await sns.send(
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: [{ Id: "1", Message, Subject: "Of a batch" }],
      }),
    );
    await sns.send(new PublishCommand({ TopicArn, Message }));
    await drained(local);
    expect(posts.map(({ message }) => message.Subject).sort()).toEqual([
      "A subject",
      "Of a batch",
      undefined,
    ]);
    for (const { message, headers } of posts) {
      expect(message).toMatchObject({ Message, SignatureVersion: version, Type: "Notification" });
      expect(headers).toMatchObject({
        "x-amz-sns-message-type": "Notification",
        "x-amz-sns-message-id": message.MessageId,
        "x-amz-sns-topic-arn": TopicArn,
        "x-amz-sns-subscription-arn": arn,
      });
      expect(headers).not.toHaveProperty("x-amz-sns-rawdelivery");
      expect(await holds(message)).toBe(true);
      expect(await holds({ ...message, Message: "other" })).toBe(false);
      if (message.Subject) expect(await holds({ ...message, Subject: "other" })).toBe(false);
    }
    const withAttributes = posts.find(({ message }) => message.Subject === "A subject");
    expect(withAttributes?.message.MessageAttributes).toEqual({ run_id: { Type: "String", Value: "1" } });
  },
);

test("the certificate is issued by an authority of the instance's own, and no other is served", async () => {
  const pem = (name: string) => fetch(`${local.endpoint}/SimpleNotificationService-${name}.pem`);
  const authority = new X509Certificate(await (await pem("authority")).text());
  const TopicArn = await topic("certificate");
  const { posts, Endpoint } = await endpoint();
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "http", Endpoint }));
  await drained(local);
  const url = String(posts[0]?.message.SigningCertURL);
  const certificate = new X509Certificate(await (await fetch(url)).text());
  expect(certificate.checkIssued(authority) && certificate.verify(authority.publicKey)).toBe(true);
  expect(certificate.subject).toBe("CN=sns.amazonaws.com");
  expect((await pem("0".repeat(32))).status).toBe(404);
});

test("publishers do not wait, deliveries count as work, and a subscriber that fails gets it again", async () => {
  const TopicArn = await topic("again");
  const { posts, Endpoint } = await endpoint(({ message }, nth) =>
    message.Type === "Notification" && nth === 2 ? 503 : 200,
  );
  await subscribed(TopicArn, Endpoint, posts);
  posts.push({ headers: {}, body: "", message: {} });
  await sns.send(new PublishCommand({ TopicArn, Message: "hello" }));
  expect((await status(local)).work).toContainEqual({
    service: "sns",
    what: "deliveries of SNS",
    count: 1,
  });
  await drained(local);
  const [first, second, ...more] = posts.slice(1);
  expect(second?.body).toBe(first?.body);
  expect(more).toEqual([]);
});

test("one that never answers fills its dead-letter queue, as the delivery policy says; so does one that refuses", async () => {
  const sqs = new SQSClient({ region: "us-east-1" });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "dead" }));
  const asked = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: asked.Attributes?.QueueArn });
  const retry = {
    numRetries: 4,
    numNoDelayRetries: 2,
    minDelayTarget: 1,
    maxDelayTarget: 2,
    backoffFunction: "linear",
  };
  const DeliveryPolicy = JSON.stringify({
    healthyRetryPolicy: retry,
    requestPolicy: { headerContentType: "application/json" },
  });
  const TopicArn = await topic("dead");
  const answers = { down: 500, refusing: 400 };
  const ends = await Promise.all(
    Object.values(answers).map((code) =>
      endpoint(({ message }) => (message.Type === "Notification" ? code : 200)),
    ),
  );
  for (const { posts, Endpoint } of ends)
    await subscribed(TopicArn, Endpoint, posts, { RedrivePolicy, DeliveryPolicy });
  const { MessageId } = await sns.send(new PublishCommand({ TopicArn, Message: "lost?" }));
  await drained(local);
  expect(ends.map(({ posts }) => posts.length)).toEqual([5, 1]);
  expect(ends[0]?.posts[0]?.headers["content-type"]).toBe("application/json");
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] }),
  );
  expect(Messages.map(({ Body }) => JSON.parse(String(Body)).MessageId)).toEqual([MessageId, MessageId]);
  expect(Messages.map(({ MessageAttributes }) => MessageAttributes?.ErrorCode?.StringValue).sort()).toEqual([
    "400",
    "500",
  ]);
  sqs.destroy();
});

test("raw delivery is the message alone, and filter policies hold", async () => {
  const TopicArn = await topic("raw");
  const { posts, Endpoint } = await endpoint();
  await subscribed(TopicArn, Endpoint, posts, {
    RawMessageDelivery: "true",
    FilterPolicy: JSON.stringify({ dataset: ["orders"] }),
  });
  for (const StringValue of ["orders", "customers"])
    await sns.send(
      new PublishCommand({
        TopicArn,
        Message: `of ${StringValue}`,
        MessageAttributes: { dataset: { DataType: "String", StringValue } },
      }),
    );
  await drained(local);
  expect(posts.map(({ body }) => body)).toEqual(["of orders"]);
  expect(posts[0]?.headers).toMatchObject({
    "x-amz-sns-rawdelivery": "true",
    "x-amz-sns-message-type": "Notification",
  });
});

test("whoever follows the address that ends a subscription is asked whether that was meant; its owner is not", async () => {
  const TopicArn = await topic("ended");
  const { posts, Endpoint } = await endpoint();
  const arn = await subscribed(TopicArn, Endpoint, posts);
  const count = async () =>
    (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions?.length ?? 0;
  await sns.send(new PublishCommand({ TopicArn, Message: "one" }));
  await drained(local);
  expect((await fetch(String(posts[0]?.message.UnsubscribeURL))).status).toBe(200);
  expect(await count()).toBe(0);
  await drained(local);
  const asked = posts.at(-1);
  expect(asked?.headers["x-amz-sns-message-type"]).toBe("UnsubscribeConfirmation");
  expect(asked?.headers["x-amz-sns-subscription-arn"]).toBe(arn);
  expect(await holds(asked?.message ?? {})).toBe(true);
  await fetch(String(asked?.message.SubscribeURL));
  expect(await count()).toBe(1);
  posts.length = 0;
  await sns.send(new UnsubscribeCommand({ SubscriptionArn: arn }));
  await drained(local);
  expect([await count(), posts.length]).toEqual([0, 0]);
});

test("a subscription that was confirmed with AuthenticateOnUnsubscribe is ended by a signed request only", async () => {
  const TopicArn = await topic("authenticated");
  const { posts, Endpoint } = await endpoint();
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: "http", Endpoint, ReturnSubscriptionArn: true }),
  );
  await expect(sns.send(new UnsubscribeCommand({ SubscriptionArn }))).rejects.toThrow(/pending confirmation/);
  await drained(local);
  const { Token } = posts[0]?.message ?? {};
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token, AuthenticateOnUnsubscribe: "true" }));
  const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  expect(Attributes).toMatchObject({ PendingConfirmation: "false", ConfirmationWasAuthenticated: "true" });
  const address = `${local.endpoint}/?Action=Unsubscribe&SubscriptionArn=${SubscriptionArn}`;
  // What a caller says of itself in our own header is dropped.
  const refused = await fetch(address, { headers: { "x-headrace-unsigned": "" } });
  expect([refused.status, await refused.text()]).toEqual([
    403,
    expect.stringContaining("AuthorizationError"),
  ]);
  await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  await expect(sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).rejects.toThrow(
    /not exist/,
  );
});

test("addresses that SNS would not subscribe are refused, and what is unsigned otherwise does nothing", async () => {
  const TopicArn = await topic("refused");
  const subscribe = (Protocol: string, Endpoint: string, arn = TopicArn) =>
    sns.send(new SubscribeCommand({ TopicArn: arn, Protocol, Endpoint }));
  await expect(subscribe("https", "http://127.0.0.1/")).rejects.toThrow(/must match the specified protocol/);
  const fifo = await topic("refused.fifo", { FifoTopic: "true" });
  await expect(subscribe("http", "http://127.0.0.1/", fifo)).rejects.toThrow(/FIFO/);
  await expect(
    sns.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: "SignatureVersion", AttributeValue: "3" }),
    ),
  ).rejects.toThrow(/SignatureVersion/);
  const { posts, Endpoint } = await endpoint();
  const arn = await subscribed(TopicArn, Endpoint, posts);
  for (const [retry, reason] of [
    [{ numRetries: "many" }, /numRetries must be a whole number from 0 to 100/],
    [{ backoffFunction: "none" }, /backoffFunction/],
    [{ minDelayTarget: 30 }, /maxDelayTarget must be greater/],
  ] as const) {
    const own = {
      AttributeName: "DeliveryPolicy",
      AttributeValue: JSON.stringify({ healthyRetryPolicy: retry }),
    };
    await expect(
      sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn: arn, ...own })),
    ).rejects.toThrow(reason);
    const http = JSON.stringify({ http: { defaultHealthyRetryPolicy: retry } });
    await expect(
      sns.send(new SetTopicAttributesCommand({ TopicArn, ...own, AttributeValue: http })),
    ).rejects.toThrow(reason);
  }
  expect((await fetch(`${local.endpoint}/?Action=DeleteTopic&TopicArn=${TopicArn}`)).status).toBe(403);
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(Attributes?.TopicArn).toBe(TopicArn);
});
