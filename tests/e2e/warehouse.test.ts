// The way into the warehouse, on one local AWS: a pipeline with a cluster, its load, its models and their export, and
// beside it a Serverless warehouse over the same lake. Both are made by one apply, since most of it is the provider's waits.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BatchClient, DescribeJobsCommand } from "@aws-sdk/client-batch";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Report } from "../../cli/imports/report.ts";
import type { AccessAnswer } from "../../cli/local-report.ts";
import { MODULE_SET } from "../../cli/module-files.ts";
import { status } from "../../local/index.ts";
import { browserPath, openBrowser, read } from "../../page/testing/reader.ts";
import { ApiCaller } from "./api-caller.ts";
import { startConsole } from "./console.ts";
import { headrace } from "./headrace.ts";
import { Laptop } from "./laptop.ts";
import { LOCAL_AWS, leftOver } from "./processes.ts";
import { pageIn, reportAsReporter } from "./reporter.ts";
import { CUSTOMERS, ORDERS, SEGMENT_SALES, WAREHOUSE_CONTRACT, warehouseMain } from "./shop.ts";
import { snapshot } from "./snapshot.ts";

const MINUTES = 60_000;

const EXPORTS = "my-shop-exports-123456789012";

const laptop = new Laptop("shop");
const { home, dir, command, query } = laptop;
const ann = new ApiCaller(laptop, "reader");
const eve = new ApiCaller(laptop, "stranger");

const numbers = (rows: unknown[][]): number[][] => rows.map((row) => row.map(Number));

beforeAll(() => {
  mkdirSync(join(dir, "models"), { recursive: true });
  writeFileSync(join(dir, "headrace.yaml"), WAREHOUSE_CONTRACT);
  writeFileSync(join(dir, "main.tf"), warehouseMain(MODULE_SET));
  writeFileSync(join(dir, "models", "segment_sales.ts"), SEGMENT_SALES);
  writeFileSync(join(home, "orders.csv"), ORDERS);
  writeFileSync(join(home, "customers.ndjson"), CUSTOMERS);
});

afterAll(() => laptop.remove(), MINUTES);

test(
  "what is imported is loaded, modelled, tested and exported",
  async () => {
    const typed = await command("types", dir);
    expect(typed).toMatchObject({ code: 0 });
    expect(await command("models", "pack", dir, "--out", join(dir, "models.zip"))).toMatchObject({ code: 0 });
    const imports = ["--import", "orders=orders.csv", "--import", "customers=customers.ndjson"];
    await laptop.run(imports);
    await laptop.allDelivered();

    const sums = "count(*), sum(amount), count(DISTINCT email), count(segment)";
    const copied = numbers(await query(`SELECT ${sums} FROM raw.orders`, "redshift"));
    expect(copied).toEqual(numbers(await query(`SELECT ${sums} FROM orders`, "athena")));
    expect(copied[0]?.[0]).toBe(370);

    const bySegment = "count(*), sum(amount) FROM orders GROUP BY segment ORDER BY segment";
    const expected = await query(`SELECT segment, ${bySegment}`, "athena");
    const sales = await query(
      "SELECT segment, orders, sales FROM marts.segment_sales ORDER BY 1",
      "redshift",
    );
    expect(sales.map(plain)).toEqual(expected.map(plain));
    expect(await exported("segment_sales")).toHaveLength(1 + expected.length);
    // By link, once for each run of the models.
    const delivered = (await exported("_deliveries/topics/sales")).map((line) => JSON.parse(line));
    const rows = delivered.map(({ segment, orders, sales }) => plain([segment, orders, sales]));
    expect(rows).toEqual(expect.arrayContaining(expected.map(plain)));
  },
  8 * MINUTES,
);

test(
  "the models run as a job of Batch where that is asked for, with the function's rights and its layer",
  async () => {
    const before = await exported("segment_sales");
    const lambda = new LambdaClient(laptop.aws);
    const Payload = JSON.stringify({ compute: "batch" });
    const asked = await lambda.send(new InvokeCommand({ FunctionName: "my-shop-transforms", Payload }));
    lambda.destroy();
    const { job_id } = JSON.parse(Buffer.from(asked.Payload ?? []).toString());
    await laptop.allDelivered();
    const batch = new BatchClient(laptop.aws);
    const { jobs: [job] = [] } = await batch.send(new DescribeJobsCommand({ jobs: [job_id] }));
    batch.destroy();
    expect(job).toMatchObject({ status: "SUCCEEDED", attempts: [{}], jobName: "models-my-shop" });
    const events = await query(
      `select kind, name, state from headrace.run_events where run_id = '${job_id.replaceAll("-", "")}'`,
      "redshift",
    );
    expect(events).toEqual(
      expect.arrayContaining([
        ["run", "my-shop", "finished"],
        ["model", "segment_sales", "built"],
      ]),
    );
    expect(await exported("segment_sales")).toEqual(before);
  },
  3 * MINUTES,
);

