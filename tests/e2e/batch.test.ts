// What no function holds, on one local AWS: it becomes a job of Batch by itself, once, though the job is killed on its way.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BatchClient, DescribeJobsCommand, SubmitJobCommand } from "@aws-sdk/client-batch";
import { CloudWatchLogsClient, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { AuditRecord } from "../../core/records/audit.ts";
import { auditOfEvents, eventLines, jobsOf, QUEUE, writeEventsPipeline } from "./events.ts";
import { Laptop } from "./laptop.ts";
import { killed } from "./processes.ts";

const MINUTES = 60_000;
/** What the stage function takes: in place of the 3 GB that this stands for, which `npm run check:large` sends. */
const MAX_BYTES = 50_000;

const laptop = new Laptop("shop");
let batch: BatchClient;

const eventsOf = (rows: number, first: number): string => [...eventLines(rows, first)].join("");

beforeAll(() => {
  writeEventsPipeline(laptop.dir, `{ max_object_bytes = ${MAX_BYTES} }`);
  writeFileSync(join(laptop.home, "small.csv"), eventsOf(100, 0));
  writeFileSync(join(laptop.home, "large.csv"), eventsOf(20_000, 1_000));
  writeFileSync(join(laptop.home, "killed.csv"), eventsOf(300_000, 100_000));
});

afterAll(async () => {
  batch?.destroy();
  await laptop.remove();
}, MINUTES);

const jobs = () => jobsOf(batch);
const audit = (file: string) => auditOfEvents(laptop, file);

test(
  "a file larger than the function takes arrives by Batch, without a hand, and the audit tells the whole way",
  async () => {
    const ran = await laptop.run(["--import", "events=small.csv", "--import", "events=large.csv"]);
    expect(ran.json()).toMatchObject({
      datasets: [
        { dataset: "events", files: 2, rows_in: 20_100, rows_curated: 19_899, rows_quarantined: 201 },
      ],
      rejected: [],
    });
    batch = new BatchClient(laptop.aws);
    const [job, ...others] = await jobs();
    expect(others).toEqual([]);
    expect(job).toMatchObject({ status: "SUCCEEDED", attempts: [{}], shareIdentifier: "events" });
    const records = await audit("large.csv");
    expect(records.map(({ state }) => state).sort()).toEqual(["curated", "oversize"]);
    expect(records.find(({ state }) => state === "oversize")?.job_id).toBe(job?.jobId);
    expect(records.find(({ state }) => state === "curated")).toMatchObject({
      rows_in: 20_000,
      cataloged_at: expect.any(String),
    });
    expect(await audit("small.csv")).toMatchObject([{ state: "curated" }]);
    expect(await laptop.query("SELECT count(*), count(DISTINCT number) FROM events")).toEqual([
      [19_899, 19_899],
    ]);
  },
  10 * MINUTES,
);

test(
  "the same file again changes nothing",
  async () => {
    const before = await audit("large.csv");
    await laptop.run(["--import", "events=large.csv"]);
    await laptop.allDelivered();
    const after = await audit("large.csv");
    const curated = (records: AuditRecord[]) => records.filter(({ state }) => state === "curated");
    expect(curated(after)).toEqual(curated(before));
    expect(await laptop.query("SELECT count(*), count(DISTINCT number) FROM events")).toEqual([
      [19_899, 19_899],
    ]);
  },
  4 * MINUTES,
);

/** The process of a job, of this laptop's local AWS; undefined while none runs. */
function jobProcess(): number | undefined {
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .map(Number)
    .find((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
        return (
          environment.some((one) => one.startsWith("AWS_BATCH_JOB_ID=")) &&
          environment.some((one) => one.startsWith("TMPDIR=") && one.includes(laptop.home))
        );
      } catch {
        return false;
      }
    });
}

test(
  "a job that is killed half-way is tried again, and ends in the same rows",
  async () => {
    let kills = 0;
    const killer = (async () => {
      for (; kills < 2; await sleep(20)) {
        const pid = jobProcess();
        if (pid === undefined) continue;
        // Somewhere between its start and its commit: whatever it has written by then must not count twice.
        await sleep(Math.random() * 800);
        if (!killed(pid)) return;
        kills += 1;
      }
    })();
    const ran = await laptop.run(["--import", "events=killed.csv"]);
    await killer;
    expect(ran.json()).toMatchObject({ datasets: [{ rows_in: 300_000, rows_curated: 297_000 }] });
    const [job] = await jobs();
    expect(job).toMatchObject({ status: "SUCCEEDED" });
    expect(job?.attempts?.length).toBe(kills + 1);
    expect(await laptop.query("SELECT count(*), count(DISTINCT number) FROM events")).toEqual([
      [316_899, 316_899],
    ]);
  },
  5 * MINUTES,
);

test(
  "a wrong input is not tried again, and tells its reason",
  async () => {
    const [{ jobDefinition = "" } = {}] = await jobs();
    const { jobId = "" } = await batch.send(
      new SubmitJobCommand({
        jobName: "wrong",
        jobQueue: QUEUE,
        jobDefinition,
        shareIdentifier: "wrong",
        parameters: { event: "no notification" },
      }),
    );
    await laptop.allDelivered();
    const { jobs: [job] = [] } = await batch.send(new DescribeJobsCommand({ jobs: [jobId] }));
    expect(job).toMatchObject({ status: "FAILED", container: { exitCode: 1 } });
    expect(job?.attempts).toHaveLength(1);
    const logs = new CloudWatchLogsClient(laptop.aws);
    const { events = [] } = await logs.send(
      new GetLogEventsCommand({
        logGroupName: "/aws/batch/job/my-shop",
        logStreamName: job?.container?.logStreamName ?? "",
      }),
    );
    logs.destroy();
    expect(events.map(({ message }) => message).join("\n")).toContain("message_unreadable");
  },
  2 * MINUTES,
);

test(
  "no permission of jobs lacks or idles",
  async () => {
    expect(await laptop.questionable()).toEqual([]);
  },
  MINUTES,
);

test("the plan is empty", () => laptop.planIsEmpty(), 6 * MINUTES);

test("destroy leaves nothing", () => laptop.destroyLeavesNothing(), 6 * MINUTES);
