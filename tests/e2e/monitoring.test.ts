// The monitoring the whole way, on one local AWS: every alarm is quiet on a healthy run, and seen to fire by what handlers and
// services really did; every widget of the dashboard shows a metric that is there; plan, destroy.
import { randomUUID } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  GetMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, DescribeQueryDefinitionsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  DeleteFunctionConcurrencyCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  DeleteMessageCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { MODULE_SET } from "../../cli/module-files.ts";
import { advance, drained, environment, localApiAddress } from "../../local/index.ts";
import { signedFetch } from "../../local/testing/signed-fetch.ts";
import { headrace } from "./headrace.ts";
import { Laptop } from "./laptop.ts";
import { CUSTOMERS, ORDERS, SEGMENT_SALES } from "./shop.ts";
import { ORDER_PARTS, WATCHED_CONTRACT, WITH_ONE_MORE, watchedMain } from "./watched-shop.ts";
import { queriesOf, type Widget } from "./widgets.ts";

const MINUTES = 60_000;
const laptop = new Laptop("watched");
const { home, dir, command } = laptop;

/** Orders whose amounts are above nought: those at nought break a model. */
const HEALTHY = ORDERS.split("\n")
  .filter((line) => !line.includes(",0.00,"))
  .join("\n");

interface Outputs {
  pipeline: {
    alarm_arns: Record<string, string>;
    health_alarm_arn: string;
    dashboard_name: string;
    queue_urls: Record<string, string>;
    dead_letter_queue_urls: Record<string, string>;
    function_names: Record<string, string>;
    role_names: Record<string, string>;
    bucket_names: Record<string, string>;
    api_url: string;
    budget_name: string;
    cost_anomaly_monitor_arn: string;
  };
  heard: string;
  notices: string;
  shop: string;
}

function outputs(): Outputs {
  const state = JSON.parse(readFileSync(laptop.stateFile, "utf8")) as {
    outputs: Record<string, { value: unknown }>;
  };
  return Object.fromEntries(
    Object.entries(state.outputs).map(([name, { value }]) => [name, value]),
  ) as unknown as Outputs;
}

const nameOf = (arn: string): string => String(arn.split(":alarm:")[1]);

async function withClients<T>(
  work: (clients: { cloudwatch: CloudWatchClient; sqs: SQSClient; s3: S3Client }) => Promise<T>,
): Promise<T> {
  const cloudwatch = new CloudWatchClient(laptop.aws);
  const sqs = new SQSClient(laptop.aws);
  const s3 = new S3Client({ ...laptop.aws, forcePathStyle: true });
  try {
    return await work({ cloudwatch, sqs, s3 });
  } finally {
    for (const client of [cloudwatch, sqs, s3]) client.destroy();
  }
}

/** Names of alarms by their state. */
const states = (): Promise<Record<string, string[]>> =>
  withClients(async ({ cloudwatch }) => {
    await drained(laptop.local);
    const found: Record<string, string[]> = { OK: [], ALARM: [], INSUFFICIENT_DATA: [] };
    for (let NextToken: string | undefined; ; ) {
      const page = await cloudwatch.send(
        new DescribeAlarmsCommand({ AlarmTypes: ["MetricAlarm", "CompositeAlarm"], NextToken }),
      );
      for (const { StateValue = "", AlarmName = "" } of [
        ...(page.MetricAlarms ?? []),
        ...(page.CompositeAlarms ?? []),
      ])
        found[StateValue]?.push(AlarmName);
      NextToken = page.NextToken;
      if (!NextToken) return found;
    }
  });

/** What functions have logged as errors. */
const loggedErrors = async (): Promise<unknown[]> =>
  (await command("logs", dir, "--json"))
    .json<{ lines: { level: string }[] }>()
    .lines.filter(({ level }) => level === "ERROR");

/** The bodies of all messages in a queue. */
const taken = (url: string): Promise<Record<string, string>[]> =>
  withClients(async ({ sqs }) => {
    const bodies: Record<string, string>[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) return bodies;
      for (const { Body = "", ReceiptHandle } of Messages) {
        bodies.push(JSON.parse(Body) as Record<string, string>);
        await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
      }
    }
  });

