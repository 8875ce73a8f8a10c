// The deliver function on moto: what it sends, what it refuses, and what a crash or a repeat changes.
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { manifestKey } from "../../core/records/manifest.ts";
import { Deliveries, type Got } from "../testing/deliveries.ts";
import { auditOf, keysOf } from "../testing/inspect.ts";
import { failuresIn } from "../testing/invoke.ts";

let bench: Deliveries;
beforeAll(async () => {
  bench = await Deliveries.open();
}, 180_000);
afterAll(() => bench?.close());

const NONE = "__HIVE_DEFAULT_PARTITION__";
const DONE = { batchItemFailures: [] };
const LARGE = `SELECT range AS order_id, 1.5::DECIMAL(12,2) AS amount, TIMESTAMP '2024-01-02 03:04:05' AS ordered_at FROM range(10000)`;
const SOME = LARGE.replace("10000", "4000");
const WIDE = `SELECT range AS order_id, repeat('ä', 100_000) AS note, TIMESTAMP '2024-01-02' AS ordered_at FROM range(5)`;

const keys = (got: readonly Got[]) => got.map(({ idempotencyKey }) => idempotencyKey).sort();
const deliveredTo = async () =>
  (await auditOf(bench.account, bench.auditTable)).map(({ run_id, delivered_to }) => [
    run_id.slice(0, 4),
    [...(delivered_to ?? [])].sort(),
  ]);

test("rows go to each topic in its form, with the columns of their paths, once", async () => {
  await bench.fresh({
    orders: { datasets: ["orders"] },
    linked: { datasets: ["orders"], as: "link", link_seconds: 900 },
    amounts: { datasets: ["orders"], columns: ["amount"] },
    others: { datasets: ["customers"], models: ["orders"] },
  });
  const notice = await bench.curated("run1", ["GB", NONE]);
  const inTopic = JSON.stringify({ Type: "Notification", Message: notice });
  expect((await bench.deliver([inTopic])).response).toEqual(DONE);
  const rest = { amount: "1.50", ordered_at: "2024-01-02T03:04:05Z" };
  const records = [
    { order_id: 1, country: "GB", ...rest },
    { order_id: 1, country: null, ...rest },
  ];
  const [orders] = await bench.got("orders");
  expect(orders).toMatchObject({
    kind: "inline",
    source: { kind: "dataset", name: "orders" },
    rows: 2,
    part: 1,
    parts: 1,
    records,
    attributes: { type: "headrace.delivery", dataset: "orders", run_id: orders?.runId },
  });
  expect(orders?.idempotencyKey).toMatch(/^[0-9a-f]{32}-orders-[0-9a-f]{12}-1$/);
  const [linked] = await bench.got("linked");
  expect(linked).toMatchObject({ kind: "url", rows: 2, contentType: "application/x-ndjson", all: records });
  const seconds = (Date.parse(String((linked as { expiresAt?: string }).expiresAt)) - Date.now()) / 1000;
  expect(seconds).toBeGreaterThan(800);
  expect(seconds).toBeLessThanOrEqual(900);
  const [amounts] = await bench.got("amounts");
  expect(amounts?.all).toEqual([{ amount: "1.50" }, { amount: "1.50" }]);
  expect(amounts?.schemaVersion).not.toBe(orders?.schemaVersion);
  expect(await bench.got("others")).toEqual([]);
  expect(await deliveredTo()).toEqual([[orders?.runId.slice(0, 4), ["amounts", "linked", "orders"]]]);

  const again = await bench.deliver([notice, inTopic]);
  expect(again.response).toEqual(DONE);
  expect(again.log).toContain("Run was delivered before");
  for (const topic of ["orders", "linked", "amounts"]) expect(await bench.got(topic)).toEqual([]);
}, 120_000);

