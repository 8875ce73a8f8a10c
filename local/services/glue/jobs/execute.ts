// One attempt at a run: script and modules fetched as the job's role, Spark started on this machine, its output sent to the job's logs.
import { spawn } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import type { RoleAccess } from "../../../iam/role-access.ts";
import { splitLines } from "../../../process/lines.ts";
import type { LogStream, Logs } from "../../../process/logs.ts";
import { nodeBinary, trusted } from "../../../process/node.ts";
import { roleArn } from "../roles.ts";
import { fetched, modulesOf } from "./files.ts";
import type { JobRun } from "./run.ts";
import { s3Settings } from "./s3-files.ts";
import { NoSpark, type Spark, sparkOf } from "./spark.ts";

export interface ExecuteContext {
  endpoint: string;
  accountId: string;
  roles: RoleAccess;
  logs: Logs;
  /** For files of runs. */
  scratch: string;
}

/** Why a run failed; undefined where it did not. */
type End = string | undefined;

const STOP_MS = 5_000;
/** Lines of what was printed that tell why a script ended. */
const LAST_LINES = 30;

/** What a job's log groups begin with, and the stream in each. */
export const logGroupOf = (args: Record<string, string>): string =>
  args["--custom-logGroup-prefix"] ?? "/aws-glue/jobs";

/** Runs it to its end. @param stop ends Spark */
export async function execute(
  run: JobRun,
  onStart: () => void,
  stop: AbortSignal,
  context: ExecuteContext,
): Promise<End> {
  const { accountId, endpoint, roles, logs, scratch } = context;
  const role = roleArn(accountId, run.definition.Role);
  const credentials = roles.credentials(role, "GlueJobRunnerSession");
  const out = openLog(run, role, "output", context);
  const errors = openLog(run, role, "error", context);
  const s3 = new S3Client({
    ...{ endpoint, region: run.region, credentials },
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
  });
  const folder = join(scratch, "runs", run.id);
  await mkdir(folder, { recursive: true });
  try {
    const script = await fetched(s3, run.definition.Command.ScriptLocation, join(scratch, "scripts"));
    const spark = await sparkOf(run.definition.GlueVersion ?? "5.1", (line) => errors.line(line));
    const modules = await modulesOf(s3, run.args["--additional-python-modules"], spark, scratch);
    const environment = {
      PATH: [dirname(spark.python), dirname(nodeBinary()), "/usr/local/bin:/usr/bin:/bin"].join(delimiter),
      LANG: "en_US.UTF-8",
      HOME: folder,
      TMPDIR: folder,
      SPARK_LOCAL_DIRS: folder,
      SPARK_LOCAL_IP: "127.0.0.1",
      JAVA_HOME: spark.java,
      PYSPARK_PYTHON: spark.python,
      PYTHONPATH: modules.join(delimiter),
      // What a wheel brings for Glue's workers may not fit this machine's processor.
      NODE_PATH: installedPackages(),
      ...trusted(),
      AWS_REGION: run.region,
      AWS_DEFAULT_REGION: run.region,
      AWS_ENDPOINT_URL: endpoint,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
    };
    const s3a = await s3Settings(script, { endpoint, spark, say: (line) => errors.line(line) });
    if (stop.aborted) return "stopped";
    onStart();
    return await submitted(spark, script, run, { environment, folder, out, errors, stop, s3a });
  } catch (error) {
    if (!(error instanceof NoSpark) && !isDenied(error)) errors.line(String((error as Error).stack));
    return (error as Error).message;
  } finally {
    s3.destroy();
    out.close();
    errors.close();
    await logs.flush();
    await rm(folder, { recursive: true, force: true });
  }
}

const isDenied = (error: unknown): boolean => /AccessDenied|NoSuch/.test((error as Error).name);

/** The packages of Node that this machine has. */
const installedPackages = (): string =>
  dirname(dirname(dirname(createRequire(import.meta.url).resolve("@duckdb/node-api/package.json"))));

