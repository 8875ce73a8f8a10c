// For tests of the deliver function: the bundle that is deployed, on moto, with topics whose messages a queue gathers, and
// runs as the stage function leaves them.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateTopicCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { DuckDBInstance } from "@duckdb/node-api";
import type { CuratedNotice } from "../../core/records/curated-notice.ts";
import { modelRowsPrefix } from "../../core/records/delivered.ts";
import type { ExportedNotice } from "../../core/records/exported-notice.ts";
import { type Manifest, manifestKey } from "../../core/records/manifest.ts";
import { type Delivery, deliveryOf, recordsOf } from "../../receive/index.ts";
import { type Account, makePipeline, openAccount, type Pipeline } from "./account.ts";
import { bundleTo, type Invocation, type Invoked, invoke, sqsMessage } from "./invoke.ts";

export const COLUMNS = [
  { name: "order_id", type: "bigint" },
  { name: "country", type: "string" },
  { name: "amount", type: "decimal(12,2)" },
  { name: "ordered_at", type: "timestamp" },
];
const CONTRACT = {
  version: 1,
  name: "acme",
  datasets: { orders: { columns: COLUMNS, partition_by: ["country", "day(ordered_at)"] } },
};

interface TopicSettings {
  datasets?: string[];
  models?: string[];
  as?: "rows" | "link";
  fifo?: boolean;
  columns?: string[] | null;
  max_messages?: number;
  link_seconds?: number;
}

/** A delivery as a subscriber has it: with all its records. */
export type Got = Delivery & { all: Record<string, unknown>[]; attributes: Record<string, string> };

const idOf = (name: string) => createHash("sha256").update(name).digest("hex").slice(0, 32);

export class Deliveries {
  readonly account: Account;
  readonly bundle: string;
  pipeline!: Pipeline;
  #exports = "";
  #env: Record<string, string> = {};
  #queues = new Map<string, string>();
  #made = 0;

  private constructor(account: Account, bundle: string) {
    this.account = account;
    this.bundle = bundle;
  }

  static async open(): Promise<Deliveries> {
    const account = await openAccount();
    return new Deliveries(account, await bundleTo(account.scratch, "deliver"));
  }

  close(): Promise<void> {
    return this.account.close();
  }

  get auditTable(): string {
    return this.pipeline.auditTable;
  }

  get exportsBucket(): string {
    return this.#exports;
  }

