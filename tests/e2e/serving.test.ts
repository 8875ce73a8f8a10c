// Serving, on one local AWS: a pipeline with a REST API, asked by HTTP as callers sign their requests. Each test goes on
// where the one before it stopped, since making the infrastructure takes a minute.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { MODULE_SET } from "../../cli/module-files.ts";
import { localApiAddress, status } from "../../local/index.ts";
import { Laptop } from "./laptop.ts";
import { Callers, type Init, post } from "./serving/callers.ts";
import { clientTests } from "./serving/client.ts";
import { fuzzTests } from "./serving/fuzz.ts";
import { pageTests } from "./serving/page.ts";
import { rulesTests } from "./serving/rules.ts";
import { signersOf } from "./serving/signers.ts";
import { subscriptionTests } from "./serving/subscriptions.ts";
import { CUSTOMERS, ORDERS, SERVING_CONTRACT, servingMain } from "./shop.ts";

const MINUTES = 60_000;

const laptop = new Laptop("shop");
const { home, dir } = laptop;

/** Ann and Bob are sessions of one role, Eve of one that is in no group. */
const callers = new Callers(laptop);
const { ask } = callers;

beforeAll(async () => {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "headrace.yaml"), SERVING_CONTRACT);
  writeFileSync(join(dir, "main.tf"), servingMain(MODULE_SET));
  writeFileSync(join(home, "orders.csv"), ORDERS);
  writeFileSync(join(home, "customers.ndjson"), CUSTOMERS);
  await laptop.run(["--import", "orders=orders.csv", "--import", "customers=customers.ndjson"]);
  await laptop.allDelivered();
  const { outputs } = JSON.parse(readFileSync(laptop.stateFile, "utf8"));
  callers.base = String(localApiAddress(outputs.api_url.value, laptop.local.endpoint));
  await callers.make("reader");
  await callers.make("stranger");
  await callers.enter("reader", "ann");
  await callers.enter("reader", "bob");
  await callers.enter("stranger", "eve");
}, 8 * MINUTES);

afterAll(() => laptop.remove(), MINUTES);

test("a signed request is answered, and one that is not gets a problem document", async () => {
  const { status, body, headers } = await ask("/datasets", { as: "ann" });
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      datasets: [
        { name: "customers", kind: "dataset", description: null },
        { name: "orders", kind: "dataset", description: null },
      ],
    },
  });
  const etag = headers.get("etag") ?? "";
  expect(await ask("/datasets", { as: "ann", headers: { "if-none-match": etag } })).toMatchObject({
    status: 304,
    text: "",
  });
  const unsigned = await fetch(`${callers.base}/datasets`);
  expect(unsigned.headers.get("content-type")).toBe("application/problem+json");
  expect(await unsigned.json()).toMatchObject({
    type: "urn:headrace:problem:not_authenticated",
    status: 401,
  });
  expect(unsigned.status).toBe(401);
});

test("who is in no group is told of nothing, and refused everything", async () => {
  expect((await ask("/datasets", { as: "eve" })).body).toEqual({ datasets: [] });
  for (const path of ["/datasets/orders", "/datasets/orders/rows", "/datasets/nowhere"])
    expect(await ask(path, { as: "eve" })).toMatchObject({
      status: 403,
      body: { type: "urn:headrace:problem:not_permitted" },
    });
  expect(await ask("/queries", post({ query: "by_segment" }, { as: "eve" }))).toMatchObject({ status: 403 });
});

test("the pages of a dataset's rows are all of its rows, each once", async () => {
  const ids: string[] = [];
  let cursor = "";
  do {
    const { status, body } = await ask(`/datasets/orders/rows?limit=150${cursor}`, { as: "ann" });
    expect(status).toBe(200);
    ids.push(...body.rows.map((row: { order_id: string }) => row.order_id));
    cursor = body.next === null ? "" : `&cursor=${body.next}`;
    if (cursor) {
      const stolen = await ask(`/datasets/orders/rows?limit=150${cursor}`, { as: "bob" });
      expect(stolen).toMatchObject({ status: 400, body: { type: "urn:headrace:problem:invalid_request" } });
    }
  } while (cursor);
  expect([ids.length, new Set(ids).size]).toEqual([370, 370]);
});

test("rows are filtered, projected and ordered, by partitions where the column has them", async () => {
  const question =
    "select=order_id,ordered_on&where=amount.gte.300&where=ordered_on.lt.2024-03-01&order=-order_id";
  const { body } = await ask(`/datasets/orders/rows?${question}`, { as: "ann" });
  const expected = await laptop.query(
    "SELECT order_id FROM orders WHERE amount >= 300 AND ordered_on < timestamp '2024-03-01' ORDER BY 1 DESC",
  );
  expect(body.rows.map((row: { order_id: string }) => Number(row.order_id))).toEqual(
    expected.flat().map(Number),
  );
  expect(Object.keys(body.rows[0])).toEqual(["order_id", "ordered_on"]);
  expect(body.rows[0].ordered_on).toMatch(/^2024-0[12]-15T08:30:00(\.0+)?Z$/);
  expect(
    await ask("/datasets/orders/rows?where=amount.eq.1%20OR%201=1&select=nope", { as: "ann" }),
  ).toMatchObject({ status: 400, body: { errors: [{ pointer: "/select" }, { pointer: "/where" }] } });
});

