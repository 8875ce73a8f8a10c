// The stage function against moto: what becomes of each kind of object and message.
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { auditOf, keysOf, messagesOf, notification, readObject } from "../testing/inspect.ts";
import { failuresIn } from "../testing/invoke.ts";
import { customers, ordersOf, StageBench } from "../testing/stage-bench.ts";

describe("the stage function", () => {
  let bench: StageBench;
  beforeAll(async () => {
    bench = await StageBench.open();
  }, 180_000);
  afterAll(() => bench?.close());

  test("imports files, finds lookups, writes manifest, audit and quarantine; repeats change nothing", async () => {
    const pipeline = await bench.fresh();
    const { account } = bench;
    const events = [
      await bench.put("customers/c.csv", customers),
      await bench.put("orders/2026/é 1+.csv", ordersOf(1)),
    ];
    const first = await bench.stage(events);
    expect(first.response).toEqual({ batchItemFailures: [] });

    const curated = await bench.rows();
    expect(curated.map((row) => JSON.parse(row))).toEqual([
      expect.objectContaining({ order_id: 1, amount: 1.5, segment: "gold", day: "2026-01-01" }),
      expect.objectContaining({
        order_id: 2,
        segment: "silver",
        email: expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
      expect.objectContaining({ order_id: 4, segment: "gold" }),
    ]);
    const [manifestKey = ""] = await bench.manifests();
    const manifest = JSON.parse(await readObject(account, pipeline.curated, manifestKey));
    expect(manifest).toMatchObject({
      status: "curated",
      rows_in: 4,
      rows_curated: 3,
      rows_quarantined: 1,
      reasons: { "amount:min": 1 },
      source: { key: "orders/2026/é 1+.csv", bytes: Buffer.byteLength(ordersOf(1)) },
    });
    const [quarantined = ""] = await keysOf(account, pipeline.quarantine, "orders/");
    expect(quarantined).toBe(`orders/${manifest.run_id}.ndjson`);
    expect(JSON.parse(await readObject(account, pipeline.quarantine, quarantined))).toEqual({
      file: `s3://${pipeline.landing}/orders/2026/é 1+.csv`,
      line: 4,
      raw: "3,3,c@x.org,-5,2026-01-02",
      reasons: ["amount:min"],
    });
    expect(await keysOf(account, pipeline.curated, "_intents/")).toEqual([]);
    const audit = await auditOf(account, pipeline.auditTable);
    expect(audit.find(({ dataset }) => dataset === "orders")).toMatchObject({
      run_id: manifest.run_id,
      state: "curated",
      rows_in: 4,
      committed_at: manifest.committed_at,
      manifest: `s3://${pipeline.curated}/${manifestKey}`,
    });

    // The same event again, twice in one batch, and the same content landed anew under the same key.
    const again = await bench.put("orders/2026/é 1+.csv", ordersOf(1));
    const second = await bench.stage([events[1] as string, events[1] as string, again]);
    expect(second.response).toEqual({ batchItemFailures: [] });
    expect(await bench.rows()).toEqual(curated);
    expect(await bench.manifests()).toEqual([manifestKey]);
    expect(await auditOf(account, pipeline.auditTable)).toEqual(audit);
    expect(second.requests.filter((request) => request.startsWith("PUT"))).toEqual([]);
    expect(second.log).not.toMatch(/x\.org/i);
  });

  test("columns that the contract does not name are named in the manifest and in the log", async () => {
    const pipeline = await bench.fresh();
    const more = customers
      .trim()
      .split("\n")
      .map((line, at) => `${line},${at === 0 ? "nickname" : "x"}`)
      .join("\n");
    const { response, log } = await bench.stage([await bench.put("customers/more.csv", `${more}\n`)]);
    expect(response).toEqual({ batchItemFailures: [] });
    const [key = ""] = await keysOf(bench.account, pipeline.curated, "_manifests/customers/");
    const manifest = JSON.parse(await readObject(bench.account, pipeline.curated, key));
    expect(manifest).toMatchObject({ status: "curated", ignored_columns: ["nickname"] });
    expect(log).toContain('"ignored_columns":["nickname"]');
  });

  test("poison fails by itself; removals, folders and test events are done; the others are imported", async () => {
    const pipeline = await bench.fresh();
    const { account } = bench;
    const { response, log } = await bench.stage([
      await bench.put("customers/c.csv", customers),
      "not a notification",
      JSON.stringify({ Service: "Amazon S3", Event: "s3:TestEvent" }),
      await bench.put("orders/", ""),
      await bench.put("orders/a.csv", ordersOf(1)),
    ]);
    expect(response?.batchItemFailures).toHaveLength(1);
    expect(failuresIn(log)).toEqual([
      {
        code: "message_unreadable",
        reason: expect.stringContaining("The message is neither an S3 notification"),
      },
    ]);
    expect(await bench.rows()).toHaveLength(3);
    expect(await auditOf(account, pipeline.auditTable)).toHaveLength(2);
  });

  test("a file whose name ends in a slash is a file where it is not empty", async () => {
    const pipeline = await bench.fresh();
    const { account } = bench;
    const { response } = await bench.stage([
      await bench.put("customers/c.csv", customers),
      await bench.put("orders/2026/", ordersOf(1)),
      await bench.put("refunds/", "a\n1\n"),
    ]);
    expect(response).toEqual({ batchItemFailures: [] });
    expect(await bench.rows()).toHaveLength(3);
    const audit = await auditOf(account, pipeline.auditTable);
    expect(audit.map(({ source, state }) => [source.key, state]).sort()).toEqual([
      ["customers/c.csv", "curated"],
      ["orders/2026/", "curated"],
      ["refunds/", "rejected"],
    ]);
  });

  test("a rejected file of the longest name is quarantined whole", async () => {
    const pipeline = await bench.fresh();
    const { account } = bench;
    const key = `refunds/${"e".repeat(1020 - 8)}.csv`;
    const { response } = await bench.stage([await bench.put(key, "a\n1\n")]);
    expect(response).toEqual({ batchItemFailures: [] });
    const kept = (await keysOf(account, pipeline.quarantine)).filter((name) => name.endsWith(".csv"));
    expect(kept).toEqual([
      expect.stringMatching(/^refunds\/_rejected\/[0-9a-f]{32}\/e+~[0-9a-f]{16}~e+\.csv$/),
    ]);
    expect(kept[0]).toHaveLength(1024);
    expect(await readObject(account, pipeline.quarantine, String(kept[0]))).toBe("a\n1\n");
  });

  test("a file of which too many rows are wrong is rejected whole", async () => {
    const pipeline = await bench.fresh();
    const { account } = bench;
    const bad = `order_id,customer_id,email,amount,day\nx,1,a@x.org,1,2026-01-01\ny,1,a@x.org,1,2026-01-01\n`;
    const { response } = await bench.stage([await bench.put("orders/bad.csv", bad)]);
    expect(response).toEqual({ batchItemFailures: [] });
    expect(await bench.rows()).toEqual([]);
    const [key = ""] = await bench.manifests();
    const manifest = JSON.parse(await readObject(account, pipeline.curated, key));
    expect(manifest).toMatchObject({ status: "rejected", rows_in: 2, rows_curated: 0, files: [] });
    expect(
      await readObject(account, pipeline.quarantine, `orders/_rejected/${manifest.run_id}/bad.csv`),
    ).toBe(bad);
    const reason = await readObject(
      account,
      pipeline.quarantine,
      `orders/_rejected/${manifest.run_id}/reason.json`,
    );
    expect(JSON.parse(reason)).toEqual({
      run_id: manifest.run_id,
      dataset: "orders",
      file: `s3://${pipeline.landing}/orders/bad.csv`,
      ...manifest.rejected,
    });
    expect((await auditOf(account, pipeline.auditTable))[0]).toMatchObject({ state: "rejected" });
  });

  test("what no dataset is meant for goes to quarantine whole", async () => {
    const pipeline = await bench.fresh();
    const { account } = bench;
    const { response } = await bench.stage([
      await bench.put("refunds/a.csv", "a\n1\n"),
      await bench.put("top.csv", "b\n"),
      await bench.put("Ünknown/reason.json", "{}"),
    ]);
    expect(response).toEqual({ batchItemFailures: [] });
    const files = (await keysOf(account, pipeline.quarantine)).map((key) =>
      key.replace(/[0-9a-f]{32}/, "RUN"),
    );
    expect(files.sort()).toEqual([
      "_unknown/_rejected/RUN/reason.json",
      "_unknown/_rejected/RUN/reason.json",
      "_unknown/_rejected/RUN/reason.json_",
      "_unknown/_rejected/RUN/top.csv",
      "refunds/_rejected/RUN/a.csv",
      "refunds/_rejected/RUN/reason.json",
    ]);
    const audit = await auditOf(account, pipeline.auditTable);
    expect(audit.map(({ rejected }) => rejected?.reason)).toEqual(Array(3).fill("file:unknown_dataset"));
  });

  test("an object that is gone is noted, and its message is done", async () => {
    const pipeline = await bench.fresh();
    const { account } = bench;
    const event = await bench.put("orders/gone.csv", ordersOf(1));
    const { versionId } = JSON.parse(event).Records[0].s3.object;
    const Key = "orders/gone.csv";
    // Deleted, its version still there: imported. The version deleted, or never there: noted.
    await account.s3.send(new DeleteObjectCommand({ Bucket: pipeline.landing, Key }));
    expect((await bench.stage([event])).response).toEqual({ batchItemFailures: [] });
    expect(await bench.rows()).toHaveLength(3);
    await account.s3.send(new DeleteObjectCommand({ Bucket: pipeline.landing, Key, VersionId: versionId }));
    const gone = [event, notification(pipeline.landing, "orders/never.csv")];
    for (let i = 0; i < 2; i++) expect((await bench.stage(gone)).response).toEqual({ batchItemFailures: [] });
    const audit = await auditOf(account, pipeline.auditTable);
    expect(audit.map(({ state }) => state).sort()).toEqual(["curated", "source_missing", "source_missing"]);
  });

  test("what is too large is handed on as a notification, or fails where nothing takes it", async () => {
    const pipeline = await bench.fresh();
    const { account } = bench;
    const event = await bench.put("orders/large.csv", ordersOf(1));
    const env = { MAX_OBJECT_BYTES: "100" };
    const { response, requests } = await bench.stage([event], { env });
    expect(response).toEqual({ batchItemFailures: [] });
    expect(requests.some((request) => request.startsWith(`GET /${pipeline.landing}/orders`))).toBe(false);
    const [handedOn = ""] = await messagesOf(account, pipeline.oversizeQueue);
    expect((await auditOf(account, pipeline.auditTable))[0]).toMatchObject({
      state: "oversize",
      dataset: "orders",
      source: { bytes: Buffer.byteLength(ordersOf(1)) },
    });
    const unhandled = await bench.stage([event], { env: { ...env, OVERSIZE_QUEUE_URL: "" } });
    expect(unhandled.response?.batchItemFailures).toHaveLength(1);
    expect(unhandled.log).toContain("object_too_large");
    // What was handed on is what a larger function takes.
    await bench.stage([handedOn]);
    expect(await bench.rows()).toHaveLength(3);
  });

  test("a contract that is not the deployed one is refused, and so nothing is lost", async () => {
    await bench.fresh();
    const { response, log } = await bench.stage([await bench.put("orders/a.csv", ordersOf(1))], {
      env: { CONTRACT_DIGEST: "0".repeat(64) },
    });
    expect(response?.batchItemFailures).toHaveLength(1);
    expect(log).toContain("contract_altered");
  });
});
