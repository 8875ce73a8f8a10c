// A file of gigabytes with the smallest function there is: it arrives by one job of Batch, with no hand on it, and each of its rows
// once. HEADRACE_LARGE_MB says how many megabytes; `npm run check:large` sends 3,150 of them.
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { BatchClient } from "@aws-sdk/client-batch";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { auditOfEvents, eventLines, jobsOf, writeEventsPipeline } from "./events.ts";
import { Laptop } from "./laptop.ts";

const MINUTES = 60_000;
const MEGABYTES = Number(process.env.HEADRACE_LARGE_MB);
/** Of a row, about. */
const ROW_BYTES = 36;
const ROWS = Math.ceil((MEGABYTES * 1e6) / ROW_BYTES / 100) * 100;
const WRONG = ROWS / 100;

const laptop = new Laptop("shop");

beforeAll(async () => {
  writeEventsPipeline(laptop.dir, "{ ephemeral_storage_mb = 512 }");
  await pipeline(
    Readable.from(eventLines(ROWS, 100_000_000)),
    createWriteStream(join(laptop.home, "large.csv")),
  );
}, 10 * MINUTES);

afterAll(() => laptop.remove(), MINUTES);

test(
  `${MEGABYTES} MB arrive by Batch, each row once, and the audit tells the whole way`,
  async () => {
    const ran = await laptop.run(["--import", "events=large.csv"]);
    expect(ran.json()).toMatchObject({
      datasets: [
        { dataset: "events", files: 1, rows_in: ROWS, rows_curated: ROWS - WRONG, rows_quarantined: WRONG },
      ],
      rejected: [],
    });
    const batch = new BatchClient(laptop.aws);
    const [job, ...others] = await jobsOf(batch);
    batch.destroy();
    expect(others).toEqual([]);
    expect(job).toMatchObject({ status: "SUCCEEDED", attempts: [{}] });
    const records = await auditOfEvents(laptop, "large.csv");
    expect(records.map(({ state }) => state).sort()).toEqual(["curated", "oversize"]);
    expect(records.find(({ state }) => state === "oversize")?.job_id).toBe(job?.jobId);
    expect(await laptop.query("SELECT count(*), count(DISTINCT number) FROM events")).toEqual([
      [ROWS - WRONG, ROWS - WRONG],
    ]);
  },
  90 * MINUTES,
);
