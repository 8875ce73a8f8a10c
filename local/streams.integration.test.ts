// The real thing on free ports: items whose time is over, the streams that tell of it, and functions that read them.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  DeleteEventSourceMappingCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { advance, down, drained, environment, type LocalAws, up } from "./index.ts";
import { zip } from "./testing/zip.ts";

const ROLE = "arn:aws:iam::123456789012:role/reader";
const HOUR = 3_600;

/** Writes each batch that it gets to the bucket, and fails where one of its items says so. */
const HANDLER = `
import { S3Client, PutObjectCommand } from "@aws-sdk/client-s3";
const s3 = new S3Client({ forcePathStyle: true });
export const handler = async (event) => {
  const names = event.Records.map((record) => record.dynamodb.Keys.id.S);
  await s3.send(new PutObjectCommand({ Bucket: "seen", Key: "batches/" + Date.now() + "-" + names.length, Body: JSON.stringify(event) }));
  if (names.includes("poison")) throw new Error("poisoned");
  const half = names.indexOf("half");
  return { batchItemFailures: half > 0 ? [{ itemIdentifier: event.Records[half].dynamodb.SequenceNumber }] : [] };
};`;

let state: string;
let local: LocalAws;
let dynamodb: DynamoDBClient;
let s3: S3Client;
let functions: LambdaClient;
let stream: string;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-streams-"));
  local = await up({ state });
  const env = environment(local);
  const config = {
    endpoint: local.endpoint,
    region: local.region,
    credentials: {
      accessKeyId: String(env.AWS_ACCESS_KEY_ID),
      secretAccessKey: String(env.AWS_SECRET_ACCESS_KEY),
    },
  };
  dynamodb = new DynamoDBClient(config);
  s3 = new S3Client({ ...config, forcePathStyle: true });
  functions = new LambdaClient(config);
  const iam = new IAMClient(config);
  const { TableDescription } = await dynamodb.send(
    new CreateTableCommand({
      TableName: "records",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "OLD_IMAGE" },
    }),
  );
  stream = String(TableDescription?.LatestStreamArn);
  await dynamodb.send(
    new UpdateTimeToLiveCommand({
      TableName: "records",
      TimeToLiveSpecification: { AttributeName: "expires_at", Enabled: true },
    }),
  );
  for (const Bucket of ["seen", "given-up"]) await s3.send(new CreateBucketCommand({ Bucket }));
  await iam.send(new CreateRoleCommand({ RoleName: "reader", AssumeRolePolicyDocument: "{}" }));
  const Statement = ["logs:*", "s3:*", "dynamodb:*"].map((Action) => ({
    Effect: "Allow",
    Action,
    Resource: "*",
  }));
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: "reader",
      PolicyName: "all",
      PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
    }),
  );
  await functions.send(
    new CreateFunctionCommand({
      FunctionName: "reader",
      Role: ROLE,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Timeout: 10,
      MemorySize: 512,
      Code: { ZipFile: await zip({ "index.mjs": HANDLER }) },
    }),
  );
}, 120_000);

afterAll(async () => {
  await down({ state });
  await rm(state, { recursive: true, force: true });
}, 30_000);

const mappingOf = (more: object) =>
  functions.send(
    new CreateEventSourceMappingCommand({
      EventSourceArn: stream,
      FunctionName: "reader",
      StartingPosition: "LATEST",
      FilterCriteria: {
        Filters: [
          {
            Pattern: JSON.stringify({
              userIdentity: { type: ["Service"], principalId: ["dynamodb.amazonaws.com"] },
            }),
          },
        ],
      },
      ...more,
    }),
  );

/** @param hours after which its time is over */
const put = (id: string, hours: number) =>
  dynamodb.send(
    new PutItemCommand({
      TableName: "records",
      Item: { id: { S: id }, expires_at: { N: String(Math.floor(Date.now() / 1000) + hours * HOUR) } },
    }),
  );

