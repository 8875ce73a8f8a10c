// A receiver made with headrace/receive, subscribed to a real topic of the local AWS: by hand, and by the real Terraform.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import {
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DeleteCommand, DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { Progress } from "../../cli/output/progress.ts";
import { Root } from "../../cli/terraform/root.ts";
import { certificate, identity } from "../../cli/tour/certificate.ts";
import { down, drained, environment, type LocalAws, up } from "../../local/index.ts";
import {
  type FetchHandler,
  nodeListener,
  type Received,
  type ReceiverOptions,
  receiver,
  type SeenStore,
  Verifier,
} from "../../receive/index.ts";
import { terraformHere } from "../modules/terraform.ts";

let state: string;
let local: LocalAws;
let sns: SNSClient;
let certificateAuthority: string;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-receive-"));
  local = await up({ state });
  for (const [name, value] of Object.entries(environment(local))) process.env[name] = value;
  sns = new SNSClient({ region: local.region });
  const authority = await fetch(`${local.endpoint}/SimpleNotificationService-authority.pem`);
  certificateAuthority = await authority.text();
}, 120_000);

afterAll(async () => {
  sns?.destroy();
  await down({ state });
  await rm(state, { recursive: true, force: true });
}, 30_000);

const servers: Server[] = [];
const stop = (server: Server) => {
  server.closeAllConnections();
  return new Promise<void>((resolve) => server.close(() => resolve()));
};
afterEach(async () => {
  for (const server of servers.splice(0)) if (server.listening) await stop(server);
});

async function listening<S extends Server>(server: S, port = 0): Promise<{ server: S; port: number }> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

/** A receiver, and all that it was asked and refused. */
function receiving(TopicArn: string, options: Partial<ReceiverOptions> = {}) {
  const received: Received[] = [];
  const refused: string[] = [];
  const bodies: string[] = [];
  const receive = receiver({
    topics: [TopicArn],
    trust: { endpoint: local.endpoint, certificateAuthority },
    onMessage: (message) => {
      received.push(message);
    },
    onRefusal: ({ code }) => {
      refused.push(code);
    },
    ...options,
  });
  const handler: FetchHandler = async (request) => {
    bodies.push(await request.clone().text());
    return receive(request);
  };
  return { handler, received, refused, bodies };
}

const topic = async (Name: string, Attributes: Record<string, string> = { SignatureVersion: "2" }) =>
  String((await sns.send(new CreateTopicCommand({ Name, Attributes }))).TopicArn);
const subscribe = async (TopicArn: string, Endpoint: string, Attributes: Record<string, string> = {}) => {
  const Protocol = Endpoint.split(":")[0];
  await sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes }));
  await drained(local);
};
const confirmed = async (TopicArn: string) => {
  const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  return Subscriptions?.filter(({ SubscriptionArn }) => SubscriptionArn !== "PendingConfirmation").length;
};

