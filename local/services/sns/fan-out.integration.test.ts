// SNS past the publisher: functions that are subscribed, queues that are gone, what is logged of deliveries, and what SNS
// refuses.
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  PublishBatchCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { down, drained, environment, type LocalAws, up } from "../../index.ts";
import { signedFetch } from "../../testing/signed-fetch.ts";
import { zip } from "../../testing/zip.ts";

const REGION = "us-east-1";
const ACCOUNT = "123456789012";
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:subscriber`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/feedback`;

let state: string;
let local: LocalAws;
let sns: SNSClient;
let sqs: SQSClient;
let iam: IAMClient;
let lambda: LambdaClient;
const servers: Server[] = [];

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-fan-out-"));
  local = await up({ state });
  for (const [name, value] of Object.entries(environment(local))) process.env[name] = value;
  sns = new SNSClient({ region: REGION });
  sqs = new SQSClient({ region: REGION });
  iam = new IAMClient({ region: REGION });
  lambda = new LambdaClient({ region: REGION });
  const allowed = (RoleName: string, Action: string[]) =>
    iam.send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName: "all",
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action, Resource: "*" }],
        }),
      }),
    );
  for (const RoleName of ["subscriber", "feedback", "powerless"])
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: "{}" }));
  await allowed("feedback", ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]);
  await allowed("subscriber", ["logs:*", "sqs:SendMessage"]);
  await queue("seen");
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "subscriber",
      Role: `arn:aws:iam::${ACCOUNT}:role/subscriber`,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Environment: { Variables: { QUEUE_URL: await queue("seen") } },
      Code: {
        ZipFile: await zip({
          "index.js": `const { SQSClient, SendMessageCommand } = require("@aws-sdk/client-sqs");
exports.handler = async (event) => {
  const MessageBody = JSON.stringify(event);
  await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody }));
};`,
        }),
      },
    }),
  );
}, 120_000);

afterAll(async () => {
  for (const client of [sns, sqs, iam, lambda]) client?.destroy();
  for (const server of servers) server.close();
  await down({ state });
  await rm(state, { recursive: true, force: true });
}, 30_000);

const topic = async (Name: string, Attributes: Record<string, string> = {}) =>
  String((await sns.send(new CreateTopicCommand({ Name, Attributes }))).TopicArn);

/** A queue that lets SNS send. */
async function queue(QueueName: string, mayBeSentTo = true): Promise<string> {
  const Attributes = {
    ...(QueueName.endsWith(".fifo") && { FifoQueue: "true" }),
    ...(mayBeSentTo && {
      Policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "sns.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: arnOf(QueueName),
          },
        ],
      }),
    }),
  };
  return String((await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl);
}
const arnOf = (name: string) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;

async function bodies(name: string, mayBeSentTo = true): Promise<string[]> {
  const QueueUrl = await queue(name, mayBeSentTo);
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
  );
  return Messages.map(({ Body = "" }) => Body);
}

async function linesOf(logGroupName: string): Promise<Record<string, unknown>[]> {
  const { AWS_ACCESS_KEY_ID = "", AWS_SECRET_ACCESS_KEY = "" } = environment(local);
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": "Logs_20140328.FilterLogEvents",
  };
  const init = { method: "POST", headers, body: JSON.stringify({ logGroupName }) };
  const answer = await signedFetch(`${local.endpoint}/`, init, {
    credentials,
    service: "logs",
    region: REGION,
  });
  const { events = [] } = (await answer.json()) as { events?: { message: string }[] };
  return events.map(({ message }) => JSON.parse(message));
}

