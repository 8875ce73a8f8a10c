// Jobs of the user on one local AWS: a new run of a dataset starts one, a schedule another, a person a third; what they write is
// a dataset, once, though they are killed, tried again and announced twice. Their image is code that runs as a process.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BatchClient, DescribeJobsCommand, type JobDetail, ListJobsCommand } from "@aws-sdk/client-batch";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import {
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { AccessAnswer } from "../../cli/local-report.ts";
import { mainTf } from "../../cli/scaffold/root.ts";
import { advance, drained } from "../../local/index.ts";
import { Laptop } from "./laptop.ts";
import { pageIn, REPORTER, reportAsReporter } from "./reporter.ts";

const MINUTES = 60_000;
const DIGEST = "5c07e".padEnd(64, "0");

/** Scores each order by its amount; how it does so, its variables say. */
const CODE = `
const { readFileSync, readdirSync, writeFileSync, mkdirSync } = require("node:fs");
const { join } = require("node:path");
const { HEADRACE_INPUTS: inputs, HEADRACE_OUTPUTS: outputs, AWS_BATCH_JOB_ATTEMPT: attempt, MODE: mode } = process.env;
const job = JSON.parse(readFileSync(join(inputs, "job.json"), "utf8"));
console.log(JSON.stringify({ attempt, execution: job.execution, run: job.run }));
const rows = Object.values(job.datasets).flatMap(({ manifests }) => manifests)
  .map((path) => JSON.parse(readFileSync(join(inputs, path), "utf8")));
const there = Object.values(job.datasets).flatMap(({ files }) => files)
  .map((path) => readFileSync(join(inputs, path)).length);
mkdirSync(join(outputs, "part"), { recursive: true });
// Another file at each attempt, in name and content: only those of one attempt may count.
writeFileSync(join(outputs, "part", "scores-" + attempt + ".csv"), "execution,attempt,rows,files\\n" +
  [job.execution, attempt, rows.reduce((sum, one) => sum + one.rows_curated, 0), there.length].join(",") + "\\n");
if (mode === "fail-first" && attempt === "1") process.exit(5);
// As a machine that is gone.
if (mode === "die-first" && attempt === "1") process.kill(process.pid, "SIGKILL");
if (mode === "wrong") process.exit(1);
`;

const laptop = new Laptop("shop");
let batch: BatchClient;

beforeAll(() => {
  mkdirSync(laptop.dir);
  mkdirSync(join(laptop.home, "local", "images", DIGEST), { recursive: true, mode: 0o700 });
  writeFileSync(join(laptop.home, "local", "images", DIGEST, "index.js"), CODE);
  const image = `123456789012.dkr.ecr.us-east-1.amazonaws.com/scoring:${DIGEST}`;
  writeFileSync(
    join(laptop.dir, "headrace.yaml"),
    `version: 1
name: my-shop
datasets:
  orders:
    columns:
      - { name: number, type: bigint, required: true }
      - { name: day, type: date }
    partition_by: [day]
  scores:
    columns:
      - { name: execution, type: string, required: true }
      - { name: attempt, type: int }
      - { name: rows, type: bigint }
      - { name: files, type: int }
jobs:
  score:
    image: ${image}
    start: { curated: orders }
    reads: { orders: run }
    writes: scores
    environment: { MODE: fail-first }
  total:
    image: ${image}
    start: { schedule: "cron(0 6 * * ? *)", timezone: Europe/London }
    reads: { orders: all }
    writes: scores
    environment: { MODE: die-first }
  split:
    image: ${image}
    reads: { orders: all }
    writes: scores
    array: { size: 2, over: orders }
  broken:
    image: ${image}
    reads: { orders: all }
    writes: scores
    environment: { MODE: wrong }
`,
  );
  const main = mainTf(laptop.dir, "my-shop").replace(
    "  name     =",
    "  reports  = { keep_days = 2 }\n  name     =",
  );
  writeFileSync(join(laptop.dir, "main.tf"), main + REPORTER);
  writeFileSync(join(laptop.home, "a.csv"), "number,day\n1,2026-01-01\n2,2026-01-02\n");
  writeFileSync(join(laptop.home, "b.csv"), "number,day\n3,2026-01-03\n");
});

afterAll(async () => {
  batch?.destroy();
  await laptop.remove();
}, MINUTES);

