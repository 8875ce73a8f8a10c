// What the stage function's tests share: a contract of two datasets, files for it, and one emulated account.

import type { Manifest } from "../../core/records/manifest.ts";
import { type Account, makePipeline, openAccount, type Pipeline } from "./account.ts";
import { curatedRows, keysOf, land, readObject } from "./inspect.ts";
import { bundleTo, type Invocation, type Invoked, invoke, sqsMessage } from "./invoke.ts";

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

export const customers = "customer_id,segment\n1,gold\n2,silver\n";
/** Four orders from an id on, the third of them wrong. */
export const ordersOf = (first: number) =>
  `${[
    "order_id,customer_id,email,amount,day",
    `${first},1, A@x.org,1.50,2026-01-01`,
    `${first + 1},2,b@x.org,2,2026-01-02`,
    `${first + 2},3,c@x.org,-5,2026-01-02`,
    `${first + 3},1,d@x.org,4.25,2026-01-01`,
  ].join("\n")}\n`;

/** Orders of so many bytes, each hundredth of them wrong. */
export function manyOrders(bytes: number): string {
  const lines = ["order_id,customer_id,email,amount,day"];
  for (let id = 1, length = 0; length < bytes; id++) {
    const line = `${id},${id % 7},Person${id % 5000}@x.org,${id % 100 === 0 ? -1 : (id % 9999) / 100},2026-01-${String(1 + (id % 28)).padStart(2, "0")}`;
    lines.push(line);
    length += line.length + 1;
  }
  return `${lines.join("\n")}\n`;
}

/** The stage function in an emulated account, with one pipeline at a time. */
export class StageBench {
  readonly account: Account;
  readonly #bundle: string;
  #pipelines = 0;
  #pipeline: Pipeline | undefined;

  private constructor(account: Account, bundle: string) {
    this.account = account;
    this.#bundle = bundle;
  }

  static async open(options: Parameters<typeof openAccount>[0] = {}): Promise<StageBench> {
    const account = await openAccount(options);
    return new StageBench(account, await bundleTo(account.scratch, "stage"));
  }

  close(): Promise<void> {
    return this.account.close();
  }

  get pipeline(): Pipeline {
    if (!this.#pipeline) throw new Error("fresh() makes a pipeline");
    return this.#pipeline;
  }

  /** A pipeline that nothing has happened in; of orders and customers, unless it has a contract of its own. */
  async fresh(own: object = contract): Promise<Pipeline> {
    this.#pipeline = await makePipeline(this.account, `stage${this.#pipelines++}`, own);
    return this.#pipeline;
  }

  /** Calls the function with one batch of messages. */
  stage(bodies: string[], more: Partial<Invocation> = {}): Promise<Invoked> {
    return invoke({
      bundle: this.#bundle,
      messages: bodies.map(sqsMessage),
      ...more,
      env: { ...this.account.env, ...this.pipeline.stageEnv, ...more.env },
    });
  }

  /** Puts a file where imports land; the body of the message that tells of it. */
  put(key: string, body: string | Buffer): Promise<string> {
    return land(this.account, this.pipeline.landing, key, body);
  }

  rows(dataset = "orders"): Promise<string[]> {
    return curatedRows(this.account, this.pipeline.curated, dataset);
  }

  manifests(dataset = "orders"): Promise<string[]> {
    return keysOf(this.account, this.pipeline.curated, `_manifests/${dataset}/`);
  }

  async readManifests(dataset = "orders"): Promise<Manifest[]> {
    const { account, pipeline } = this;
    const keys = await this.manifests(dataset);
    const texts = await Promise.all(keys.map((key) => readObject(account, pipeline.curated, key)));
    return texts.map((text) => JSON.parse(text) as Manifest);
  }
}
