// Reads a table's stream in its order, as Lambda does: a shard at a time, which here is all there is, from where it left off.
import { CallError, signed } from "../../../gateway/call.ts";
import { bodyOf } from "../../../gateway/forward.ts";
import type { Forward } from "../../../gateway/service.ts";
import type { StreamRecord } from "./records.ts";

/** Records of one GetRecords. Source: DynamoDB API Reference, GetRecords. */
const MOST = 1000;

export interface Stream {
  shardId: string;
  streamArn: string;
}

export class StreamReader {
  readonly #forward: Forward;
  readonly #arn: string;
  readonly #region: string;
  readonly #start: string;
  #shardId = "";
  #iterator: string | undefined;

  /** @param start TRIM_HORIZON or LATEST: where it begins */
  constructor(forward: Forward, streamArn: string, start: string) {
    this.#forward = forward;
    this.#arn = streamArn;
    this.#region = String(streamArn.split(":")[3]);
    this.#start = start;
  }

  get shardId(): string {
    return this.#shardId;
  }

  /** Takes up its place, where it has none yet. */
  async open(): Promise<void> {
    if (this.#iterator) return;
    const { StreamDescription } = await describeStream(this.#forward, this.#arn);
    this.#shardId = String(StreamDescription.Shards?.[0]?.ShardId);
    const { ShardIterator } = await callStreams<{ ShardIterator: string }>(
      this.#forward,
      this.#region,
      "GetShardIterator",
      { StreamArn: this.#arn, ShardId: this.#shardId, ShardIteratorType: this.#start },
    );
    this.#iterator = ShardIterator;
  }

  /** The records that follow those it gave before; none where there are none yet. */
  async next(): Promise<StreamRecord[]> {
    await this.open();
    const answer = await callStreams<{ NextShardIterator: string; Records: StreamRecord[] }>(
      this.#forward,
      this.#region,
      "GetRecords",
      { ShardIterator: this.#iterator, Limit: MOST },
    );
    this.#iterator = answer.NextShardIterator;
    return answer.Records;
  }
}

/** @throws CallError ResourceNotFoundException, where there is no such stream */
export const describeStream = (forward: Forward, streamArn: string) =>
  callStreams<{ StreamDescription: { StreamStatus: string; Shards?: { ShardId: string }[] } }>(
    forward,
    String(streamArn.split(":")[3]),
    "DescribeStream",
    { StreamArn: streamArn },
  );

/** DynamoDB Streams has the signing name of DynamoDB and a target of its own. */
async function callStreams<Output>(
  forward: Forward,
  region: string,
  operation: string,
  input: object,
): Promise<Output> {
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": `DynamoDBStreams_20120810.${operation}`,
  };
  const response = await forward(
    signed("dynamodb", region, { operation, headers, body: Buffer.from(JSON.stringify(input)) }),
  );
  const text = (await bodyOf(response)).toString("utf8");
  if (response.status >= 400) throw new CallError("StreamUnreadable", response.status, text.slice(0, 300));
  return JSON.parse(text) as Output;
}
