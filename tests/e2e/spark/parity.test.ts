// Datasets of many files through Spark, on one local AWS: the rows, the quarantine and the reasons are those of the function, once,
// whatever becomes of a run on its way.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  GetWorkflowRunCommand,
  GlueClient,
  StartJobRunCommand,
  StartWorkflowRunCommand,
} from "@aws-sdk/client-glue";
import { DeleteObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { HookServer } from "../../../glue-jobs/testing/hook-server.ts";
import { drained } from "../../../local/index.ts";
import { whyNoSpark } from "../../../local/services/glue/jobs/spark.ts";
import { Laptop } from "../laptop.ts";
import { HOSTILE, LARGE, rowsOf, SMALL } from "./files.ts";
import { bucket, keysIn, manifestsOf, outcomes, put } from "./lake.ts";
import { HOOK_SECRET, writePipeline } from "./pipeline.ts";
import { runPlainJob } from "./plain-job.ts";
import { runsOf, sparkProcess } from "./runs.ts";

const MINUTES = 60_000;
const missing = await whyNoSpark();
if (missing) console.log(`Datasets through Spark are left out: ${missing}`);

const laptop = new Laptop("shop");
let glue: GlueClient;
let s3: S3Client;
let hookServer: HookServer;

const ALL = "number, mail, amount, code, label, day";
const differing = async (a: string, b: string): Promise<unknown> => {
  const counted = (name: string) => `SELECT ${ALL}, count(*) AS n FROM ${name} GROUP BY ${ALL}`;
  const rows = await laptop.query(
    `SELECT cast(count(*) AS varchar) FROM ((${counted(a)} EXCEPT ${counted(b)}) UNION ALL (${counted(b)} EXCEPT ${counted(a)}))`,
  );
  return rows[0]?.[0];
};

(missing ? describe.skip : describe)("Spark", () => {
  beforeAll(async () => {
    mkdirSync(laptop.dir);
    hookServer = await HookServer.open(laptop.home);
    await writePipeline(laptop.dir, hookServer.url);
  });

  afterAll(async () => {
    glue?.destroy();
    s3?.destroy();
    hookServer?.close();
    await laptop.remove();
  }, MINUTES);

  test(
    "200 files, a large one and hostile ones come out as they do of the function, after those that they are enriched from",
    async () => {
      await laptop.apply({ NODE_EXTRA_CA_CERTS: hookServer.authority });
      glue = new GlueClient(laptop.aws);
      s3 = new S3Client({ ...laptop.aws, forcePathStyle: true });
      const codes = `code,label\n${[0, 1, 2, 3, 4].map((n) => `c${n},Code ${n}`).join("\n")}\n`;
      await put(s3, bucket("landing"), "codes", { "codes.csv": codes });
      await laptop.allDelivered();
      const files = { ...HOSTILE, ...SMALL, "large.csv": LARGE };
      await put(s3, "bulk-drop", "bulk", { ...files, "not-finished.csv.part": "number,mail,amount" });
      await put(s3, bucket("landing"), "orders", files);
      await laptop.allDelivered();
      const { RunId } = await glue.send(new StartWorkflowRunCommand({ Name: "my-shop-import" }));
      await laptop.allDelivered();
      const { Run } = await glue.send(new GetWorkflowRunCommand({ Name: "my-shop-import", RunId }));
      expect(Run).toMatchObject({
        Status: "COMPLETED",
        Statistics: { SucceededActions: 2, FailedActions: 0 },
      });
      const bySpark = await outcomes(s3, "bulk");
      expect(bySpark.size).toBe(217);
      expect(bySpark).toEqual(await outcomes(s3, "orders"));
      expect(await differing("orders", "bulk")).toBe("0");
      const [[rows] = []] = await laptop.query("SELECT cast(count(*) AS varchar) FROM bulk");
      expect(Number(rows)).toBeGreaterThan(400_000);
    },
    25 * MINUTES,
  );

  /** What the warehouse has of the dataset: rows, their sum, and what its ledger says of them. */
  const inWarehouse = async (): Promise<unknown[][]> => [
    ...(await laptop.query("select count(*), sum(amount), count(distinct number) from raw.bulk", "redshift")),
    ...(await laptop.query(
      "select count(*), sum(row_count) from headrace.loads where dataset = 'bulk'",
      "redshift",
    )),
  ];

  test(
    "what Spark has curated is in the warehouse, as often as in the lake",
    async () => {
      const [[rows, sum, numbers] = [], [loads, loaded] = []] = await inWarehouse();
      const [[lake, lakeSum, lakeNumbers] = []] = await laptop.query(
        "SELECT cast(count(*) AS varchar), cast(sum(amount) AS varchar), cast(count(DISTINCT number) AS varchar) FROM bulk",
      );
      expect([rows, sum, numbers].map(String)).toEqual([lake, lakeSum, lakeNumbers]);
      expect(String(loaded)).toBe(lake);
      // Also a run without rows is in the ledger, as that of a file with a header alone.
      const curated = (await manifestsOf(s3, "bulk")).filter(({ status }) => status === "curated");
      expect(Number(loads)).toBe(curated.length);
    },
    2 * MINUTES,
  );

  test(
    "the hook was told what there is to import, and what was imported",
    async () => {
      const logs = new CloudWatchLogsClient(laptop.aws);
      const { events = [] } = await logs.send(
        new FilterLogEventsCommand({ logGroupName: "/aws/lambda/hook", filterPattern: "manifests" }),
      );
      logs.destroy();
      const calls = events.map(({ message = "" }) => JSON.parse(message.slice(message.indexOf("{"))));
      const [run] = await runsOf(glue, "my-shop-import-bulk");
      const about = { job: "my-shop-import-bulk", run: run?.Id };
      expect(calls).toEqual([
        { hook: "files", ...about, files: 218, manifests: 0 },
        { hook: "done", ...about, files: 217, manifests: 217 },
      ]);
    },
    MINUTES,
  );

  test(
    "the hook at an address was called with its secret, though its job had nothing left to import",
    async () => {
      const [run] = await runsOf(glue, "my-shop-import-codes");
      expect(
        hookServer.requests.map(({ authorization, body }) => {
          const { hook, job, run, files } = JSON.parse(body);
          return { authorization, hook, job, run, files };
        }),
      ).toEqual(
        ["files", "done"].map((hook) => ({
          authorization: HOOK_SECRET,
          hook,
          job: "my-shop-import-codes",
          run: run?.Id,
          files: [],
        })),
      );
    },
    MINUTES,
  );

  test(
    "the guide's template for plain Spark reads what is committed, and no more",
    async () => {
      const guide = readFileSync(join(import.meta.dirname, "../../../docs/guide/compute.md"), "utf8");
      const template = /```python\n([\s\S]+?)```/.exec(guide)?.[1] ?? "";
      const script = template
        .replace("acme-curated-123456789012", bucket("curated"))
        .replace(/^dataset\("orders"\)[\s\S]+$/m, "")
        .concat('print("rows", dataset("bulk").join(dataset("codes"), "code").count())\n');
      expect(script).toContain(bucket("curated"));
      await put(s3, "bulk-drop", "scripts", { "plain.py": script });
      // What is no manifest's is nobody's: a file that a run has left behind.
      await put(s3, bucket("curated"), "bulk/day=2026-01-01", { "left-behind.parquet": "PAR1" });
      const { run, printed } = await runPlainJob(laptop, glue, {
        script: "s3://bulk-drop/scripts/plain.py",
        reads: ["bulk-drop", bucket("curated")],
        ended: () => drained(laptop.local),
      });
      expect(run).toMatchObject({ JobRunState: "SUCCEEDED" });
      const left = { Bucket: bucket("curated"), Key: "bulk/day=2026-01-01/left-behind.parquet" };
      await s3.send(new DeleteObjectCommand(left));
      const committed = (await manifestsOf(s3, "bulk")).reduce(
        (sum, { rows_curated }) => sum + rows_curated,
        0,
      );
      expect(Number(/rows (\d+)/.exec(printed)?.[1])).toBeGreaterThan(committed * 0.9);
      expect(Number(/rows (\d+)/.exec(printed)?.[1])).toBeLessThanOrEqual(committed);
    },
    15 * MINUTES,
  );

  test(
    "a second run changes nothing",
    async () => {
      const before = await Promise.all([
        keysIn(s3, bucket("curated"), ""),
        keysIn(s3, bucket("quarantine"), ""),
      ]);
      const loaded = await inWarehouse();
      await glue.send(new StartJobRunCommand({ JobName: "my-shop-import-bulk" }));
      await laptop.allDelivered();
      const [run] = await runsOf(glue, "my-shop-import-bulk");
      expect(run?.JobRunState).toBe("SUCCEEDED");
      expect(
        await Promise.all([keysIn(s3, bucket("curated"), ""), keysIn(s3, bucket("quarantine"), "")]),
      ).toEqual(before);
      expect(await inWarehouse()).toEqual(loaded);
    },
    5 * MINUTES,
  );

  const alarmState = async (name: string) => {
    const cloudwatch = new CloudWatchClient(laptop.aws);
    const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
    cloudwatch.destroy();
    return MetricAlarms[0]?.StateValue;
  };

  test(
    "a run that dies half-way leaves nothing that a reader sees, and the next one ends in the same rows",
    async () => {
      const more = Object.fromEntries(
        Array.from({ length: 40 }, (_, at) => [`late-${at}.csv`, rowsOf(4_000, 30_000_000 + at * 4_000)]),
      );
      await put(s3, "bulk-drop", "bulk", more);
      const before = (await manifestsOf(s3, "bulk")).length;
      await glue.send(new StartJobRunCommand({ JobName: "my-shop-import-bulk" }));
      // Some of its files are done, and some are not.
      for (;;) {
        const done = (await keysIn(s3, bucket("curated"), "_manifests/bulk/")).length - before;
        const pid = sparkProcess(laptop);
        if (done < 3 || pid === undefined) {
          await sleep(50);
          continue;
        }
        process.kill(pid, "SIGKILL");
        break;
      }
      await drained(laptop.local);
      expect((await runsOf(glue, "my-shop-import-bulk"))[0]?.JobRunState).toBe("FAILED");
      expect(await alarmState("my-shop-spark-failed")).toBe("ALARM");
      const half = await manifestsOf(s3, "bulk");
      expect(half.length).toBeLessThan(before + 40);
      const [[seen] = []] = await laptop.query("SELECT cast(count(*) AS varchar) FROM bulk");
      expect(Number(seen)).toBe(half.reduce((sum, { rows_curated }) => sum + rows_curated, 0));
      await put(s3, bucket("landing"), "orders", more);
      await glue.send(new StartJobRunCommand({ JobName: "my-shop-import-bulk" }));
      await laptop.allDelivered();
      expect((await runsOf(glue, "my-shop-import-bulk"))[0]?.JobRunState).toBe("SUCCEEDED");
      expect(await outcomes(s3, "bulk")).toEqual(await outcomes(s3, "orders"));
      expect(await differing("orders", "bulk")).toBe("0");
    },
    10 * MINUTES,
  );

  test(
    "no permission of the jobs lacks or idles",
    async () => {
      // What lies in landing was imported by the function before, so that no run reads a version of it.
      const idle = ["my-shop-spark-jobs s3:GetObjectVersion"];
      expect((await laptop.questionable()).filter((one) => one.includes("spark"))).toEqual(idle);
    },
    MINUTES,
  );

  test("the plan is empty", () => laptop.planIsEmpty(), 6 * MINUTES);

  test("destroy leaves nothing", () => laptop.destroyLeavesNothing(), 6 * MINUTES);
});