const jobs = async (name: string): Promise<JobDetail[]> => {
  const { jobSummaryList = [] } = await batch.send(
    new ListJobsCommand({ jobQueue: "my-shop-jobs-spot", filters: [{ name: "JOB_NAME", values: [name] }] }),
  );
  if (jobSummaryList.length === 0) return [];
  const ids = jobSummaryList.map(({ jobId = "" }) => jobId);
  return (await batch.send(new DescribeJobsCommand({ jobs: ids }))).jobs ?? [];
};
const scores = (where = "true") =>
  laptop.query(`SELECT attempt, rows, files FROM scores WHERE ${where} ORDER BY execution, attempt, files`);
const keysOf = async (bucket: string, prefix: string): Promise<string[]> => {
  const client = new S3Client({ ...laptop.aws, forcePathStyle: true });
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
  client.destroy();
  return Contents.map(({ Key = "" }) => Key);
};

test(
  "a new run starts its job, which is tried again after a failure, and one attempt's files become rows",
  async () => {
    await laptop.run(["--import", "orders=a.csv"]);
    await laptop.allDelivered();
    batch = new BatchClient(laptop.aws);
    const [job, ...others] = await jobs("score");
    expect(others).toEqual([]);
    expect(job).toMatchObject({
      status: "SUCCEEDED",
      attempts: [
        {
          taskProperties: [
            {
              containers: [
                { name: "inputs", exitCode: 0 },
                { name: "work", exitCode: 5 },
                { name: "outputs", exitCode: 5 },
              ],
            },
          ],
        },
        { taskProperties: [{ containers: [{}, { exitCode: 0 }, { exitCode: 0 }] }] },
      ],
    });
    expect(await scores()).toEqual([[2, 2, 2]]);
  },
  10 * MINUTES,
);

test(
  "the same notice again starts it again, and changes nothing",
  async () => {
    const [job] = await jobs("score");
    const run = job?.parameters?.run ?? "";
    expect(run).toMatch(/^[0-9a-f]{32}$/);
    const events = new EventBridgeClient(laptop.aws);
    await events.send(
      new PutEventsCommand({
        Entries: [
          {
            Source: "headrace",
            DetailType: "dataset.curated",
            Detail: JSON.stringify({ pipeline: "my-shop", dataset: "orders", run_id: run }),
          },
        ],
      }),
    );
    events.destroy();
    await laptop.allDelivered();
    const all = await jobs("score");
    expect(all.map(({ status }) => status)).toEqual(["SUCCEEDED", "SUCCEEDED"]);
    expect(await scores()).toEqual([[2, 2, 2]]);
  },
  3 * MINUTES,
);

test(
  "another run starts it for that run's files alone",
  async () => {
    await laptop.run(["--import", "orders=b.csv"]);
    await laptop.allDelivered();
    expect((await scores()).toSorted()).toEqual([
      [2, 1, 1],
      [2, 2, 2],
    ]);
  },
  4 * MINUTES,
);

test(
  "a schedule starts one at its hour, once for each; killed after it has written, its next attempt's files are the rows",
  async () => {
    expect(await jobs("total")).toEqual([]);
    await advance(laptop.local, 86_400);
    await laptop.allDelivered();
    const [job, ...others] = await jobs("total");
    expect(others).toEqual([]);
    expect(job?.parameters?.execution).toMatch(/^\d{4}-\d\d-\d\dT0[56]:00:00Z$/);
    expect(job?.attempts?.map(({ taskProperties: [task] = [] }) => task?.containers?.[1]?.exitCode)).toEqual([
      137, 0,
    ]);
    expect(await scores("rows = 3")).toEqual([[2, 3, 3]]);
  },
  3 * MINUTES,
);

test(
  "an array shares the files of a dataset among its tasks",
  async () => {
    expect((await laptop.command("jobs", "run", laptop.dir, "split")).code).toBe(0);
    await laptop.allDelivered();
    const logs = await laptop.command("jobs", "logs", laptop.dir, "split");
    expect(logs.stderr.match(/"Inputs are there"/g)).toHaveLength(2);
    const [job] = await jobs("split");
    expect(job).toMatchObject({ status: "SUCCEEDED", arrayProperties: { statusSummary: { SUCCEEDED: 2 } } });
    // Three files of three days, and each task tells of those that it had.
    expect(await scores("execution LIKE 'by-hand%'")).toEqual([
      [1, 3, 1],
      [1, 3, 2],
    ]);
  },
  3 * MINUTES,
);

