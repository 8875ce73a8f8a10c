// What starts Glue, on free ports: the clock, events of S3, EventBridge and its Scheduler, and what has ended before.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import {
  CreateCrawlerCommand,
  type CreateCrawlerCommandInput,
  CreateTriggerCommand,
  CreateWorkflowCommand,
  GetTablesCommand,
  GetWorkflowRunsCommand,
  GlueClient,
  ListCrawlsCommand,
  StartCrawlerCommand,
  StartTriggerCommand,
  StopCrawlerScheduleCommand,
  StopTriggerCommand,
} from "@aws-sdk/client-glue";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { CreateQueueCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { advance, down, drained, environment, type LocalAws, status, up } from "./index.ts";

const ACCOUNT = "123456789012";
const region = "us-east-1";
const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${ACCOUNT}:${rest}`;
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const HOUR = 3600;

let state: string;
let local: LocalAws;
let glue: GlueClient;
let s3: S3Client;

const allow = (Action: string | string[], Resource: string | string[]) => ({
  Effect: "Allow",
  Action,
  Resource,
});
async function makeRole(iam: IAMClient, name: string, service: string, statements: object[]): Promise<void> {
  const trust = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
  const document = (Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document([trust]) }));
  await iam.send(
    new PutRolePolicyCommand({ RoleName: name, PolicyName: "all", PolicyDocument: document(statements) }),
  );
}
const crawler = (Name: string, prefixes: string[], more: Partial<CreateCrawlerCommandInput> = {}) =>
  glue.send(
    new CreateCrawlerCommand({
      ...{ Name, Role: "crawler", DatabaseName: Name },
      Targets: { S3Targets: prefixes.map((prefix) => ({ Path: `s3://files/${prefix}` })) },
      SchemaChangePolicy: { DeleteBehavior: "DELETE_FROM_DATABASE" },
      ...more,
    }),
  );
const crawls = async (CrawlerName: string): Promise<(string | undefined)[]> => {
  await drained(local);
  const { Crawls = [] } = await glue.send(new ListCrawlsCommand({ CrawlerName }));
  return Crawls.map(({ State }) => State);
};
const tables = async (DatabaseName: string): Promise<(string | undefined)[]> => {
  const { TableList = [] } = await glue.send(new GetTablesCommand({ DatabaseName }));
  return TableList.map(({ Name }) => Name).sort();
};
const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: "files", Key, Body }));

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-starts-"));
  local = await up({ state });
  for (const [name, value] of Object.entries(environment(local))) process.env[name] = value;
  glue = new GlueClient({ region });
  s3 = new S3Client({ region });
  const iam = new IAMClient({ region });
  await makeRole(iam, "crawler", "glue.amazonaws.com", [
    allow(["s3:GetObject", "s3:ListBucket"], ["arn:aws:s3:::files", "arn:aws:s3:::files/*"]),
    allow(["glue:*", "logs:*"], "*"),
    allow(["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"], arn("sqs", "told-*")),
  ]);
  await makeRole(iam, "starter", "scheduler.amazonaws.com", [
    allow("glue:StartCrawler", arn("glue", "crawler/scheduled")),
  ]);
  await makeRole(iam, "notifier", "events.amazonaws.com", [
    allow("glue:NotifyEvent", arn("glue", "workflow/arrivals")),
  ]);
  iam.destroy();
  await s3.send(new CreateBucketCommand({ Bucket: "files" }));
}, 240_000);
beforeEach(() => drained(local).then(() => undefined));
afterAll(async () => {
  for (const client of [glue, s3]) client?.destroy();
  await down({ state });
  await rm(state, { recursive: true, force: true });
});

test("a crawler's schedule crawls each time that it is due, as long as it is on", async () => {
  await put("hourly/one/a.csv", "id,n\nx,1\n");
  await crawler("hourly", ["hourly/"], { Schedule: "cron(0 * * * ? *)" });
  expect(await crawls("hourly")).toEqual([]);
  await advance(local, HOUR);
  expect(await crawls("hourly")).toEqual(["COMPLETED"]);
  expect(await tables("hourly")).toEqual(["hourly"]);
  await put("hourly/two/b.json", '{"a":1}\n');
  await advance(local, HOUR);
  expect(await crawls("hourly")).toEqual(["COMPLETED", "COMPLETED"]);
  expect(await tables("hourly")).toEqual(["one", "two"]);
  await glue.send(new StopCrawlerScheduleCommand({ CrawlerName: "hourly" }));
  await advance(local, 3 * HOUR);
  expect((await crawls("hourly")).length).toBe(2);
}, 60_000);

test("a trigger crawls by the clock, and another by hand", async () => {
  await crawler("timed", ["hourly/"]);
  const Actions = [{ CrawlerName: "timed" }];
  await glue.send(
    new CreateTriggerCommand({
      ...{ Name: "clock", Type: "SCHEDULED", Schedule: "cron(0 * * * ? *)", StartOnCreation: true },
      Actions,
    }),
  );
  await glue.send(new CreateTriggerCommand({ Name: "hand", Type: "ON_DEMAND", Actions }));
  expect(await crawls("timed")).toEqual([]);
  await advance(local, HOUR);
  expect(await crawls("timed")).toEqual(["COMPLETED"]);
  await glue.send(new StartTriggerCommand({ Name: "hand" }));
  expect(await crawls("timed")).toEqual(["COMPLETED", "COMPLETED"]);
  await glue.send(new StopTriggerCommand({ Name: "clock" }));
  await advance(local, HOUR);
  expect((await crawls("timed")).length).toBe(2);
}, 60_000);

