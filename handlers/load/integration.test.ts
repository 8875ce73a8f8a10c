// The load function on the local Redshift: what it loads, what it refuses, and what it tells.
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { failuresIn, invoke, sqsMessage } from "../testing/invoke.ts";
import { COLUMNS, CONTRACT, Loads } from "../testing/loads.ts";

const NONE = "__HIVE_DEFAULT_PARTITION__";

let loads: Loads;
beforeAll(async () => {
  loads = await Loads.open();
}, 120_000);
afterAll(() => loads?.close());

/** A value in DynamoDB's form, as it is. */
function plain(value: unknown): unknown {
  const [[kind, inner]] = Object.entries(value as Record<string, unknown>) as [[string, unknown]];
  if (kind === "L") return (inner as unknown[]).map(plain);
  if (kind !== "M") return kind === "N" ? Number(inner) : inner;
  return Object.fromEntries(Object.entries(inner as object).map(([name, one]) => [name, plain(one)]));
}

test("fills columns that stand in the path alone, and loads a run once, however often it is told", async () => {
  const notice = await loads.curated("run1", ["GB", "it's; --", NONE]);
  const inTopic = JSON.stringify({ Type: "Notification", Message: notice });
  expect((await loads.load([notice, inTopic])).response).toEqual({ batchItemFailures: [] });
  expect((await loads.load([notice])).log).toContain("Run was loaded before");
  const common = { amount: "1.50", ordered_at: "2024-01-02 03:04:05" };
  expect(await loads.rows()).toEqual([
    { order_id: 1, country: "GB", ...common },
    { order_id: 2, country: "it's; --", ...common },
    { order_id: 3, country: null, ...common },
  ]);
  expect(await loads.account.ask("select run_id, dataset, row_count from headrace.loads")).toEqual([
    { run_id: "run1", dataset: "orders", row_count: 3 },
  ]);
  expect(loads.account.audit.get("run1")).toMatchObject({ loaded_at: { S: expect.any(String) } });
  expect(loads.account.sent.splice(0)).toEqual([notice, notice, notice]);
  expect(await loads.tablesAside()).toEqual([]);
  expect(loads.copyManifests()).toEqual([]);
}, 120_000);

test("as many values in the path and as long names as may be stay within the Data API's limits", async () => {
  const names = Array.from({ length: 350 }, (_, i) => `${"column_".repeat(8)}${i}`);
  const columns = [...names.map((name) => ({ name, type: "int" })), { name: "country", type: "string" }];
  const wide = { columns, partition_by: ["country"], warehouse: { load: "copy" } };
  const own = loads.account.environment({ ...CONTRACT, datasets: { wide } });
  const countries = Array.from({ length: 12 }, (_, i) => `C${i}`);
  const values = names.map((name, i) => `${i}::INTEGER AS ${name}`).join(", ");
  const notice = await loads.curated("many", countries, `SELECT ${values}`, "wide");
  expect((await loads.load([notice], { env: own })).response).toEqual({ batchItemFailures: [] });
  expect(
    await loads.account.ask(
      `select count(*) as n, count(distinct country) as c, max(${names[349]}) as m from raw.wide`,
    ),
  ).toEqual([{ n: 12, c: 12, m: 349 }]);
  expect(await loads.tablesAside()).toEqual([]);
  loads.account.environment(CONTRACT);
  loads.account.sent.splice(0);
}, 120_000);

test("what Redshift refuses is in the audit in its words, and changes nothing", async () => {
  const before = await loads.rows();
  const bad = await loads.curated("bad", ["GB"], "SELECT 1::BIGINT AS order_id");
  const older = await loads.curated(
    "older",
    ["GB"],
    "SELECT 1::INTEGER AS order_id, 1::DECIMAL(12,2) AS amount, TIMESTAMP '2024-01-02' AS ordered_at",
  );
  const short = await loads.curated("short", ["GB", "FR"]);
  const noted = await loads.curated("noted", ["GB", "FR"]);
  loads.change("older", { contract_digest: "0".repeat(64) });
  loads.change("short", { rows_curated: 3 });
  loads.change("noted", { rows_curated: 3 });
  // As Redshift notes wrong rows of the same file.
  loads.account.aws.objects.set("curated/orders/noted-0.csv", Buffer.from("x\n"));
  await loads.account.ask("create table raw.probe (order_id bigint)");
  await loads.account
    .ask(
      `copy raw.probe from 's3://curated/orders/noted-0.csv' iam_role '${loads.env.IAM_ROLE_ARN}' format as csv`,
    )
    .catch(() => {});
  const broken = await loads.curated("broken", ["GB"]);
  loads.account.aws.objects.set("curated/_manifests/orders/broken.json", Buffer.from("anna@example.org"));
  const { response, log } = await loads.load([bad, older, short, noted, "poison", broken]);
  expect(response.batchItemFailures).toHaveLength(6);
  expect(failuresIn(log).map(({ reason }) => reason)).toEqual([
    expect.stringContaining("Spectrum Scan Error"),
    expect.stringContaining("Spectrum Scan Error"),
    expect.stringContaining("COPY brought 2 of the 3 rows"),
    expect.stringContaining("COPY brought 2 of the 3 rows"),
    expect.stringContaining("The message is neither a dataset.curated notice"),
    "Unexpected token …, … is not valid JSON",
  ]);
  expect(log).not.toContain("anna");
  expect(await loads.rows()).toEqual(before);
  expect(await loads.tablesAside()).toEqual([]);
  expect(loads.account.sent).toEqual([]);
  const errorOf = (run: string) => plain(loads.account.audit.get(run)?.load_error) as Record<string, unknown>;
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
  const notice = await loads.curated("gone", ["GB"]);
  for (const key of [...loads.account.aws.objects.keys()])
    if (key.endsWith("/gone-0.parquet")) loads.account.aws.objects.delete(key);
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
    const { response } = await invoke({ bundle: loads.bundle, messages: [message], env: loads.env });
    expect(response.batchItemFailures).toHaveLength(1);
    seconds.push(loads.account.again.get(message.receiptHandle));
  }
  expect(seconds).toEqual([60, 600, 21600, 21600, 0]);
}, 120_000);