test("confirms, verifies a message with a Subject, and refuses what is forged, altered or posted again", async () => {
  const TopicArn = await topic("orders");
  const { handler, received, refused, bodies } = receiving(TopicArn);
  const { port } = await listening(createServer(nodeListener(handler)));
  const Endpoint = `http://127.0.0.1:${port}/hooks/sns`;
  await subscribe(TopicArn, Endpoint);
  expect(await confirmed(TopicArn)).toBe(1);
  await sns.send(
    new PublishCommand({
      TopicArn,
      Subject: "New orders",
      Message: "line\nline, äöü 🦆",
      MessageAttributes: { run_id: { DataType: "String", StringValue: "1" } },
    }),
  );
  await drained(local);
  expect(received).toEqual([
    expect.objectContaining({
      verified: true,
      topicArn: TopicArn,
      subject: "New orders",
      message: "line\nline, äöü 🦆",
      attributes: { run_id: { type: "String", value: "1" } },
    }),
  ]);

  const genuine = JSON.parse(String(bodies.at(-1))) as Record<string, string>;
  const post = async (message: Record<string, string>) => {
    const response = await fetch(Endpoint, { method: "POST", body: JSON.stringify(message) });
    return [response.status, Object.values((await response.json()) as object).at(-1)];
  };
  expect(await post(genuine)).toEqual([200, "duplicate"]);
  expect(await post({ ...genuine, Subject: "Old orders" })).toEqual([403, "signature_wrong"]);
  expect(await post({ ...genuine, MessageId: crypto.randomUUID() })).toEqual([403, "signature_wrong"]);
  expect(await post({ ...genuine, TopicArn: `${TopicArn}x` })).toEqual([403, "topic_not_allowed"]);
  const elsewhere = String(genuine.SigningCertURL).replace(/:\d+\//, ":1/");
  expect(await post({ ...genuine, SigningCertURL: elsewhere })).toEqual([403, "certificate_address"]);
  const unknown = String(genuine.SigningCertURL).replace(/[0-9a-f]{32}/, "0".repeat(32));
  expect(await post({ ...genuine, SigningCertURL: unknown })).toEqual([403, "certificate_refused"]);
  expect(received).toHaveLength(1);
  expect(refused).toHaveLength(5);

  // A receiver that was told of no local SNS takes nothing of it.
  const strict = receiver({ topics: [TopicArn], onMessage: () => undefined });
  const request = new Request("http://receiver.invalid/", { method: "POST", body: JSON.stringify(genuine) });
  expect((await strict(request)).status).toBe(403);
});

test("a message of version 1 is taken only where it is asked for", async () => {
  const TopicArn = await topic("old", {});
  const strict = receiving(TopicArn);
  const lenient = receiving(TopicArn, { signatureVersions: ["1", "2"] });
  for (const { handler } of [strict, lenient]) {
    const { port } = await listening(createServer(nodeListener(handler)));
    await subscribe(TopicArn, `http://127.0.0.1:${port}/`);
  }
  expect([await confirmed(TopicArn), strict.refused]).toEqual([1, ["version_not_allowed"]]);
  await sns.send(new PublishCommand({ TopicArn, Message: "hello", Subject: "By SHA-1" }));
  await drained(local);
  expect([strict.received.length, lenient.received.length]).toEqual([0, 1]);
});

test("a receiver that is down, or whose handler fails, for a while gets everything, and each once", async () => {
  const TopicArn = await topic("while");
  let fails = 0;
  const { handler, received } = receiving(TopicArn, {
    onMessage: ({ message }) => {
      if (fails++ % 3 === 0) throw new Error("the database is down");
      received.push({ message } as Received);
    },
  });
  const first = await listening(createServer(nodeListener(handler)));
  const retry = { numRetries: 40, minDelayTarget: 20, maxDelayTarget: 20 };
  await subscribe(TopicArn, `http://127.0.0.1:${first.port}/`, {
    DeliveryPolicy: JSON.stringify({ healthyRetryPolicy: retry }),
  });
  expect(await confirmed(TopicArn)).toBe(1);
  await stop(first.server);
  const sent = Array.from({ length: 20 }, (_, n) => `message ${n}`);
  for (const Message of sent) await sns.send(new PublishCommand({ TopicArn, Message }));
  // Long enough for tries in vain.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(received).toEqual([]);
  await listening(createServer(nodeListener(handler)), first.port);
  await drained(local);
  const got = received.map(({ message }) => message);
  expect(got.sort()).toEqual(sent.sort());
});

test("raw deliveries are taken from whoever knows the password of the subscription's address", async () => {
  const TopicArn = await topic("raw");
  const password = "a-password-of-this-test";
  const { handler, received } = receiving(TopicArn, { raw: { password } });
  const { port } = await listening(createServer(nodeListener(handler)));
  await subscribe(TopicArn, `http://sns:${password}@127.0.0.1:${port}/`, { RawMessageDelivery: "true" });
  expect(await confirmed(TopicArn)).toBe(1);
  await sns.send(new PublishCommand({ TopicArn, Message: "raw" }));
  await drained(local);
  expect(received).toMatchObject([{ verified: false, message: "raw", topicArn: TopicArn }]);
});

/** As docs/guide/delivery.md has it. */
function storeIn(documents: DynamoDBDocumentClient, TableName: string): SeenStore {
  const seconds = () => Math.floor(Date.now() / 1000);
  return {
    async begin(id, leaseSeconds) {
      const now = seconds();
      try {
        await documents.send(
          new PutCommand({
            TableName,
            Item: { id, state: "running", until: now + leaseSeconds },
            ConditionExpression: "attribute_not_exists(id) OR #until <= :now",
            ExpressionAttributeNames: { "#until": "until" },
            ExpressionAttributeValues: { ":now": now },
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          }),
        );
        return "begun";
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return error.Item?.state?.S === "done" ? "done" : "running";
      }
    },
    finish: async (id, keepSeconds) => {
      const Item = { id, state: "done", until: seconds() + keepSeconds };
      await documents.send(new PutCommand({ TableName, Item }));
    },
    release: async (id) => {
      await documents.send(new DeleteCommand({ TableName, Key: { id } }));
    },
  };
}

test("receivers that share a store in DynamoDB handle each message once among them", async () => {
  const dynamo = new DynamoDBClient({ region: local.region });
  const TableName = "seen";
  await dynamo.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    }),
  );
  const TopicArn = await topic("shared");
  const store = storeIn(DynamoDBDocumentClient.from(dynamo), TableName);
  let runs = 0;
  const onMessage = async () => {
    if (++runs === 1) throw new Error("the first try fails");
    await new Promise((resolve) => setTimeout(resolve, 200));
  };
  const [one, two] = [receiving(TopicArn, { store, onMessage }), receiving(TopicArn, { store, onMessage })];
  const { port } = await listening(createServer(nodeListener(one.handler)));
  await subscribe(TopicArn, `http://127.0.0.1:${port}/`);
  await sns.send(new PublishCommand({ TopicArn, Message: "hello" }));
  await drained(local);
  expect(runs).toBe(2);
  const body = String(one.bodies.at(-1));
  const post = () => two.handler(new Request("http://receiver.invalid/", { method: "POST", body }));
  expect(await (await post()).json()).toEqual({ status: "duplicate" });

  const MessageId = crypto.randomUUID();
  const id = `${TopicArn} ${MessageId}`;
  const both = await Promise.all([store.begin(id, 60), store.begin(id, 60)]);
  expect(both.sort()).toEqual(["begun", "running"]);
  await store.release(id);
  expect(await store.begin(id, 0)).toBe("begun");
  expect(await store.begin(id, 60)).toBe("begun");
  await store.finish(id, 60);
  expect(await store.begin(id, 60)).toBe("done");
  dynamo.destroy();
});