test("one that goes by events of S3 looks only at what they tell of", async () => {
  const sqs = new SQSClient({ region });
  const queueOf = async (name: string): Promise<string> => {
    const QueueArn = arn("sqs", name);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    const statement = {
      ...allow("sqs:SendMessage", QueueArn),
      Principal: { Service: "s3.amazonaws.com" },
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    return QueueArn;
  };
  const [left, right] = [await queueOf("told-left"), await queueOf("told-right")];
  sqs.destroy();
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: "files",
      NotificationConfiguration: {
        QueueConfigurations: [
          ["left/", left],
          ["right/", right],
        ].map(([Value, QueueArn]) => ({
          ...{ QueueArn, Events: ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"] },
          Filter: { Key: { FilterRules: [{ Name: "prefix", Value }] } },
        })),
      },
    }),
  );
  await put("left/orders/a.csv", "id,n\nx,1\n");
  await put("left/visits/a.json", '{"a":1}\n');
  await put("right/stock/a.csv", "item,left\ny,1\n");
  await put("right/moves/a.json", '{"m":1}\n');
  await crawler("told", [], {
    Targets: {
      S3Targets: [
        { Path: "s3://files/left/", EventQueueArn: left },
        { Path: "s3://files/right/", EventQueueArn: right },
      ],
    },
    RecrawlPolicy: { RecrawlBehavior: "CRAWL_EVENT_MODE" },
  });
  const crawl = async (): Promise<(string | undefined)[]> => {
    await drained(local);
    await glue.send(new StartCrawlerCommand({ Name: "told" }));
    await drained(local);
    return tables("told");
  };
  // The first looks at all there is, told or not.
  expect(await crawl()).toEqual(["moves", "orders", "stock", "visits"]);
  expect(await crawl()).toEqual(["moves", "orders", "stock", "visits"]);
  await put("left/more/a.csv", "a,b,c\n1,x,2026-01-01\n");
  await s3.send(new DeleteObjectCommand({ Bucket: "files", Key: "left/visits/a.json" }));
  expect(await crawl()).toEqual(["more", "moves", "orders", "stock"]);
  expect(new Set(await crawls("told"))).toEqual(new Set(["COMPLETED"]));
}, 60_000);

test("an event of EventBridge starts a workflow, whose triggers crawl one after the other", async () => {
  await put("arrivals/first/a.csv", "id,n\nx,1\n");
  await crawler("first", ["arrivals/first/"]);
  await crawler("second", ["arrivals/"]);
  await glue.send(new CreateWorkflowCommand({ Name: "arrivals" }));
  const WorkflowName = "arrivals";
  await glue.send(
    new CreateTriggerCommand({
      ...{ Name: "arrived", Type: "EVENT", WorkflowName, StartOnCreation: true },
      Actions: [{ CrawlerName: "first" }],
      EventBatchingCondition: { BatchSize: 2 },
    }),
  );
  await glue.send(
    new CreateTriggerCommand({
      ...{ Name: "then", Type: "CONDITIONAL", WorkflowName, StartOnCreation: true },
      Predicate: {
        Conditions: [{ LogicalOperator: "EQUALS", CrawlerName: "first", CrawlState: "SUCCEEDED" }],
      },
      Actions: [{ CrawlerName: "second" }],
    }),
  );
  const events = new EventBridgeClient({ region });
  const EventPattern = JSON.stringify({ source: ["drop"] });
  const arrives = async (key: string): Promise<void> => {
    await put(`arrivals/first/${key}`, "id,n\ny,2\n");
    const entry = { Source: "drop", DetailType: "arrival", Detail: JSON.stringify({ key }) };
    await events.send(new PutEventsCommand({ Entries: [entry] }));
  };
  await events.send(new PutRuleCommand({ Name: "arrivals", EventPattern }));
  const Arn = arn("glue", "workflow/arrivals");
  await events.send(
    new PutTargetsCommand({ Rule: "arrivals", Targets: [{ Id: "0", Arn, RoleArn: role("notifier") }] }),
  );
  await arrives("b.csv");
  expect(await crawls("first")).toEqual([]);
  await arrives("c.csv");
  expect(await crawls("second")).toEqual(["COMPLETED"]);
  const { Runs } = await glue.send(new GetWorkflowRunsCommand({ Name: "arrivals" }));
  expect(Runs).toMatchObject([{ Status: "COMPLETED", Statistics: { SucceededActions: 2 } }]);
  expect(JSON.parse(Runs?.[0]?.WorkflowRunProperties?.["aws:eventIds"] ?? "[]").length).toBe(2);
  // What is told alone is not waited for beyond the window.
  await arrives("d.csv");
  events.destroy();
  expect((await crawls("first")).length).toBe(1);
  await advance(local, 900);
  expect((await crawls("first")).length).toBe(2);
}, 60_000);

test("EventBridge Scheduler starts a crawl, as far as its role may", async () => {
  const scheduler = new SchedulerClient({ region });
  await crawler("scheduled", ["hourly/"]);
  await crawler("forbidden", ["hourly/"]);
  for (const Name of ["scheduled", "forbidden"])
    await scheduler.send(
      new CreateScheduleCommand({
        ...{ Name, ScheduleExpression: "cron(0 * * * ? *)", FlexibleTimeWindow: { Mode: "OFF" } },
        Target: {
          Arn: "arn:aws:scheduler:::aws-sdk:glue:startCrawler",
          RoleArn: role("starter"),
          Input: JSON.stringify({ Name }),
          RetryPolicy: { MaximumRetryAttempts: 0 },
        },
      }),
    );
  scheduler.destroy();
  await advance(local, HOUR);
  expect(await crawls("scheduled")).toEqual(["COMPLETED"]);
  expect(await crawls("forbidden")).toEqual([]);
  expect((await status(local)).denied).toMatchObject([
    { action: "glue:StartCrawler", resource: arn("glue", "crawler/forbidden") },
  ]);
}, 60_000);