const put = (key: string, body: string) =>
  withClients(({ s3 }) =>
    s3.send(new PutObjectCommand({ Bucket: outputs().pipeline.bucket_names.landing, Key: key, Body: body })),
  );

const ask = (path: string) =>
  signedFetch(
    `${localApiAddress(outputs().pipeline.api_url, laptop.local.endpoint)}${path}`,
    {},
    {
      service: "execute-api",
      credentials: laptop.aws.credentials as { accessKeyId: string; secretAccessKey: string },
    },
  );

beforeAll(() => {
  mkdirSync(join(dir, "models"), { recursive: true });
  writeFileSync(join(dir, "headrace.yaml"), WITH_ONE_MORE);
  const monitoring = `{ quarantine_percent = 10, expect_models_every = { segment_sales = "1 day" } }`;
  writeFileSync(join(dir, "main.tf"), watchedMain(MODULE_SET, { monitoring, latencyMs: 30_000 }));
  writeFileSync(join(dir, "models", "segment_sales.ts"), SEGMENT_SALES);
  writeFileSync(join(dir, "models", "order_parts.ts"), ORDER_PARTS);
  writeFileSync(join(home, "orders.csv"), HEALTHY);
  writeFileSync(join(home, "customers.ndjson"), CUSTOMERS);
  writeFileSync(join(home, "extra.csv"), "id\n1\n");
});

afterAll(() => laptop.remove(), MINUTES);

test(
  "on a healthy run no alarm is heard",
  async () => {
    expect(await command("types", dir)).toMatchObject({ code: 0 });
    expect(await command("models", "pack", dir, "--out", join(dir, "models.zip"))).toMatchObject({ code: 0 });
    const files = { customers: "customers.ndjson", orders: "orders.csv", extra: "extra.csv" };
    await laptop.run(Object.entries(files).flatMap(([name, file]) => ["--import", `${name}=${file}`]));
    expect((await ask("/datasets")).status).toBe(200);
    await putExpired();
    // DynamoDB drops it, and the function that archives it has its first invocation.
    await advance(laptop.local, 1);
    const { ALARM, INSUFFICIENT_DATA } = await states();
    // What functions logged as errors tells why an alarm is on.
    expect({ ALARM, INSUFFICIENT_DATA, errors: await loggedErrors() }).toEqual({
      ALARM: [],
      INSUFFICIENT_DATA: [],
      errors: [],
    });
    await laptop.planIsEmpty();
  },
  10 * MINUTES,
);

test("every widget of the dashboard shows metrics that are there", async () => {
  const { dashboard_name } = outputs().pipeline;
  const problems = await withClients(async ({ cloudwatch }) => {
    const { DashboardBody = "" } = await cloudwatch.send(
      new GetDashboardCommand({ DashboardName: dashboard_name }),
    );
    const { widgets } = JSON.parse(DashboardBody) as { widgets: Widget[] };
    expect(widgets.length).toBeGreaterThan(12);
    const found: string[] = [];
    for (const { type, properties } of widgets) {
      if (type !== "metric") continue;
      for (const { query, about } of queriesOf(properties)) {
        const { MetricDataResults = [] } = await cloudwatch.send(
          new GetMetricDataCommand({
            StartTime: new Date(Date.now() - 86_400_000),
            EndTime: new Date(Date.now() + 86_400_000),
            MetricDataQueries: query,
          }),
        );
        if (!MetricDataResults.some(({ Values = [] }) => Values.length > 0))
          found.push(`${properties.title}: ${about}`);
      }
    }
    return found;
  });
  expect(problems).toEqual([]);
});

test("what became of files, and rows that were refused, are tables", async () => {
  const runs = await laptop.query(
    'SELECT dataset, status, rows_in, rows_quarantined FROM "_runs" ORDER BY dataset',
  );
  expect(runs.map((row) => row.map(String))).toEqual([
    ["customers", "curated", "20", "0"],
    ["extra", "curated", "1", "0"],
    ["orders", "curated", expect.any(String), expect.any(String)],
  ]);
  const refused = await laptop.query(
    "SELECT reason, count(*) FROM \"_quarantine\" CROSS JOIN UNNEST(reasons) AS t (reason) WHERE dataset = 'orders' GROUP BY reason ORDER BY reason",
  );
  expect(refused.map((row) => row[0])).toEqual(["amount:min", "email:pattern"]);
});