test("many rows go in several messages, rows that no message holds and too many messages by link", async () => {
  await bench.fresh({
    orders: { datasets: ["orders"] },
    few: { datasets: ["orders"], max_messages: 3 },
  });
  expect((await bench.deliver([await bench.curated("large", ["GB"], LARGE)])).response).toEqual(DONE);
  const parts = await bench.got("orders");
  expect(parts.length).toBeGreaterThan(3);
  expect(parts.every(({ kind, parts: of }) => kind === "inline" && of === parts.length)).toBe(true);
  const ids = parts.sort((a, b) => a.part - b.part).flatMap(({ all }) => all.map((row) => row.order_id));
  expect(ids).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
  const few = await bench.got("few");
  expect(few).toMatchObject([{ kind: "url", rows: 10_000, parts: 1 }]);
  expect(few[0]?.all).toHaveLength(10_000);

  // 200 KB of text each: one to a message.
  expect((await bench.deliver([await bench.curated("wide", ["GB"], WIDE)])).response).toEqual(DONE);
  expect((await bench.got("orders")).map(({ kind, rows }) => [kind, rows])).toEqual(
    Array.from({ length: 5 }, () => ["inline", 1]),
  );
  // 400 KB each: one object.
  const huge = await bench.curated("huge", ["GB"], WIDE.replace("100_000", "200_000"));
  expect((await bench.deliver([huge])).response).toEqual(DONE);
  const [object, ...none] = await bench.got("orders");
  expect([object?.kind, object?.all.length, none]).toEqual(["url", 5, []]);
}, 180_000);

test("a FIFO topic is sent to in order, and drops what is sent again", async () => {
  await bench.fresh({ orders: { datasets: ["orders"], fifo: true } });
  const notice = await bench.curated("ordered", ["GB"], LARGE);
  let killed = 0;
  for (let n = 8; killed < 2; n++)
    if ((await bench.deliver([notice], { killBefore: n })).response === undefined) killed++;
    else break;
  expect(killed).toBeGreaterThan(0);
  expect((await bench.deliver([notice])).response).toEqual(DONE);
  const got = await bench.got("orders");
  expect(got.map(({ part }) => part)).toEqual(Array.from({ length: got.length }, (_, n) => n + 1));
  expect(got.flatMap(({ all }) => all)).toHaveLength(10_000);
}, 180_000);

test("killed before a request and delivered again, it sends the same parts under the same keys", async () => {
  await bench.fresh({
    orders: { datasets: ["orders"], max_messages: 1000 },
    linked: { datasets: ["orders"], as: "link" },
  });
  const clean = await bench.curated("clean", ["GB", "FR"], SOME);
  await bench.deliver([clean]);
  const contentOf = (got: Got[]) =>
    [...new Map(got.map((one) => [one.idempotencyKey, one])).values()]
      .sort((a, b) => a.part - b.part)
      .flatMap(({ all }) => all);
  const wanted = {
    orders: contentOf(await bench.got("orders")),
    linked: contentOf(await bench.got("linked")),
  };
  expect(wanted.orders).toHaveLength(8_000);
  expect(wanted.linked).toEqual(wanted.orders);
  let deaths = 0;
  // Every second of its requests, until a run needs fewer than that.
  for (let n = 0; ; n += 2) {
    const notice = await bench.curated(`killed${n}`, ["GB", "FR"], SOME);
    const { response } = await bench.deliver([notice], { killBefore: n });
    if (response === undefined) deaths++;
    const before = { orders: await bench.got("orders"), linked: await bench.got("linked") };
    expect((await bench.deliver([notice])).response).toEqual(DONE);
    for (const topic of ["orders", "linked"] as const) {
      const after = await bench.got(topic);
      const all = [...before[topic], ...after];
      expect(contentOf(all)).toEqual(wanted[topic]);
      expect(new Set(keys(all)).size).toBe(all[0]?.parts);
      // Nothing is sent again to a topic that had all of it.
      if (new Set(keys(before[topic])).size === all[0]?.parts && topic === "linked" && response)
        expect(after).toEqual([]);
    }
    if (response !== undefined) break;
  }
  expect(deaths).toBeGreaterThan(6);
}, 600_000);

