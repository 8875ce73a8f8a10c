// The stage function against moto: each invocation is a process, as in Lambda, and may be killed.
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Manifest } from "../../core/records/manifest.ts";
import { type Account, makePipeline, openAccount, type Pipeline } from "../testing/account.ts";
import {
  auditOf,
  curatedRows,
  keysOf,
  land,
  messagesOf,
  notification,
  readObject,
} from "../testing/inspect.ts";
import { bundleTo, invoke, sqsMessage } from "../testing/invoke.ts";

const contract = {
  version: 1,
  name: "acme",
  datasets: {
    customers: {
      source: { format: "csv" },
      columns: [
        { name: "customer_id", type: "bigint", required: true },
        { name: "segment", type: "string" },
      ],
    },
    orders: {
      source: { format: "csv" },
      columns: [
        { name: "order_id", type: "bigint", required: true },
        { name: "customer_id", type: "bigint" },
        { name: "email", type: "string", clean: ["trim", "lower"], tokenize: "hmac" },
        { name: "amount", type: "decimal(12,2)", min: 0 },
        { name: "day", type: "date" },
      ],
      enrich: [{ lookup: "customers", on: "customer_id", add: ["segment"] }],
      partition_by: ["day"],
      quality: { max_reject_ratio: 0.5 },
    },
  },
};

const customers = "customer_id,segment\n1,gold\n2,silver\n";
const ordersOf = (first: number) =>
  `${[
    "order_id,customer_id,email,amount,day",
    `${first},1, A@x.org,1.50,2026-01-01`,
    `${first + 1},2,b@x.org,2,2026-01-02`,
    `${first + 2},3,c@x.org,-5,2026-01-02`,
    `${first + 3},1,d@x.org,4.25,2026-01-01`,
  ].join("\n")}\n`;