test("queries of the logs are saved by name", async () => {
  const logs = new CloudWatchLogsClient(laptop.aws);
  const { queryDefinitions = [] } = await logs.send(new DescribeQueryDefinitionsCommand({}));
  logs.destroy();
  expect(queryDefinitions.map(({ name }) => name).sort()).toEqual(
    ["a run", "failures", "rejected files", "slow invocations"].map((name) => `my-shop/${name}`),
  );
  expect(queryDefinitions[0]?.logGroupNames).toContain("/aws/lambda/my-shop-stage");
});

test("the terminal tells what came of files, rows, messages and exports", async () => {
  const json = async (...args: string[]) => {
    const ran = await command(...args, "--json");
    expect({ args, code: ran.code, stderr: ran.stderr }).toMatchObject({ code: 0 });
    return ran.json();
  };
  expect(await json("status", dir)).toMatchObject({ healthy: true });
  expect(await json("audit", dir, "orders")).toMatchObject({
    runs: [{ dataset: "orders", state: "curated", rows_in: expect.any(Number) }],
  });
  expect(await json("quarantine", dir, "orders", "--reason", "email", "--limit", "3")).toMatchObject({
    rows: Array(3).fill({ reasons: ["email:pattern"], text: expect.stringContaining("nobody") }),
  });
  expect(await json("logs", dir, "stage")).toMatchObject({
    lines: expect.arrayContaining([
      expect.objectContaining({ function: "my-shop-stage", level: "INFO", message: "Run committed" }),
    ]),
  });
  expect(await json("dlq", dir, "list")).toMatchObject({
    queues: expect.arrayContaining([
      { queue: "my-shop-ingest-dlq", from: "my-shop-ingest", messages: 0, sample: [] },
    ]),
  });
  expect(await json("outputs", dir)).toMatchObject({ outputs: { pipeline: { dashboard_name: "my-shop" } } });
  const exported = (await json("export", "get", dir, "segment_sales", "--out", join(home, "sales"))) as {
    files: { file: string }[];
  };
  expect(exported.files.map(({ file }) => readFileSync(file, "utf8")).join("")).toContain("gold");
  for (const words of [["status"], ["audit"], ["quarantine", "orders"], ["dlq", "list"], ["outputs"]]) {
    const [name = "", ...rest] = words;
    const { stderr } = await command(name, dir, ...rest);
    expect(stderr.split("\n").filter((line) => line.length > 80)).toEqual([]);
  }
});

test("the same commands ask the account of the caller's own settings, by Terraform's own state", async () => {
  const real = join(home, "real");
  mkdirSync(real);
  writeFileSync(join(real, "main.tf"), "terraform {}\n");
  copyFileSync(laptop.stateFile, join(real, "terraform.tfstate"));
  const env = { ...process.env, ...environment(laptop.local), HEADRACE_STATE: join(home, "none") };
  const asked = async (...args: string[]) => headrace([...args, "--aws", "--json"], { cwd: home, env });
  expect((await asked("audit", real, "orders")).json()).toMatchObject({ runs: [{ dataset: "orders" }] });
  expect((await asked("quarantine", real, "orders")).json()).toMatchObject({ rows: expect.any(Array) });
  expect((await asked("status", real)).json()).toMatchObject({ healthy: true });
  expect((await asked("status", home)).json()).toMatchObject({ error: { code: "not_applied" } });
});

