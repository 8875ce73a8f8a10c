// What has an end, on one local AWS: audit records that expire, with the function that archives them killed at random, and a dataset
// that goes to Glacier by its lifecycle and is asked back.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mainTf } from "../../cli/scaffold/root.ts";
import { advance } from "../../local/index.ts";
import { Laptop } from "./laptop.ts";
import { killed } from "./processes.ts";

const MINUTES = 60_000;
const DAY_SECONDS = 86_400;
const RECORDS = 2_000;
const MOST_KILLS = 4;

const laptop = new Laptop("shop");

beforeAll(() => {
  mkdirSync(laptop.dir);
  writeFileSync(
    join(laptop.dir, "headrace.yaml"),
    `version: 1
name: my-shop
datasets:
  orders:
    columns:
      - { name: order_id, type: bigint, required: true }
      - { name: amount, type: "decimal(12,2)", min: 0 }
      - { name: ordered_on, type: date }
    partition_by: ["month(ordered_on)"]
`,
  );
  writeFileSync(
    join(laptop.dir, "main.tf"),
    mainTf(laptop.dir, "my-shop").replace(
      "  exports ",
      `  lifecycles = {
    landing = { archive_after_days = 1 }
    curated = { transitions = { GLACIER_IR = 10, DEEP_ARCHIVE = 100 }, queries_pass_over_it = true }
    archive = { archive_after_days = 30 }
  }
  archive_small_objects = true
  archive = { logs = true }
  exports `,
    ),
  );
  writeFileSync(
    join(laptop.home, "orders.csv"),
    "order_id,amount,ordered_on\n1,10.50,2026-01-05\n2,-1,2026-01-06\n3,7,2026-02-07\n",
  );
});

afterAll(() => laptop.remove(), MINUTES);

test(
  "a pipeline applies, and takes a file",
  async () => {
    await laptop.run(["--import", "orders=orders.csv"]);
  },
  8 * MINUTES,
);

/** Processes of the archive function, of this laptop's local AWS. */
function archiving(): number[] {
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
        return (
          environment.includes("AWS_LAMBDA_FUNCTION_NAME=my-shop-archive") &&
          environment.some((one) => one.startsWith("TMPDIR=") && one.includes(laptop.home))
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Puts records of files that were imported long ago: their time is over tomorrow. */
async function putOld(): Promise<void> {
  const dynamodb = new DynamoDBClient(laptop.aws);
  const expires_at = { N: String(Math.floor(Date.now() / 1000) + DAY_SECONDS) };
  for (let from = 0; from < RECORDS; from += 25)
    await dynamodb.send(
      new BatchWriteItemCommand({
        RequestItems: {
          "my-shop-audit": Array.from({ length: 25 }, (_, n) => ({
            PutRequest: {
              Item: {
                run_id: { S: `old-${from + n}` },
                dataset: { S: "orders" },
                state: { S: "curated" },
                source: { M: { bucket: { S: "landing" }, key: { S: `orders/${from + n}.csv` } } },
                rows_in: { N: String(from + n) },
                reasons: { M: { "amount:min": { N: "1" } } },
                delivered_to: { SS: ["daily"] },
                committed_at: { S: "2025-01-31T10:00:00.000Z" },
                expires_at,
              },
            },
          })),
        },
      }),
    );
  dynamodb.destroy();
}

test(
  "each record that expires is in the archive once, with the function killed at random",
  async () => {
    await putOld();
    let kills = 0;
    let over = false;
    const killer = (async () => {
      while (!over && kills < MOST_KILLS) {
        const [pid] = archiving();
        if (pid !== undefined) {
          await sleep(300 + Math.random() * 900);
          if (killed(pid)) kills += 1;
        }
        await sleep(50);
      }
    })();
    await advance(laptop.local, 2 * DAY_SECONDS);
    await laptop.allDelivered();
    over = true;
    await killer;
    expect(
      await laptop.query(
        'SELECT count(*), count(DISTINCT run_id), min(rows_in), max(rows_in), count(DISTINCT day) FROM "_archived_runs"',
      ),
    ).toEqual([[RECORDS, RECORDS, 0, RECORDS - 1, 1]]);
    expect(kills).toBeGreaterThan(0);
    expect(
      await laptop.query(
        `SELECT source.key, reasons['amount:min'], delivered_to[1], committed_at, expires_at > 0, expired_at > committed_at FROM "_archived_runs" WHERE run_id = 'old-7'`,
      ),
    ).toEqual([["orders/7.csv", 1, "daily", "2025-01-31T10:00:00.000Z", true, true]]);
    // The file's own record has its time before it.
    expect(await laptop.query(`SELECT count(*) FROM "_archived_openings"`)).toEqual([[0]]);
  },
  5 * MINUTES,
);

test(
  "what functions say is in the archive too",
  async () => {
    const s3 = new S3Client({ ...laptop.aws, forcePathStyle: true });
    const Bucket = "my-shop-archive-123456789012";
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "logs/" }));
    const documents = await Promise.all(
      Contents.map(async ({ Key }) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        return JSON.parse(gunzipSync(Buffer.from((await Body?.transformToByteArray()) ?? [])).toString());
      }),
    );
    s3.destroy();
    const groups = new Set(documents.map(({ logGroup }) => logGroup as string));
    for (const name of ["stage", "catalog", "archive"])
      expect(groups).toContain(`/aws/lambda/my-shop-${name}`);
    const stage = documents.filter(({ logGroup }) => logGroup === "/aws/lambda/my-shop-stage");
    const messages = stage.flatMap(({ logEvents }) =>
      logEvents.map((one: { message: string }) => one.message),
    );
    expect(messages.some((message: string) => message.includes("Run committed"))).toBe(true);
  },
  MINUTES,
);