describe("the stage function", () => {
  let account: Account;
  let bundle: string;
  let pipeline: Pipeline;
  let pipelines = 0;

  const fresh = async () => {
    pipeline = await makePipeline(account, `stage${pipelines++}`, contract);
    return pipeline;
  };
  const stage = (bodies: string[], more: { killBefore?: number; timeout?: number; env?: object } = {}) =>
    invoke({
      bundle,
      messages: bodies.map(sqsMessage),
      ...more,
      env: { ...account.env, ...pipeline.stageEnv, ...more.env },
    });
  const put = (key: string, body: string | Buffer) => land(account, pipeline.landing, key, body);
  const rows = (dataset = "orders") => curatedRows(account, pipeline.curated, dataset);
  const manifests = (dataset = "orders") => keysOf(account, pipeline.curated, `_manifests/${dataset}/`);

  beforeAll(async () => {
    account = await openAccount();
    bundle = await bundleTo(account.scratch, "stage");
  }, 180_000);
  afterAll(() => account?.close());

  test("imports files, finds lookups, writes manifest, audit and quarantine; repeats change nothing", async () => {
    await fresh();
    const events = [await put("customers/c.csv", customers), await put("orders/2026/é 1+.csv", ordersOf(1))];
    const first = await stage(events);
    expect(first.response).toEqual({ batchItemFailures: [] });

    const curated = await rows();
    expect(curated.map((row) => JSON.parse(row))).toEqual([
      expect.objectContaining({ order_id: 1, amount: 1.5, segment: "gold", day: "2026-01-01" }),
      expect.objectContaining({
        order_id: 2,
        segment: "silver",
        email: expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
      expect.objectContaining({ order_id: 4, segment: "gold" }),
    ]);
    const [manifestKey = ""] = await manifests();
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
    const again = await put("orders/2026/é 1+.csv", ordersOf(1));
    const second = await stage([events[1] as string, events[1] as string, again]);
    expect(second.response).toEqual({ batchItemFailures: [] });
    expect(await rows()).toEqual(curated);
    expect(await manifests()).toEqual([manifestKey]);
    expect(await auditOf(account, pipeline.auditTable)).toEqual(audit);
    expect(second.requests.filter((request) => request.startsWith("PUT"))).toEqual([]);
    expect(second.log).not.toMatch(/x\.org/i);
  });

  test("poison fails by itself; removals, folders and test events are done; the others are imported", async () => {
    await fresh();
    const response = await stage([
      await put("customers/c.csv", customers),
      "not a notification",
      JSON.stringify({ Service: "Amazon S3", Event: "s3:TestEvent" }),
      await put("orders/", ""),
      await put("orders/a.csv", ordersOf(1)),
    ]).then((invoked) => invoked.response);
    expect(response?.batchItemFailures).toHaveLength(1);
    expect(await rows()).toHaveLength(3);
    expect(await auditOf(account, pipeline.auditTable)).toHaveLength(2);
  });

  test("killed before any of its requests and delivered again, it ends as one clean run does", async () => {
    await fresh();
    // The first makes the token key, which no later one does.
    await stage([await put("customers/c.csv", customers), await put("orders/first.csv", ordersOf(1))]);
    const clean = await stage([await put("orders/clean.csv", ordersOf(11))]);
    const perRun = (await rows()).length / 2;

    const events: string[] = [];
    for (let n = 0; n < clean.requests.length; n++) {
      const event = await put(`orders/${n}.csv`, ordersOf(1000 + n * 10));
      events.push(event);
      const killed = await stage([event], { killBefore: n });
      expect(killed.response).toBeUndefined();
    }
    // The last one's lock is still held; what is delivered again waits until it ends.
    const { response } = await stage(events);
    expect(response).toEqual({ batchItemFailures: [] });

    const runs = events.length + 2;
    expect(await rows()).toHaveLength(perRun * runs);
    const keys = await manifests();
    expect(keys).toHaveLength(runs);
    const found: Manifest[] = await Promise.all(
      keys.map(async (key) => JSON.parse(await readObject(account, pipeline.curated, key))),
    );
    const named = (list: "files" | "quarantine") =>
      found.flatMap((manifest) => manifest[list].map(({ key }) => key)).sort();
    expect(named("files")).toEqual(await keysOf(account, pipeline.curated, "orders/"));
    expect(named("quarantine")).toEqual(await keysOf(account, pipeline.quarantine, "orders/"));
    expect(await keysOf(account, pipeline.curated, "_intents/")).toEqual([]);
    expect(await auditOf(account, pipeline.auditTable)).toHaveLength(runs + 1);
  }, 240_000);

  test("two deliveries at once: one runs, the other waits and finds it done", async () => {
    await fresh();
    const event = await put("customers/c.csv", customers);
    const both = await Promise.all([stage([event]), stage([event])]);
    for (const { response } of both) expect(response).toEqual({ batchItemFailures: [] });
    expect(both.filter(({ log }) => log.includes("Run committed"))).toHaveLength(1);
    expect(await rows("customers")).toHaveLength(2);
    expect(await manifests("customers")).toHaveLength(1);
  });

  test("two functions that need the token key first make one key", async () => {
    await fresh();
    const one = await put("orders/1.csv", ordersOf(1));
    const two = await put("orders/2.csv", ordersOf(11));
    await Promise.all([stage([one]), stage([two])]);
    const emails = (await rows()).map((row) => JSON.parse(row)).filter(({ order_id }) => order_id % 10 === 1);
    expect(emails).toHaveLength(2);
    expect(emails[0].email).toBe(emails[1].email);
  });

  test("a file of which too many rows are wrong is rejected whole", async () => {
    await fresh();
    const bad = `order_id,customer_id,email,amount,day\nx,1,a@x.org,1,2026-01-01\ny,1,a@x.org,1,2026-01-01\n`;
    const { response } = await stage([await put("orders/bad.csv", bad)]);
    expect(response).toEqual({ batchItemFailures: [] });
    expect(await rows()).toEqual([]);
    const [key = ""] = await manifests();
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
    await fresh();
    const { response } = await stage([
      await put("refunds/a.csv", "a\n1\n"),
      await put("top.csv", "b\n"),
      await put("Ünknown/reason.json", "{}"),
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
    await fresh();
    const event = await put("orders/gone.csv", ordersOf(1));
    const { versionId } = JSON.parse(event).Records[0].s3.object;
    const Key = "orders/gone.csv";
    // Deleted, its version still there: imported. The version deleted, or never there: noted.
    await account.s3.send(new DeleteObjectCommand({ Bucket: pipeline.landing, Key }));
    expect((await stage([event])).response).toEqual({ batchItemFailures: [] });
    expect(await rows()).toHaveLength(3);
    await account.s3.send(new DeleteObjectCommand({ Bucket: pipeline.landing, Key, VersionId: versionId }));
    const gone = [event, notification(pipeline.landing, "orders/never.csv")];
    for (let i = 0; i < 2; i++) expect((await stage(gone)).response).toEqual({ batchItemFailures: [] });
    const audit = await auditOf(account, pipeline.auditTable);
    expect(audit.map(({ state }) => state).sort()).toEqual(["curated", "source_missing", "source_missing"]);
  });

  test("what is too large is handed on as a notification, or fails where nothing takes it", async () => {
    await fresh();
    const event = await put("orders/large.csv", ordersOf(1));
    const env = { MAX_OBJECT_BYTES: "100" };
    const { response, requests } = await stage([event], { env });
    expect(response).toEqual({ batchItemFailures: [] });
    expect(requests.some((request) => request.startsWith(`GET /${pipeline.landing}/orders`))).toBe(false);
    const [handedOn = ""] = await messagesOf(account, pipeline.oversizeQueue);
    expect((await auditOf(account, pipeline.auditTable))[0]).toMatchObject({
      state: "oversize",
      dataset: "orders",
      source: { bytes: Buffer.byteLength(ordersOf(1)) },
    });
    const unhandled = await stage([event], { env: { ...env, OVERSIZE_QUEUE_URL: "" } });
    expect(unhandled.response?.batchItemFailures).toHaveLength(1);
    expect(unhandled.log).toContain("object_too_large");
    // What was handed on is what a larger function takes.
    await stage([handedOn]);
    expect(await rows()).toHaveLength(3);
  });

  test("split over three functions, with repeats and a kill on the way, it ends as fused", async () => {
    await fresh();
    const split = (stages: string) => ({
      env: { STAGES: stages, INTERIM_BUCKET: pipeline.interim, NEXT_QUEUE_URL: pipeline.nextQueue },
    });
    await stage([await put("customers/c.csv", customers), await put("orders/fused.csv", ordersOf(1))]);
    const fused = await rows();

    const event = await put("orders/split.csv", ordersOf(1));
    await stage([event], split("validate,cleanse"));
    expect(await rows()).toEqual(fused);
    // The repeat does nothing but tell the next function again.
    await stage([event], split("validate,cleanse"));
    const toTokenize = await messagesOf(account, pipeline.nextQueue);
    expect(toTokenize).toHaveLength(2);
    expect(toTokenize[0]).toBe(toTokenize[1]);
    await stage([toTokenize[0] as string], { ...split("tokenize"), killBefore: 6 });
    await stage(toTokenize, split("tokenize"));
    const [toTransform = ""] = await messagesOf(account, pipeline.nextQueue);
    const ended = await stage([toTransform], split("enrich,transform"));
    expect(ended.response).toEqual({ batchItemFailures: [] });

    expect(await rows()).toEqual([...fused, ...fused].sort());
    const found: Manifest[] = await Promise.all(
      (await manifests()).map(async (key) => JSON.parse(await readObject(account, pipeline.curated, key))),
    );
    const counts = found.map(({ rows_in, rows_curated, rows_quarantined, reasons, quarantine }) => ({
      rows_in,
      rows_curated,
      rows_quarantined,
      reasons,
      quarantined: quarantine.map(({ rows }) => rows),
    }));
    expect(counts[0]).toEqual(counts[1]);
    expect(await auditOf(account, pipeline.auditTable)).toHaveLength(3);
  });

  test("a contract that is not the deployed one is refused, and so nothing is lost", async () => {
    await fresh();
    const { response, log } = await stage([await put("orders/a.csv", ordersOf(1))], {
      env: { CONTRACT_DIGEST: "0".repeat(64) },
    });
    expect(response?.batchItemFailures).toHaveLength(1);
    expect(log).toContain("contract_altered");
  });
});
