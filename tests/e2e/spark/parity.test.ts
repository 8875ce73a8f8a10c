// Datasets of many files through Spark, on one local AWS: the rows, the quarantine and the reasons are those of the function, once,
// whatever becomes of a run on its way.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateJobCommand,
  DeleteJobCommand,
  GetJobRunsCommand,
  GetWorkflowRunCommand,
  GlueClient,
  type JobRun,
  StartJobRunCommand,
  StartWorkflowRunCommand,
} from "@aws-sdk/client-glue";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { mainTf } from "../../../cli/scaffold/root.ts";
import type { Manifest } from "../../../core/records/manifest.ts";
import { writeZip } from "../../../handlers/build/zip.ts";
import { drained } from "../../../local/index.ts";
import { whyNoSpark } from "../../../local/services/glue/jobs/spark.ts";
import { Laptop } from "../laptop.ts";

const MINUTES = 60_000;
const ACCOUNT = "123456789012";
const missing = await whyNoSpark();
if (missing) console.log(`Datasets through Spark are left out: ${missing}`);

const COLUMNS = `
      - { name: number, type: bigint, required: true }
      - { name: mail, type: string, clean: [lower, trim], tokenize: hmac }
      - { name: amount, type: "decimal(12,2)", min: 0 }
      - { name: code, type: string }
      - { name: day, type: date }`;
const dataset = (name: string) => `
  ${name}:
    source: { format: csv }
    columns:${COLUMNS}
    key: [number]
    enrich: [{ lookup: codes, "on": code, add: [label] }]
    partition_by: [day]`;

/** Rows that are right, and each tenth that breaks something. */
const rowsOf = (rows: number, first: number): string =>
  `number,mail,amount,code,day\n${Array.from({ length: rows }, (_, at) => {
    const n = first + at;
    const wrong = ["never", "2026-02-30", ""][n % 3];
    return `${n % 50 === 0 ? "x" : n},"M${n}@Example.org",${n % 40 === 0 ? -1 : (n % 997) / 4},c${n % 5},${n % 30 === 0 ? wrong : `2026-01-0${1 + (n % 5)}`}`;
  }).join("\n")}\n`;

/** What files are like that nobody meant to send. */
const HOSTILE: Record<string, string | Buffer> = {
  "empty.csv": "",
  "header-only.csv": "number,mail,amount,code,day\n",
  "no-end.csv": "number,mail,amount,code,day\n1000001,a@b.c,1,c1,2026-01-01",
  "crlf.csv": "number,mail,amount,code,day\r\n1000002,a@b.c,1,c1,2026-01-01\r\n1000003,,2,c2,2026-01-02\r\n",
  "bom.csv": "\ufeffnumber,mail,amount,code,day\n1000004,a@b.c,1,c1,2026-01-01\n",
  "quotes.csv":
    'number,mail,amount,code,day\n1000005,"a ""b""\n,c",1,c1,2026-01-01\n1000006,"open,1,c1,2026-01-01\n',
  "fields.csv":
    "number,mail,amount,code,day\n1000007,a\n1000008,a,1,c1,2026-01-01,more,more\n\n1000009,a,1,c1,2026-01-01\n",
  "nul.csv": Buffer.from(
    "number,mail,amount,code,day\n1000010,a\0b,1,c1,2026-01-01\n1000011,b,1,c1,2026-01-01\n",
  ),
  "latin1.csv": Buffer.from(
    "number,mail,amount,code,day\n1000012,J\xfcrgen,1,c1,2026-01-01\n1000013,b,1,c1,2026-01-01\n",
    "latin1",
  ),
  "no-columns.csv": "a,b,c\n1,2,3\n",
  "binary.csv": Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919) % 256)),
  "packed.csv.gz": gzipSync("number,mail,amount,code,day\n1000014,a@b.c,1,c1,2026-01-01\n"),
  "cut.csv.gz": gzipSync(rowsOf(2_000, 2_000_000)).subarray(0, 900),
  "repeated.csv": "number,mail,amount,code,day\n1000015,a,1,c1,2026-01-01\n1000015,a,1,c1,2026-01-01\n",
  "numbers.csv":
    "number,mail,amount,code,day\n9223372036854775807,a,9999999999.99,c1,2026-01-01\n9223372036854775808,a,1,c1,2026-01-01\n-1,a,1e3,c1,2026-01-01\n",
  "spaced name ü+.csv": "number,mail,amount,code,day\n1000016,a,1,c9,2026-01-01\n",
};