test(
  "every alarm is seen to fire by what really happened, and its topic is told",
  async () => {
    // A dataset is taken away, whose alarms stand in the rule of another; and from now on nothing may take time.
    writeFileSync(join(dir, "headrace.yaml"), WATCHED_CONTRACT);
    const monitoring = `{ quarantine_percent = 10, import_seconds = 0, lag_seconds = 0, budget = { monthly_usd = 200, emails = ["a@example.com"], tag = { key = "team", value = "data" } }, cost_anomalies = { least_usd = 20, emails = ["a@example.com", "b@example.com"], tag = { key = "team", value = "data" } }, expect_models_every = { segment_sales = "1 day" } }`;
    writeFileSync(join(dir, "main.tf"), watchedMain(MODULE_SET, { monitoring, latencyMs: 1 }));
    expect(await command("apply", dir, "--json")).toMatchObject({ code: 0 });
    await laptop.planIsEmpty();
    const { pipeline, heard, notices, shop } = outputs();
    expect(pipeline).toMatchObject({
      budget_name: "my-shop",
      cost_anomaly_monitor_arn: expect.stringMatching(/^arn:aws:ce:/),
    });
    // The subscriber lets nobody in any more.
    await withClients(({ sqs }) =>
      sqs.send(
        new SetQueueAttributesCommand({
          QueueUrl: shop,
          Attributes: { Policy: '{"Version":"2012-10-17","Statement":[]}' },
        }),
      ),
    );

    for (let request = 0; request < 3; request++) {
      expect((await ask("/datasets")).status).toBe(200);
      await drained(laptop.local);
      await advance(laptop.local, 300);
    }
    await throttleFunctions(pipeline);
    // What is too much is counted by the hour.
    await advance(laptop.local, 3700);
    await spoilRows();
    await put("nothing of ours/a.csv", "a\n1\n");
    await drained(laptop.local);
    await breakFunctions(pipeline);
    await drained(laptop.local);
    await fillQueues(pipeline);
    await drained(laptop.local);
    await letRecordsWait(pipeline);
    await letMessagesAge(pipeline);
    await advance(laptop.local, 25 * 3600);

    expect((await states()).ALARM).toEqual(
      expect.arrayContaining([
        "my-shop-health",
        "my-shop-model-segment_sales-freshness",
        "my-shop-orders-freshness",
      ]),
    );
    const told = (await taken(heard)).filter(({ NewStateValue }) => NewStateValue === "ALARM");
    const names = new Set(told.map(({ AlarmName }) => AlarmName));
    const all = [...Object.values(pipeline.alarm_arns), pipeline.health_alarm_arn].map(nameOf);
    expect(all.filter((name) => !names.has(name))).toEqual([]);
    expect(all.length).toBeGreaterThan(40);
    const rejected = (await taken(notices)).map(({ type, dataset, reason }) => [type, dataset, reason]);
    expect(rejected).toContainEqual(["dataset.rejected", "_unknown", "file:unknown_dataset"]);
  },
  10 * MINUTES,
);

/** Rows that break the contract, a model and a test. */
async function spoilRows(): Promise<void> {
  const rows = Array.from(
    { length: 10 },
    (_, i) => `${5000 + i},${i < 2 ? 999 : 1},nobody,-1,2024-01-01 00:00:00`,
  );
  rows.push("5100,999,a@b.c,0.00,2024-01-01 00:00:00", "5101,999,a@b.c,5.00,2024-01-01 00:00:00");
  await put("orders/spoiled.csv", `Order ID,Customer ID,Email,Amount,Ordered At\n${rows.join("\n")}\n`);
  await put(
    "customers/spoiled.ndjson",
    '{"customer_id":50,"segment":"gold"}\n{"customer_id":51,"segment":"lead"}\n',
  );
}

/** What a function needs to be given its messages and to say what it does, and nothing of what it works with. */
const ONLY_MESSAGES = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: ["sqs:*", "kms:*", "logs:*"], Resource: "*" }],
});

/** Functions that may do nothing any more, and code that cannot be called. */
async function breakFunctions({ role_names, function_names }: Outputs["pipeline"]): Promise<void> {
  const iam = new IAMClient(laptop.aws);
  const lambda = new LambdaClient(laptop.aws);
  for (const member of ["api", "deliver", "load"]) {
    const name = role_names[member];
    await iam.send(
      new PutRolePolicyCommand({ RoleName: name, PolicyName: name, PolicyDocument: ONLY_MESSAGES }),
    );
  }
  expect((await ask("/datasets/orders/rows")).status).toBeGreaterThanOrEqual(500);
  await put(
    "orders/more.csv",
    "Order ID,Customer ID,Email,Amount,Ordered At\n9000,1,a@b.c,3,2024-01-01 00:00:00\n",
  );
  await drained(laptop.local);
  for (const FunctionName of Object.values(function_names)) {
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Handler: "index.gone" }));
    const { FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify("no event") }),
    );
    expect([FunctionName, FunctionError]).toEqual([FunctionName, "Unhandled"]);
  }
  iam.destroy();
  lambda.destroy();
}

