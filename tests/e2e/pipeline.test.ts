// The whole way, on one local AWS: init, run, query, redelivery, poison, plan, destroy. Each test goes on where the one
// before it stopped, since making the infrastructure takes a minute.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { pipelineOf } from "../../cli/pipeline/find.ts";
import type { DeployedPipeline } from "../../cli/terraform/pipelines.ts";
import { USE_CONTEXT, VAULT_CONTEXT } from "../../core/records/vault.ts";
import { vaultOf } from "../../handlers/aws/vault/vault.ts";
import { drained } from "../../local/index.ts";
import { headrace } from "./headrace.ts";
import { Laptop } from "./laptop.ts";
import { LOCAL_AWS, leftOver } from "./processes.ts";
import { CUSTOMERS, ORDERS, TIGHT_CONTRACT } from "./shop.ts";
import { snapshot } from "./snapshot.ts";

const MINUTES = 60_000;

interface Report {
  datasets: { dataset: string; rows_in: number; rows_curated: number; rows_quarantined: number }[];
  rejected: unknown[];
}

const laptop = new Laptop("My Shop");
const { home, dir, command, query } = laptop;
let pipeline: DeployedPipeline;

/** Clients to be closed at the end, so that the test's process can end. */
const clients: { destroy(): void }[] = [];
const client = <T extends { destroy(): void }>(one: T): T => {
  clients.push(one);
  return one;
};

/** A report without what differs from run to run. */
const figures = ({ datasets, rejected }: Report): unknown => ({
  rejected,
  datasets: datasets.map(({ dataset, ...rest }) => ({ dataset, ...rest, seconds: 0, bytes_out: 0 })),
});

beforeAll(() => {
  writeFileSync(join(home, "Shop Orders.csv"), ORDERS);
  writeFileSync(join(home, "customers.ndjson"), CUSTOMERS);
});

afterAll(async () => {
  for (const one of clients) one.destroy();
  await laptop.remove();
}, MINUTES);

test(
  "init and run, with files of one's own and far from the checkout, need no editing",
  async () => {
    const answer = await command("init", dir, "--from", "Shop Orders.csv", "customers.ndjson");
    expect(answer).toMatchObject({ code: 0, stdout: "" });
    const imports = ["--import", "shop_orders=Shop Orders.csv", "--import", "customers=customers.ndjson"];
    const ran = await laptop.run(imports);
    const checked = await command("check", dir, ...imports, "--json");
    expect(figures(ran.json())).toEqual(figures(checked.json()));
    expect(ran.json<Report>().datasets.map(({ rows_curated }) => rows_curated)).toEqual([400, 20]);
    expect(await query("SELECT count(*), count(DISTINCT email) FROM shop_orders")).toEqual([[400, 21]]);
  },
  8 * MINUTES,
);

test(
  "a tightened contract: the run's figures and rows are those of a check",
  async () => {
    writeFileSync(join(dir, "headrace.yaml"), TIGHT_CONTRACT);
    const imports = ["--import", "orders=Shop Orders.csv", "--import", "customers=customers.ndjson"];
    const ran = await command("run", dir, ...imports, "--json");
    const checked = await command("check", dir, ...imports, "--json", "--out", "out");
    expect({ run: ran.code, check: checked.code }).toEqual({ run: 0, check: 0 });
    expect(figures(ran.json())).toEqual(figures(checked.json()));
    const orders = ran.json<Report>().datasets.find(({ dataset }) => dataset === "orders");
    expect(orders).toMatchObject({ rows_in: 400, reasons: { "amount:min": 20, "email:pattern": 10 } });
    pipeline = pipelineOf(dir, laptop.local);

    const sums =
      "count(*), sum(amount), count(DISTINCT email), count(segment), count(DISTINCT ordered_on_month)";
    const instance = await DuckDBInstance.create(":memory:");
    const duck = await instance.connect();
    const files = join(home, "out", "curated", "orders", "*", "*.parquet");
    const expected = await duck.runAndReadAll(
      `SELECT ${sums} FROM read_parquet('${files}', hive_partitioning = true)`,
    );
    duck.closeSync();
    instance.closeSync();
    expect((await query(`SELECT ${sums} FROM orders`)).map((row) => row.map(Number))).toEqual(
      expected.getRowsJson().map((row) => row.map(Number)),
    );

    const statement = join(home, "count.sql");
    writeFileSync(statement, "-- by a file\nSELECT 400 AS n, 'a' AS word;\n");
    for (const [format, text] of Object.entries({
      csv: "n,word\r\n400,a\r\n",
      json: '[\n{"n":400,"word":"a"}\n]\n',
      ndjson: '{"n":400,"word":"a"}\n',
      vertical: "-[ 1 ]-\nn    | 400\nword | a\n",
    }))
      expect((await command("query", dir, "--file", statement, "--format", format)).stdout).toBe(text);
    const wrong = await command("query", dir, "SELECT nothing FROM orders", "--json");
    expect(wrong.code).toBe(1);
    expect(wrong.json()).toMatchObject({
      error: { code: "query_failed", message: expect.stringMatching(/nothing/) },
    });
  },
  6 * MINUTES,
);