const SMALL: Record<string, string> = Object.fromEntries(
  Array.from({ length: 200 }, (_, at) => [`part-${at}.csv`, rowsOf(30, 3_000_000 + at * 30)]),
);
/** Some 20 MB. */
const LARGE = rowsOf(440_000, 10_000_000);

/** A hook that leaves out what is not finished, and tells its log what it was called with. */
const HOOK = `exports.handler = async (call) => {
  const { hook, job, run, files } = call;
  console.log(JSON.stringify({ hook, job, run, files: files.length, manifests: files.filter((file) => file.manifest).length }));
  return hook === "files" ? { leave_out: files.map((file) => file.object).filter((uri) => uri.endsWith(".part")) } : null;
};
`;

const laptop = new Laptop("shop");
let glue: GlueClient;
let s3: S3Client;

const put = async (Bucket: string, folder: string, files: Record<string, string | Buffer>): Promise<void> => {
  const all = Object.entries(files);
  for (let from = 0; from < all.length; from += 20)
    await Promise.all(
      all
        .slice(from, from + 20)
        .map(([name, text]) =>
          s3.send(new PutObjectCommand({ Bucket, Key: `${folder}/${name}`, Body: Buffer.from(text) })),
        ),
    );
};
const bucket = (zone: string): string => `my-shop-${zone}-${ACCOUNT}`;
const keysIn = async (Bucket: string, Prefix: string): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix }))
    keys.push(...Contents.map(({ Key = "", ETag }) => `${Key} ${ETag}`));
  return keys.sort();
};
const textOf = async (Bucket: string, Key: string): Promise<string> =>
  (await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()) ?? "";
const manifestsOf = async (name: string): Promise<Manifest[]> =>
  Promise.all(
    (await keysIn(bucket("curated"), `_manifests/${name}/`)).map(
      async (key) => JSON.parse(await textOf(bucket("curated"), key.split(" ")[0] ?? "")) as Manifest,
    ),
  );

