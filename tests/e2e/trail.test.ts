// The trail the whole way, on one local AWS: what happens is in its files, its log and its table; every alarm is quiet while all
// goes well, and fires by what somebody really does; the files are proven, and what is done to them is found; plan, destroy.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  AthenaClient,
  GetNamedQueryCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import {
  CloudTrailClient,
  LookupEventsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { DisableKeyRotationCommand, EnableKeyRotationCommand, KMSClient } from "@aws-sdk/client-kms";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { AwsConfig } from "../../cli/aws.ts";
import { MODULE_SET } from "../../cli/module-files.ts";
import type { Verified } from "../../cli/trail/verify.ts";
import { advance, drained } from "../../local/index.ts";
import { Laptop } from "./laptop.ts";
import { ROLES, trailMain } from "./trail-root.ts";

const MINUTES = 60_000;
const ACCOUNT = "123456789012";
const laptop = new Laptop("watched over");

interface Outputs {
  trail: {
    bucket_name: string;
    alarm_arns: Record<string, string>;
    named_query_ids: Record<string, string>;
    trail_arn: string;
  };
  key: string;
  function: string;
  heard: string;
}
let made: Outputs;
const as = {} as Record<(typeof ROLES)[number], AwsConfig>;

const s3Of = (config: AwsConfig): S3Client => new S3Client({ ...config, forcePathStyle: true });

/** State → alarms, as the watcher sees them; the root must do nothing. */
async function alarms(): Promise<Record<string, string[]>> {
  await drained(laptop.local);
  const client = new CloudWatchClient(as.watcher);
  const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({}));
  client.destroy();
  const ofTrail = new Set(Object.values(made.trail.alarm_arns));
  const own = MetricAlarms.filter(({ AlarmArn = "" }) => ofTrail.has(AlarmArn));
  const states = [...Map.groupBy(own, ({ StateValue = "" }) => StateValue)];
  return Object.fromEntries(
    states.map(([state, list]) => [state, list.map(({ AlarmName = "" }) => AlarmName).sort()]),
  );
}

/** Names of the alarms that the topic told of since it was asked last, by the state that they went to. */
async function heard(state: string): Promise<string[]> {
  const client = new SQSClient(as.watcher);
  const told: string[] = [];
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: made.heard, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) break;
    for (const { Body = "", ReceiptHandle } of Messages) {
      const { AlarmName, NewStateValue } = JSON.parse(Body) as Record<string, string>;
      if (NewStateValue === state) told.push(String(AlarmName));
      await client.send(new DeleteMessageCommand({ QueueUrl: made.heard, ReceiptHandle }));
    }
  }
  client.destroy();
  return told.sort();
}

/** The rows of a named query, as texts, without the line of names. */
async function answered(name: string, parameter?: string): Promise<string[][]> {
  const client = new AthenaClient(as.watcher);
  const { NamedQuery } = await client.send(
    new GetNamedQueryCommand({ NamedQueryId: made.trail.named_query_ids[name] }),
  );
  const { QueryExecutionId } = await client.send(
    new StartQueryExecutionCommand({
      QueryString: NamedQuery?.QueryString,
      WorkGroup: "asked",
      ...(parameter && { ExecutionParameters: [`'${parameter}'`] }),
    }),
  );
  for (;;) {
    const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const { State = "", StateChangeReason } = QueryExecution?.Status ?? {};
    if (State === "SUCCEEDED") break;
    if (State !== "RUNNING" && State !== "QUEUED") throw new Error(`${name}: ${StateChangeReason}`);
    await sleep(100);
  }
  const { ResultSet } = await client.send(new GetQueryResultsCommand({ QueryExecutionId }));
  client.destroy();
  return (ResultSet?.Rows ?? [])
    .slice(1)
    .map(({ Data = [] }) => Data.map(({ VarCharValue = "" }) => VarCharValue));
}

