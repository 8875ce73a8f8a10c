// Builds from two folders: this checkout, and a copy of it elsewhere with another time zone.
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { cp, mkdtemp, readFile, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { bundleHandler } from "./bundle.ts";
import { ARTIFACTS, type Artifact, HANDLERS } from "./index.ts";
import { MAX_ZIP_BYTES } from "./limits.ts";
import { ROOT } from "./packages.ts";

const BUILD = `
  const { buildArtifacts } = await import(process.argv[1]);
  console.log(JSON.stringify(await buildArtifacts(process.argv[2])));
`;

/** What a wheel holds against what its list says. */
const RECORD = `
import base64, csv, hashlib, io, json, sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
record = "headrace_duckdb-1.dist-info/RECORD"
listed = {name: (digest, size) for name, digest, size in csv.reader(io.StringIO(wheel.read(record).decode()))}
def told(name):
    content = wheel.read(name)
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
    return ("sha256=" + digest, str(len(content)))
names = set(wheel.namelist())
print(json.dumps({
    "differ": [name for name in names if name != record and listed.get(name) != told(name)],
    "unnamed": sorted(set(listed) - names),
    "top": sorted({name.split("/")[0] for name in names}),
}))
`;

async function build(checkout: string, outDir: string, zone: string): Promise<Artifact[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      "--input-type=module",
      "-e",
      BUILD,
      join(checkout, "handlers", "build", "index.ts"),
      outDir,
    ],
    { env: { ...process.env, TZ: zone } },
  );
  return JSON.parse(stdout);
}

test("each folder of a handler is built, once", () => {
  const folders = readdirSync(join(ROOT, "handlers")).filter(
    (name) => name !== "build" && existsSync(join(ROOT, "handlers", name, "index.ts")),
  );
  expect([...HANDLERS].sort()).toEqual(folders.sort());
});

describe("artifacts", () => {
  let scratch: string;
  let here: Artifact[];
  beforeAll(async () => {
    scratch = await realpath(await mkdtemp(join(tmpdir(), "headrace-artifacts-")));
    here = await build(ROOT, join(scratch, "here"), "Asia/Tokyo");
  }, 120_000);
  afterAll(() => rm(scratch, { recursive: true }));

  test("are the handlers' zips and a layer per processor, within Lambda's limits", async () => {
    expect(here.map(({ name }) => name)).toEqual([...ARTIFACTS]);
    for (const { name, bytes } of here) {
      expect(bytes).toBe((await readFile(join(scratch, "here", name))).length);
      expect(bytes).toBeLessThan(MAX_ZIP_BYTES);
    }
  });

  test("hold the licences of what is in them", async () => {
    const { stdout } = await promisify(execFile)("unzip", [
      "-p",
      join(scratch, "here", "records.zip"),
      "THIRD_PARTY_NOTICES",
    ]);
    expect(stdout).toMatch(/^zod \d+\.\d+\.\d+, MIT$[\s\S]*Permission is hereby granted/m);
  });

  test("the layer of Glue's processor is a wheel whose record is true", async () => {
    const wheel = join(scratch, "here", "duckdb-layer-x86_64.zip");
    const { stdout } = await promisify(execFile)("python3", ["-c", RECORD, wheel]);
    expect(JSON.parse(stdout)).toEqual({
      differ: [],
      unnamed: [],
      top: ["headrace_duckdb", "headrace_duckdb-1.dist-info", "nodejs"],
    });
  });

  (process.arch === "x64" ? test : test.skip)("the workers of Spark find DuckDB in it", async () => {
    const site = join(scratch, "site-packages");
    const run = promisify(execFile);
    await run("unzip", ["-q", join(scratch, "here", "duckdb-layer-x86_64.zip"), "-d", site]);
    await cp(join(ROOT, "glue-jobs", "stage", "package.py"), join(site, "headrace_stage.py"));
    const found = await run("python3", ["-c", "import headrace_stage; print(headrace_stage.packages())"], {
      cwd: site,
    });
    const script =
      'require("@duckdb/node-api").DuckDBInstance.create(":memory:").then(() => console.log("ready"))';
    const { stdout } = await run(process.execPath, ["-e", script], {
      cwd: scratch,
      env: { NODE_PATH: found.stdout.trim() },
    });
    expect(stdout).toBe("ready\n");
  });

  test("are the same bytes from another folder", async () => {
    const copy = join(scratch, "another", "checkout");
    for (const name of [
      "core",
      "handlers",
      "warehouse",
      "package.json",
      "package-lock.json",
      "tsconfig.json",
    ])
      await cp(join(ROOT, name), join(copy, name), { recursive: true });
    await symlink(join(ROOT, "node_modules"), join(copy, "node_modules"));
    expect(await build(copy, join(scratch, "there"), "America/Lima")).toEqual(here);
  }, 60_000);

  test("name no folder of the machine", async () => {
    for (const name of HANDLERS)
      for (const { content } of (await bundleHandler(name)).files) expect(content.includes(ROOT)).toBe(false);
  });
});
