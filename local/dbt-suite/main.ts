// npm run check:dbt -- --tests FOLDER: dbt-athena's functional tests, as pip has dbt-athena, against a local AWS of its own. FOLDER is
// dbt-athena/tests/functional of a checkout of github.com/dbt-labs/dbt-adapters: pip has no tests. It needs Python with venv, and pip's
// registry. `--only NAME` runs the tests whose names hold it. What is left out is in left-out.ts.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { downAtASignal } from "../at-a-signal.ts";
import { down, environment, up } from "../index.ts";
import { LEFT_OUT } from "./left-out.ts";

/** Of those against which the list was written. */
const PACKAGES = ["dbt-athena==1.11.1", "dbt-core<1.12", "dbt-tests-adapter", "pytest"];
const BUCKET = "headrace-dbt";

const { values } = parseArgs({
  options: { tests: { type: "string" }, only: { type: "string" }, python: { type: "string" } },
});
if (!values.tests || !existsSync(join(values.tests, "conftest.py"))) {
  console.error(
    "Usage: npm run check:dbt -- --tests FOLDER [--only NAME] [--python PYTHON]\nFOLDER is dbt-athena/tests/functional of a checkout of github.com/dbt-labs/dbt-adapters.",
  );
  process.exit(2);
}

const scratch = await mkdtemp(join(tmpdir(), "headrace-dbt-"));
const state = join(scratch, "state");
downAtASignal({ state, home: scratch });
try {
  const python = values.python ?? (await madePython(scratch));
  const tests = join(scratch, "tests", "functional");
  await mkdir(join(scratch, "tests"));
  await cp(values.tests, tests, { recursive: true });
  const local = environment(await up({ state }));
  await makeBucket(local);
  const folder = join(scratch, "reports");
  await mkdir(folder);
  const left = Object.values(LEFT_OUT).flat();
  const names = left.filter((name) => name.startsWith("::")).map((name) => name.slice(2));
  const files = left.filter((name) => !name.startsWith("::"));
  const selected = [...(values.only ? [values.only] : []), ...names.map((name) => `not ${name}`)].join(
    " and ",
  );
  process.exitCode = await run(
    python,
    [
      "-m",
      "pytest",
      "-o",
      "addopts=",
      "-p",
      "no:cacheprovider",
      "-q",
      "--tb=line",
      "-rfE",
      ...files.map((name) => `--ignore=${join(tests, "adapter", name)}`),
      ...(selected ? ["-k", selected] : []),
      tests,
    ],
    { ...local, ...settings(local), DO_NOT_TRACK: "1", DBT_SEND_ANONYMOUS_USAGE_STATS: "false" },
    scratch,
  );
  for (const [why, what] of Object.entries(LEFT_OUT)) console.log(`left out: ${why}: ${what.join(", ")}`);
} catch (error) {
  // Such as no Python, or a registry that pip does not reach: it says what is missing, and no line of this file is at fault.
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await down({ state });
  await rm(scratch, { recursive: true, force: true });
}

/** What dbt-athena's own tests read. */
function settings(local: Readonly<Record<string, string>>): Record<string, string> {
  return {
    DBT_TEST_ATHENA_S3_STAGING_DIR: `s3://${BUCKET}/staging/`,
    DBT_TEST_ATHENA_S3_TMP_TABLE_DIR: `s3://${BUCKET}/tmp/`,
    DBT_TEST_ATHENA_REGION_NAME: local.AWS_REGION ?? local.AWS_DEFAULT_REGION ?? "us-east-1",
    DBT_TEST_ATHENA_DATABASE: "awsdatacatalog",
    DBT_TEST_ATHENA_SCHEMA: "dbt",
    DBT_TEST_ATHENA_WORK_GROUP: "primary",
    DBT_TEST_ATHENA_THREADS: "1",
    DBT_TEST_ATHENA_POLL_INTERVAL: "0.05",
    DBT_TEST_ATHENA_NUM_RETRIES: "0",
  };
}

/** A Python with dbt in it. */
async function madePython(folder: string): Promise<string> {
  const python = join(folder, "venv", "bin", "python");
  await run("python3", ["-m", "venv", join(folder, "venv")], {}, folder);
  const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...PACKAGES];
  if ((await run(python, install, {}, folder)) !== 0)
    throw new Error("pip could not install dbt-athena: look whether it reaches its registry, and try again.");
  return python;
}

async function makeBucket(local: Readonly<Record<string, string>>): Promise<void> {
  const client = new S3Client({
    endpoint: local.AWS_ENDPOINT_URL,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: {
      accessKeyId: local.AWS_ACCESS_KEY_ID ?? "",
      secretAccessKey: local.AWS_SECRET_ACCESS_KEY ?? "",
    },
  });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  client.destroy();
}

/** Runs a program to its end, and gives its exit code. */
function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