test(
  "a person starts one, whose wrong input is not tried again, and the alarm on failed jobs tells of it",
  async () => {
    const alarm = async () => {
      const client = new CloudWatchClient(laptop.aws);
      const { MetricAlarms = [] } = await client.send(
        new DescribeAlarmsCommand({ AlarmNames: ["my-shop-jobs-failed"] }),
      );
      client.destroy();
      return MetricAlarms[0]?.StateValue;
    };
    expect(await alarm()).not.toBe("ALARM");
    const { code, json } = await laptop.command("jobs", "run", laptop.dir, "broken", "--json");
    expect(code).toBe(0);
    await laptop.allDelivered();
    const [job] = await jobs("broken");
    expect(job).toMatchObject({
      jobId: json<{ job_id: string }>().job_id,
      status: "FAILED",
      attempts: [{ taskProperties: [{ containers: [{}, { exitCode: 1 }, { exitCode: 1 }] }] }],
    });
    expect(job?.attempts).toHaveLength(1);
    expect(await alarm()).toBe("ALARM");
    const logs = await laptop.command("jobs", "logs", laptop.dir, job?.jobId ?? "");
    expect(logs.stderr).toContain('"attempt":"1"');
    expect(logs.stderr).toContain("nothing of it is taken");
    const unknown = await laptop.command("jobs", "run", laptop.dir, "scroe");
    expect(unknown).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("there are broken, score, split, total"),
    });
  },
  3 * MINUTES,
);

test(
  "a role that has the report's policy and nothing else publishes a report, with the jobs in it",
  async () => {
    const { published, newest, html } = await reportAsReporter(laptop);
    const { hostname: Bucket, pathname } = new URL(newest);
    expect(published.replace(`s3://${Bucket}/`, "")).toMatch(/^reports\/[\d-]{10}\/[\d-]{8}Z\.html$/);
    const s3 = new S3Client({ ...laptop.aws, forcePathStyle: true });
    const { Body, ContentType, ServerSideEncryption } = await s3.send(
      new GetObjectCommand({ Bucket, Key: pathname.slice(1) }),
    );
    expect({ ContentType, ServerSideEncryption }).toEqual({
      ContentType: "text/html; charset=utf-8",
      ServerSideEncryption: "aws:kms",
    });
    expect(await Body?.transformToString()).toBe(html);
    const { Rules = [] } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    s3.destroy();
    expect(Rules.find(({ ID }) => ID === "reports/")).toMatchObject({
      Filter: { Prefix: "reports/" },
      Expiration: { Days: 2 },
    });

    const page = pageIn(html);
    expect(page.place).toBe("account 123456789012 in us-east-1");
    expect(page.access).toBeUndefined();
    expect(page.datasets.map(({ name, trouble, curated }) => [name, trouble, curated?.rows.length])).toEqual([
      ["orders", undefined, 3],
      ["scores", undefined, expect.any(Number)],
    ]);
    const shown = (name: string) => page.live.jobs?.filter((job) => job.name === name) ?? [];
    expect(shown("score").map(({ state, attempts }) => [state, attempts])).toContainEqual(["SUCCEEDED", 2]);
    expect(shown("split")).toMatchObject([{ state: "SUCCEEDED", tasks: { SUCCEEDED: 2 }, tail: [] }]);
    const [broken, ...others] = shown("broken");
    expect(others).toEqual([]);
    expect(broken).toMatchObject({
      state: "FAILED",
      attempts: 1,
      seconds: expect.any(Number),
      reason: expect.stringContaining("work: exit code 1"),
    });
    expect(broken?.tail.join("\n")).toContain("nothing of it is taken");
    const { denied } = (await laptop.command("local", "report", "--json")).json<AccessAnswer>();
    expect(denied.filter(({ role }) => role.endsWith("reporter"))).toEqual([]);
  },
  3 * MINUTES,
);

test(
  "what was staged is gone once it has landed, under keys that name the execution",
  async () => {
    const { LANDING_BUCKET: landing = "" } = laptop.variablesOf("my-shop-stage");
    const system = landing.replace("-landing", "-system");
    const staged = await keysOf(system, "jobs/score/");
    expect(staged.filter((key) => !/\/(commit|landed)\.json$/.test(key))).toEqual([]);
    expect(staged).toHaveLength(4);
    for (const key of await keysOf(landing, "scores/"))
      expect(key).toMatch(/^scores\/_jobs\/(score|split|total)\/[^/]+\/(\d\/)?part\/scores-\d\.csv$/);
  },
  MINUTES,
);

test(
  "no permission of jobs lacks or idles",
  async () => {
    await drained(laptop.local);
    // One fails before it writes, and nothing was too large for a function.
    const unused = /^(my-shop-(job-broken|dispatch)|reporter) /;
    expect((await laptop.questionable()).filter((line) => !unused.test(line))).toEqual([]);
  },
  MINUTES,
);

test("the plan is empty", () => laptop.planIsEmpty(), 6 * MINUTES);

test("destroy leaves nothing", () => laptop.destroyLeavesNothing(), 6 * MINUTES);