test("a function is invoked with the message, once its policy lets the topic, and is counted as work", async () => {
  const TopicArn = await topic("to-function");
  await queue("function-dlq");
  await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: "lambda",
      Endpoint: FUNCTION,
      Attributes: {
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf("function-dlq") }),
        FilterPolicy: JSON.stringify({ kind: ["wanted"] }),
      },
    }),
  );
  const publish = (Message: string, kind = "wanted") =>
    sns.send(
      new PublishCommand({
        TopicArn,
        Message,
        MessageAttributes: { kind: { DataType: "String", StringValue: kind } },
      }),
    );
  await publish("refused");
  await drained(local);
  expect(await bodies("function-dlq")).toEqual(["refused"]);
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: "subscriber",
      StatementId: "topic",
      Action: "lambda:InvokeFunction",
      Principal: "sns.amazonaws.com",
      SourceArn: TopicArn,
    }),
  );
  await publish("filtered", "other");
  await publish("hello");
  await drained(local);
  const seen = (await bodies("seen")).map((body) => JSON.parse(body));
  expect(seen).toEqual([
    {
      Records: [
        {
          EventSource: "aws:sns",
          EventVersion: "1.0",
          EventSubscriptionArn: expect.stringContaining(`${TopicArn}:`),
          Sns: expect.objectContaining({
            Type: "Notification",
            TopicArn,
            Message: "hello",
            Subject: null,
            SigningCertUrl: expect.stringContaining(".pem"),
            MessageAttributes: { kind: { Type: "String", Value: "wanted" } },
          }),
        },
      ],
    },
  ]);
  expect(await bodies("function-dlq")).toEqual([]);
});

test("a queue whose policy does not let SNS send gets nothing, and the dead-letter queue has it", async () => {
  const TopicArn = await topic("not-let");
  await queue("not-let", false);
  await queue("not-let-dlq");
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("not-let-dlq") });
  const Attributes = { RedrivePolicy, RawMessageDelivery: "true" };
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: arnOf("not-let"), Attributes }));
  await sns.send(new PublishCommand({ TopicArn, Message: "hello" }));
  expect([await bodies("not-let", false), await bodies("not-let-dlq")]).toEqual([[], ["hello"]]);
});

test("a queue that is gone costs the publisher nothing, and its message is in the dead-letter queue", async () => {
  const TopicArn = await topic("gone");
  const [gone] = [await queue("gone"), await queue("gone-dlq"), await queue("stays")];
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("gone-dlq") });
  for (const name of ["gone", "stays"])
    await sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: "sqs",
        Endpoint: arnOf(name),
        Attributes: { RedrivePolicy, RawMessageDelivery: "true" },
      }),
    );
  await sqs.send(new DeleteQueueCommand({ QueueUrl: gone }));
  await sns.send(new PublishCommand({ TopicArn, Message: "hello" }));
  expect([await bodies("gone-dlq"), await bodies("stays")]).toEqual([["hello"], ["hello"]]);
});

test("deliveries are logged as the topic says, in the groups that SNS writes to, by the role it names", async () => {
  let answer = 200;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", async () => {
      const { Type, SubscribeURL } = JSON.parse(body);
      response.writeHead(Type === "Notification" ? answer : 200).end();
      if (Type !== "Notification") await fetch(SubscribeURL);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const Endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const logged = {
    HTTPSuccessFeedbackRoleArn: ROLE,
    HTTPSuccessFeedbackSampleRate: "100",
    HTTPFailureFeedbackRoleArn: ROLE,
  };
  const topics = {
    logged: await topic("logged", logged),
    silent: await topic("silent", { ...logged, HTTPSuccessFeedbackSampleRate: "0" }),
    powerless: await topic("powerless", {
      ...logged,
      HTTPSuccessFeedbackRoleArn: `arn:aws:iam::${ACCOUNT}:role/powerless`,
    }),
  };
  const DeliveryPolicy = JSON.stringify({
    healthyRetryPolicy: { numRetries: 2, minDelayTarget: 1, maxDelayTarget: 1 },
  });
  for (const TopicArn of Object.values(topics))
    await sns.send(
      new SubscribeCommand({ TopicArn, Protocol: "http", Endpoint, Attributes: { DeliveryPolicy } }),
    );
  await drained(local);
  for (const TopicArn of Object.values(topics))
    await sns.send(new PublishCommand({ TopicArn, Message: "hello" }));
  await drained(local);
  answer = 503;
  await sns.send(new PublishCommand({ TopicArn: topics.logged, Message: "hello" }));
  await drained(local);
  const group = (name: string) => `sns/${REGION}/${ACCOUNT}/${name}`;
  expect(await linesOf(group("logged"))).toEqual([
    {
      notification: {
        messageMD5Sum: expect.stringMatching(/^[0-9a-f]{32}$/),
        messageId: expect.any(String),
        topicArn: topics.logged,
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/),
      },
      delivery: {
        deliveryId: expect.any(String),
        destination: Endpoint,
        dwellTimeMs: expect.any(Number),
        attempts: 1,
        statusCode: 200,
      },
      status: "SUCCESS",
    },
  ]);
  expect(await linesOf(`${group("logged")}/Failure`)).toMatchObject([
    { status: "FAILURE", delivery: { attempts: 3, statusCode: 503 } },
  ]);
  expect([await linesOf(group("silent")), await linesOf(group("powerless"))]).toEqual([[], []]);
});

