// Records and files that come in by the API, on one local AWS: many producers that repeat what they are not sure of, a batching
// function that is killed at random, and each record in the lake once.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mainTf } from "../../cli/scaffold/root.ts";
import { signedHeaders } from "../../local/testing/signed-fetch.ts";
import { Laptop } from "./laptop.ts";
import { killed } from "./processes.ts";

const MINUTES = 60_000;
const PRODUCERS = 8;
const POSTS = 125;
const RECORDS = 100;
const KILL_EVERY_MS = 1_000;
/** A message goes to the dead-letter queue after twenty deliveries: fewer kills than that send none there. */
const MOST_KILLS = 15;

const laptop = new Laptop("shop");
let sqs: SQSClient;
/** The API's address by path. */
let api = "";

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
    partition_by: [producer]
api:
  groups:
    producers: { records: [events], imports: [events] }
`,
  );
  writeFileSync(
    join(laptop.dir, "main.tf"),
    `${mainTf(laptop.dir, "my-shop").replace(
      "  exports ",
      `  api_access = {
    account_log_role = true
    rate_limit       = 10000
    burst_limit      = 5000
    members          = { producers = { principals = ["arn:aws:iam::123456789012:root"] } }
  }
  records    = { batch_window_seconds = 1, batch_size = 300 }
  exports `,
    )}
output "api_url" {
  value = module.pipeline.api_url
}
`,
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
    const state = JSON.parse(readFileSync(laptop.stateFile, "utf8"));
    const [, id, stage] = /^https:\/\/(\w+)\.[^/]+\/(\w+)$/.exec(state.outputs.api_url.value) ?? [];
    api = `${laptop.local.endpoint}/restapis/${id}/${stage}/_user_request_`;
  },
  8 * MINUTES,
);

const urlOf = (queue: string) => `https://sqs.us-east-1.amazonaws.com/123456789012/${queue}`;

const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const url = `${api}${path}`;
  const init = {
    method,
    headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
  const signed = await signedHeaders(url, init, { credentials: laptop.local, service: "execute-api" });
  return fetch(url, { ...init, headers: signed });
};

/** Posts its records, a hundred at a time; again what was not acknowledged, and some of what was. */
async function produce(producer: number): Promise<void> {
  for (let post = 0; post < POSTS; post++) {
    const first = (producer * POSTS + post) * RECORDS;
    const records = Array.from({ length: RECORDS }, (_, n) => ({ number: first + n, producer }));
    let times = post % 7 === 0 ? 2 : 1;
    for (let tries = 0; times > 0; tries++) {
      if (tries > 20) throw new Error("the API does not take the records");
      const answer = await ask("POST", "/records/events", records, {
        "idempotency-key": `${producer}-${post}`,
      });
      const text = await answer.text();
      if (answer.status === 202) times -= 1;
      else if (answer.status < 500 && answer.status !== 409 && answer.status !== 429) throw new Error(text);
      else await sleep(500);
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
      for (let more = 8; kills < MOST_KILLS && (producing || more > 0); more -= producing ? 0 : 1) {
        await sleep(Math.random() * 2 * KILL_EVERY_MS);
        const [pid] = batching().sort(() => Math.random() - 0.5);
        if (pid === undefined) continue;
        if (killed(pid)) kills += 1;
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
    const total = PRODUCERS * POSTS * RECORDS;
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
  "an announced file is put by URL, and followed to its rows",
  async () => {
    const file = "number;producer\n800000;1\n800001;9\n";
    const announced = { dataset: "events", file: "a.csv", bytes: file.length };
    const sha256 = createHash("sha256").update(file).digest("hex");
    const answer = await ask("POST", "/imports", { ...announced, sha256 });
    expect(answer.status).toBe(201);
    const { id, upload } = (await answer.json()) as {
      id: string;
      upload: { url: string; headers: Record<string, string> };
    };
    const put = await fetch(upload.url, { method: "PUT", body: file, headers: upload.headers });
    expect(put.status).toBe(200);
    const imported = async () => (await (await ask("GET", `/imports/${id}`)).json()) as { state: string };
    while ((await imported()).state !== "done") await sleep(300);
    expect(await imported()).toMatchObject({
      rows_in: 2,
      rows_curated: 1,
      quarantined: [{ line: 3, raw: "800001;9", reasons: ["producer:max"] }],
    });
  },
  3 * MINUTES,
);

test(
  "no permission of records and uploads lacks or idles",
  async () => {
    expect(await laptop.questionable()).toEqual([]);
  },
  MINUTES,
);

test("the plan is empty", () => laptop.planIsEmpty(), 4 * MINUTES);

test("destroy leaves nothing", () => laptop.destroyLeavesNothing(), 4 * MINUTES);