test("a topic that is told to deliver in another way half-way through a run loses no row", async () => {
  await bench.fresh({ orders: { datasets: ["orders"] } });
  const notice = await bench.curated("changed", ["GB"], LARGE);
  expect((await bench.deliver([notice], { killBefore: 9 })).response).toBeUndefined();
  const before = await bench.got("orders");
  await bench.tell({ orders: { datasets: ["orders"], as: "link" } });
  expect((await bench.deliver([notice])).response).toEqual(DONE);
  const after = await bench.got("orders");
  expect(after).toMatchObject([{ kind: "url", rows: 10_000 }]);
  expect(keys(before)).not.toContain(after[0]?.idempotencyKey);
}, 120_000);

test("a model's rows are delivered once per run and topic, with an audit record that expires", async () => {
  await bench.fresh({ marts: { models: ["daily", "monthly"] } });
  const query = "SELECT DATE '2024-01-02' AS day, 12.5::DECIMAL(18,2) AS revenue, 3::BIGINT AS orders";
  const [daily, monthly] = [
    await bench.exported("daily", "models1", query),
    await bench.exported("monthly", "models1", `${query} WHERE false`),
  ];
  expect((await bench.deliver([daily, monthly, daily])).response).toEqual(DONE);
  expect(await bench.got("marts")).toMatchObject([
    { source: { kind: "model", name: "daily" }, all: [{ day: "2024-01-02", revenue: "12.50", orders: 3 }] },
  ]);
  const [audit] = await auditOf(bench.account, bench.auditTable);
  expect([...(audit?.delivered_to ?? [])].sort()).toEqual(["marts/daily", "marts/monthly"]);
  expect(audit?.expires_at).toBe(Date.parse("2026-01-02T03:04:05.000Z") / 1000 + 30 * 86_400);
}, 120_000);

test("what cannot be delivered is told, and delivers nothing", async () => {
  await bench.fresh({ orders: { datasets: ["orders"] }, marts: { models: ["daily"], columns: ["week"] } });
  const { account, pipeline } = bench;
  const short = await bench.curated("short", ["GB"], undefined, { rows_curated: 2 });
  const gone = await bench.curated("gone", ["GB"]);
  const [file] =
    JSON.parse(gone) &&
    (await keysOf(account, pipeline.curated, "orders/")).filter((key) =>
      key.includes(JSON.parse(gone).run_id),
    );
  await account.s3.send(new DeleteObjectCommand({ Bucket: pipeline.curated, Key: file }));
  const undone = await bench.curated("undone", ["GB"]);
  await account.s3.send(
    new DeleteObjectCommand({
      Bucket: pipeline.curated,
      Key: manifestKey("orders", JSON.parse(undone).run_id),
    }),
  );
  const expired = await bench.exported("daily", "expired", "SELECT 1 AS day");
  const { rows } = JSON.parse(expired);
  await account.s3.send(
    new DeleteObjectCommand({
      Bucket: bench.exportsBucket,
      Key: `${new URL(rows).pathname.slice(1)}manifest`,
    }),
  );
  const lacking = await bench.exported("daily", "lacking", "SELECT 1 AS day");
  const { response, log } = await bench.deliver([short, gone, undone, expired, lacking, "poison", "{}"]);
  expect(response.batchItemFailures).toHaveLength(6);
  expect(failuresIn(log).map(({ code }) => code)).toEqual([
    "delivery_incomplete",
    "rows_gone",
    "rows_gone",
    "column_missing",
    "message_unreadable",
    "message_unreadable",
  ]);
  expect([await bench.got("orders"), await bench.got("marts")]).toEqual([[], []]);
  expect(await deliveredTo()).toEqual([]);
}, 120_000);

test("a run without rows is delivered by saying nothing", async () => {
  await bench.fresh({ orders: { datasets: ["orders"] } });
  expect((await bench.deliver([await bench.curated("empty", [])])).response).toEqual(DONE);
  expect(await bench.got("orders")).toEqual([]);
  expect((await deliveredTo())[0]?.[1]).toEqual(["orders"]);
}, 60_000);
