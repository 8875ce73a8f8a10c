// The load function on the local Redshift: the bundle that is deployed.
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import type { Manifest } from "../../core/records/manifest.ts";
import { Locks } from "../../local/redshift/engine/locks.ts";
import { bundleTo, type Invocation, invoke, sqsMessage } from "../testing/invoke.ts";
import { WarehouseAccount } from "../testing/warehouse.ts";

const COLUMNS = [
  { name: "order_id", type: "bigint" },
  { name: "country", type: "string" },
  { name: "amount", type: "decimal(12,2)" },
  { name: "ordered_at", type: "timestamp" },
];
const CONTRACT = {
  version: 1,
  name: "acme",
  datasets: {
    orders: {
      columns: COLUMNS,
      partition_by: ["country", "day(ordered_at)"],
      warehouse: { load: "copy" },
    },
    events: { columns: COLUMNS, warehouse: { load: "spectrum" } },
    notes: { columns: COLUMNS },
  },
};
const NONE = "__HIVE_DEFAULT_PARTITION__";
const ONE = "SELECT 4711::BIGINT AS order_id, NULL::DECIMAL(12,2) AS amount, NULL::TIMESTAMP AS ordered_at";

/** A value in DynamoDB's form, as it is. */
function plain(value: unknown): unknown {
  const [[kind, inner]] = Object.entries(value as Record<string, unknown>) as [[string, unknown]];
  if (kind === "L") return (inner as unknown[]).map(plain);
  if (kind !== "M") return kind === "N" ? Number(inner) : inner;
  return Object.fromEntries(Object.entries(inner as object).map(([name, one]) => [name, plain(one)]));
}

