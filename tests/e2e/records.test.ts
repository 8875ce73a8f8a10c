// Records that arrive one by one, on one local AWS: many producers that repeat what they are not sure of, a batching function
// that is killed at random, and each record in the lake once.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mainTf } from "../../cli/scaffold/root.ts";
import { Laptop } from "./laptop.ts";

const MINUTES = 60_000;
const PRODUCERS = 8;
const MESSAGES = 125;
const RECORDS = 100;
const KILL_EVERY_MS = 700;

const laptop = new Laptop("shop");
let sqs: SQSClient;

beforeAll(() => {
  mkdirSync(laptop.dir);
  // A dataset whose files are CSV takes records all the same.
  writeFileSync(
    join(laptop.dir, "headrace.yaml"),
    `version: 1
name: my-shop
datasets:
  events:
    source: { format: csv, delimiter: ";" }
    columns:
      - { name: number, type: bigint, required: true }
      - { name: producer, type: int, max: 7 }
`,
  );
  writeFileSync(
    join(laptop.dir, "main.tf"),
    mainTf(laptop.dir, "my-shop").replace(
      "  exports ",
      "  records  = { enabled = true, batch_window_seconds = 1, batch_size = 300 }\n  exports ",
    ),
  );
  writeFileSync(join(laptop.home, "events.csv"), "number;producer\n-1;0\n");
});

afterAll(async () => {
  sqs?.destroy();
  await laptop.remove();
}, MINUTES);

test(
  "a pipeline with records applies, and takes a file",
  async () => {
    await laptop.run(["--import", "events=events.csv"]);
    sqs = new SQSClient({ ...laptop.aws, useQueueUrlAsEndpoint: false });
  },
  8 * MINUTES,
);

const urlOf = (queue: string) => `https://sqs.us-east-1.amazonaws.com/123456789012/${queue}`;

/** Sends its messages ten by ten, and some of them again, as one does that has not heard of the first time. */
async function produce(producer: number): Promise<void> {
  for (let from = 0; from < MESSAGES; from += 10) {
    const entries = Array.from({ length: Math.min(10, MESSAGES - from) }, (_, i) => {
      const first = (producer * MESSAGES + from + i) * RECORDS;
      const attribute = (StringValue: string) => ({ DataType: "String", StringValue });
      return {
        Id: `${i}`,
        MessageBody: JSON.stringify(
          Array.from({ length: RECORDS }, (_, n) => ({ number: first + n, producer })),
        ),
        MessageAttributes: { dataset: attribute("events"), record_key: attribute(`${producer}-${from + i}`) },
      };
    });
    const again = entries.filter((_, i) => (from + i) % 7 === 0);
    for (const Entries of [entries, again].filter(({ length }) => length > 0)) {
      const { Failed = [] } = await sqs.send(
        new SendMessageBatchCommand({ QueueUrl: urlOf("my-shop-records"), Entries }),
      );
      expect(Failed).toEqual([]);
    }
  }
}

/** Processes of the batching function, of this laptop's local AWS. */
function batching(): number[] {
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
        return (
          environment.includes("AWS_LAMBDA_FUNCTION_NAME=my-shop-records") &&
          environment.some((one) => one.startsWith("TMPDIR=") && one.includes(laptop.home))
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

test(
  "each of 100,000 records is in the lake once, with the function killed at random",
  async () => {
    let producing = true;
    let kills = 0;
    const killer = (async () => {
      for (let more = 8; producing || more > 0; more -= producing ? 0 : 1) {
        await sleep(Math.random() * 2 * KILL_EVERY_MS);
        for (const pid of batching()) {
          process.kill(pid, "SIGKILL");
          kills += 1;
        }
      }
    })();
    const start = performance.now();
    await Promise.all(Array.from({ length: PRODUCERS }, (_, at) => produce(at))).finally(() => {
      producing = false;
    });
    await killer;
    await laptop.allDelivered();
    const seconds = (performance.now() - start) / 1000;
    process.stderr.write(`100,000 records in ${seconds.toFixed(1)} s, ${kills} kills\n`);
    const [counts] = await laptop.query(
      "SELECT count(*), count(DISTINCT number), min(number), max(number) FROM events WHERE number >= 0",
    );
    const total = PRODUCERS * MESSAGES * RECORDS;
    expect(counts).toEqual([total, total, 0, total - 1]);
    expect(kills).toBeGreaterThan(2);
  },
  10 * MINUTES,
);

test(
  "what breaks the contract is in quarantine, and what is no record in the dead-letter queue, alone",
  async () => {
    const dataset = { dataset: { DataType: "String", StringValue: "events" } };
    const Entries = [
      '{"number": 900001, "producer": 8}',
      "no record",
      '{"number": 900000, "producer": 1}',
    ].map((MessageBody, i) => ({ Id: `${i}`, MessageBody, MessageAttributes: dataset }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: urlOf("my-shop-records"), Entries }));
    const deadLetters = async (): Promise<string | undefined> => {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: urlOf("my-shop-records-dlq"),
          AttributeNames: ["ApproximateNumberOfMessages"],
        }),
      );
      return Attributes?.ApproximateNumberOfMessages;
    };
    while ((await deadLetters()) !== "1") await sleep(500);
    while ((await laptop.query("SELECT count(*) FROM events WHERE number = 900000"))[0]?.[0] !== 1)
      await sleep(500);
    expect(await laptop.query("SELECT number FROM events WHERE number >= 900000")).toEqual([[900000]]);
  },
  3 * MINUTES,
);

test(
  "no permission lacks or idles, and the plan is empty",
  async () => {
    expect(await laptop.questionable()).toEqual([]);
    await laptop.planIsEmpty();
  },
  4 * MINUTES,
);

test("destroy leaves nothing", () => laptop.destroyLeavesNothing(), 4 * MINUTES);