test("customers have reversible tokens", async () => {
  const tokens = "count(*), count(DISTINCT name), count(DISTINCT phone) FROM customers";
  const form =
    "regexp_like(name, '^tok_[0-9a-f]{32}$') AND regexp_like(phone, '^[+]\\d\\d \\d\\d-\\d{4}-\\d{4}$')";
  expect((await query(`SELECT ${tokens} WHERE ${form}`)).map((row) => row.map(Number))).toEqual([
    [20, 10, 20],
  ]);
  const { VAULT_TABLE = "", VAULT_KMS_KEY_ARN = "" } = laptop.variablesOf("my-shop-stage");
  const [[token] = []] = await query("SELECT name FROM customers WHERE customer_id = 4");
  const opened = await laptop.within(async () => {
    const vault = vaultOf({ VAULT_TABLE, VAULT_KMS_KEY_ARN });
    return vault?.open([String(token)]);
  });
  expect(opened).toEqual(["Customer 3"]);
});

test(
  "the same file again, and its event twice in one batch, change nothing",
  async () => {
    const before = await query("SELECT count(*), sum(amount) FROM orders");
    const s3 = client(new S3Client(laptop.aws));
    const sqs = client(new SQSClient(laptop.aws));
    const [ingest] = pipeline.queues.filter(({ url }) => url.includes("ingest"));
    const key = "orders/Shop Orders.csv";
    const { VersionId } = await s3.send(
      new PutObjectCommand({ Bucket: pipeline.landing, Key: key, Body: ORDERS }),
    );
    const event = {
      Records: [
        {
          eventVersion: "2.1",
          eventSource: "aws:s3",
          awsRegion: laptop.local.region,
          eventTime: new Date().toISOString(),
          eventName: "ObjectCreated:Put",
          s3: {
            bucket: { name: pipeline.landing },
            object: {
              key: encodeURIComponent(key).replaceAll("%2F", "/").replaceAll("%20", "+"),
              size: ORDERS.length,
              versionId: VersionId,
              sequencer: "0",
            },
          },
        },
      ],
    };
    await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: ingest?.url,
        Entries: ["a", "b"].map((Id) => ({ Id, MessageBody: JSON.stringify(event) })),
      }),
    );
    await laptop.allDelivered();
    expect(await query("SELECT count(*), sum(amount) FROM orders")).toEqual(before);
  },
  3 * MINUTES,
);

test(
  "a poison message ends in the dead-letter queue, and the file beside it is imported",
  async () => {
    const [[before] = []] = await query("SELECT count(*) FROM orders");
    const [ingest] = pipeline.queues.filter(({ url }) => url.includes("ingest"));
    const header = ORDERS.slice(0, ORDERS.indexOf("\n"));
    await Promise.all([
      client(new SQSClient(laptop.aws)).send(
        new SendMessageBatchCommand({
          QueueUrl: ingest?.url,
          Entries: [{ Id: "poison", MessageBody: "no event at all" }],
        }),
      ),
      client(new S3Client(laptop.aws)).send(
        new PutObjectCommand({
          Bucket: pipeline.landing,
          Key: "orders/one-more.csv",
          Body: `${header}\n9001,1,new@example.com,5.00,2024-03-01 10:00:00\n`,
        }),
      ),
    ]);
    const queues = await drained(laptop.local);
    expect(queues.find(({ name }) => name.includes("ingest"))?.dlq?.messages).toBe(1);
    expect(await query("SELECT count(*) FROM orders")).toEqual([[Number(before) + 1]]);
  },
  3 * MINUTES,
);

test(
  "a run that is killed while it imports leaves nothing in the folder, and the next one ends it",
  async () => {
    writeFileSync(join(home, "late.csv"), ORDERS.replace(/^(\d+),/gm, "9000$1,"));
    const [[before] = []] = await query("SELECT count(*) FROM orders");
    const files = snapshot(dir);
    const imports = ["--import", "orders=late.csv"];
    await headrace(["run", dir, ...imports], {
      env: { ...process.env, HEADRACE_STATE: join(home, "local") },
      cwd: home,
      loud: true,
      onStart: async ({ kill }) => {
        while (!(await uploaded("orders/late.csv"))) await sleep(50);
        kill("SIGKILL");
      },
    });
    expect(await leftOver(home, LOCAL_AWS, 30_000)).toEqual([]);
    expect(snapshot(dir)).toEqual(files);
    const ran = await command("run", dir, ...imports, "--json");
    expect(ran.code).toBe(0);
    const [{ rows_curated } = { rows_curated: 0 }] = ran.json<Report>().datasets;
    expect(rows_curated).toBe(370);
    expect(await query("SELECT count(*) FROM orders")).toEqual([[Number(before) + rows_curated]]);
  },
  4 * MINUTES,
);