function gate(): { passed: Promise<void>; open: () => void } {
  let open = (): void => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

describe("the load function", () => {
  let account: WarehouseAccount;
  let bundle: string;
  let env: Record<string, string>;
  beforeAll(async () => {
    account = await WarehouseAccount.open();
    bundle = await bundleTo(account.scratch, "load");
    env = {
      ...account.environment(CONTRACT),
      GLUE_DATABASE: "acme",
      CURATED_BUCKET: "curated",
      AUDIT_TABLE: "audit",
      LOAD_SCHEMA: "raw",
      NEXT_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/123456789012/transforms",
    };
  }, 120_000);
  afterAll(() => account?.close());

  const load = (bodies: string[], more: Partial<Invocation> = {}) =>
    invoke({ bundle, messages: bodies.map(sqsMessage), ...more, env: { ...env, ...more.env } });
  const rows = (where = "true") =>
    account.ask(
      `select order_id, country, amount, ordered_at from raw.orders where ${where} order by order_id`,
    );
  const leftAside = () =>
    account.ask("select table_name from information_schema.tables where left(table_name, 6) = 'load__'");

  const copyManifests = () => [...account.aws.objects.keys()].filter((key) => key.includes("_loads/"));

  /** Changes a run's manifest. */
  const change = (runId: string, parts: Partial<Manifest>) => {
    const key = `curated/_manifests/orders/${runId}.json`;
    const manifest = JSON.parse(account.aws.objects.get(key)?.toString() as string);
    account.aws.objects.set(key, Buffer.from(JSON.stringify({ ...manifest, ...parts })));
  };

  /** A run of one order per country, as the stage function leaves it; returns the notice of it. */
  const curated = async (runId: string, countries: string[], query?: string, dataset = "orders") => {
    const files: Manifest["files"] = [];
    for (const [i, country] of countries.entries()) {
      const partition = { country, ordered_at_day: "2024-01-02" };
      const key = `${dataset}/country=${encodeURIComponent(country)}/ordered_at_day=2024-01-02/${runId}-${i}.parquet`;
      const bytes = await account.parquet(
        key,
        query ??
          `SELECT ${i + 1}::BIGINT AS order_id, 1.50::DECIMAL(12,2) AS amount, TIMESTAMP '2024-01-02 03:04:05' AS ordered_at`,
      );
      files.push({ bucket: "curated", key, rows: 1, bytes, partition });
    }
    const manifest: Manifest = {
      version: 1,
      run_id: runId,
      dataset,
      contract_digest: env.CONTRACT_DIGEST as string,
      source: { bucket: "landing", key: `${dataset}/a.csv`, sha256: "0".repeat(64), bytes: 1 },
      status: "curated",
      rows_in: files.length,
      rows_curated: files.length,
      rows_quarantined: 0,
      reasons: {},
      files,
      quarantine: [],
      seconds: 0,
      committed_at: "2026-01-02T03:04:05.000Z",
    };
    account.aws.objects.set(
      `curated/_manifests/${dataset}/${runId}.json`,
      Buffer.from(JSON.stringify(manifest)),
    );
    return JSON.stringify({
      type: "dataset.curated",
      run_id: runId,
      dataset,
      database: "acme",
      manifest: `s3://curated/_manifests/${dataset}/${runId}.json`,
      rows_curated: files.length,
      rows_quarantined: 0,
      partitions: files.map(({ partition }) => partition),
      committed_at: manifest.committed_at,
    });
  };

  test("fills columns that stand in the path alone, and loads a run once, however often it is told", async () => {
    const notice = await curated("run1", ["GB", "it's; --", NONE]);
    const inTopic = JSON.stringify({ Type: "Notification", Message: notice });
    expect((await load([notice, inTopic])).response).toEqual({ batchItemFailures: [] });
    expect((await load([notice])).log).toContain("Run was loaded before");
    const common = { amount: "1.50", ordered_at: "2024-01-02 03:04:05" };
    expect(await rows()).toEqual([
      { order_id: 1, country: "GB", ...common },
      { order_id: 2, country: "it's; --", ...common },
      { order_id: 3, country: null, ...common },
    ]);
    expect(await account.ask("select run_id, dataset, row_count from headrace.loads")).toEqual([
      { run_id: "run1", dataset: "orders", row_count: 3 },
    ]);
    expect(account.audit.get("run1")).toMatchObject({ loaded_at: { S: expect.any(String) } });
    expect(account.sent.splice(0)).toEqual([notice, notice, notice]);
    expect(await leftAside()).toEqual([]);
    expect(copyManifests()).toEqual([]);
  }, 120_000);

  test("killed at any step, it ends loaded once, with nothing left aside", async () => {
    const { requests } = await load([await curated("dry", ["GB", "FR"])]);
    const batches = requests.flatMap((request, at) => (request === "BatchExecuteStatement" ? [at] : []));
    expect(batches).toHaveLength(3);
    const [first = 0, second = 0, commit = 0] = batches;
    // Before the first COPY, between two, before the transaction that commits, and once it is sent.
    for (const killBefore of [first, second, commit, commit + 1]) {
      const id = `killed${killBefore}`;
      const notice = await curated(id, ["GB", "FR"]);
      await load([notice], { killBefore });
      // What was sent runs on without its sender.
      await new Promise((resolve) => setTimeout(resolve, 200));
      const half = Number((await account.ask("select count(*) as n from raw.orders"))[0]?.n);
      const noted = Number((await account.ask("select sum(row_count) as n from headrace.loads"))[0]?.n);
      expect(half).toBe(noted);
      expect((await load([notice])).response).toEqual({ batchItemFailures: [] });
      expect(await account.ask(`select row_count from headrace.loads where run_id = '${id}'`)).toEqual([
        { row_count: 2 },
      ]);
      expect(await leftAside()).toEqual([]);
      expect(copyManifests()).toEqual([]);
    }
    account.sent.splice(0);
  }, 120_000);

  test("many at once load once", async () => {
    const notice = await curated("twice", ["GB"], ONE);
    const answers = await Promise.all([load([notice]), load([notice]), load([notice])]);
    // One may lose its staging table to another: it comes again, and finds the run in the ledger.
    if (answers.some(({ response }) => response.batchItemFailures.length > 0)) await load([notice]);
    expect(await rows("order_id = 4711")).toHaveLength(1);
    account.sent.splice(0);
  }, 120_000);

  test("one that comes to the ledger's lock after another's commit loads nothing", async () => {
    const notice = await curated("late", ["GB"], ONE.replace("4711", "4712"));
    // Both have looked for what was left aside before either makes a table: neither takes the other's.
    const both = gate();
    let staging = 0;
    account.beforeStatement = async (body) => {
      if (!/create table[^;]*load__/.test(body)) return;
      if (++staging === 2) both.open();
      await both.passed;
    };
    // The first to want the ledger has begun its transaction, and stands there until the other is done.
    const [arrived, goOn] = [gate(), gate()];
    const acquire = Locks.prototype.acquire;
    let stopped = false;
    const spy = jest.spyOn(Locks.prototype, "acquire").mockImplementation(async function (
      this: Locks,
      owner,
      tables,
    ) {
      const names = [...tables];
      if (!stopped && staging >= 2 && names.includes("headrace.loads")) {
        stopped = true;
        arrived.open();
        await goOn.passed;
      }
      return acquire.call(this, owner, names);
    });
    const loads = [load([notice]), load([notice])];
    await arrived.passed;
    const first = await Promise.race(loads);
    expect(first.log).toContain("Run loaded");
    goOn.open();
    const answers = await Promise.all(loads);
    spy.mockRestore();
    account.beforeStatement = async () => {};
    expect(answers.map(({ response }) => response.batchItemFailures)).toEqual([[], []]);
    expect(await rows("order_id = 4712")).toHaveLength(1);
    expect(answers.filter(({ log }) => log.includes("Run was loaded before"))).toHaveLength(1);
    expect(await account.ask("select row_count from headrace.loads where run_id = 'late'")).toEqual([
      { row_count: 1 },
    ]);
    expect(await leftAside()).toEqual([]);
    account.sent.splice(0);
  }, 120_000);

  test("as many values in the path and as long names as may be stay within the Data API's limits", async () => {
    const names = Array.from({ length: 350 }, (_, i) => `${"column_".repeat(8)}${i}`);
    const columns = [...names.map((name) => ({ name, type: "int" })), { name: "country", type: "string" }];
    const wide = { columns, partition_by: ["country"], warehouse: { load: "copy" } };
    const own = account.environment({ ...CONTRACT, datasets: { wide } });
    const countries = Array.from({ length: 12 }, (_, i) => `C${i}`);
    const values = names.map((name, i) => `${i}::INTEGER AS ${name}`).join(", ");
    const notice = await curated("many", countries, `SELECT ${values}`, "wide");
    expect((await load([notice], { env: own })).response).toEqual({ batchItemFailures: [] });
    expect(
      await account.ask(
        `select count(*) as n, count(distinct country) as c, max(${names[349]}) as m from raw.wide`,
      ),
    ).toEqual([{ n: 12, c: 12, m: 349 }]);
    expect(await leftAside()).toEqual([]);
    account.environment(CONTRACT);
    account.sent.splice(0);
  }, 120_000);

  test("what Redshift refuses is in the audit in its words, and changes nothing", async () => {
    const before = await rows();
    const bad = await curated("bad", ["GB"], "SELECT 1::BIGINT AS order_id");
    const older = await curated("older", ["GB"], ONE.replace("::BIGINT", "::INTEGER"));
    const short = await curated("short", ["GB", "FR"]);
    const noted = await curated("noted", ["GB", "FR"]);
    change("older", { contract_digest: "0".repeat(64) });
    change("short", { rows_curated: 3 });
    change("noted", { rows_curated: 3 });
    // As Redshift notes wrong rows of the same file.
    account.aws.objects.set("curated/orders/noted-0.csv", Buffer.from("x\n"));
    await account.ask("create table raw.probe (order_id bigint)");
    await account
      .ask(
        `copy raw.probe from 's3://curated/orders/noted-0.csv' iam_role '${env.IAM_ROLE_ARN}' format as csv`,
      )
      .catch(() => {});
    const { response } = await load([bad, older, short, noted, "poison"]);
    expect(response.batchItemFailures).toHaveLength(5);
    expect(await rows()).toEqual(before);
    expect(await leftAside()).toEqual([]);
    expect(account.sent).toEqual([]);
    const errorOf = (run: string) => plain(account.audit.get(run)?.load_error) as Record<string, unknown>;
    const file = (run: string) => `s3://curated/orders/country=GB/ordered_at_day=2024-01-02/${run}-0.parquet`;
    expect(errorOf("bad")).toMatchObject({
      message: expect.stringContaining("Spectrum Scan Error"),
      rows: [
        {
          file: file("bad"),
          column: "",
          message: expect.stringContaining("Table columns: 3, Data columns: 1, File name: https://s3."),
        },
      ],
    });
    expect(errorOf("bad")).not.toHaveProperty("hint");
    expect(errorOf("older")).toMatchObject({
      rows: [{ file: file("older"), message: expect.stringContaining("an incompatible Parquet schema") }],
      hint: expect.stringContaining("made by contract 000000000000"),
    });
    expect(errorOf("short")).toMatchObject({
      message: expect.stringContaining("COPY brought 2 of the 3 rows"),
      rows: [],
    });
    expect(errorOf("noted")).toMatchObject({
      rows: [
        {
          file: "s3://curated/orders/noted-0.csv",
          line: 1,
          column: "order_id",
          message: expect.stringContaining("Invalid digit"),
        },
      ],
    });
  }, 120_000);

  test("what failed comes again soon, then later and later; what can never succeed at once", async () => {
    const notice = await curated("gone", ["GB"]);
    for (const key of [...account.aws.objects.keys()])
      if (key.endsWith("/gone-0.parquet")) account.aws.objects.delete(key);
    const seconds: (number | undefined)[] = [];
    for (const [body, tries] of [
      [notice, 1],
      [notice, 2],
      [notice, 4],
      [notice, 9],
      ["poison", 3],
    ] as const) {
      const message = sqsMessage(body);
      message.attributes.ApproximateReceiveCount = String(tries);
      const { response } = await invoke({ bundle, messages: [message], env });
      expect(response.batchItemFailures).toHaveLength(1);
      seconds.push(account.again.get(message.receiptHandle));
    }
    expect(seconds).toEqual([60, 600, 21600, 21600, 0]);
  }, 120_000);

  test("spectrum datasets are only sent on, others of no concern are done, new columns are added", async () => {
    const events = await curated("e1", ["GB"], undefined, "events");
    expect((await load([events, await curated("n1", ["GB"], undefined, "notes")])).response).toEqual({
      batchItemFailures: [],
    });
    expect(account.sent.splice(0)).toEqual([events]);
    expect(account.audit.has("e1")).toBe(false);
    const { orders } = CONTRACT.datasets;
    const wider = { ...orders, columns: [...COLUMNS, { name: "note", type: "string" }] };
    const own = account.environment({ ...CONTRACT, datasets: { orders: wider } });
    const notice = await curated(
      "wide",
      ["GB"],
      "SELECT 99::BIGINT AS order_id, 1::DECIMAL(12,2) AS amount, TIMESTAMP '2024-01-02' AS ordered_at, 'new' AS note",
    );
    expect((await load([notice], { env: own })).response).toEqual({ batchItemFailures: [] });
    expect(
      await account.ask("select order_id, note from raw.orders where order_id in (3, 99) order by 1"),
    ).toEqual([
      { order_id: 3, note: null },
      { order_id: 99, note: "new" },
    ]);
  }, 120_000);

  test("a column whose type the contract changed refuses what it would not keep", async () => {
    const { orders } = CONTRACT.datasets;
    const typed = (name: string, type: string) => {
      const columns = COLUMNS.map((column) => (column.name === name ? { name, type } : column));
      return account.environment({ ...CONTRACT, datasets: { orders: { ...orders, columns } } });
    };
    const before = await rows();
    for (const [id, name, type, says, select] of [
      [
        "scale",
        "amount",
        "decimal(13,3)",
        "decimal(13, 3)",
        "1::BIGINT AS order_id, 1.505::DECIMAL(13,3) AS amount",
      ],
      ["text", "order_id", "string", "varchar(65535)", "'x' AS order_id, 1::DECIMAL(12,2) AS amount"],
    ] as const) {
      const notice = await curated(id, ["GB"], `SELECT ${select}, TIMESTAMP '2024-01-02' AS ordered_at`);
      const { response } = await load([notice], { env: typed(name, type) });
      expect(response.batchItemFailures).toHaveLength(1);
      expect(plain(account.audit.get(id)?.load_error)).toMatchObject({
        message: expect.stringContaining(`and the contract says ${says}: the values would change`),
      });
    }
    expect(await rows()).toEqual(before);
    const narrower = await curated(
      "narrow",
      ["GB"],
      "SELECT 77::INTEGER AS order_id, 1::DECIMAL(12,2) AS amount, TIMESTAMP '2024-01-02' AS ordered_at",
    );
    const { response } = await load([narrower], { env: typed("order_id", "int") });
    expect(response).toEqual({ batchItemFailures: [] });
    expect(await rows("order_id = 77")).toHaveLength(1);
    account.environment(CONTRACT);
  }, 120_000);
});
