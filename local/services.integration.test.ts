// What moto's DynamoDB and SQS would do otherwise than AWS.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CreateQueueCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { down, environment, type LocalAws, up } from "./index.ts";
import { signedFetch } from "./testing/signed-fetch.ts";

const ACCOUNT = "123456789012";

let state: string;
let local: LocalAws;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-services-"));
  local = await up({ state });
  for (const [name, value] of Object.entries(environment(local))) process.env[name] = value;
}, 120_000);

afterAll(async () => {
  await down({ state });
  await rm(state, { recursive: true, force: true });
}, 30_000);

test("keeps each of two first updates of one item", async () => {
  const dynamo = new DynamoDBClient({ region: "us-east-1" });
  const TableName = "runs";
  await dynamo.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    }),
  );
  const itemOf = (n: number) => ({ TableName, Key: { id: { S: `run-${n}` } } });
  const set = (n: number, functionName: string) => {
    const names = Array.from({ length: 8 }, (_, i) => `${functionName}${i}`);
    return dynamo.send(
      new UpdateItemCommand({
        ...itemOf(n),
        UpdateExpression: `SET ${names.map((_, i) => `#${i} = :v`).join(", ")}`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#${i}`, name])),
        ExpressionAttributeValues: { ":v": { BOOL: true } },
      }),
    );
  };
  const runs = Array.from({ length: 60 }, (_, n) => n);
  await Promise.all(runs.flatMap((n) => ["stage", "catalog", "load"].map((name) => set(n, name))));
  for (const n of runs) {
    const { Item } = await dynamo.send(new GetItemCommand(itemOf(n)));
    expect(Object.keys(Item ?? {})).toHaveLength(1 + 3 * 8);
  }
  dynamo.destroy();
});

test("sends messages back from a dead-letter queue, as new ones", async () => {
  const sqs = new SQSClient({ region: "us-east-1" });
  const made = async (QueueName: string, Attributes: Record<string, string>) =>
    (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl;
  const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`;
  const dead = await made("work-dlq", {});
  const QueueUrl = await made("work", {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf("work-dlq"), maxReceiveCount: 1 }),
    VisibilityTimeout: "0",
  });
  const receive = async (queue = QueueUrl) =>
    (
      await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queue,
          VisibilityTimeout: 0,
          MessageSystemAttributeNames: ["ApproximateReceiveCount"],
        }),
      )
    ).Messages ?? [];
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "one" }));
  expect(await receive()).toHaveLength(1);
  while ((await receive(dead)).length === 0) expect(await receive()).toEqual([]);
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf("work-dlq") }));
  expect(await receive(dead)).toEqual([]);
  expect(await receive()).toEqual([
    expect.objectContaining({ Body: "one", Attributes: { ApproximateReceiveCount: "1" } }),
  ]);
  const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arnOf("work-dlq") }));
  expect(Results).toEqual([
    expect.objectContaining({ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 1 }),
  ]);
  await expect(sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf("work") }))).rejects.toThrow(
    /must be configured as a Dead Letter Queue/,
  );
  sqs.destroy();
});

test("a state machine asks other services, past the door that keeps everybody else from moto", async () => {
  const ask = async (service: string, path: string, body: unknown, target?: string) => {
    const headers: Record<string, string> = target
      ? { "content-type": "application/x-amz-json-1.0", "x-amz-target": target }
      : { "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const answer = await signedFetch(`${local.endpoint}${path}`, init, { credentials: local, service });
    return (await answer.json()) as Record<string, string>;
  };
  const machine = (operation: string, body: unknown) =>
    ask("states", "/", body, `AWSStepFunctions.${operation}`);
  // moto runs none unless it is told to.
  await ask("s3", "/moto-api/config", { stepfunctions: { execute_state_machine: true } });
  const Task = {
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:sqs:listQueues",
    Parameters: {},
    End: true,
  };
  const { stateMachineArn } = await machine("CreateStateMachine", {
    name: "asks",
    definition: JSON.stringify({ StartAt: "Ask", States: { Ask: Task } }),
    roleArn: `arn:aws:iam::${ACCOUNT}:role/machine`,
  });
  const { executionArn } = await machine("StartExecution", { stateMachineArn });
  let run = await machine("DescribeExecution", { executionArn });
  while (run.status === "RUNNING") {
    await new Promise((resolve) => setTimeout(resolve, 100));
    run = await machine("DescribeExecution", { executionArn });
  }
  expect([run.status, run.cause]).toEqual(["SUCCEEDED", undefined]);
}, 60_000);