test("spectrum datasets are only sent on, others of no concern are done, new columns are added", async () => {
  const events = await loads.curated("e1", ["GB"], undefined, "events");
  expect(
    (await loads.load([events, await loads.curated("n1", ["GB"], undefined, "notes")])).response,
  ).toEqual({
    batchItemFailures: [],
  });
  expect(loads.account.sent.splice(0)).toEqual([events]);
  expect(loads.account.audit.has("e1")).toBe(false);
  const { orders } = CONTRACT.datasets;
  const wider = { ...orders, columns: [...COLUMNS, { name: "note", type: "string" }] };
  const own = loads.account.environment({ ...CONTRACT, datasets: { orders: wider } });
  const notice = await loads.curated(
    "wide",
    ["GB"],
    "SELECT 99::BIGINT AS order_id, 1::DECIMAL(12,2) AS amount, TIMESTAMP '2024-01-02' AS ordered_at, 'new' AS note",
  );
  expect((await loads.load([notice], { env: own })).response).toEqual({ batchItemFailures: [] });
  expect(
    await loads.account.ask("select order_id, note from raw.orders where order_id in (3, 99) order by 1"),
  ).toEqual([
    { order_id: 3, note: null },
    { order_id: 99, note: "new" },
  ]);
}, 120_000);

test("tables and columns of which no row has come yet are there before models run", async () => {
  const { orders, events } = CONTRACT.datasets;
  const own = loads.account.environment({
    ...CONTRACT,
    datasets: {
      orders: {
        ...orders,
        columns: [...COLUMNS, { name: "later", type: "int" }, { name: "country_2", type: "int" }],
      },
      returns: { ...orders, partition_by: [] },
      events,
    },
  });
  const notice = await loads.curated("e2", ["GB"], undefined, "events");
  expect((await loads.load([notice], { env: own })).response).toEqual({ batchItemFailures: [] });
  expect(loads.account.sent.splice(0).at(-1)).toBe(notice);
  expect(await loads.account.ask("select order_id, ordered_at from raw.returns")).toEqual([]);
  expect(await loads.account.ask("select later, country_2 from raw.orders limit 1")).toEqual([
    { later: null, country_2: null },
  ]);
  loads.account.environment(CONTRACT);
}, 120_000);

test("a column whose type the contract changed refuses what it would not keep", async () => {
  const { orders } = CONTRACT.datasets;
  const typed = (name: string, type: string) => {
    const columns = COLUMNS.map((column) => (column.name === name ? { name, type } : column));
    return loads.account.environment({ ...CONTRACT, datasets: { orders: { ...orders, columns } } });
  };
  const before = await loads.rows();
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
    const notice = await loads.curated(id, ["GB"], `SELECT ${select}, TIMESTAMP '2024-01-02' AS ordered_at`);
    const { response } = await loads.load([notice], { env: typed(name, type) });
    expect(response.batchItemFailures).toHaveLength(1);
    expect(plain(loads.account.audit.get(id)?.load_error)).toMatchObject({
      message: expect.stringContaining(`and the contract says ${says}: the values would change`),
    });
  }
  expect(await loads.rows()).toEqual(before);
  const narrower = await loads.curated(
    "narrow",
    ["GB"],
    "SELECT 77::INTEGER AS order_id, 1::DECIMAL(12,2) AS amount, TIMESTAMP '2024-01-02' AS ordered_at",
  );
  const { response } = await loads.load([narrower], { env: typed("order_id", "int") });
  expect(response).toEqual({ batchItemFailures: [] });
  expect(await loads.rows("order_id = 77")).toHaveLength(1);
  loads.account.environment(CONTRACT);
}, 120_000);