test("a named query is answered in line, by typed parameters, and belongs to its caller", async () => {
  const { status, headers, body } = await ask(
    "/queries",
    post({ query: "by_segment", parameters: { least: "10.00" } }, { as: "ann" }),
  );
  const rows = await laptop.query(
    "SELECT segment, count(*), sum(amount) FROM orders WHERE amount >= 10 GROUP BY 1 ORDER BY 1",
  );
  const told = body.rows.map(([segment, ...rest]: string[]) => [segment, ...rest.map(Number)]);
  expect({ status, rows: told }).toEqual({
    status: 200,
    rows: rows.map(([segment, orders, sales]) => [segment, Number(orders), Number(sales)]),
  });
  const at = `/${headers.get("location")}`;
  expect((await ask(at, { as: "ann" })).body).toMatchObject({ id: body.id, state: "succeeded", error: null });
  const csv = await ask(`${at}/results`, { as: "ann", headers: { accept: "text/csv" } });
  expect(csv.text.split("\r\n")).toHaveLength(rows.length + 2);
  for (const path of [at, `${at}/results`])
    expect(await ask(path, { as: "bob" })).toMatchObject({ status: 404 });
  expect(await ask(at, { as: "bob", method: "DELETE" })).toMatchObject({ status: 404 });
  expect(await ask(at, { as: "ann", method: "DELETE" })).toMatchObject({ status: 204 });
  const wrong = post({ query: "by_segment", parameters: { least: "x", more: 1 } }, { as: "ann" });
  expect(await ask("/queries", wrong)).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: "/parameters/more" }, { pointer: "/parameters/least" }] },
  });
});

test("free SQL reads and cannot write, by the rights of the engine's caller", async () => {
  const sql = (text: string) => ask("/queries", post({ sql: text }, { as: "ann" }));
  expect((await sql("SELECT count(*) AS n FROM orders")).body.rows).toEqual([["370"]]);
  expect(await sql("SELECT nope FROM orders")).toMatchObject({
    status: 422,
    body: { type: "urn:headrace:problem:query_failed", detail: expect.stringContaining("nope") },
  });
  for (const text of [
    "INSERT INTO customers SELECT * FROM customers",
    "CREATE TABLE stolen AS SELECT * FROM customers",
    "DROP TABLE customers",
    "CREATE DATABASE mine",
    "UNLOAD (SELECT * FROM customers) TO 's3://my-shop-curated-123456789012/x/' WITH (format = 'PARQUET')",
  ])
    expect(await sql(text)).toMatchObject({
      status: 422,
      body: { detail: expect.stringMatching(/not authorized|denied/i) },
    });
  expect(await laptop.query("SELECT count(*) FROM customers")).toEqual([[20]]);
});

test("a result of several pages is read page by page, or downloaded whole", async () => {
  const sql = "SELECT a.order_id AS a, b.customer_id AS b FROM orders a CROSS JOIN customers b";
  const { body } = await ask("/queries", post({ sql }, { as: "ann" }));
  let rows = body.rows.length;
  for (let next = body.next; next !== null; ) {
    const page = await ask(`/queries/${body.id}/results?cursor=${next}`, { as: "ann" });
    rows += page.body.rows.length;
    next = page.body.next;
  }
  expect(rows).toBe(7_400);
  const whole = await fetch(body.download.url);
  expect((await whole.text()).trim().split("\n")).toHaveLength(7_401);
});

test("the same POST under one key, twice at once, is one query; with another body it is refused", async () => {
  const request = (least: string) =>
    post({ query: "by_segment", parameters: { least } }, { as: "ann", headers: { "idempotency-key": "k1" } });
  const [one, other] = await Promise.all([ask("/queries", request("5")), ask("/queries", request("5"))]);
  expect([one.status, other.status, one.body.id]).toEqual([200, 200, other.body.id]);
  expect(await ask("/queries", request("6"))).toMatchObject({
    status: 422,
    body: { type: "urn:headrace:problem:key_reused" },
  });
});

test("what is malformed is refused with a problem document, whoever answers it", async () => {
  const cases: [string, Init, number][] = [
    ["/nowhere", { as: "ann" }, 404],
    ["/datasets", { as: "ann", method: "DELETE" }, 405],
    [
      "/queries",
      { as: "ann", method: "POST", body: "{", headers: { "content-type": "application/json" } },
      400,
    ],
    ["/queries", { as: "ann", method: "POST", body: "a", headers: { "content-type": "text/plain" } }, 415],
    ["/queries", post({ query: "nope" }, { as: "ann" }), 403],
    ["/queries/00000000-0000-0000-0000-000000000000", { as: "ann" }, 404],
    ["/datasets/orders/rows?limit=0", { as: "ann" }, 400],
    ["/datasets/orders/rows?cursor=AAAA", { as: "ann" }, 400],
  ];
  for (const [path, init, expected] of cases) {
    const { status, headers, body } = await ask(path, init);
    expect({ path, status, type: headers.get("content-type") }).toEqual({
      path,
      status: expected,
      type: "application/problem+json",
    });
    expect(body).toMatchObject({ status: expected, request_id: headers.get("x-request-id") });
  }
});

rulesTests(callers, laptop);
subscriptionTests(callers, laptop);
clientTests(callers, laptop);
pageTests(callers, laptop);
fuzzTests(() => callers.base, signersOf(callers, "ann", "us-east-1"), [400, 401, 403, 404, 405, 413]);

test("no role was refused anything but what SQL tried to write, and every request was judged", async () => {
  const { denied, unchecked } = await status(laptop.local);
  expect(unchecked).toEqual([]);
  expect([...new Set(denied.map(({ role }) => role.split("/").at(-1)))]).toEqual(["my-shop-api"]);
});

test("nothing has drifted", () => laptop.planIsEmpty(), 5 * MINUTES);

test(
  "destroy leaves nothing",
  async () => {
    for (const role of ["reader", "stranger"]) await callers.remove(role);
    await laptop.destroyLeavesNothing();
  },
  8 * MINUTES,
);