  /** A pipeline of its own, which delivers to these topics. */
  async fresh(topics: Record<string, TopicSettings>): Promise<void> {
    const { s3 } = this.account;
    const name = `deliver${this.#made++}`;
    this.pipeline = await makePipeline(this.account, name, CONTRACT);
    this.#exports = `${name}-exports`;
    await s3.send(
      new CreateBucketCommand({
        Bucket: this.#exports,
        CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
      }),
    );
    this.#queues = new Map();
    const { stageEnv, curated, auditTable } = this.pipeline;
    this.#env = {
      ...this.account.env,
      CONTRACT_URI: String(stageEnv.CONTRACT_URI),
      CONTRACT_DIGEST: String(stageEnv.CONTRACT_DIGEST),
      CURATED_BUCKET: curated,
      EXPORTS_BUCKET: this.#exports,
      AUDIT_TABLE: auditTable,
      AUDIT_TTL_DAYS: "30",
      LINK_ROLE_ARN: "arn:aws:iam::123456789012:role/links",
    };
    await this.tell(topics);
  }

  /** Deploys other settings. */
  async tell(topics: Record<string, TopicSettings>): Promise<void> {
    const told: Record<string, unknown> = {};
    for (const [name, topic] of Object.entries(topics))
      told[name] = { as: "rows", fifo: false, ...topic, arn: await this.#topic(name, topic.fifo ?? false) };
    const text = JSON.stringify({ topics: told });
    const Key = "_contract/settings.json";
    await this.account.s3.send(new PutObjectCommand({ Bucket: this.pipeline.curated, Key, Body: text }));
    this.#env.SETTINGS_URI = `s3://${this.pipeline.curated}/${Key}`;
    this.#env.SETTINGS_DIGEST = createHash("sha256").update(text).digest("hex");
  }

  async #topic(name: string, fifo: boolean): Promise<string> {
    const { sns, sqs } = this.account;
    const end = fifo ? ".fifo" : "";
    const Attributes: Record<string, string> = fifo ? { FifoTopic: "true" } : {};
    const Name = `${this.#exports}-${name}`;
    const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: Name + end, Attributes }));
    if (this.#queues.has(name)) return TopicArn;
    const { QueueUrl = "" } = await sqs.send(
      new CreateQueueCommand({
        QueueName: `${Name}-q${end}`,
        ...(fifo && { Attributes: { FifoQueue: "true" } }),
      }),
    );
    this.#queues.set(name, QueueUrl);
    await sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: "sqs",
        Endpoint: `arn:aws:sqs:eu-west-1:123456789012:${Name}-q${end}`,
        Attributes: { RawMessageDelivery: "true" },
      }),
    );
    return TopicArn;
  }

  async #parquet(bucket: string, key: string, query: string): Promise<number> {
    const path = join(this.account.scratch, "source.parquet");
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
    const counted = await connection.runAndReadAll(`SELECT count(*)::INT AS n FROM '${path}'`);
    connection.closeSync();
    instance.closeSync();
    const Body = await readFile(path);
    await this.account.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
    return Number(counted.getRowObjectsJson()[0]?.n);
  }

  /**
   * Commits a run with a file per country; gives the notice of it.
   * @param query the rows of each file: order_id, amount and ordered_at
   */
  async curated(
    run: string,
    countries: string[],
    query = "SELECT 1::BIGINT AS order_id, 1.5::DECIMAL(12,2) AS amount, TIMESTAMP '2024-01-02 03:04:05' AS ordered_at",
    change: Partial<Manifest> = {},
  ): Promise<string> {
    const { curated, landing } = this.pipeline;
    const files: Manifest["files"] = [];
    for (const [i, country] of countries.entries()) {
      const key = `orders/country=${encodeURIComponent(country)}/ordered_at_day=2024-01-02/${idOf(run)}-${i}.parquet`;
      const rows = await this.#parquet(curated, key, query);
      files.push({
        bucket: curated,
        key,
        rows,
        bytes: 1,
        partition: { country, ordered_at_day: "2024-01-02" },
      });
    }
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    const manifest: Manifest = {
      version: 1,
      run_id: idOf(run),
      dataset: "orders",
      contract_digest: "0".repeat(64),
      source: { bucket: landing, key: `orders/${run}.csv`, sha256: "0".repeat(64), bytes: 1 },
      status: "curated",
      rows_in: rows,
      rows_curated: rows,
      rows_quarantined: 0,
      reasons: {},
      files,
      quarantine: [],
      seconds: 1,
      committed_at: "2026-01-02T03:04:05.000Z",
      ...change,
    };
    await this.account.s3.send(
      new PutObjectCommand({
        Bucket: curated,
        Key: manifestKey("orders", manifest.run_id),
        Body: JSON.stringify(manifest),
      }),
    );
    const notice: CuratedNotice = {
      type: "dataset.curated",
      run_id: manifest.run_id,
      dataset: "orders",
      database: "acme",
      manifest: `s3://${curated}/${manifestKey("orders", manifest.run_id)}`,
      rows_curated: rows,
      rows_quarantined: 0,
      partitions: [],
      committed_at: manifest.committed_at,
    };
    return JSON.stringify(notice);
  }

  /** Writes what UNLOAD writes of a model, and gives the notice of it. */
  async exported(model: string, run: string, query: string): Promise<string> {
    const prefix = modelRowsPrefix(model, idOf(run));
    const key = `${prefix}0000_part_00.parquet`;
    const rows = await this.#parquet(this.#exports, key, query);
    const url = `s3://${this.#exports}/${key}`;
    const manifest = { entries: [{ url, meta: { record_count: rows } }], meta: { record_count: rows } };
    await this.account.s3.send(
      new PutObjectCommand({
        Bucket: this.#exports,
        Key: `${prefix}manifest`,
        Body: JSON.stringify(manifest),
      }),
    );
    const notice: ExportedNotice = {
      type: "model.exported",
      run_id: idOf(run),
      model,
      rows: `s3://${this.#exports}/${prefix}`,
      exported_at: "2026-01-02T03:04:05.000Z",
    };
    return JSON.stringify(notice);
  }

  deliver(bodies: string[], more: Partial<Invocation> = {}): Promise<Invoked> {
    const { bundle } = this;
    return invoke({ bundle, messages: bodies.map(sqsMessage), ...more, env: this.#env });
  }

  /** What a topic's subscriber got since it was asked last, read as consumers do. */
  async got(topic: string): Promise<Got[]> {
    const { sqs } = this.account;
    const QueueUrl = this.#queues.get(topic);
    const host = new URL(String(this.account.env.AWS_ENDPOINT_URL)).host;
    const found: Got[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] }),
      );
      if (Messages.length === 0) return found;
      for (const { Body = "", MessageAttributes = {}, ReceiptHandle } of Messages) {
        const attributes = Object.fromEntries(
          Object.entries(MessageAttributes).map(([name, { StringValue = "" }]) => [name, StringValue]),
        );
        const typed = Object.entries(attributes).map(([name, value]) => [name, { type: "String", value }]);
        const delivery = deliveryOf({ message: Body, attributes: Object.fromEntries(typed) });
        const all: Record<string, unknown>[] = [];
        for await (const record of recordsOf(delivery, { hosts: [host], allowHttp: true })) all.push(record);
        found.push({ ...delivery, all, attributes });
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  }
}
