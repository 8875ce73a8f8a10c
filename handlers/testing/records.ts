// For tests of the records function: the bundle that is deployed, in an emulated account with one pipeline's landing bucket,
// claims table and contract.
import type { SQSRecord } from "aws-lambda";
import { type Account, makeKeyedTable, makePipeline, openAccount, type Pipeline } from "./account.ts";
import { keysOf, readObject } from "./inspect.ts";
import { bundleTo, type Invocation, type Invoked, invoke, sqsMessage } from "./invoke.ts";

export const CONTRACT = {
  version: 1,
  name: "acme",
  datasets: {
    orders: {
      source: { format: "csv", encoding: "latin-1", delimiter: ";" },
      columns: [
        { name: "order_id", type: "bigint", required: true, from: "id" },
        { name: "amount", type: "decimal(30,2)", min: 0 },
        { name: "note", type: "string" },
      ],
      quality: { max_reject_ratio: 0 },
    },
    events: { source: { unknown_columns: "reject" }, columns: [{ name: "n", type: "bigint" }] },
  },
};

export const recordsMessage = (body: unknown, recordKey?: string, dataset = "orders"): SQSRecord => ({
  ...sqsMessage(typeof body === "string" ? body : JSON.stringify(body)),
  messageAttributes: Object.fromEntries(
    Object.entries({ dataset, record_key: recordKey })
      .filter(([, value]) => value !== undefined)
      .map(([name, stringValue]) => [name, { dataType: "String", stringValue }]),
  ),
});

export class Records {
  readonly account: Account;
  readonly pipeline: Pipeline;
  readonly bundle: string;
  readonly env: Record<string, string>;

  private constructor(account: Account, pipeline: Pipeline, bundle: string, claims: string) {
    this.account = account;
    this.pipeline = pipeline;
    this.bundle = bundle;
    const { CONTRACT_URI = "", CONTRACT_DIGEST = "" } = pipeline.stageEnv;
    this.env = {
      ...account.env,
      ...{ CONTRACT_URI, CONTRACT_DIGEST, CLAIMS_TABLE: claims, CLAIM_DAYS: "15" },
      LANDING_BUCKET: pipeline.landing,
      MAX_OBJECT_BYTES: "1000000",
    };
  }

  static async open(): Promise<Records> {
    const account = await openAccount();
    const pipeline = await makePipeline(account, "records", CONTRACT);
    const claims = await makeKeyedTable(account, "records-claims");
    return new Records(account, pipeline, await bundleTo(account.scratch, "records"), claims);
  }

  close(): Promise<void> {
    return this.account.close();
  }

  batch(messages: SQSRecord[], more: Partial<Invocation> = {}): Promise<Invoked> {
    return invoke({ bundle: this.bundle, messages, ...more, env: { ...this.env, ...more.env } });
  }

  /** Keys in landing, of objects that hold records. */
  async objects(dataset = "orders"): Promise<string[]> {
    const keys = await keysOf(this.account, this.pipeline.landing, `${dataset}/`);
    const texts = await Promise.all(keys.map((key) => this.text(key)));
    return keys.filter((_, at) => texts[at] !== "");
  }

  text(key: string): Promise<string> {
    return readObject(this.account, this.pipeline.landing, key);
  }

  /** All lines of a dataset's objects. */
  async lines(dataset = "orders"): Promise<string[]> {
    const texts = await Promise.all((await this.objects(dataset)).map((key) => this.text(key)));
    return texts.flatMap((text) => text.split("\n").filter((line) => line !== ""));
  }
}