test("SNS refuses what is too large with its attributes, in bytes, and keeps what is as large as may be", async () => {
  const TopicArn = await topic("large");
  const MessageAttributes = { kind: { DataType: "String", StringValue: "x" } };
  const own = "kind".length + "String".length + "x".length;
  const publish = (Message: string) => sns.send(new PublishCommand({ TopicArn, Message, MessageAttributes }));
  await publish("x".repeat(262_144 - own));
  await expect(publish("x".repeat(262_145 - own))).rejects.toThrow("Message too long");
  await expect(publish("ä".repeat(131_072))).rejects.toThrow("Message too long");
  const entry = (Id: string) => ({ Id, Message: "x".repeat(131_073) });
  await expect(
    sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [entry("a"), entry("b")] })),
  ).rejects.toThrow("too long");
});

test("a FIFO topic asks for a group and an id, takes queues alone, and FIFO queues for what it gives up", async () => {
  const TopicArn = await topic("ordered.fifo", { FifoTopic: "true" });
  const publish = (more: object) => sns.send(new PublishCommand({ TopicArn, Message: "x", ...more }));
  await expect(publish({ MessageDeduplicationId: "a" })).rejects.toThrow("MessageGroupId");
  await expect(publish({ MessageGroupId: "a" })).rejects.toThrow("MessageDeduplicationId");
  const long = { MessageGroupId: "a", MessageDeduplicationId: "x".repeat(129) };
  await expect(publish(long)).rejects.toThrow("MessageDeduplicationId");
  const subscribe = (Protocol: string, Endpoint: string) =>
    sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, ReturnSubscriptionArn: true }));
  await expect(subscribe("https", "https://127.0.0.1:1/")).rejects.toThrow("SQS queues only");
  await expect(subscribe("lambda", FUNCTION)).rejects.toThrow("SQS queues only");
  await queue("ordered.fifo");
  const { SubscriptionArn } = await subscribe("sqs", arnOf("ordered.fifo"));
  const redrive = (target: unknown) =>
    sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn,
        AttributeName: "RedrivePolicy",
        AttributeValue: JSON.stringify(target),
      }),
    );
  await expect(redrive({ deadLetterTargetArn: arnOf("seen") })).rejects.toThrow("FIFO queue");
  await expect(redrive({})).rejects.toThrow("deadLetterTargetArn");
  await expect(redrive({ deadLetterTargetArn: FUNCTION })).rejects.toThrow("SQS queue");
  await redrive({ deadLetterTargetArn: arnOf("ordered-dlq.fifo") });
});

test("a topic refuses what is no filter policy, no rate and no role, and keeps the rest", async () => {
  const TopicArn = await topic("kept");
  const set = (AttributeName: string, AttributeValue: string) =>
    sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
  await expect(set("HTTPSuccessFeedbackSampleRate", "101")).rejects.toThrow("0 to 100");
  await expect(set("SQSFailureFeedbackRoleArn", "feedback")).rejects.toThrow("IAM role");
  await set("SQSFailureFeedbackRoleArn", ROLE);
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(Attributes).toMatchObject({ SQSFailureFeedbackRoleArn: ROLE });
  const subscribe = (FilterPolicy: string, FilterPolicyScope = "MessageAttributes") =>
    sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: "sqs",
        Endpoint: arnOf("seen"),
        Attributes: { FilterPolicy, FilterPolicyScope },
      }),
    );
  await expect(subscribe("no json")).rejects.toThrow(/FilterPolicy/);
  await expect(subscribe('{"kind": "orders"}')).rejects.toThrow(/FilterPolicy|must be/);
  await expect(subscribe('{"a": {"b": ["c"]}}')).rejects.toThrow(/FilterPolicy|scope/);
  await subscribe('{"a": {"b": ["c"]}}', "MessageBody");
});