async function uploaded(Key: string): Promise<boolean> {
  const { KeyCount } = await client(new S3Client(laptop.aws)).send(
    new ListObjectsV2Command({ Bucket: pipeline.landing, Prefix: Key }),
  );
  return KeyCount === 1;
}

test("a plan after the apply is empty", () => laptop.planIsEmpty(), 3 * MINUTES);

test("no role is refused anything, nor allowed what it never does without a reason", async () => {
  expect(await laptop.questionable()).toEqual([]);
});

test(
  "stages split over three functions of a changed root leave what is curated, and make the same of a file",
  async () => {
    const root = join(dir, "main.tf");
    const topology =
      'topology = { tokenize = { stages = ["tokenize"] }, write = { stages = ["enrich", "transform"] } }';
    const main = readFileSync(root, "utf8");
    writeFileSync(
      root,
      main.replace(/datasets = local.contract.datasets/, (datasets) => `${datasets}\n  ${topology}`),
    );
    writeFileSync(join(home, "again.csv"), ORDERS);
    writeFileSync(join(home, "again.ndjson"), CUSTOMERS);
    const [[before] = []] = await query("SELECT count(*) FROM orders");
    const imports = ["--import", "orders=again.csv", "--import", "customers=again.ndjson"];
    const ran = await command("run", dir, ...imports, "--json");
    const checked = await command("check", dir, ...imports, "--json");
    const orders = (report: Report) => report.datasets.filter(({ dataset }) => dataset === "orders");
    expect(figures({ datasets: orders(ran.json()), rejected: [] })).toEqual(
      figures({ datasets: orders(checked.json()), rejected: [] }),
    );
    const [{ rows_curated } = { rows_curated: 0 }] = orders(ran.json());
    expect(await query("SELECT count(*) FROM orders")).toEqual([[Number(before) + rows_curated]]);
    const columns = "order_id, customer_id, email, amount, ordered_on, segment, ordered_on_month";
    expect(
      await query(
        `SELECT count(*), min(n), max(n) FROM (SELECT ${columns}, count(*) AS n FROM orders WHERE order_id < 9000 GROUP BY ${columns}) AS same`,
      ),
    ).toEqual([[rows_curated, 2, 2]]);
    // Whichever function makes them, one value has one token.
    const [tokens = []] = await query(
      "SELECT count(*), count(DISTINCT name), count(DISTINCT phone) FROM customers WHERE name LIKE 'tok%'",
    );
    expect(tokens.map(Number)).toEqual([40, 10, 20]);
    const { queues, functions } = pipelineOf(dir, laptop.local);
    expect(functions.map((name) => name.replace(/^my-shop-/, "")).sort()).toEqual([
      "archive",
      "catalog",
      "stage",
      "tokenize",
      "write",
    ]);
    expect(queues).toHaveLength(4);
    expect(await laptop.questionable()).toEqual([]);
  },
  6 * MINUTES,
);

test("who makes tokens cannot open one: not by the key, nor by that of another use", async () => {
  const { VAULT_TABLE = "", VAULT_KMS_KEY_ARN = "" } = laptop.variablesOf("my-shop-tokenize");
  expect(laptop.variablesOf("my-shop-stage").VAULT_TABLE).toBeUndefined();
  const keys = client(
    new KMSClient({ ...laptop.aws, credentials: await laptop.assumed("my-shop-tokenize") }),
  );
  const context = (use: string) => ({ [VAULT_CONTEXT]: VAULT_TABLE, [USE_CONTEXT]: use });
  const [values, index] = await Promise.all(
    ["values", "index"].map((use) =>
      keys.send(
        new GenerateDataKeyCommand({
          KeyId: VAULT_KMS_KEY_ARN,
          KeySpec: "AES_256",
          EncryptionContext: context(use),
        }),
      ),
    ),
  );
  const decrypt = (CiphertextBlob: Uint8Array | undefined, use: string) =>
    keys.send(
      new DecryptCommand({ KeyId: VAULT_KMS_KEY_ARN, CiphertextBlob, EncryptionContext: context(use) }),
    );
  expect((await decrypt(index?.CiphertextBlob, "index")).Plaintext).toEqual(index?.Plaintext);
  await expect(decrypt(values?.CiphertextBlob, "values")).rejects.toMatchObject({
    name: "AccessDeniedException",
  });
});

test(
  "destroy leaves nothing",
  async () => {
    await laptop.destroyLeavesNothing();
    const gone = await command("query", dir, "SELECT 1");
    expect(gone.code).toBe(1);
    expect(gone.stderr).not.toMatch(/\n\s+at /);
  },
  4 * MINUTES,
);