test("what a topic sends to a queue is verified by the same rules", async () => {
  const sqs = new SQSClient({ region: local.region });
  const TopicArn = await topic("to-queue");
  const Endpoint = `arn:aws:sqs:${local.region}:123456789012:verified`;
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: Endpoint,
        Condition: { ArnEquals: { "aws:SourceArn": TopicArn } },
      },
    ],
  });
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: "verified", Attributes: { Policy } }),
  );
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint }));
  await sns.send(new PublishCommand({ TopicArn, Message: "hello", Subject: "s" }));
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  const body = String(Messages[0]?.Body);
  const verifier = new Verifier({
    topics: [TopicArn],
    trust: { endpoint: local.endpoint, certificateAuthority },
  });
  expect(await verifier.verify(body)).toMatchObject({ type: "Notification", message: "hello", subject: "s" });
  await expect(verifier.verify(body.replace("hello", "other"))).rejects.toMatchObject({
    code: "signature_wrong",
  });
  sqs.destroy();
});

const MAIN = (endpoint: string, extra = "") => `
resource "aws_sns_topic" "orders" {
  name                                = "terraform-orders"
  signature_version                   = 2
  http_success_feedback_sample_rate   = 50
  http_success_feedback_role_arn      = "arn:aws:iam::123456789012:role/feedback"
  http_failure_feedback_role_arn      = "arn:aws:iam::123456789012:role/feedback"
  sqs_success_feedback_sample_rate    = 10
  lambda_failure_feedback_role_arn    = "arn:aws:iam::123456789012:role/feedback"
  tracing_config                      = "Active"
  delivery_policy = jsonencode({
    http = {
      defaultHealthyRetryPolicy = {
        minDelayTarget = 5, maxDelayTarget = 10, numRetries = 6, numMaxDelayRetries = 0
        numNoDelayRetries = 1, numMinDelayRetries = 1, backoffFunction = "exponential"
      }
      disableSubscriptionOverrides = false
    }
  })
}
resource "aws_sns_topic_subscription" "receiver" {
  topic_arn                       = aws_sns_topic.orders.arn
  protocol                        = "https"
  endpoint                        = "${endpoint}"
  endpoint_auto_confirms          = true
  confirmation_timeout_in_minutes = 2
  filter_policy                   = jsonencode({ dataset = ["orders"] })
  ${extra}
}
`;

const terraform = terraformHere();
(terraform ? describe : describe.skip)("by Terraform", () => {
  test("a topic keeps what it is given, and an HTTPS subscription that confirms by itself is confirmed", async () => {
    const TopicArn = `arn:aws:sns:${local.region}:123456789012:terraform-orders`;
    const { handler, received } = receiving(TopicArn);
    const own = identity("127.0.0.1");
    const day = 24 * 3600 * 1000;
    const cert = certificate({
      subject: own,
      from: new Date(Date.now() - day),
      to: new Date(Date.now() + day),
    });
    const key = own.privateKey.export({ type: "pkcs8", format: "pem" });
    const { port } = await listening(
      createTlsServer({ cert, key }, nodeListener(handler)) as unknown as Server,
    );
    const dir = await mkdtemp(join(tmpdir(), "headrace-receive-root-"));
    const silent = { write: () => true };
    const watching = () => ({ progress: new Progress(silent), signal: new AbortController().signal });
    try {
      const endpoint = `https://127.0.0.1:${port}/sns`;
      await writeFile(join(dir, "main.tf"), MAIN(endpoint));
      const root = new Root(dir, { instance: local.instance, state, env: environment(local) });
      expect(await root.apply(watching())).toMatchObject({ add: 2 });
      expect(await root.plan(watching())).toMatchObject({ add: 0, change: 0, remove: 0 });
      const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
      const { SubscriptionArn } = Subscriptions[0] ?? {};
      const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
      expect(Attributes).toMatchObject({ PendingConfirmation: "false", Protocol: "https" });
      const MessageAttributes = { dataset: { DataType: "String", StringValue: "orders" } };
      await sns.send(new PublishCommand({ TopicArn, Message: "hello", Subject: "s", MessageAttributes }));
      await drained(local);
      expect(received).toMatchObject([{ verified: true, message: "hello" }]);

      await writeFile(
        join(dir, "main.tf"),
        MAIN(endpoint, "raw_message_delivery = true").replace(
          "signature_version                   = 2\n",
          "",
        ),
      );
      expect(await root.apply(watching())).toMatchObject({ add: 0, remove: 0 });
      expect(await root.plan(watching())).toMatchObject({ add: 0, change: 0, remove: 0 });
      expect(await root.destroy(watching())).toMatchObject({ remove: 2 });
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  }, 300_000);
});
