// The stage function against moto, killed, repeated and twice at once: each invocation is a process, as in Lambda.
import { createHash } from "node:crypto";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Intent, intentKey } from "../../core/records/intent.ts";
import type { Manifest } from "../../core/records/manifest.ts";
import { runIdOf } from "../../core/records/run-id.ts";
import { auditOf, keysOf, land, messagesOf, readObject } from "../testing/inspect.ts";
import { sqsMessage } from "../testing/invoke.ts";
import { customers, ordersOf, StageBench } from "../testing/stage-bench.ts";

describe("the stage function, delivered again", () => {
  let bench: StageBench;
  beforeAll(async () => {
    bench = await StageBench.open();
  }, 180_000);
  afterAll(() => bench?.close());

  test("killed before any of its requests and delivered again, it ends as one clean run does", async () => {
    const pipeline = await bench.fresh();
    const { account } = bench;
    // The first makes the token key, which no later one does.
    await bench.stage([
      await bench.put("customers/c.csv", customers),
      await bench.put("orders/first.csv", ordersOf(900)),
    ]);
    await bench.stage([await bench.put("orders/clean.csv", ordersOf(910))]);

    const events: string[] = [];
    // Until a run needs fewer requests than that. How many it makes depends on how long it takes: it renews its lock.
    for (let n = 0, killed = true; killed; n++) {
      const event = await bench.put(`orders/${n}.csv`, ordersOf(1000 + n * 10));
      events.push(event);
      killed = (await bench.stage([event], { killBefore: n })).response === undefined;
    }
    expect(events.length).toBeGreaterThan(12);
    // The locks of some are still held; what is delivered again waits until it ends.
    const { response } = await bench.stage(events);
    expect(response).toEqual({ batchItemFailures: [] });

    const runs = events.length + 2;
    // The same rows from each run, but for the ids that they begin with.
    const rows = (await bench.rows()).map((row) => {
      const { order_id, ...others } = JSON.parse(row);
      return JSON.stringify({ order_id: order_id % 10, ...others });
    });
    const times = [...Map.groupBy(rows, (row) => row).values()].map((same) => same.length);
    expect(times).toEqual([runs, runs, runs]);
    const keys = await bench.manifests();
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

  test("what a crashed attempt left and this one does not write is deleted; a removed manifest is written again", async () => {
    const pipeline = await bench.fresh();
    const { account } = bench;
    const event = await bench.put("customers/c.csv", customers);
    const run_id = runIdOf({
      bucket: pipeline.landing,
      key: "customers/c.csv",
      sha256: createHash("sha256").update(customers).digest("hex"),
      contractDigest: pipeline.stageEnv.CONTRACT_DIGEST as string,
    });
    const orphan = { bucket: pipeline.curated, key: `customers/old=1/${run_id}-0007.parquet` };
    const intent: Intent = { version: 1, run_id, dataset: "customers", objects: [orphan] };
    await land(account, orphan.bucket, orphan.key, "half a file");
    await land(account, pipeline.curated, intentKey("customers", run_id), JSON.stringify(intent));
    await bench.stage([event]);
    expect(await keysOf(account, pipeline.curated)).toEqual([
      `_manifests/customers/${run_id}.json`,
      `customers/${run_id}-0000.parquet`,
    ]);

    const [Key = ""] = await bench.manifests("customers");
    await account.s3.send(new DeleteObjectCommand({ Bucket: pipeline.curated, Key }));
    expect((await bench.stage([event])).response).toEqual({ batchItemFailures: [] });
    expect(await bench.manifests("customers")).toEqual([Key]);
    expect(await bench.rows("customers")).toHaveLength(2);
  });

  test("killed at each attempt, as by a lack of memory, it is handed on at the third; what only failed is not", async () => {
    const pipeline = await bench.fresh();
    const { account } = bench;
    const first = await bench.stage([await bench.put("customers/clean.csv", customers)]);
    const locked = first.requests.indexOf("PutItem");
    expect(locked).toBeGreaterThan(0);
    const event = await bench.put("customers/c.csv", `${customers}3,bronze\n`);
    const again = (receives: number, killBefore?: number) => {
      const message = sqsMessage(event);
      message.attributes.ApproximateReceiveCount = String(receives);
      return bench.stage([], { messages: [message], ...(killBefore !== undefined && { killBefore }) });
    };
    for (const receives of [1, 2]) expect((await again(receives, locked + 2)).response).toBeUndefined();
    expect((await again(3)).response).toEqual({ batchItemFailures: [] });
    const [handedOn = ""] = await messagesOf(account, pipeline.oversizeQueue);
    const audit = await auditOf(account, pipeline.auditTable);
    expect(audit.map(({ state, source }) => `${source.key} ${state}`).sort()).toEqual([
      "customers/c.csv oversize",
      "customers/clean.csv curated",
    ]);
    // It has come by now; what has the memory for it imports it.
    await bench.stage([handedOn]);
    expect(await bench.rows("customers")).toHaveLength(5);

    const failing = await bench.put("customers/d.csv", `${customers}4,tin\n`);
    const message = sqsMessage(failing);
    message.attributes.ApproximateReceiveCount = "4";
    const failed = await bench.stage([], { messages: [message], env: { AUDIT_TABLE: "no-such-table" } });
    expect(failed.response?.batchItemFailures).toHaveLength(1);
    expect(await messagesOf(account, pipeline.oversizeQueue)).toEqual([]);
  }, 120_000);

  test("two deliveries at once: one runs, the other waits and finds it done", async () => {
    await bench.fresh();
    const event = await bench.put("customers/c.csv", customers);
    const both = await Promise.all([bench.stage([event]), bench.stage([event])]);
    for (const { response } of both) expect(response).toEqual({ batchItemFailures: [] });
    expect(both.filter(({ log }) => log.includes("Run committed"))).toHaveLength(1);
    expect(await bench.rows("customers")).toHaveLength(2);
    expect(await bench.manifests("customers")).toHaveLength(1);
  });

  test("two functions that need the token key first make one key", async () => {
    await bench.fresh();
    const one = await bench.put("orders/1.csv", ordersOf(1));
    const two = await bench.put("orders/2.csv", ordersOf(11));
    await Promise.all([bench.stage([one]), bench.stage([two])]);
    const emails = (await bench.rows())
      .map((row) => JSON.parse(row))
      .filter(({ order_id }) => order_id % 10 === 1);
    expect(emails).toHaveLength(2);
    expect(emails[0].email).toBe(emails[1].email);
  });

  test("split over three functions, with repeats and a kill on the way, it ends as fused", async () => {
    const pipeline = await bench.fresh();
    const { account } = bench;
    const split = (stages: string) => ({
      env: { STAGES: stages, INTERIM_BUCKET: pipeline.interim, NEXT_QUEUE_URL: pipeline.nextQueue },
    });
    await bench.stage([
      await bench.put("customers/c.csv", customers),
      await bench.put("orders/fused.csv", ordersOf(1)),
    ]);
    const fused = await bench.rows();

    const event = await bench.put("orders/split.csv", ordersOf(1));
    await bench.stage([event], split("validate,cleanse"));
    expect(await bench.rows()).toEqual(fused);
    // The repeat does nothing but tell the next function again.
    await bench.stage([event], split("validate,cleanse"));
    const toTokenize = await messagesOf(account, pipeline.nextQueue);
    expect(toTokenize).toHaveLength(2);
    expect(toTokenize[0]).toBe(toTokenize[1]);
    await bench.stage([toTokenize[0] as string], { ...split("tokenize"), killBefore: 6 });
    await bench.stage(toTokenize, split("tokenize"));
    const [toTransform = ""] = await messagesOf(account, pipeline.nextQueue);
    const ended = await bench.stage([toTransform], split("enrich,transform"));
    expect(ended.response).toEqual({ batchItemFailures: [] });

    expect(await bench.rows()).toEqual([...fused, ...fused].sort());
    const found: Manifest[] = await Promise.all(
      (await bench.manifests()).map(async (key) =>
        JSON.parse(await readObject(account, pipeline.curated, key)),
      ),
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
});