/** Of each file: what became of it, row by row, without what tells one dataset, or one run, from the other. */
async function outcomes(name: string): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  for (const {
    source,
    status,
    rejected,
    rows_in,
    rows_curated,
    reasons,
    quarantine,
    run_id,
  } of await manifestsOf(name)) {
    const lines =
      status === "rejected"
        ? []
        : (await Promise.all(quarantine.map(({ bucket: zone, key }) => textOf(zone, key)))).flatMap((text) =>
            text
              .split("\n")
              .filter(Boolean)
              .map((line) =>
                line
                  .replaceAll(run_id, "RUN")
                  .replaceAll(/s3:\/\/[^"]+/g, "FILE")
                  .replaceAll(`"${name}"`, '"DATASET"'),
              ),
          );
    const file = source.key.split("/").slice(1).join("/");
    const reason = rejected && { ...rejected, message: rejected.message.replaceAll(name, "DATASET") };
    found.set(file, { status, rejected: reason, rows_in, rows_curated, reasons, lines });
  }
  return found;
}

const runsOf = async (JobName: string): Promise<JobRun[]> =>
  (await glue.send(new GetJobRunsCommand({ JobName }))).JobRuns ?? [];

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
    writeFileSync(
      join(laptop.dir, "headrace.yaml"),
      `version: 1
name: my-shop
datasets:
  codes:
    source: { format: csv }
    columns: [{ name: code, type: string, required: true }, { name: label, type: string }]
    key: [code]${dataset("orders")}${dataset("bulk")}
    warehouse: { load: copy }
`,
    );
    writeFileSync(
      join(laptop.dir, "main.tf"),
      `${mainTf(laptop.dir, "my-shop").replace(
        "  exports ",
        `  spark = {
    enabled = true
    retries = 0
    jobs = {
      codes = {}
      bulk = {
        source = "s3://bulk-drop/bulk/"
        after  = ["codes"]
        hook   = { function_arn = aws_lambda_function.hook.arn }
      }
    }
  }
  exports `,
      )}
resource "aws_s3_bucket" "bulk" {
  bucket        = "bulk-drop"
  force_destroy = true
}
resource "aws_iam_role" "hook" {
  name = "hook"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_role_policy" "hook" {
  role = aws_iam_role.hook.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = "\${aws_cloudwatch_log_group.hook.arn}:*" }]
  })
}
resource "aws_cloudwatch_log_group" "hook" {
  name = "/aws/lambda/hook"
}
resource "aws_lambda_function" "hook" {
  function_name = "hook"
  filename      = "\${path.module}/hook.zip"
  role          = aws_iam_role.hook.arn
  runtime       = "nodejs22.x"
  handler       = "index.handler"
}
`,
    );
    const index = { name: "index.js", content: Buffer.from(HOOK) };
    await writeZip(join(laptop.dir, "hook.zip"), [index]);
  });

  afterAll(async () => {
    glue?.destroy();
    s3?.destroy();
    await laptop.remove();
  }, MINUTES);

  test(
    "200 files, a large one and hostile ones come out as they do of the function, after those that they are enriched from",
    async () => {
      await laptop.apply({});
      glue = new GlueClient(laptop.aws);
      s3 = new S3Client({ ...laptop.aws, forcePathStyle: true });
      const codes = `code,label\n${[0, 1, 2, 3, 4].map((n) => `c${n},Code ${n}`).join("\n")}\n`;
      await put(bucket("landing"), "codes", { "codes.csv": codes });
      await laptop.allDelivered();
      const files = { ...HOSTILE, ...SMALL, "large.csv": LARGE };
      await put("bulk-drop", "bulk", { ...files, "not-finished.csv.part": "number,mail,amount" });
      await put(bucket("landing"), "orders", files);
      await laptop.allDelivered();
      const { RunId } = await glue.send(new StartWorkflowRunCommand({ Name: "my-shop-import" }));
      await laptop.allDelivered();
      const { Run } = await glue.send(new GetWorkflowRunCommand({ Name: "my-shop-import", RunId }));
      expect(Run).toMatchObject({
        Status: "COMPLETED",
        Statistics: { SucceededActions: 2, FailedActions: 0 },
      });
      const bySpark = await outcomes("bulk");
      expect(bySpark.size).toBe(217);
      expect(bySpark).toEqual(await outcomes("orders"));
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
      const curated = (await manifestsOf("bulk")).filter(({ rows_curated }) => rows_curated > 0);
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
      const [run] = await runsOf("my-shop-import-bulk");
      const about = { job: "my-shop-import-bulk", run: run?.Id };
      expect(calls).toEqual([
        { hook: "files", ...about, files: 218, manifests: 0 },
        { hook: "done", ...about, files: 217, manifests: 217 },
      ]);
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
      await put("bulk-drop", "scripts", { "plain.py": script });
      // What is no manifest's is nobody's: a file that a run has left behind.
      await put(bucket("curated"), "bulk/day=2026-01-01", { "left-behind.parquet": "PAR1" });
      const iam = new IAMClient(laptop.aws);
      const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
      const may = (Action: string, Resource: string[]) => ({ Effect: "Allow", Action, Resource });
      const arns = (name: string) => [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`];
      const trust = {
        Effect: "Allow",
        Principal: { Service: "glue.amazonaws.com" },
        Action: "sts:AssumeRole",
      };
      const RoleName = "plain";
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }));
      const all = [...arns("bulk-drop"), ...arns(bucket("curated"))];
      await iam.send(
        new PutRolePolicyCommand({
          ...{ RoleName, PolicyName: "all" },
          PolicyDocument: document(
            may("s3:GetObject", all),
            may("s3:ListBucket", all),
            may("kms:Decrypt", ["*"]),
            may("logs:*", ["*"]),
          ),
        }),
      );
      await glue.send(
        new CreateJobCommand({
          ...{ Name: "plain", Role: RoleName, GlueVersion: "5.0", WorkerType: "G.1X", NumberOfWorkers: 2 },
          Command: { Name: "glueetl", ScriptLocation: "s3://bulk-drop/scripts/plain.py" },
        }),
      );
      await glue.send(new StartJobRunCommand({ JobName: "plain" }));
      await drained(laptop.local);
      const [run] = await runsOf("plain");
      expect(run).toMatchObject({ JobRunState: "SUCCEEDED" });
      const logs = new CloudWatchLogsClient(laptop.aws);
      const { events = [] } = await logs.send(
        new FilterLogEventsCommand({
          logGroupName: "/aws-glue/jobs/output",
          logStreamNames: [`${run?.Id}-driver`],
        }),
      );
      for (const kind of ["output", "error"])
        await logs.send(new DeleteLogGroupCommand({ logGroupName: `/aws-glue/jobs/${kind}` }));
      logs.destroy();
      await glue.send(new DeleteJobCommand({ JobName: "plain" }));
      await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "all" }));
      await iam.send(new DeleteRoleCommand({ RoleName }));
      iam.destroy();
      const left = { Bucket: bucket("curated"), Key: "bulk/day=2026-01-01/left-behind.parquet" };
      await s3.send(new DeleteObjectCommand(left));
      const committed = (await manifestsOf("bulk")).reduce((sum, { rows_curated }) => sum + rows_curated, 0);
      const printed = events.map(({ message }) => message).join("\n");
      expect(Number(/rows (\d+)/.exec(printed)?.[1])).toBeGreaterThan(committed * 0.9);
      expect(Number(/rows (\d+)/.exec(printed)?.[1])).toBeLessThanOrEqual(committed);
    },
    15 * MINUTES,
  );

  test(
    "a second run changes nothing",
    async () => {
      const before = await Promise.all([keysIn(bucket("curated"), ""), keysIn(bucket("quarantine"), "")]);
      const loaded = await inWarehouse();
      await glue.send(new StartJobRunCommand({ JobName: "my-shop-import-bulk" }));
      await laptop.allDelivered();
      const [run] = await runsOf("my-shop-import-bulk");
      expect(run?.JobRunState).toBe("SUCCEEDED");
      expect(await Promise.all([keysIn(bucket("curated"), ""), keysIn(bucket("quarantine"), "")])).toEqual(
        before,
      );
      expect(await inWarehouse()).toEqual(loaded);
    },
    5 * MINUTES,
  );

  /** The group of processes of a run of this laptop's local AWS. */
  const sparkProcess = (): number | undefined =>
    readdirSync("/proc")
      .filter((pid) => /^\d+$/.test(pid))
      .map(Number)
      .find((pid) => {
        try {
          const command = readFileSync(`/proc/${pid}/cmdline`, "latin1");
          const environment = readFileSync(`/proc/${pid}/environ`, "latin1");
          return command.includes("SparkSubmit") && environment.includes(`TMPDIR=${laptop.home}`);
        } catch {
          return false;
        }
      });

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
      await put("bulk-drop", "bulk", more);
      const before = (await manifestsOf("bulk")).length;
      await glue.send(new StartJobRunCommand({ JobName: "my-shop-import-bulk" }));
      // Some of its files are done, and some are not.
      for (;;) {
        const done = (await keysIn(bucket("curated"), "_manifests/bulk/")).length - before;
        const pid = sparkProcess();
        if (done < 3 || pid === undefined) {
          await sleep(50);
          continue;
        }
        process.kill(pid, "SIGKILL");
        break;
      }
      await drained(laptop.local);
      expect((await runsOf("my-shop-import-bulk"))[0]?.JobRunState).toBe("FAILED");
      expect(await alarmState("my-shop-spark-failed")).toBe("ALARM");
      const half = await manifestsOf("bulk");
      expect(half.length).toBeLessThan(before + 40);
      const [[seen] = []] = await laptop.query("SELECT cast(count(*) AS varchar) FROM bulk");
      expect(Number(seen)).toBe(half.reduce((sum, { rows_curated }) => sum + rows_curated, 0));
      await put(bucket("landing"), "orders", more);
      await glue.send(new StartJobRunCommand({ JobName: "my-shop-import-bulk" }));
      await laptop.allDelivered();
      expect((await runsOf("my-shop-import-bulk"))[0]?.JobRunState).toBe("SUCCEEDED");
      expect(await outcomes("bulk")).toEqual(await outcomes("orders"));
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