/** Functions that Lambda lets nobody run for ten minutes, though they are asked for. */
async function throttleFunctions({ function_names }: Outputs["pipeline"]): Promise<void> {
  const lambda = new LambdaClient({ ...laptop.aws, maxAttempts: 1 });
  const names = Object.values(function_names);
  for (const FunctionName of names)
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
  for (let period = 0; period < 2; period++) {
    for (const FunctionName of names)
      await expect(lambda.send(new InvokeCommand({ FunctionName }))).rejects.toMatchObject({
        name: "TooManyRequestsException",
      });
    await advance(laptop.local, 300);
  }
  for (const FunctionName of names) await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  lambda.destroy();
}

/** What nobody can read goes where dead letters lie; queues that nothing takes from hold what is sent. */
async function fillQueues({ queue_urls, dead_letter_queue_urls }: Outputs["pipeline"]): Promise<void> {
  await withClients(async ({ sqs }) => {
    // The queue of models gives a message a hundred tries: it would take minutes.
    for (const [name, url] of Object.entries(queue_urls))
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: name === "transforms" ? dead_letter_queue_urls[name] : url,
          MessageBody: "unreadable",
        }),
      );
  });
}

/** An audit record whose time is over. */
async function putExpired(): Promise<void> {
  const dynamodb = new DynamoDBClient(laptop.aws);
  await dynamodb.send(
    new PutItemCommand({
      TableName: "my-shop-audit",
      Item: {
        run_id: { S: randomUUID() },
        dataset: { S: "orders" },
        expires_at: { N: String(Math.floor(Date.now() / 1000) - 60) },
      },
    }),
  );
  dynamodb.destroy();
}

/** A record that nobody archives, for hours. */
async function letRecordsWait({ alarm_arns }: Outputs["pipeline"]): Promise<void> {
  await putExpired();
  await advance(laptop.local, 60);
  await advance(laptop.local, 3 * 3600);
  const name = nameOf(String(alarm_arns["archive/late"]));
  const isOn = () =>
    withClients(async ({ cloudwatch }) => {
      const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
      return MetricAlarms[0]?.StateValue === "ALARM";
    });
  while (!(await isOn())) await sleep(200);
}

/** Messages that are not taken for hours. */
async function letMessagesAge({ queue_urls, dead_letter_queue_urls }: Outputs["pipeline"]): Promise<void> {
  await withClients(async ({ sqs }) => {
    const fed = Object.keys(dead_letter_queue_urls).map((name) => queue_urls[name]);
    for (const QueueUrl of fed)
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "later", DelaySeconds: 900 }));
    await advance(laptop.local, 60);
    await advance(laptop.local, 5 * 3600);
    for (const QueueUrl of fed) await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  });
}

test("messages that were given up are listed, and sent back", async () => {
  expect(await command("status", dir)).toMatchObject({ code: 1 });
  const listed = (await command("dlq", dir, "list", "ingets", "--json")).json();
  expect(listed).toMatchObject({ error: { code: "unknown_queue" } });
  const found = (await command("dlq", dir, "list", "ingest", "--json")).json();
  expect(found).toMatchObject({ queues: [{ messages: 1, sample: [{ text: "unreadable" }] }] });
  const moved = (await command("dlq", dir, "redrive", "my-shop-ingest", "--json")).json();
  expect(moved).toEqual({
    moved: [{ queue: "my-shop-ingest-dlq", to: "my-shop-ingest", messages: 1 }],
    left: [],
  });
});

test("the history of an alarm says what was done", async () => {
  const summaries = await withClients(async ({ cloudwatch }) => {
    const { AlarmHistoryItems = [] } = await cloudwatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: "my-shop-files-rejected" }),
    );
    return AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary);
  });
  expect(summaries).toContain("Successfully executed action arn:aws:sns:us-east-1:123456789012:alarms");
});

test(
  "destroy leaves nothing",
  async () => {
    await laptop.destroyLeavesNothing();
  },
  5 * MINUTES,
);
