// Records one by one: how many the batching function writes per second, and how many POST /records takes, with an emulated DynamoDB,
// S3 and SQS (moto) behind them, which cost more than the functions do.
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { arrivalOf } from "../core/arrivals/arrival.ts";
import { type Claim, landAll } from "../core/arrivals/land.ts";
import { apiSchema } from "../core/contract/api/schema.ts";
import type { HttpAnswer } from "../handlers/http/event.ts";
import { ANN, httpEvent, makeApi } from "../handlers/testing/http.ts";
import { Records, recordsMessage } from "../handlers/testing/records.ts";
import { report } from "./report.ts";

const CLIENTS = 8;

export interface RecordsBench {
  /** Records posted or batched in each row of the table. */
  records: number;
}

export async function benchRecords({ records }: RecordsBench): Promise<void> {
  const bench = await Records.open();
  const write = process.stdout.write.bind(process.stdout);
  try {
    const rows: Record<string, { seconds: string; "records/s": number }> = {};
    const measure = async (name: string, count: number, work: () => Promise<void>): Promise<void> => {
      // The functions log on stdout.
      process.stdout.write = () => true;
      const start = performance.now();
      await work().finally(() => {
        process.stdout.write = write;
      });
      const seconds = (performance.now() - start) / 1000;
      rows[name] = { seconds: seconds.toFixed(2), "records/s": Math.round(count / seconds) };
    };
    Object.assign(process.env, bench.env);
    for (const list of [1, 100]) {
      const count = list === 1 ? Math.ceil(records / 50) : records;
      const messages = messagesOf(count, list);
      await measure(
        `the batching alone, ${list === 1 ? "a record" : `${list} records`} a message`,
        records,
        () => alone(messagesOf(records, list)),
      );
      await measure(`batched, ${list === 1 ? "a record" : `${list} records`} a message`, count, () =>
        batch(messages),
      );
    }
    await benchRoute(bench, records, measure);
    report("records that arrive one by one, on moto", rows);
  } finally {
    await bench.close();
  }
}

const recordOf = (n: number) => ({ n, note: "a record of some hundred bytes".repeat(3) });

const messagesOf = (records: number, list: number): SQSRecord[] =>
  Array.from({ length: Math.ceil(records / list) }, (_, message) =>
    recordsMessage(
      Array.from({ length: list }, (_, n) => recordOf(message * list + n)),
      `${list}-${message}`,
      "events",
    ),
  );

/** With claims and objects in memory: what the function itself takes. */
async function alone(messages: SQSRecord[]): Promise<void> {
  const claims = new Map<string, Claim>();
  const arrivals = messages.map(({ messageId, body, messageAttributes }) =>
    arrivalOf(
      {
        ...{ messageId, body, sender: "AROA:bench", dataset: "events" },
        recordKey: messageAttributes.record_key?.stringValue,
      },
      new Set(["events"]),
    ),
  );
  let keys = 0;
  const failed = await landAll(arrivals, {
    claims: {
      open: async () => {},
      renew: async () => {},
      landed: async () => {},
      stateOf: async () => undefined,
      claim: async ({ id, digest }, batch) => {
        const claim = claims.get(id) ?? { batch, digest };
        claims.set(id, claim);
        return claim;
      },
    },
    landing: {
      keyFor: () => `${keys++}`,
      write: async (_, lines) => Buffer.concat(lines).length > 0,
      seal: async () => false,
    },
    mostBytes: 6_000_000,
    timeLeft: () => 60_000,
  });
  if (failed.size > 0) throw new Error(`${failed.size} messages were not batched`);
}

async function batch(messages: SQSRecord[]): Promise<void> {
  const { handler } = (await import("../handlers/records/index.ts")) as {
    handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse>;
  };
  const context = { getRemainingTimeInMillis: () => 600_000 } as Context;
  const { batchItemFailures } = await handler({ Records: messages }, context);
  if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} messages were not batched`);
}

async function benchRoute(
  { account, pipeline }: Records,
  records: number,
  measure: (name: string, count: number, work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { QueueUrl = "" } = await account.sqs.send(new CreateQueueCommand({ QueueName: "bench" }));
  const api = apiSchema.parse({ groups: { producers: { records: ["events"] } } });
  const members = { producers: { principals: [ANN], claims: [], keys: [] } };
  Object.assign(process.env, await makeApi(account, "bench", pipeline, { api, members }), {
    GLUE_DATABASE: "bench",
    RECORDS_QUEUE_URL: QueueUrl,
  });
  const { handler } = (await import("../handlers/api/index.ts")) as {
    handler(event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<HttpAnswer>;
  };
  let posts = 0;
  const post = async (list: number): Promise<void> => {
    const event = httpEvent({
      method: "POST",
      resource: "/records/{dataset}",
      path: "/records/events",
      parameters: { dataset: "events" },
      headers: { "idempotency-key": `bench-${posts}` },
      body: Array.from({ length: list }, (_, n) => recordOf(posts++ * list + n)),
    });
    const answer = await handler(event, { getRemainingTimeInMillis: () => 29_000 });
    if (answer.statusCode !== 202) throw new Error(answer.body);
  };
  for (const list of [1, 100]) {
    const count = list === 1 ? Math.ceil(records / 50) : records;
    await measure(
      `posted by ${CLIENTS} clients, ${list === 1 ? "a record" : `${list} records`} a request`,
      count,
      async () => {
        let left = Math.ceil(count / list);
        const client = async (): Promise<void> => {
          while (left-- > 0) await post(list);
        };
        await Promise.all(Array.from({ length: CLIENTS }, client));
      },
    );
  }
}
