// Producers that repeat what was not acknowledged, a queue, and functions that are killed at random moments: each record is in
// landing once at the end.
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SQSRecord } from "aws-lambda";
import { sqsMessage } from "../testing/invoke.ts";
import { Records } from "../testing/records.ts";

const PRODUCERS = 4;
const MESSAGES = 100;
const RECORDS = 5;
const FUNCTIONS = 3;
/** Messages of an invocation. */
const MOST = 60;

let records: Records;
let queue = "";
beforeAll(async () => {
  records = await Records.open();
  const { QueueUrl = "" } = await records.account.sqs.send(
    new CreateQueueCommand({ QueueName: "records", Attributes: { VisibilityTimeout: "1" } }),
  );
  queue = QueueUrl;
}, 180_000);
afterAll(() => records?.close());

/** Sends each message, and three in ten again, as if the answer had been lost. */
async function produce(producer: number): Promise<void> {
  for (let from = 0; from < MESSAGES; from += 10) {
    const entries = Array.from({ length: 10 }, (_, i) => {
      const first = (producer * MESSAGES + from + i) * RECORDS;
      return {
        Id: `${i}`,
        MessageBody: JSON.stringify(Array.from({ length: RECORDS }, (_, n) => ({ n: first + n }))),
        MessageAttributes: {
          dataset: { DataType: "String", StringValue: "events" },
          record_key: { DataType: "String", StringValue: `${producer}/${from + i}` },
        },
      };
    });
    const send = (Entries: typeof entries) =>
      records.account.sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
    await send(entries);
    const again = entries.filter(() => Math.random() < 0.3);
    if (again.length > 0) await send(again);
  }
}

async function receive(): Promise<Message[]> {
  const batch: Message[] = [];
  while (batch.length < MOST) {
    const { Messages = [] } = await records.account.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queue,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
        // Far less than an attempt takes: what a live function holds comes to another one meanwhile.
        VisibilityTimeout: 3,
      }),
    );
    if (Messages.length === 0) break;
    batch.push(...Messages);
  }
  return batch;
}

const recordOf = (message: Message): SQSRecord => ({
  ...sqsMessage(message.Body ?? ""),
  messageId: message.MessageId ?? "",
  receiptHandle: message.ReceiptHandle ?? "",
  attributes: message.Attributes as never,
  messageAttributes: Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, { DataType, StringValue }]) => [
      name,
      { dataType: DataType as "String", stringValue: StringValue ?? "" },
    ]),
  ),
});

test("each record is in landing once, whoever is killed", async () => {
  let producing = true;
  const producers = Promise.all(Array.from({ length: PRODUCERS }, (_, at) => produce(at))).finally(() => {
    producing = false;
  });
  const ends = Date.now() + 30_000;
  let kills = 0;
  const work = async (): Promise<void> => {
    for (let empty = 0; empty < 5; ) {
      const batch = await receive();
      if (batch.length === 0) {
        if (!producing) empty += 1;
        await sleep(800);
        continue;
      }
      empty = 0;
      // The later, the rarer, so that it comes to an end.
      const kill = Math.random() < (ends - Date.now()) / 40_000;
      const { response } = await records.batch(
        batch.map(recordOf),
        kill ? { killAfter: Math.random() * 1_500 } : {},
      );
      if (response === undefined) kills += 1;
      const failed = new Set(
        response?.batchItemFailures.map((one: { itemIdentifier: string }) => one.itemIdentifier),
      );
      const done = response ? batch.filter(({ MessageId }) => !failed.has(MessageId)) : [];
      for (let from = 0; from < done.length; from += 10)
        await records.account.sqs.send(
          new DeleteMessageBatchCommand({
            QueueUrl: queue,
            Entries: done
              .slice(from, from + 10)
              .map(({ ReceiptHandle }, i) => ({ Id: `${i}`, ReceiptHandle })),
          }),
        );
    }
  };
  await Promise.all([producers, ...Array.from({ length: FUNCTIONS }, work)]);
  const written = (await records.lines("events")).map((line) => JSON.parse(line).n as number);
  const all = Array.from({ length: PRODUCERS * MESSAGES * RECORDS }, (_, n) => n);
  expect(written.sort((a, b) => a - b)).toEqual(all);
  expect(kills).toBeGreaterThan(2);
}, 240_000);
