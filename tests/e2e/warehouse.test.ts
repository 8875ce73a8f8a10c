// The way into the warehouse, on one local AWS: a pipeline with a cluster, its load, its models and their export, and
// beside it a Serverless warehouse over the same lake. Both are made by one apply, since most of it is the provider's waits.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { MODULE_SET } from "../../cli/module-files.ts";
import { status } from "../../local/index.ts";
import { headrace } from "./headrace.ts";
import { Laptop } from "./laptop.ts";
import { LOCAL_AWS, leftOver } from "./processes.ts";
import { CUSTOMERS, ORDERS, SEGMENT_SALES, WAREHOUSE_CONTRACT, warehouseMain } from "./shop.ts";
import { snapshot } from "./snapshot.ts";

const MINUTES = 60_000;

const EXPORTS = "my-shop-exports-123456789012";

const laptop = new Laptop("shop");
const { home, dir, command, query } = laptop;

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
    const plain = ([segment, ...rest]: unknown[]) => [segment, ...rest.map(Number)];
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

test("no role was refused anything, and every request of a role was judged", async () => {
  expect(await status(laptop.local)).toMatchObject({ denied: [], unchecked: [] });
});

test("the pipeline's roles may do nothing that they never do without a reason", async () => {
  // People read through Spectrum what the functions copy.
  expect(await query("SELECT count(*) FROM lake.orders", "redshift")).toHaveLength(1);
  // The other warehouse is asked once, and exports nothing.
  const other = "my-shop-serverless-warehouse ";
  expect((await laptop.questionable()).filter((one) => !one.startsWith(other))).toEqual([]);
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

test("a plan after the apply is empty", () => laptop.planIsEmpty(), 3 * MINUTES);

test(
  "destroy leaves nothing, not even of what guards itself",
  () => laptop.destroyLeavesNothing(),
  4 * MINUTES,
);