const verify = async (): Promise<{ code: number } & Verified> => {
  const { code, json } = await laptop.command("audit", "verify", laptop.dir, "--json");
  return { code, ...json<Verified>() };
};

const session = (role: string): string => `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/test`;

beforeAll(async () => {
  mkdirSync(laptop.dir, { recursive: true });
  writeFileSync(join(laptop.dir, "main.tf"), trailMain(MODULE_SET, "  object_lock = { days = 1 }"));
  await laptop.apply({});
  const { outputs } = JSON.parse(readFileSync(laptop.stateFile, "utf8")) as {
    outputs: Record<string, { value: unknown }>;
  };
  made = Object.fromEntries(
    Object.entries(outputs).map(([name, { value }]) => [name, value]),
  ) as unknown as Outputs;
  for (const role of ROLES) as[role] = { ...laptop.aws, credentials: await laptop.assumed(role) };
  // What the root did until here is over.
  await advance(laptop.local, 301);
}, 10 * MINUTES);

afterAll(() => laptop.remove(), MINUTES);

test(
  "while all goes well, every alarm is quiet",
  async () => {
    expect(await alarms()).toEqual({
      OK: Object.values(made.trail.alarm_arns)
        .map((arn) => arn.split(":alarm:")[1])
        .sort(),
    });
    await heard("OK");
    const [s3, dynamodb, iam, lambda, kms] = [
      s3Of(as.watcher),
      new DynamoDBClient(as.watcher),
      new IAMClient(as.deployer),
      new LambdaClient(as.opener),
      new KMSClient(as.deployer),
    ];
    await s3.send(new PutObjectCommand({ Bucket: "acme-data-1", Key: "open/a.csv", Body: "a" }));
    await s3.send(new PutObjectCommand({ Bucket: "acme-data-1", Key: "secret/b.csv", Body: "b" }));
    await s3Of(as.analyst).send(new GetObjectCommand({ Bucket: "acme-data-1", Key: "open/a.csv" }));
    await dynamodb.send(new GetItemCommand({ TableName: "acme-audit", Key: { run_id: { S: "1" } } }));
    await dynamodb.send(new PutItemCommand({ TableName: "acme-audit", Item: { run_id: { S: "1" } } }));
    // Who is expected to changes what is watched, and opens tokens.
    await iam.send(new PutRolePolicyCommand({ RoleName: "analyst", PolicyName: "more", PolicyDocument }));
    await kms.send(new DisableKeyRotationCommand({ KeyId: made.key }));
    await kms.send(new EnableKeyRotationCommand({ KeyId: made.key }));
    await lambda
      .send(new InvokeCommand({ FunctionName: made.function, Payload: Buffer.from("{}") }))
      .catch(() => undefined);
    expect(Object.keys(await alarms())).toEqual(["OK"]);
    expect(await heard("ALARM")).toEqual([]);
  },
  2 * MINUTES,
);

/** Of no consequence. */
const PolicyDocument = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Action: "sqs:*", Resource: "*" }],
});

const publicAccess = (config: AwsConfig, BlockPublicPolicy: boolean) =>
  s3Of(config).send(
    new PutPublicAccessBlockCommand({
      Bucket: "acme-data-1",
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    }),
  );

/** What is done by somebody unexpected, by the alarm that tells of it. */
const stranger: Record<string, () => Promise<unknown>> = {
  "policy-changed": () =>
    new IAMClient(as.stranger).send(
      new PutRolePolicyCommand({ RoleName: "analyst", PolicyName: "more", PolicyDocument }),
    ),
  "key-changed": () => new KMSClient(as.stranger).send(new DisableKeyRotationCommand({ KeyId: made.key })),
  "bucket-public": () => publicAccess(as.stranger, false),
  detokenize: () =>
    new LambdaClient(as.stranger)
      .send(new InvokeCommand({ FunctionName: "acme-detokenize", Payload: Buffer.from("{}") }))
      .catch(() => undefined),
  denied: async () => {
    for (let n = 0; n < 4; n++)
      await expect(
        s3Of(as.analyst).send(new GetObjectCommand({ Bucket: "acme-data-1", Key: "secret/b.csv" })),
      ).rejects.toThrow(/not authorized/);
  },
  "root-used": () => s3Of(laptop.aws).send(new HeadBucketCommand({ Bucket: "acme-data-1" })),
  "trail-stopped": () => new CloudTrailClient(as.stranger).send(new StopLoggingCommand({ Name: "acme" })),
};

