// For tests of the archive function: the bundle that is deployed, in an emulated account with an audit's table that has a stream
// and an end of its items, a claims table and a bucket.
import { gunzipSync } from "node:zlib";
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  UpdateTimeToLiveCommand,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, GetObjectCommand } from "@aws-sdk/client-s3";
import type { DynamoDBRecord } from "aws-lambda";
import { AUDIT_KEY, AUDIT_TTL_ATTRIBUTE } from "../../core/records/audit.ts";
import { eventRecord, type StreamRecord } from "../../local/services/lambda/streams/records.ts";
import { type Account, makeKeyedTable, openAccount } from "./account.ts";
import { keysOf } from "./inspect.ts";
import { bundleTo, type Invocation, type Invoked, invoke } from "./invoke.ts";

const BUCKET = "archive";
const TABLE = "audit";

export class Archive {
  readonly account: Account;
  readonly #bundle: string;
  readonly #stream: string;
  readonly #claims: string;

  private constructor(account: Account, bundle: string, stream: string, claims: string) {
    this.account = account;
    this.#bundle = bundle;
    this.#stream = stream;
    this.#claims = claims;
  }

  static async open(): Promise<Archive> {
    const account = await openAccount();
    const { TableDescription } = await account.dynamodb.send(
      new CreateTableCommand({
        TableName: TABLE,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: AUDIT_KEY, AttributeType: "S" }],
        KeySchema: [{ AttributeName: AUDIT_KEY, KeyType: "HASH" }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: "OLD_IMAGE" },
      }),
    );
    await account.dynamodb.send(
      new UpdateTimeToLiveCommand({
        TableName: TABLE,
        TimeToLiveSpecification: { AttributeName: AUDIT_TTL_ATTRIBUTE, Enabled: true },
      }),
    );
    await account.s3.send(
      new CreateBucketCommand({
        Bucket: BUCKET,
        CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
      }),
    );
    const claims = await makeKeyedTable(account, "archive-claims");
    return new Archive(
      account,
      await bundleTo(account.scratch, "archive"),
      String(TableDescription?.LatestStreamArn),
      claims,
    );
  }

  close(): Promise<void> {
    return this.account.close();
  }

  /** @param items of DynamoDB, without a time at which they go: that is now */
  async put(items: readonly WriteRequest["PutRequest"][]): Promise<void> {
    for (let from = 0; from < items.length; from += 25)
      await this.account.dynamodb.send(
        new BatchWriteItemCommand({
          RequestItems: { [TABLE]: items.slice(from, from + 25).map((PutRequest) => ({ PutRequest })) },
        }),
      );
  }

  /** DynamoDB drops what is over. */
  async expire(): Promise<void> {
    await this.#ask("/moto-api/headrace/expiry", {}, { now: Date.now() / 1000 });
  }

  /** Records of the stream of items that are gone, in its order, as Lambda gives them to the function. */
  async gone(): Promise<DynamoDBRecord[]> {
    const streams = (operation: string, input: object) =>
      this.#ask("/", { "x-amz-target": `DynamoDBStreams_20120810.${operation}` }, input);
    const { StreamDescription } = await streams("DescribeStream", { StreamArn: this.#stream });
    let { ShardIterator } = await streams("GetShardIterator", {
      StreamArn: this.#stream,
      ShardId: StreamDescription.Shards[0].ShardId,
      ShardIteratorType: "TRIM_HORIZON",
    });
    const records: DynamoDBRecord[] = [];
    for (;;) {
      const answer = await streams("GetRecords", { ShardIterator });
      if (answer.Records.length === 0) return records;
      ShardIterator = answer.NextShardIterator;
      for (const record of answer.Records as StreamRecord[])
        if (record.eventName === "REMOVE")
          records.push(eventRecord(record, this.#stream) as unknown as DynamoDBRecord);
    }
  }

  invoke(Records: readonly DynamoDBRecord[], more: Partial<Invocation> = {}): Promise<Invoked> {
    return invoke({
      bundle: this.#bundle,
      event: { Records },
      ...more,
      env: { ...this.account.env, ARCHIVE_BUCKET: BUCKET, CLAIMS_TABLE: this.#claims, ...more.env },
    });
  }

  /** Keys of all objects, seals too. */
  keys(prefix = ""): Promise<string[]> {
    return keysOf(this.account, BUCKET, prefix);
  }

  /** All archived records under a prefix. */
  // biome-ignore lint/suspicious/noExplicitAny: records as they are written
  async records(prefix = ""): Promise<any[]> {
    const texts = await Promise.all(
      (await this.keys(prefix)).map(async (Key) => {
        const { Body } = await this.account.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
        return gunzipSync(Buffer.from((await Body?.transformToByteArray()) ?? [])).toString();
      }),
    );
    return texts.flatMap((text) =>
      text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line)),
    );
  }

  // biome-ignore lint/suspicious/noExplicitAny: answers as AWS gives them
  async #ask(path: string, headers: Record<string, string>, input: object): Promise<any> {
    const scope = "20200101/eu-west-1/dynamodb/aws4_request";
    const answer = await fetch(`${this.account.env.AWS_ENDPOINT_URL}${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        authorization: `AWS4-HMAC-SHA256 Credential=test/${scope}, SignedHeaders=host, Signature=none`,
        ...headers,
      },
      body: JSON.stringify(input),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  }
}

/** An audit record of a run, or of a call that opens tokens, whose time was over a minute ago. */
export const expiredItem = (run_id: string): WriteRequest["PutRequest"] => ({
  Item: {
    run_id: { S: run_id },
    dataset: { S: run_id.startsWith("detokenize#") ? "detokenize#orders" : "orders" },
    state: { S: "curated" },
    rows_in: { N: "12" },
    committed_at: { S: "2026-01-31T10:00:00.000Z" },
    expires_at: { N: String(Math.floor(Date.now() / 1000) - 60) },
  },
});