test(
  "a dataset in Glacier has the same rows as before once it is restored",
  async () => {
    const rows = () => laptop.query("SELECT order_id, amount, ordered_on FROM orders ORDER BY order_id");
    const restore = async (...args: string[]) => {
      const { code, json, stderr } = await laptop.command("restore", laptop.dir, "orders", ...args, "--json");
      if (code !== 0) throw new Error(stderr);
      return json();
    };
    const before = await rows();
    expect(before).toHaveLength(2);
    await advance(laptop.local, 20 * DAY_SECONDS);
    // It can be read at once where it lies now.
    expect(await rows()).toEqual(before);
    expect(await restore()).toMatchObject({ asked_for: 0, not_archived: 2 });
    await advance(laptop.local, 100 * DAY_SECONDS);
    expect(await rows()).toEqual([]);

    const january = ["--from", "2026-01-01", "--to", "2026-01-31"];
    expect(await restore(...january)).toMatchObject({
      asked_for: 1,
      under_way: 1,
      readable: 0,
      within_seconds: 12 * 3_600,
    });
    expect(await restore(...january)).toMatchObject({ asked_for: 0, under_way: 1 });
    expect(await rows()).toEqual([]);
    expect((await laptop.command("local", "advance", "13h")).code).toBe(0);
    expect(await restore(...january)).toMatchObject({ asked_for: 0, under_way: 0, readable: 1 });
    expect(await rows()).toEqual([before[0]]);

    expect(await restore("--tier", "bulk", "--days", "3")).toMatchObject({ asked_for: 1, readable: 1 });
    await advance(laptop.local, 49 * 3_600);
    expect(await rows()).toEqual(before);
    const waited = await laptop.command("restore", laptop.dir, "orders", "--wait");
    expect(waited.stderr).toMatch(/2 objects of these days, .* are archived\.\n2 objects readable until 20/);
    // Copies have an end.
    await advance(laptop.local, 30 * DAY_SECONDS);
    expect(await rows()).toEqual([]);

    const wrong = await laptop.command("restore", laptop.dir, "orders", "--tier", "expedited");
    expect(wrong).toMatchObject({ code: 1 });
    expect(wrong.stderr).toContain("DEEP_ARCHIVE, which has no Expedited retrieval");
    expect(await restore("--zone", "landing")).toMatchObject({ asked_for: 1, within_seconds: 5 * 3_600 });
  },
  3 * MINUTES,
);

test(
  "no permission of the archive lacks or idles",
  async () => {
    expect(await laptop.questionable()).toEqual([]);
  },
  MINUTES,
);

test("the plan is empty", () => laptop.planIsEmpty(), 4 * MINUTES);

test("destroy leaves nothing", () => laptop.destroyLeavesNothing(), 4 * MINUTES);