const left = async () =>
  ((await dynamodb.send(new ScanCommand({ TableName: "records" }))).Items ?? [])
    .map(({ id }) => id?.S)
    .sort();

async function texts(Bucket: string): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  return Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return String(await Body?.transformToString());
    }),
  );
}

// biome-ignore lint/suspicious/noExplicitAny: events as AWS gives them
const recordsSeen = async (): Promise<any[]> =>
  (await texts("seen")).flatMap((text) => JSON.parse(text).Records);

test("an item goes when its time is over, and its stream says that nobody deleted it", async () => {
  const { UUID } = await mappingOf({ BatchSize: 10 });
  await put("over", 1);
  await put("not-yet", 5);
  await put("deleted", 5);
  await dynamodb.send(new DeleteItemCommand({ TableName: "records", Key: { id: { S: "deleted" } } }));
  await put("not-yet", 6);
  await advance(local, 2 * HOUR);
  expect(await left()).toEqual(["not-yet"]);
  await drained(local);
  const seen = await recordsSeen();
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({
    eventName: "REMOVE",
    eventSource: "aws:dynamodb",
    eventSourceARN: stream,
    userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" },
    dynamodb: { Keys: { id: { S: "over" } }, OldImage: { id: { S: "over" } }, StreamViewType: "OLD_IMAGE" },
  });
  await functions.send(new DeleteEventSourceMappingCommand({ UUID }));
}, 60_000);

test("a batch is halved until what fails is alone, and that goes to a bucket with its records", async () => {
  const { UUID } = await mappingOf({
    BatchSize: 100,
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 2,
    DestinationConfig: { OnFailure: { Destination: "arn:aws:s3:::given-up" } },
  });
  for (const id of ["a", "b", "poison", "c"]) await put(id, 3);
  await advance(local, 2 * HOUR);
  await drained(local);
  expect(await left()).toEqual(["not-yet"]);
  const given = (await texts("given-up")).map((text) => JSON.parse(text));
  expect(given).toHaveLength(1);
  expect(given[0]).toMatchObject({
    requestContext: { condition: "RetryAttemptsExhausted" },
    DDBStreamBatchInfo: { batchSize: 1, streamArn: stream },
  });
  const [record] = JSON.parse(given[0].payload).Records;
  expect(record.dynamodb.OldImage.id.S).toBe("poison");
  const ids = (await recordsSeen()).map(({ dynamodb: { Keys } }) => Keys.id.S);
  expect(ids).toEqual(expect.arrayContaining(["a", "b", "c"]));
  // Whole, as halves, and alone: the first time and two retries.
  expect(ids.filter((id) => id === "poison")).toHaveLength(5);
  await functions.send(new DeleteEventSourceMappingCommand({ UUID }));
}, 60_000);

test("a batch comes again from the record that the function names", async () => {
  const { UUID } = await mappingOf({ BatchSize: 100, FunctionResponseTypes: ["ReportBatchItemFailures"] });
  for (const id of ["done", "half"]) await put(id, 5);
  await advance(local, 2 * HOUR);
  await drained(local);
  const ids = (await recordsSeen()).map(({ dynamodb: { Keys } }) => Keys.id.S);
  expect(ids.filter((id) => id === "done")).toHaveLength(1);
  expect(ids.filter((id) => id === "half")).toHaveLength(2);
  await functions.send(new DeleteEventSourceMappingCommand({ UUID }));
}, 60_000);

test("a mapping is refused what Lambda refuses", async () => {
  await expect(mappingOf({ BatchSize: 10_001 })).rejects.toThrow("batchSize");
  await expect(mappingOf({ MaximumRecordAgeInSeconds: 59 })).rejects.toThrow("maximumRecordAgeInSeconds");
  await expect(mappingOf({ ScalingConfig: { MaximumConcurrency: 2 } })).rejects.toThrow("ScalingConfig");
});
