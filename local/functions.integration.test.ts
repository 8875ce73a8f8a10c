// The real thing on free ports: deployed functions in processes of their own, queues that feed them, permissions.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  GetUserCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PublishLayerVersionCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { identify } from "./daemon/identity.ts";
import { down, drained, environment, find, type LocalAws, status, up } from "./index.ts";
import { zip } from "./testing/zip.ts";

const ACCOUNT = "123456789012";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/reader`;
const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:work`;

let state: string;
let local: LocalAws;
let s3: S3Client;
let sqs: SQSClient;
let iam: IAMClient;
let functions: LambdaClient;
let mapping: string | undefined;

const allow = (statements: { Action: string[]; Resource: string }[]) =>
  iam.send(
    new PutRolePolicyCommand({
      RoleName: "reader",
      PolicyName: "all",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
      }),
    }),
  );

const POLL = {
  Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
  Resource: QUEUE,
};
const LOG = { Action: ["logs:*"], Resource: "*" };
const FILES = { Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::files/*" };
const EXPORT = { Action: ["s3:PutObjectTagging"], Resource: "arn:aws:s3:::files/exports/*" };

const ask = async (event: unknown) => {
  const answer = await functions.send(
    new InvokeCommand({ FunctionName: "worker", Payload: JSON.stringify(event), LogType: "Tail" }),
  );
  const payload = JSON.parse(Buffer.from(answer.Payload ?? []).toString("utf8"));
  return {
    payload,
    error: answer.FunctionError,
    log: Buffer.from(answer.LogResult ?? "", "base64").toString("utf8"),
  };
};

const send = async (...bodies: string[]) => {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "work" }));
  const Entries = bodies.map((MessageBody, index) => ({
    Id: String(index),
    MessageBody,
    MessageAttributes: { kind: { DataType: "String", StringValue: "test" } },
  }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
};

const seen = async (key: string): Promise<string | undefined> =>
  s3.send(new GetObjectCommand({ Bucket: "files", Key: `seen/${key}` })).then(
    ({ Body }) => Body?.transformToString(),
    () => undefined,
  );

const deadLetters = async (): Promise<string[]> => {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "work-dlq" }));
  const { Messages } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
  );
  return (Messages ?? []).map((message) => String(message.Body)).sort();
};

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-local-"));
  local = await up({ state });
  for (const [name, value] of Object.entries(environment(local))) process.env[name] = value;
  const region = "us-east-1";
  s3 = new S3Client({ region });
  sqs = new SQSClient({ region });
  iam = new IAMClient({ region });
  functions = new LambdaClient({ region });

  await iam.send(new CreateRoleCommand({ RoleName: "reader", AssumeRolePolicyDocument: "{}" }));
  await allow([POLL, LOG, FILES, EXPORT]);
  await s3.send(new CreateBucketCommand({ Bucket: "files" }));
  await sqs.send(new CreateQueueCommand({ QueueName: "work-dlq" }));
  const redrive = { deadLetterTargetArn: `${QUEUE}-dlq`, maxReceiveCount: 2 };
  const Attributes = { VisibilityTimeout: "600", RedrivePolicy: JSON.stringify(redrive) };
  await sqs.send(new CreateQueueCommand({ QueueName: "work", Attributes }));
  const layer = await zip({ "nodejs/node_modules/from-layer/index.js": "module.exports = { layer: 7 };" });
  const published = await functions.send(
    new PublishLayerVersionCommand({ LayerName: "extra", Content: { ZipFile: layer } }),
  );
  await functions.send(
    new CreateFunctionCommand({
      FunctionName: "worker",
      Role: ROLE,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Timeout: 2,
      MemorySize: 512,
      Environment: { Variables: { GREETING: "hello" } },
      Layers: [String(published.LayerVersionArn)],
      Code: {
        ZipFile: await zip({
          "index.mjs": await readFile(join(import.meta.dirname, "testing/worker.mjs"), "utf8"),
        }),
      },
    }),
  );
  const made = await functions.send(
    new CreateEventSourceMappingCommand({
      EventSourceArn: QUEUE,
      FunctionName: "worker",
      BatchSize: 10,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 2 },
    }),
  );
  mapping = made.UUID;
}, 120_000);

afterAll(async () => {
  await down({ state });
  await rm(state, { recursive: true, force: true });
}, 30_000);

describe("a function", () => {
  test("sees Lambda's environment and nothing of ours", async () => {
    process.env.HEADRACE_TEST_LEAK = "1";
    const { payload, log } = await ask({ ask: "environment" });
    expect(payload.env).toMatchObject({
      GREETING: "hello",
      AWS_REGION: "us-east-1",
      AWS_LAMBDA_FUNCTION_NAME: "worker",
    });
    expect(payload.env.HEADRACE_TEST_LEAK).toBeUndefined();
    expect(payload.env.HOME).toBeUndefined();
    expect(payload.remaining).toBeGreaterThan(500);
    expect(payload.remaining).toBeLessThanOrEqual(2000);
    expect(log).toContain(`REPORT RequestId: ${payload.id}`);
    const again = await ask({ ask: "environment" });
    expect(again.payload.calls).toBe(payload.calls + 1);
  });

  test("finds its layers", async () => {
    expect((await ask({ ask: "layer" })).payload).toEqual({ layer: 7 });
  });

  test("fails as Lambda says it", async () => {
    const { payload, error } = await ask({ ask: "throw" });
    expect(error).toBe("Unhandled");
    expect(payload).toMatchObject({ errorType: "TypeError", errorMessage: "no good" });
  });

  test("runs with a new configuration once it has one", async () => {
    await functions.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: "worker",
        Environment: { Variables: { GREETING: "bye" } },
      }),
    );
    const { payload } = await ask({ ask: "environment" });
    expect(payload.env.GREETING).toBe("bye");
    expect(payload.calls).toBe(1);
  });

  test("may not fill more than its temporary storage", async () => {
    await functions.send(new UpdateFunctionConfigurationCommand({ FunctionName: "worker", Timeout: 20 }));
    const { payload, error } = await ask({ ask: "fill" });
    expect(error).toBe("Unhandled");
    expect(payload.errorMessage).toMatch(/no space left on device|ENOSPC/);
    await functions.send(new UpdateFunctionConfigurationCommand({ FunctionName: "worker", Timeout: 2 }));
  });
});

describe("a queue's messages", () => {
  test("reach the function within moments, as AWS's own event", async () => {
    await ask({ ask: "layer" });
    const sent = Date.now();
    await send("one");
    let record: string | undefined;
    while (!record && Date.now() - sent < 5_000) {
      await sleep(10);
      record = await seen("one");
    }
    expect(Date.now() - sent).toBeLessThan(3_000);
    expect(JSON.parse(String(record))).toMatchObject({
      body: "one",
      eventSource: "aws:sqs",
      eventSourceARN: QUEUE,
      awsRegion: "us-east-1",
      md5OfBody: "f97c5d29941bfb1b2fdab0874906ab82",
      attributes: { ApproximateReceiveCount: "1" },
      messageAttributes: {
        kind: { stringValue: "test", dataType: "String", stringListValues: [], binaryListValues: [] },
      },
    });
  });

  test("that fail end in the dead-letter queue, and the others of their batch are done", async () => {
    await send("two", "poison", "three");
    const queues = await drained(local);
    expect(queues).toMatchObject([
      { name: "work", visible: 0, inFlight: 0, dlq: { name: "work-dlq", messages: 1 } },
    ]);
    expect(await deadLetters()).toEqual(["poison"]);
    expect(await seen("two")).toBeDefined();
    expect(await seen("three")).toBeDefined();
  }, 30_000);

  test("that kill or hang the process end there too", async () => {
    await send("crash");
    await drained(local);
    await send("hang");
    await drained(local);
    expect(await deadLetters()).toEqual(["crash", "hang", "poison"]);
    const log = await readFile(join(state, "logs", "worker.log"), "utf8");
    expect(log).toContain("signal: killed");
    expect(log).toContain("Task timed out after 2.00 seconds");
  }, 60_000);

  test("come from a bucket's notifications too, once the queue lets S3 send them", async () => {
    const notify = () =>
      s3.send(
        new PutBucketNotificationConfigurationCommand({
          Bucket: "files",
          NotificationConfiguration: {
            QueueConfigurations: [
              {
                QueueArn: QUEUE,
                Events: ["s3:ObjectCreated:*"],
                Filter: { Key: { FilterRules: [{ Name: "prefix", Value: "landing/" }] } },
              },
            ],
          },
        }),
      );
    await expect(notify()).rejects.toThrow("Unable to validate the following destination configurations");
    const statement = {
      Effect: "Allow",
      Principal: { Service: "s3.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: QUEUE,
      Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:s3:::files" } },
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "work" }));
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    await notify();
    await s3.send(new PutObjectCommand({ Bucket: "files", Key: "landing/a file é.csv", Body: "a,b\n1,2\n" }));
    await drained(local);
    const { functions: lanes } = await status(local);
    expect(lanes.find(({ name }) => name === "worker")?.processes.length).toBeGreaterThan(0);
    expect(await readFile(join(state, "logs", "worker.log"), "utf8")).toContain("ObjectCreated:Put");
  }, 30_000);

  test("wait while their mapping is disabled", async () => {
    const set = (Enabled: boolean) =>
      functions.send(new UpdateEventSourceMappingCommand({ UUID: mapping, Enabled }));
    expect((await set(false)).State).toBe("Disabled");
    await send("later");
    await sleep(500);
    expect(await seen("later")).toBeUndefined();
    expect((await set(true)).State).toBe("Enabled");
    await drained(local);
    expect(await seen("later")).toBeDefined();
  }, 30_000);
});

describe("permissions", () => {
  test("are those of the function's role", async () => {
    await s3.send(new PutObjectCommand({ Bucket: "files", Key: "secret/x", Body: "known" }));
    expect((await ask({ ask: "read", key: "secret/x" })).payload).toBe("known");
    await allow([POLL, LOG, { ...FILES, Resource: "arn:aws:s3:::files/seen/*" }, EXPORT]);
    const { payload, error } = await ask({ ask: "read", key: "secret/x" });
    expect(error).toBe("Unhandled");
    expect(payload.errorType).toBe("AccessDenied");
    expect(payload.errorMessage).toContain("s3:GetObject on resource: arn:aws:s3:::files/secret/x");
    expect(payload.errorMessage).toContain(ROLE);
    const { denied, permissions } = await status(local);
    expect(denied).toMatchObject([
      { role: ROLE, action: "s3:GetObject", resource: "arn:aws:s3:::files/secret/x" },
    ]);
    const unused = permissions.filter(({ role, used }) => role === "reader" && !used);
    expect(unused).toEqual([{ role: "reader", action: "s3:PutObjectTagging", used: false }]);
  });

  test("are needed to take messages", async () => {
    await allow([LOG, FILES]);
    await send("four");
    const trouble = async () => (await status(local)).queues[0]?.trouble;
    while (!(await trouble())) await sleep(50);
    expect(await trouble()).toContain(`lacks sqs:ReceiveMessage on ${QUEUE}`);
    await allow([POLL, LOG, FILES]);
    await drained(local);
    expect(await seen("four")).toBeDefined();
    await iam.send(new DeleteRolePolicyCommand({ RoleName: "reader", PolicyName: "all" }));
  }, 30_000);
});

test("ends with everything it started", async () => {
  const { functions: lanes } = await status(local);
  const pids = lanes.flatMap((lane) => lane.processes);
  expect(await down({ state })).toBe(true);
  expect(await down({ state })).toBe(false);
  expect(await find({ state })).toBeUndefined();
  // Ended children stay in the process table until their parent has seen it.
  const alive = (pid: number) => identify(pid) !== undefined;
  expect([local.pid, ...pids].filter(alive)).toEqual([]);
  await expect(iam.send(new GetUserCommand())).rejects.toThrow();
}, 30_000);
