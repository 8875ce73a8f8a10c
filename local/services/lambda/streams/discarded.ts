// What Lambda gives up of a stream, and tells its mapping's on-failure destination: queues and topics hear where the records were,
// a bucket gets the records themselves. Source: Lambda Developer Guide, "Retain discarded records for a DynamoDB event source".
import { randomUUID } from "node:crypto";
import { callJson, signed } from "../../../gateway/call.ts";
import { bodyOf } from "../../../gateway/forward.ts";
import type { Forward } from "../../../gateway/service.ts";
import type { Mapping } from "../mapping.ts";
import { type StreamRecord, sequenceOf } from "./records.ts";

export interface Discarded {
  mapping: Mapping;
  shardId: string;
  records: readonly StreamRecord[];
  /** The event that the function got, or would have got. */
  event: unknown;
  condition: "RetryAttemptsExhausted" | "RecordAgeExceeded";
  invocations: number;
  /** Milliseconds since the epoch. */
  now: number;
}

/** What the role must be allowed for a destination. */
export function destinationNeeds(arn: string): { action: string; resource: string }[] {
  const service = arn.split(":")[2];
  if (service === "s3")
    return [
      { action: "s3:PutObject", resource: `${arn}/aws/lambda/record` },
      { action: "s3:ListBucket", resource: arn },
    ];
  return [{ action: service === "sns" ? "sns:Publish" : "sqs:SendMessage", resource: arn }];
}

/** Tells the destination; nothing where the mapping has none. */
export async function discard(forward: Forward, discarded: Discarded): Promise<void> {
  const destination = discarded.mapping.DestinationConfig?.OnFailure?.Destination;
  if (!destination) return;
  const [, , service, region = "", account, name = ""] = destination.split(":");
  const text = JSON.stringify(invocationRecord(discarded, service === "s3"));
  if (service === "s3") return putObject(forward, discarded, name, text);
  if (service === "sns")
    throw new Error(
      "The local AWS sends no discarded records of streams to topics: name a queue or a bucket.",
    );
  await callJson(forward, "sqs", region, "SendMessage", {
    QueueUrl: `http://127.0.0.1/${account}/${name}`,
    MessageBody: text,
  });
}

async function putObject(
  forward: Forward,
  discarded: Discarded,
  bucket: string,
  text: string,
): Promise<void> {
  const { mapping, shardId, now } = discarded;
  const time = new Date(now).toISOString().slice(0, 19).replaceAll(":", ".");
  const key = `aws/lambda/${mapping.UUID}/${shardId}/${time.slice(0, 10).replaceAll("-", "/")}/${time}-${randomUUID()}`;
  const answer = await forward(
    signed("s3", String(mapping.EventSourceArn.split(":")[3]), {
      method: "PUT",
      path: `/${bucket}/${key}`,
      headers: { "content-type": "application/json" },
      body: Buffer.from(text),
    }),
  );
  if (answer.status >= 400)
    throw new Error(`${bucket} does not take discarded records: ${(await bodyOf(answer)).toString("utf8")}`);
}

function invocationRecord(
  { mapping, shardId, records, event, condition, invocations, now }: Discarded,
  whole: boolean,
): object {
  const [first, last] = [records[0], records.at(-1)] as [StreamRecord, StreamRecord];
  const arrival = ({ dynamodb }: StreamRecord) =>
    new Date(dynamodb.ApproximateCreationDateTime * 1000).toISOString();
  return {
    requestContext: {
      requestId: randomUUID(),
      functionArn: mapping.FunctionArn,
      condition,
      approximateInvokeCount: invocations,
    },
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    version: "1.0",
    timestamp: new Date(now).toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: sequenceOf(first),
      endSequenceNumber: sequenceOf(last),
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: records.length,
      streamArn: mapping.EventSourceArn,
    },
    ...(whole && { payload: JSON.stringify(event) }),
  };
}