interface Submission {
  environment: Record<string, string>;
  folder: string;
  out: LogStream;
  errors: LogStream;
  stop: AbortSignal;
  /** Settings by which the script reads and writes S3. */
  s3a: Record<string, string>;
}

function submitted(
  spark: Spark,
  script: string,
  run: JobRun,
  { environment, folder, out, errors, stop, s3a }: Submission,
): Promise<End> {
  const own = { "--JOB_NAME": run.job, "--JOB_RUN_ID": run.id, "--JOB_ID": `j_${run.id.slice(3)}` };
  const words = Object.entries({ ...run.args, ...own }).flat();
  const settings = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.sql.warehouse.dir": join(folder, "warehouse"),
    ...s3a,
    ...sparkSettings(run.args["--conf"]),
  };
  const confs = Object.entries(settings).flatMap(([name, value]) => ["--conf", `${name}=${value}`]);
  // A task is tried four times, as on a cluster.
  const master = `local[${Math.max(2, availableParallelism())},4]`;
  const child = spawn(spark.submit, ["--master", master, ...confs, script, ...words], {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: Java, Python and what they start end together.
    detached: true,
  });
  const last: string[] = [];
  const remember = (line: string): void => {
    last.push(line);
    if (last.length > LAST_LINES) last.shift();
  };
  // What Python prints to either of its outputs comes on the first: Spark, and Glue's groups, have it so.
  for (const [stream, log] of [
    [child.stdout, out],
    [child.stderr, errors],
  ] as const) {
    const lines = splitLines(remember);
    stream.on("data", (chunk: Buffer) => {
      log.write(chunk);
      lines.write(chunk);
    });
    stream.once("end", lines.end);
  }
  const kill = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // It has ended.
    }
  };
  let killing: NodeJS.Timeout | undefined;
  const onStop = (): void => {
    kill("SIGTERM");
    killing = setTimeout(() => kill("SIGKILL"), STOP_MS);
  };
  stop.addEventListener("abort", onStop, { once: true });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    // Whatever it has started ends with it, and only then its outputs do.
    child.once("exit", () => kill("SIGKILL"));
    child.once("close", (code, signal) => {
      clearTimeout(killing);
      stop.removeEventListener("abort", onStop);
      resolve(code === 0 ? undefined : reasonOf(last, code, signal));
    });
  });
}

/** The last line of a traceback, as Glue tells it; else how the process ended. */
function reasonOf(last: readonly string[], code: number | null, signal: string | null): string {
  const error = last.findLast((line) => /^[\w.]*(Error|Exception|Exit)\b/.test(line));
  if (error) return error.trim().slice(0, 500);
  return signal ? `Command failed due to ${signal}` : `SystemExit: ${code}`;
}

/** `--conf a=b --conf c=d`, as Glue's one argument has it. */
const sparkSettings = (text = ""): Record<string, string> =>
  Object.fromEntries(
    text
      .split(/\s*--conf\s+|\s+/)
      .filter((pair) => pair.includes("="))
      .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );

function openLog(
  run: JobRun,
  role: string,
  kind: "output" | "error",
  { accountId, roles, logs }: ExecuteContext,
): LogStream {
  const group = `${run.logGroup}/${kind}`;
  const arn = `arn:aws:logs:${run.region}:${accountId}:log-group:${group}`;
  const may = async (action: string, resource: string): Promise<boolean> =>
    (await roles.lacks(role, action, resource, true)) === undefined;
  return logs.open({
    name: `glue-${run.job}-${kind}`,
    region: run.region,
    group,
    stream: `${run.id}-driver`,
    // With a security configuration Glue gives the group its key, as the role.
    mayLog: async (action, resource) =>
      (run.definition.SecurityConfiguration === undefined || (await may("logs:AssociateKmsKey", arn))) &&
      (await may(action, resource)),
    makesGroup: true,
  });
}