test(
  "a models run that is killed leaves nothing in the folder, and the next one works",
  async () => {
    const files = snapshot(dir);
    await headrace(["models", "run", dir], {
      env: { ...process.env, HEADRACE_STATE: join(home, "local") },
      cwd: home,
      // It is long past its start by then, and not done.
      onStart: ({ kill }) => setTimeout(() => kill("SIGKILL"), 2_500),
    });
    expect(await leftOver(home, LOCAL_AWS, 15_000)).toEqual([]);
    expect(snapshot(dir)).toEqual(files);
    expect(await command("models", "run", dir, "--wait", "60")).toMatchObject({ code: 0 });
  },
  3 * MINUTES,
);

/** Lines of a model's export. */
async function exported(model: string): Promise<string[]> {
  const s3 = new S3Client({ ...laptop.aws, forcePathStyle: true });
  const Bucket = EXPORTS;
  try {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${model}/` }));
    const bodies = Contents.map(async ({ Key }) =>
      (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString(),
    );
    return (await Promise.all(bodies)).join("").trim().split("\n");
  } finally {
    s3.destroy();
  }
}

/** The outputs of the Serverless warehouse. */
function serverless(): Record<string, string> {
  const state = JSON.parse(readFileSync(laptop.stateFile, "utf8"));
  return state.outputs.serverless.value;
}

test("the page shows the counts that check prints, and each model as it stands", async () => {
  const out = join(home, "report");
  const reported = await command("report", dir, "--out", out, "--json");
  expect(reported).toMatchObject({ code: 0 });
  const html = readFileSync(join(out, "index.html"), "utf8");
  const page = pageIn(html);
  const imports = ["--import", "orders=orders.csv", "--import", "customers=customers.ndjson"];
  const { datasets } = (await command("check", dir, ...imports, "--json")).json<Report>();
  expect(datasets).toHaveLength(2);
  for (const { dataset, files, rows_in, rows_curated, rows_quarantined, reasons, bytes_in } of datasets)
    expect(page.live.counts.find((counts) => counts.dataset === dataset)).toEqual({
      ...{ dataset, files, files_rejected: 0, rows_in, rows_curated, rows_quarantined, reasons, bytes_in },
    });
  const orders = page.datasets.find(({ name }) => name === "orders");
  expect(orders?.profile).toMatchObject({ rows: 370 });
  expect(orders?.curated?.rows).toHaveLength(20);
  expect(orders?.quarantined).toHaveLength(30);
  const marked = orders?.quarantined.map(({ text, marks }) =>
    marks.map(({ from, to }) => text.slice(from, to)),
  );
  expect(new Set(marked?.flat().map((text) => (text.includes("nobody") ? "nobody" : text)))).toEqual(
    new Set(["-1.00", "nobody"]),
  );
  const sales = page.models.find(({ name }) => name === "segment_sales");
  expect(sales).toMatchObject({
    last: { state: "built" },
    sample: { columns: [{ name: "segment" }, {}, {}] },
  });
  expect(sales?.tests.every(({ state }) => state === "passed")).toBe(true);
  expect(page.access?.counts.used).toBeGreaterThan(20);
});

(browserPath ? test : test.skip)(
  "the console shows live counts, answers SQL of both engines and sends a dead letter back, until Ctrl-C",
  async () => {
    const served = await startConsole(dir, { ...process.env, HEADRACE_STATE: join(home, "local") });
    const browser = await openBrowser();
    try {
      const { tab, troubles, go } = await read(browser, served.address);
      await go("/query");
      for (const [engine, sql] of [
        ["athena", "SELECT count(*) AS n FROM orders"],
        ["redshift", "select count(*) as n from raw.orders"],
      ] as const) {
        await tab.locator("select").selectOption(engine);
        await tab.locator("textarea").fill(sql);
        await tab.getByRole("button", { name: "Run" }).click();
        await tab.locator("td", { hasText: "370" }).waitFor();
        await tab.locator("textarea").fill("");
        await tab.reload();
      }
      const sqs = new SQSClient(laptop.aws);
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "my-shop-ingest-dlq" }));
      // S3 says so once to a queue that it may write to; the function passes it over.
      const MessageBody = JSON.stringify({
        Service: "Amazon S3",
        Event: "s3:TestEvent",
        Bucket: "<b>landing</b>",
      });
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      await go("/queues");
      await tab.getByText("<b>landing</b>").waitFor();
      await tab.getByRole("button", { name: "Send back to my-shop-ingest" }).click();
      await tab.getByText("1 message sent back to my-shop-ingest").waitFor();
      await tab.getByText("Nothing was given up.").waitFor();
      await laptop.allDelivered();
      sqs.destroy();
      expect(troubles).toEqual([]);
      expect(await served.interrupt()).toBe(130);
      await expect(fetch(served.address)).rejects.toThrow();
    } finally {
      await browser.close();
      await served.interrupt();
    }
  },
  3 * MINUTES,
);

test("the Serverless warehouse answers over the same lake, as its administrator", async () => {
  const workgroup = serverless();
  expect(workgroup.endpoint).toMatch(
    /^my-shop-serverless-warehouse\.\d{12}\..+\.redshift-serverless\.amazonaws\.com$/,
  );
  const client = new RedshiftDataClient(laptop.aws);
  try {
    const { Id } = await client.send(
      new ExecuteStatementCommand({
        WorkgroupName: workgroup.workgroup_name,
        Database: workgroup.database_name,
        SecretArn: workgroup.admin_secret_arn,
        Sql: "SELECT current_user, count(*), sum(amount) FROM lake.orders",
      }),
    );
    const about = await client.send(new DescribeStatementCommand({ Id, WaitTimeSeconds: 30 }));
    expect({ status: about.Status, error: about.Error }).toEqual({ status: "FINISHED", error: undefined });
    const { Records = [] } = await client.send(new GetStatementResultCommand({ Id }));
    const [user, count, sum] = (Records[0] ?? []).map((field) => field.longValue ?? field.stringValue);
    const inLake = await query("SELECT count(*), sum(amount) FROM orders", "athena");
    expect([user, Number(count), Number(sum)]).toEqual(["headrace_admin", ...(numbers(inLake)[0] ?? [])]);
  } finally {
    client.destroy();
  }
});

const plain = ([segment, ...rest]: unknown[]) => [segment, ...rest.map(Number)];

test("the API reads models and runs SQL in the warehouse, as a user who may read what its contract names", async () => {
  for (const caller of [ann, eve]) await caller.make();
  expect((await ann.get("/models")).body).toEqual({ models: [{ name: "segment_sales" }] });
  const { body } = await ann.get("/models/segment_sales");
  expect(body.columns.map(({ name, type }: Record<string, string>) => `${name} ${type}`)).toEqual([
    "segment varchar",
    "orders int8",
    "sales numeric(38,2)",
  ]);
  const sales = await query("SELECT segment, orders, sales FROM marts.segment_sales ORDER BY 1", "redshift");
  const rows = (await ann.get("/models/segment_sales/rows?order=segment")).body;
  expect(rows.rows.map((row: object) => plain(Object.values(row)))).toEqual(sales.map(plain));
  const page = (await ann.get("/models/segment_sales/rows?order=-segment&limit=1")).body;
  const next = (await ann.get(`/models/segment_sales/rows?order=-segment&limit=1&cursor=${page.next}`)).body;
  expect([page.rows[0].segment, next.rows[0].segment, next.next]).toEqual(["silver", "gold", null]);
  const where = `where=segment.eq.gold&where=sales.gt.0&select=orders`;
  expect((await ann.get(`/models/segment_sales/rows?${where}`)).body.rows).toHaveLength(1);

  const asked = await ann.post("/queries", { query: "large_segments", parameters: { least: "1" } });
  expect(asked).toMatchObject({ status: 200, body: { engine: "redshift", state: "succeeded" } });
  const sql = (text: string) => ann.post("/queries", { sql: text, engine: "redshift" });
  expect((await sql("select count(*) from marts.segment_sales")).body.rows).toEqual([["2"]]);
  const role = "arn:aws:iam::123456789012:role/my-shop-warehouse";
  for (const [text, words] of [
    ["select * from raw.orders", "permission denied for schema raw"],
    ["select * from lake.customers", "permission denied for schema lake"],
    ["drop view marts.segment_sales", "must be owner of relation segment_sales"],
    ["create table public.mine as select 1 as a", "permission denied for schema public"],
    [`unload ('select 1 as a') to 's3://${EXPORTS}/_api/x/' iam_role '${role}' encrypted auto`, "ASSUMEROLE"],
  ] as const)
    expect(await sql(text)).toMatchObject({ status: 422, body: { detail: expect.stringContaining(words) } });
  expect(await eve.get("/models/segment_sales")).toMatchObject({ status: 403 });
  expect(await eve.get(`/queries/${asked.body.id}`)).toMatchObject({ status: 404 });
});

test("a query that takes long is answered by 202, cancelled, and its results are read as Parquet where it is done", async () => {
  const slow = "select count(*) from (select a.segment from marts.segment_sales a, marts.segment_sales b)";
  const begun = await ann.post("/queries", { sql: slow, engine: "redshift" }, { prefer: "respond-async" });
  expect([200, 202]).toContain(begun.status);
  const { body } = await ann.ended(`/queries/${begun.body.id}`);
  expect(body.state).toBe("succeeded");
  expect(await ann.delete(`/queries/${begun.body.id}`)).toMatchObject({ status: 204 });
  for (const request of [
    { query: "by_month" },
    { sql: "select segment, orders, sales from marts.segment_sales order by 1", engine: "redshift" },
  ]) {
    const { id, rows } = (await ann.post("/queries", request)).body;
    const accept = "application/vnd.apache.parquet";
    const { status, headers, bytes } = await ann.get(`/queries/${id}/results`, { accept });
    expect([status, headers.get("content-type")]).toEqual([200, accept]);
    expect((await parquetRows(bytes)).map((row) => plain(row))).toEqual(rows.map(plain));
  }
});

test("exports are written to the caller's own folder, fetched by links, and nobody else's", async () => {
  const fetched = async (request: object, key: string) => {
    const headers = { "idempotency-key": key };
    const begun = await ann.post("/exports", request, headers);
    expect(begun).toMatchObject({ status: 202, body: { files: [] } });
    expect((await ann.post("/exports", request, headers)).body.id).toBe(begun.body.id);
    const { body } = await ann.ended(`/exports/${begun.body.id}`);
    expect(body).toMatchObject({ state: "succeeded", error: null });
    for (const { url } of body.files) expect(url).toContain(`${EXPORTS}/_api/`);
    const files = await Promise.all(body.files.map(({ url }: { url: string }) => fetch(url)));
    const bytes = await Promise.all(files.map(async (file) => Buffer.from(await file.arrayBuffer())));
    return { id: begun.body.id, files: bytes };
  };
  const orders = await fetched(
    { dataset: "orders", select: ["order_id", "amount"], where: ["amount.gte.300"] },
    "a",
  );
  const inLake = await query("SELECT order_id, amount FROM orders WHERE amount >= 300 ORDER BY 1", "athena");
  const exportedRows = (await Promise.all(orders.files.map(parquetRows))).flat();
  expect(exportedRows.map((row) => row.map(Number)).sort((a, b) => Number(a[0]) - Number(b[0]))).toEqual(
    numbers(inLake),
  );
  const model = await fetched({ model: "segment_sales" }, "b");
  expect((await Promise.all(model.files.map(parquetRows))).flat()).toHaveLength(2);
  const named = await fetched({ query: "large_segments", parameters: { least: 0 }, format: "ndjson" }, "c");
  const lines = named.files.flatMap((file) => file.toString().trim().split("\n"));
  expect(lines.map((line) => Object.keys(JSON.parse(line)))).toEqual([
    ["segment", "sales"],
    ["segment", "sales"],
  ]);
  expect(await ann.delete(`/exports/${model.id}`)).toMatchObject({ status: 204 });
  expect(await eve.get(`/exports/${model.id}`)).toMatchObject({ status: 403 });
  expect(await ann.post("/exports", { dataset: "customers" })).toMatchObject({ status: 403 });
  // What the API's function itself may do.
  for (const path of ["/datasets/orders", "/datasets/orders/rows?limit=1", "/openapi.json"])
    expect(await ann.get(path)).toMatchObject({ status: 200 });
  for (const caller of [ann, eve]) await caller.remove();
});

/** Rows of a Parquet file, as texts. */
async function parquetRows(bytes: Buffer): Promise<string[][]> {
  const file = join(home, `${createHash("sha256").update(bytes).digest("hex")}.parquet`);
  writeFileSync(file, bytes);
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(`SELECT * FROM '${file}'`);
  const rows = reader.getRows().map((row) => row.map(String));
  connection.closeSync();
  return rows;
}

test("no role was refused anything, and every request of a role was judged", async () => {
  expect(await status(laptop.local)).toMatchObject({ denied: [], unchecked: [] });
});

test("the pipeline's roles may do nothing that they never do without a reason", async () => {
  // People read through Spectrum what the functions copy.
  expect(await query("SELECT count(*) FROM lake.orders", "redshift")).toHaveLength(1);
  // The other warehouse is asked once, and exports nothing; reports are made by and by.
  const others = /^(my-shop-serverless-warehouse|reporter) /;
  expect((await laptop.questionable()).filter((one) => !others.test(one))).toEqual([]);
});

test("what is unloaded without the bucket's key is refused by its policy, as on AWS", async () => {
  const unload = (folder: string, encryption: string) =>
    command(
      "query",
      dir,
      `unload ('select 1 as x') to 's3://${EXPORTS}/${folder}/' iam_role default ${encryption}`,
      "--engine",
      "redshift",
    );
  const refused = await unload("without", "");
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/S3ServiceException:.*s3:PutObject.*,Status 403,Error AccessDenied/);
  expect(await unload("with", "encrypted auto")).toMatchObject({ code: 0 });
  const s3 = new S3Client({ ...laptop.aws, forcePathStyle: true });
  const { ServerSideEncryption } = await s3.send(
    new GetObjectCommand({ Bucket: EXPORTS, Key: "with/0000_part_00" }),
  );
  s3.destroy();
  expect(ServerSideEncryption).toBe("aws:kms");
});

test("a role that may run statements in the one warehouse may not in the other", async () => {
  const { workgroup_name, workgroup_arn, database_name } = serverless();
  const sts = new STSClient(laptop.aws);
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: "arn:aws:iam::123456789012:role/my-shop-transforms",
      RoleSessionName: "stray",
    }),
  );
  sts.destroy();
  const client = new RedshiftDataClient({
    ...laptop.aws,
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken,
    },
  });
  try {
    const statement = { WorkgroupName: workgroup_name, Database: database_name, Sql: "SELECT 1" };
    await expect(client.send(new ExecuteStatementCommand(statement))).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining(`redshift-data:ExecuteStatement on resource: ${workgroup_arn}`),
    });
  } finally {
    client.destroy();
  }
});

test("a role that has the report's policy and nothing else shows models with their rows, and may do no more", async () => {
  const page = pageIn((await reportAsReporter(laptop)).html);
  expect(page.models_trouble).toBeUndefined();
  const [sales, ...others] = page.models;
  expect(others).toEqual([]);
  expect(sales?.trouble).toBeUndefined();
  expect(sales).toMatchObject({ name: "segment_sales", last: { state: "built" } });
  const rows = await query("SELECT segment, orders, sales FROM marts.segment_sales", "redshift");
  expect(sales?.sample?.rows.map(plain).sort()).toEqual(rows.map(plain).sort());
  const { denied } = (await command("local", "report", "--json")).json<AccessAnswer>();
  expect(denied.filter(({ role }) => role === "reporter")).toEqual([]);
  const client = new RedshiftDataClient({ ...laptop.aws, credentials: await laptop.assumed("reporter") });
  const asked = async (Sql: string, more: object = {}) => {
    const warehouse = { ClusterIdentifier: "my-shop-warehouse", Database: "warehouse" };
    const { Id } = await client.send(new ExecuteStatementCommand({ ...warehouse, ...more, Sql }));
    return (await client.send(new DescribeStatementCommand({ Id, WaitTimeSeconds: 30 }))).Error;
  };
  try {
    expect(await asked("select count(*) from marts.segment_sales")).toBeUndefined();
    for (const [sql, words] of [
      ["select * from raw.orders", "permission denied for schema raw"],
      ["select * from lake.customers", "permission denied for schema lake"],
      ["drop view marts.segment_sales", "must be owner of relation segment_sales"],
      ["delete from headrace.run_events", "permission denied for relation run_events"],
    ] as const)
      expect(await asked(sql)).toContain(words);
    for (const DbUser of ["headrace", "headrace_admin"])
      await expect(asked("select 1", { DbUser })).rejects.toMatchObject({
        message: expect.stringContaining("redshift:GetClusterCredentials"),
      });
  } finally {
    client.destroy();
  }
});

test("a plan after the apply is empty", () => laptop.planIsEmpty(), 3 * MINUTES);

test(
  "destroy leaves nothing, not even of what guards itself",
  () => laptop.destroyLeavesNothing(),
  4 * MINUTES,
);
