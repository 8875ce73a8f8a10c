// Glue's jobs on free ports: Spark scripts as their roles, with their logs; tried again, timed out, stopped.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  BatchStopJobRunCommand,
  CreateJobCommand,
  type CreateJobCommandInput,
  DeleteJobCommand,
  GetJobCommand,
  GetJobRunCommand,
  GetJobRunsCommand,
  GlueClient,
  type JobRun,
  StartJobRunCommand,
  UpdateJobCommand,
} from "@aws-sdk/client-glue";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { advance, down, drained, environment, type LocalAws, up } from "./index.ts";
import { whyNoSpark } from "./services/glue/jobs/spark.ts";

const region = "us-east-1";
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "glue.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const COUNT = `
import sys
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
print("version", spark.version, "argument", sys.argv[sys.argv.index("--what") + 1], flush=True)
print("sum", spark.sparkContext.parallelize(range(100), 4).map(lambda n: n * 2).sum(), flush=True)
`;
const READ = `
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
rows = spark.read.option("header", True).csv("s3://scripts/data/")
print("rows", rows.count(), "of", rows.columns, flush=True)
rows.write.parquet("s3://scripts/out/")
print("written", spark.read.parquet("s3://scripts/out/").count(), flush=True)
`;
const FAIL = 'raise ValueError("no such thing")\n';
const SLEEP = "import time\nprint('sleeping', flush=True)\ntime.sleep(600)\n";

const missing = await whyNoSpark();
if (missing) console.log(`The local Glue's jobs are left out: ${missing}`);

/** What takes Hadoop's file system for S3, which is as large as Spark itself: `npm run check:glue` runs it. */
const reads = !missing && process.env.HEADRACE_SPARK !== undefined;