/** By who deploys, without an alarm. */
const undone: Record<string, () => Promise<unknown>> = {
  "key-changed": () => new KMSClient(as.deployer).send(new EnableKeyRotationCommand({ KeyId: made.key })),
  "bucket-public": () => publicAccess(as.deployer, true),
  "trail-stopped": () => new CloudTrailClient(as.deployer).send(new StartLoggingCommand({ Name: "acme" })),
};

test.each(Object.keys(stranger))(
  "%s fires by what is really done, and nothing else does",
  async (name) => {
    await stranger[name]?.();
    expect((await alarms()).ALARM).toEqual([`acme-${name}`]);
    expect(await heard("ALARM")).toEqual([`acme-${name}`]);
    await undone[name]?.();
    await advance(laptop.local, 301);
    expect(Object.keys(await alarms())).toEqual(["OK"]);
    expect(await heard("OK")).toEqual([`acme-${name}`]);
  },
  MINUTES,
);

test(
  "the queries of the table say who did it",
  async () => {
    expect(await answered("who_read_this_object", "arn:aws:s3:::acme-data-1/open/a.csv")).toEqual([
      [expect.stringMatching(/Z$/), session("analyst"), "GetObject", "127.0.0.1", expect.any(String), ""],
    ]);
    const denied = await answered("who_read_this_object", "arn:aws:s3:::acme-data-1/secret/b.csv");
    expect(denied.map((row) => [row[1], row[5]])).toEqual(
      Array(4).fill([session("analyst"), "AccessDenied"]),
    );
    expect(
      (await answered("who_changed_this_object", "arn:aws:s3:::acme-data-1/open/a.csv")).map((row) => row[2]),
    ).toEqual(["PutObject"]);
    expect((await answered("who_detokenized")).map((row) => [row[1], row[2]])).toEqual([
      [session("stranger"), made.function],
      [session("opener"), made.function],
    ]);
    // Reads of the table are selected, writes are not.
    const table = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/acme-audit`;
    expect((await answered("who_read_this_table", table)).map((row) => [row[1], row[2]])).toEqual([
      [session("watcher"), "GetItem"],
    ]);
    expect(
      (await answered("who_used_this_key", made.key))
        .filter((row) => row[1] === session("stranger"))
        .map((row) => row[2]),
    ).toEqual(["DisableKeyRotation"]);
    expect(
      (await answered("what_this_principal_did", session("stranger"))).map((row) => row[3]).sort(),
    ).toEqual(["DisableKeyRotation", "Invoke", "PutBucketPublicAccessBlock", "PutRolePolicy", "StopLogging"]);
    expect((await answered("what_was_denied")).map((row) => row[3])).toEqual(Array(4).fill("GetObject"));
    expect((await answered("what_the_root_did")).map((row) => row[3])).toEqual(
      expect.arrayContaining(["AssumeRole", "HeadBucket"]),
    );
    const changes = (await answered("what_changed_access")).map((row) => row[3]);
    expect(changes).toEqual(
      expect.arrayContaining([
        "PutRolePolicy",
        "PutBucketPublicAccessBlock",
        "StopLogging",
        "DisableKeyRotation",
      ]),
    );
  },
  3 * MINUTES,
);

test("the event history has it, without a trail", async () => {
  const client = new CloudTrailClient(as.watcher);
  const { Events = [] } = await client.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "StopLogging" }],
    }),
  );
  client.destroy();
  expect(Events).toMatchObject([
    { Username: "test", EventSource: "cloudtrail.amazonaws.com", ReadOnly: "false" },
  ]);
});

test(
  "the files are proven, and what is done to one is found",
  async () => {
    for (let hour = 0; hour < 4; hour++) {
      await s3Of(as.watcher).send(
        new PutObjectCommand({ Bucket: "acme-data-1", Key: `open/${hour}`, Body: "x" }),
      );
      await advance(laptop.local, 3600);
    }
    const whole = await verify();
    expect(whole).toMatchObject({ code: 0, findings: [], logging: true });
    expect(whole.regions[0]).toMatchObject({ region: "us-east-1", digests: expect.any(Number) });
    expect(whole.regions[0]?.digests).toBeGreaterThanOrEqual(4);
    expect(whole.regions[0]?.files).toBeGreaterThanOrEqual(4);

    // Nobody deletes, and nobody writes, who may do everything else.
    const bucket = made.trail.bucket_name;
    const keys = async (kind: string): Promise<string[]> =>
      (
        (
          await s3Of(as.watcher).send(
            new ListObjectsV2Command({ Bucket: bucket, Prefix: `AWSLogs/${ACCOUNT}/${kind}/` }),
          )
        ).Contents ?? []
      )
        .flatMap(({ Key }) => Key ?? [])
        .sort();
    const [logs, digests] = [await keys("CloudTrail"), await keys("CloudTrail-Digest")];
    const [file = ""] = logs;
    await expect(
      s3Of(as.stranger).send(new DeleteObjectCommand({ Bucket: bucket, Key: file })),
    ).rejects.toThrow(/not authorized/);
    await expect(
      s3Of(as.stranger).send(new PutObjectCommand({ Bucket: bucket, Key: file, Body: "x" })),
    ).rejects.toThrow(/not authorized/);

    // The local AWS holds its root to no policy: who has taken the bucket's policy away is one such.
    const s3 = s3Of(laptop.aws);
    const read = async (Key: string) => {
      const { Body, Metadata } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      return { bytes: Buffer.from((await Body?.transformToByteArray()) ?? []), Metadata };
    };
    const put = (Key: string, { bytes, Metadata }: Awaited<ReturnType<typeof read>>) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: bytes, Metadata }));
    const found = async () => {
      const { code, findings } = await verify();
      return { code, findings: findings.map(({ problem, object }) => [problem, object]) };
    };
    const uri = (key: string) => `s3://${bucket}/${key}`;

    const original = await read(file);
    const changed = Buffer.from(original.bytes);
    changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1;
    await put(file, { ...original, bytes: changed });
    expect(await found()).toEqual({ code: 1, findings: [["altered file", uri(file)]] });
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: file }));
    expect(await found()).toEqual({ code: 1, findings: [["missing file", uri(file)]] });
    await put(file, original);
    expect((await verify()).findings).toEqual([]);

    for (const [which, place] of [
      ["first", 0],
      ["middle", 1],
      ["last", digests.length - 1],
    ] as const) {
      const digest = digests[place] ?? "";
      const kept = await read(digest);
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: digest }));
      const missing = await found();
      expect({
        which,
        code: missing.code,
        problems: missing.findings.map(([problem]) => problem),
      }).toMatchObject({
        which,
        code: 1,
        problems: expect.arrayContaining(["missing digest"]),
      });
      await put(digest, kept);
    }
    const digest = digests[1] ?? "";
    const kept = await read(digest);
    await put(digest, {
      ...kept,
      Metadata: { ...kept.Metadata, signature: createHash("sha512").update("x").digest("hex") },
    });
    expect((await found()).findings).toEqual(expect.arrayContaining([["altered digest", uri(digest)]]));
    await put(digest, kept);
    expect(await verify()).toMatchObject({ code: 0, findings: [] });
  },
  5 * MINUTES,
);

test("another plan is empty", () => laptop.planIsEmpty(), 4 * MINUTES);

test("destroy leaves nothing", () => laptop.destroyLeavesNothing(), 5 * MINUTES);
