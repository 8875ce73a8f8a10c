// The catalog function against moto.
import {
  BatchCreatePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  GetPartitionsCommand,
  type GlueClient,
} from "@aws-sdk/client-glue";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Manifest, manifestKey } from "../../core/records/manifest.ts";
import { type Account, makePipeline, openAccount, type Pipeline } from "../testing/account.ts";
import { auditOf, messagesOf, notification } from "../testing/inspect.ts";
import { bundleTo, failuresIn, invoke, sqsMessage } from "../testing/invoke.ts";

const DATABASE = "acme";

describe("the catalog function", () => {
  let account: Account;
  let glue: GlueClient;
  let bundle: string;
  let pipeline: Pipeline;
  let pipelines = 0;

  beforeAll(async () => {
    account = await openAccount();
    glue = account.glue;
    bundle = await bundleTo(account.scratch, "catalog");
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: DATABASE } }));
  }, 180_000);
  afterAll(() => account?.close());

  const fresh = async (keys: Record<string, string[]>) => {
    pipeline = await makePipeline(account, `catalog${pipelines++}`, {
      version: 1,
      name: "acme",
      datasets: {},
    });
    for (const [Name, names] of Object.entries(keys))
      await glue.send(
        new CreateTableCommand({
          DatabaseName: DATABASE,
          TableInput: {
            Name,
            PartitionKeys: names.map((key) => ({ Name: key, Type: "string" })),
            StorageDescriptor: {
              Columns: [{ Name: "order_id", Type: "bigint" }],
              Location: `s3://${pipeline.curated}/${Name}/`,
              SerdeInfo: { SerializationLibrary: "serde" },
            },
          },
        }),
      );
  };

  /** Commits a run of one file per partition, and gives the message that tells of it. */
  const commit = async (
    dataset: string,
    runId: string,
    partitions: Record<string, string>[],
    status: Manifest["status"] = "curated",
  ) => {
    const manifest: Manifest = {
      version: 1,
      run_id: runId,
      dataset,
      contract_digest: "0".repeat(64),
      source: { bucket: pipeline.landing, key: `${dataset}/a.csv`, sha256: "0".repeat(64), bytes: 1 },
      status,
      ...(status === "rejected" && { rejected: { reason: "file:no_rows", message: "It has no rows." } }),
      rows_in: 1,
      rows_curated: 1,
      rows_quarantined: 0,
      reasons: {},
      files: partitions.map((partition, i) => ({
        bucket: pipeline.curated,
        key: `${[dataset, ...Object.entries(partition).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)].join("/")}/${runId}-${i}.parquet`,
        rows: 1,
        bytes: 1,
        partition,
      })),
      quarantine:
        status === "rejected"
          ? [{ bucket: pipeline.quarantine, key: `${dataset}/_rejected/${runId}/a.csv`, rows: 1, bytes: 1 }]
          : [],
      seconds: 0,
      committed_at: "2026-01-02T03:04:05.000Z",
    };
    const Key = manifestKey(dataset, runId);
    await account.s3.send(
      new PutObjectCommand({ Bucket: pipeline.curated, Key, Body: JSON.stringify(manifest) }),
    );
    return notification(pipeline.curated, Key);
  };

  const catalog = (bodies: string[]) =>
    invoke({
      bundle,
      messages: bodies.map(sqsMessage),
      env: {
        ...account.env,
        GLUE_DATABASE: DATABASE,
        CURATED_BUCKET: pipeline.curated,
        AUDIT_TABLE: pipeline.auditTable,
        CURATED_TOPIC_ARN: pipeline.topic,
      },
    });
  const partitionsOf = async (TableName: string) => {
    const { Partitions = [] } = await glue.send(
      new GetPartitionsCommand({ DatabaseName: DATABASE, TableName }),
    );
    return Partitions;
  };
  const notices = async () =>
    (await messagesOf(account, pipeline.noticeQueue)).map((body) => JSON.parse(JSON.parse(body).Message));

  test("registers partitions once for a whole batch, publishes and audits each run; repeats change nothing", async () => {
    await fresh({ orders: ["country", "day"] });
    const days = Array.from({ length: 130 }, (_, i) => ({ day: `d${i}`, country: "GB/UK" }));
    const events = [
      await commit("orders", "run1", days),
      await commit("orders", "run2", [...days.slice(0, 1), { day: "x", country: "FR" }]),
    ];
    const first = await catalog(events);
    expect(first.response).toEqual({ batchItemFailures: [] });
    expect(first.requests.filter((request) => /^(GetTable|BatchCreate)/.test(request))).toHaveLength(3);
    const partitions = await partitionsOf("orders");
    expect(partitions).toHaveLength(131);
    expect(partitions.find(({ Values }) => Values?.[1] === "d7")).toMatchObject({
      Values: ["GB/UK", "d7"],
      StorageDescriptor: {
        Location: `s3://${pipeline.curated}/orders/day=d7/country=GB%2FUK/`,
        Columns: [{ Name: "order_id", Type: "bigint" }],
        SerdeInfo: { SerializationLibrary: "serde" },
      },
    });
    const published = await notices();
    expect(published.map(({ run_id }) => run_id).sort()).toEqual(["run1", "run2"]);
    expect(published.find(({ run_id }) => run_id === "run2")).toMatchObject({
      type: "dataset.curated",
      dataset: "orders",
      database: DATABASE,
      manifest: `s3://${pipeline.curated}/_manifests/orders/run2.json`,
      partitions: [
        { day: "d0", country: "GB/UK" },
        { day: "x", country: "FR" },
      ],
    });
    const audit = await auditOf(account, pipeline.auditTable);
    expect(audit.every(({ cataloged_at }) => cataloged_at)).toBe(true);

    expect((await catalog(events)).response).toEqual({ batchItemFailures: [] });
    expect(await partitionsOf("orders")).toHaveLength(131);
    expect(await notices()).toEqual([]);
    expect(await auditOf(account, pipeline.auditTable)).toEqual(audit);
  });

  test("a dataset without partitions is announced, and a rejected file; intents and lost manifests are done", async () => {
    await fresh({ flat: [] });
    const events = [
      await commit("flat", "run1", [{}]),
      await commit("flat", "run2", [], "rejected"),
      notification(pipeline.curated, "_intents/flat/run3.json"),
      notification(pipeline.curated, "_manifests/flat/gone.json"),
    ];
    expect((await catalog(events)).response).toEqual({ batchItemFailures: [] });
    const told = await notices();
    expect(told.map(({ type, run_id }) => `${type} ${run_id}`).sort()).toEqual([
      "dataset.curated run1",
      "dataset.rejected run2",
    ]);
    expect(told.find(({ run_id }) => run_id === "run2")).toMatchObject({
      dataset: "flat",
      file: `s3://${pipeline.landing}/flat/a.csv`,
      quarantined: `s3://${pipeline.quarantine}/flat/_rejected/run2/a.csv`,
      reason: "file:no_rows",
      message: "It has no rows.",
    });
    expect((await catalog(events)).response).toEqual({ batchItemFailures: [] });
    expect(await notices()).toEqual([]);
  });

  test("a dataset whose table is missing or differs fails its own messages alone", async () => {
    await fresh({ good: ["day"], renamed: ["week"] });
    const messages = [
      await commit("good", "run1", [{ day: "1" }]),
      await commit("renamed", "run2", [{ day: "1" }]),
      await commit("absent", "run3", [{ day: "1" }]),
      "poison",
    ];
    const { response, log } = await catalog(messages);
    expect(response?.batchItemFailures).toHaveLength(3);
    expect(log).toContain("partitioned by week");
    expect(failuresIn(log).map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([expect.stringContaining("The message is neither an S3 notification")]),
    );
    expect((await notices()).map(({ run_id }) => run_id)).toEqual(["run1"]);
  });

  test("a partition that is there already, with a location of its own, is left as it is", async () => {
    await fresh({ kept: ["day"] });
    const mine = { Values: ["1"], StorageDescriptor: { Location: "s3://elsewhere/" } };
    await glue.send(
      new BatchCreatePartitionCommand({
        DatabaseName: DATABASE,
        TableName: "kept",
        PartitionInputList: [mine],
      }),
    );
    await catalog([await commit("kept", "run1", [{ day: "1" }, { day: "2" }])]);
    const locations = (await partitionsOf("kept")).map((partition) => partition.StorageDescriptor?.Location);
    expect(locations.sort()).toEqual([`s3://${pipeline.curated}/kept/day=2/`, "s3://elsewhere/"]);
  });
});