describe("jobs of Glue", () => {
  let state: string;
  let local: LocalAws;
  let glue: GlueClient;

  const make = (Name: string, script: string, more: Partial<CreateJobCommandInput> = {}) =>
    glue.send(
      new CreateJobCommand({
        Name,
        Role: "worker",
        GlueVersion: "5.0",
        Command: { Name: "glueetl", ScriptLocation: `s3://scripts/${script}` },
        DefaultArguments: { "--what": "default" },
        WorkerType: "G.1X",
        NumberOfWorkers: 2,
        ...more,
      }),
    );
  const start = async (JobName: string, Arguments?: Record<string, string>): Promise<string> =>
    (await glue.send(new StartJobRunCommand({ JobName, Arguments }))).JobRunId ?? "";
  const runOf = async (JobName: string, RunId: string): Promise<JobRun | undefined> =>
    (await glue.send(new GetJobRunCommand({ JobName, RunId }))).JobRun;
  const logOf = async (group: string, run: string): Promise<string> => {
    const logs = new CloudWatchLogsClient({ region });
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName: group, logStreamNames: [`${run}-driver`] }),
    );
    logs.destroy();
    return events.map(({ message }) => message).join("\n");
  };
  const refusal = (sent: Promise<unknown>): Promise<string> =>
    sent.then(
      () => "accepted",
      (error: Error) => error.name,
    );

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), "headrace-jobs-"));
    local = await up({ state });
    for (const [name, value] of Object.entries(environment(local))) process.env[name] = value;
    glue = new GlueClient({ region });
    const s3 = new S3Client({ region });
    const iam = new IAMClient({ region });
    await s3.send(new CreateBucketCommand({ Bucket: "scripts" }));
    for (const [Key, Body] of Object.entries({
      "count.py": COUNT,
      "fail.py": FAIL,
      "read.py": READ,
      "data/a.csv": "id,n\n1,x\n2,y\n",
      "sleep.py": SLEEP,
      "secret.py": "",
    }))
      await s3.send(new PutObjectCommand({ Bucket: "scripts", Key, Body: Buffer.from(Body) }));
    await iam.send(new CreateRoleCommand({ RoleName: "worker", AssumeRolePolicyDocument: TRUST }));
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: "worker",
        PolicyName: "all",
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::scripts/*" },
            { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::scripts" },
            {
              Effect: "Allow",
              Action: ["s3:PutObject", "s3:DeleteObject"],
              Resource: "arn:aws:s3:::scripts/out/*",
            },
            { Effect: "Deny", Action: "s3:GetObject", Resource: "arn:aws:s3:::scripts/secret.py" },
            { Effect: "Allow", Action: "logs:*", Resource: "*" },
          ],
        }),
      }),
    );
    await iam.send(new CreateRoleCommand({ RoleName: "analyst", AssumeRolePolicyDocument: TRUST }));
    await iam.send(
      new PutRolePolicyCommand({
        ...{ RoleName: "analyst", PolicyName: "all" },
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: ["s3:GetObject", "s3:ListBucket"],
              Resource: ["arn:aws:s3:::scripts/*", "arn:aws:s3:::acme-*"],
            },
            { Effect: "Allow", Action: "logs:*", Resource: "*" },
          ],
        }),
      }),
    );
    s3.destroy();
    iam.destroy();
  }, 240_000);
  afterAll(async () => {
    glue?.destroy();
    await down({ state });
    await rm(state, { recursive: true, force: true });
  });

  test("a job is told as it was made, changed whole, and what AWS refuses is refused", async () => {
    await make("told", "count.py", { MaxRetries: 1, Timeout: 10, ExecutionClass: "FLEX" });
    const { Job } = await glue.send(new GetJobCommand({ JobName: "told" }));
    expect(Job).toMatchObject({
      GlueVersion: "5.0",
      WorkerType: "G.1X",
      NumberOfWorkers: 2,
      MaxCapacity: 2,
      ExecutionClass: "FLEX",
      ExecutionProperty: { MaxConcurrentRuns: 1 },
      Command: { Name: "glueetl", PythonVersion: "3" },
    });
    const JobUpdate = {
      Role: "worker",
      Command: { Name: "glueetl", ScriptLocation: "s3://scripts/fail.py" },
    };
    await glue.send(new UpdateJobCommand({ JobName: "told", JobUpdate }));
    const { Job: after } = await glue.send(new GetJobCommand({ JobName: "told" }));
    expect(after).toMatchObject({
      MaxRetries: 0,
      Timeout: 480,
      Command: { ScriptLocation: "s3://scripts/fail.py" },
    });
    expect(after?.WorkerType).toBeUndefined();
    expect(await refusal(make("told", "count.py"))).toBe("AlreadyExistsException");
    expect(await refusal(make("one", "count.py", { NumberOfWorkers: 1 }))).toBe("InvalidInputException");
    expect(await refusal(make("big", "count.py", { WorkerType: "G.4X", ExecutionClass: "FLEX" }))).toBe(
      "InvalidInputException",
    );
    expect(await refusal(make("who", "count.py", { Role: "nobody" }))).toBe("InvalidInputException");
    expect(await refusal(start("nobody"))).toBe("EntityNotFoundException");
    await glue.send(new DeleteJobCommand({ JobName: "told" }));
    expect(await refusal(glue.send(new GetJobCommand({ JobName: "told" })))).toBe("EntityNotFoundException");
  });

  test("a run may not read what its role may not", async () => {
    await make("secret", "secret.py");
    const run = await start("secret");
    await drained(local);
    expect(await runOf("secret", run)).toMatchObject({
      JobRunState: "FAILED",
      ErrorMessage: expect.stringContaining("s3://scripts/secret.py"),
    });
  });

  (missing ? test.skip : test)(
    "a script runs on the Spark of its Glue version, and its output is in its logs",
    async () => {
      await make("count", "count.py", {
        DefaultArguments: { "--what": "default", "--custom-logGroup-prefix": "/acme/count" },
      });
      const run = await start("count", { "--what": "mine" });
      expect(await refusal(start("count"))).toBe("ConcurrentRunsExceededException");
      await drained(local);
      expect(await runOf("count", run)).toMatchObject({
        JobRunState: "SUCCEEDED",
        Attempt: 0,
        Arguments: { "--what": "mine" },
        LogGroupName: "/acme/count",
      });
      expect(await logOf("/acme/count/output", run)).toBe("version 3.5.4 argument mine\nsum 9900");
    },
    900_000,
  );

  (reads ? test : test.skip)(
    "a script reads and writes S3 by Spark's own means, as its role",
    async () => {
      await make("read", "read.py");
      const run = await start("read");
      await drained(local);
      expect(await runOf("read", run)).toMatchObject({ JobRunState: "SUCCEEDED" });
      const printed = await logOf("/aws-glue/jobs/output", run);
      expect(printed).toBe("rows 2 of ['id', 'n']\nwritten 2");
    },
    900_000,
  );

  (reads ? test : test.skip)(
    "the guide's script for plain Spark reads what manifests name, and no more",
    async () => {
      const guide = await readFile(join(import.meta.dirname, "..", "docs", "guide", "compute.md"), "utf8");
      const script = /```python\n(from pyspark[\s\S]+?)```/.exec(guide)?.[1] ?? "";
      const Bucket = /"s3:\/\/([^"]+)"/.exec(script)?.[1] ?? "";
      const s3 = new S3Client({ region });
      await s3.send(new CreateBucketCommand({ Bucket }));
      const instance = await DuckDBInstance.create(":memory:");
      const connection = await instance.connect();
      const put = (Key: string, Body: Buffer) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      const table = async (key: string, sql: string) => {
        const path = join(state, "made.parquet");
        await connection.run(`COPY (${sql}) TO '${path}' (FORMAT parquet)`);
        await put(key, await readFile(path));
      };
      await table("customers/a.parquet", "SELECT 1 AS customer_id, 'GB' AS country UNION ALL SELECT 2, 'FR'");
      for (const [day, ids] of [
        ["2026-01-01", "1, 1, 2"],
        ["2026-01-02", "2"],
        // What a run has left behind that was not committed.
        ["2026-01-03", "1, 2"],
      ])
        await table(
          `orders/day=${day}/a.parquet`,
          `SELECT unnest([${ids}]) AS customer_id, 2.50::DECIMAL(12,2) AS amount`,
        );
      connection.closeSync();
      instance.closeSync();
      const manifest = (name: string, run: string, ...keys: string[]) =>
        put(
          `_manifests/${name}/${run}.json`,
          Buffer.from(JSON.stringify({ run_id: run, files: keys.map((key) => ({ bucket: Bucket, key })) })),
        );
      await manifest("customers", "c", "customers/a.parquet");
      await manifest("orders", "o1", "orders/day=2026-01-01/a.parquet");
      await manifest("orders", "o2", "orders/day=2026-01-02/a.parquet");
      await manifest("orders", "rejected");
      await s3.send(new PutObjectCommand({ Bucket: "scripts", Key: "plain.py", Body: Buffer.from(script) }));
      s3.destroy();
      await make("plain", "plain.py", { Role: "analyst" });
      const run = await start("plain");
      await drained(local);
      expect(await runOf("plain", run)).toMatchObject({ JobRunState: "SUCCEEDED" });
      const printed = await logOf("/aws-glue/jobs/output", run);
      const rows = [...printed.matchAll(/^\| +(GB|FR)\| +([\d.]+)\|$/gm)].map(([, ...cells]) => cells);
      expect(rows.sort()).toEqual([
        ["FR", "5.00"],
        ["GB", "5.00"],
      ]);
    },
    900_000,
  );

  (missing ? test.skip : test)(
    "one that fails is tried again and tells why, one that is stopped ends",
    async () => {
      await make("fail", "fail.py", { MaxRetries: 1 });
      const first = await start("fail");
      await drained(local);
      const { JobRuns = [] } = await glue.send(new GetJobRunsCommand({ JobName: "fail" }));
      expect(JobRuns).toMatchObject([
        {
          Attempt: 1,
          PreviousRunId: first,
          JobRunState: "FAILED",
          ErrorMessage: "ValueError: no such thing",
        },
        { Attempt: 0, JobRunState: "FAILED" },
      ]);
      await make("sleep", "sleep.py");
      const run = await start("sleep");
      while ((await runOf("sleep", run))?.JobRunState !== "RUNNING") await sleep(100);
      const stopped = await glue.send(
        new BatchStopJobRunCommand({ JobName: "sleep", JobRunIds: [run, "jr_none"] }),
      );
      expect(stopped).toMatchObject({
        SuccessfulSubmissions: [{ JobRunId: run }],
        Errors: [{ JobRunId: "jr_none", ErrorDetail: { ErrorCode: "EntityNotFoundException" } }],
      });
      await drained(local);
      expect((await runOf("sleep", run))?.JobRunState).toBe("STOPPED");
    },
    300_000,
  );

  (missing ? test.skip : test)(
    "one whose timeout is over ends by it, and is not tried again",
    async () => {
      await make("late", "sleep.py", { Timeout: 120, MaxRetries: 1 });
      const run = await start("late");
      while ((await runOf("late", run))?.JobRunState !== "RUNNING") await sleep(100);
      await advance(local, 3600);
      expect((await runOf("late", run))?.JobRunState).toBe("RUNNING");
      await advance(local, 3600);
      const { JobRuns = [] } = await glue.send(new GetJobRunsCommand({ JobName: "late" }));
      expect(JobRuns.map(({ JobRunState }) => JobRunState)).toEqual(["TIMEOUT"]);
    },
    120_000,
  );
});
