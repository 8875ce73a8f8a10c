// A root applied by the real Terraform leaves its folder as it was, whatever is in it and however the run ends. No AWS
// is needed.
import { type ChildProcess, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readingModules } from "../../cli/module-set.ts";
import { Progress } from "../../cli/output/progress.ts";
import { Root } from "../../cli/terraform/root.ts";
import { takeLock } from "../../local/daemon/lock.ts";
import { leftOver, processesOf } from "./processes.ts";
import { snapshot } from "./snapshot.ts";

const home = realpathSync(mkdtempSync(join(tmpdir(), "headrace-root-")));
const dir = join(home, "repository", "roots", "own");
const state = join(home, "local");
const silent = { write: () => true };
const watching = () => ({ progress: new Progress(silent), signal: new AbortController().signal });
const target = (instance: string) => ({ instance, state, env: { AWS_ENDPOINT_URL: "http://127.0.0.1:9" } });
const root = (instance = "two"): Root => new Root(dir, target(instance));
const outputs = () => {
  const { outputs: found } = JSON.parse(readFileSync(root().stateFile, "utf8"));
  return Object.fromEntries(
    Object.entries<{ value: unknown }>(found).map(([name, { value }]) => [name, value]),
  );
};

const MAIN = `
terraform {
  backend "s3" {
    bucket = "production-state"
    key    = "state"
    region = "eu-west-1"
  }
}
variable "size" {
  type    = number
  default = 1
  validation {
    condition     = var.size > 0
    error_message = "size: write a number above 0."
  }
}
resource "terraform_data" "thing" {
  count = var.size
}
`;
const SLOW = `
resource "terraform_data" "first" {}
resource "terraform_data" "slow" {
  depends_on = [terraform_data.first]
  provisioner "local-exec" {
    command = "sleep 30 # for \${path.cwd}"
  }
}
`;

/** Files of the user's: relative path → content. */
function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
}

beforeAll(() => write({ "main.tf": MAIN }));
afterAll(() => rmSync(home, { recursive: true }));

test("the state goes to the local AWS's folder and not to the root's own backend, and nothing is left", async () => {
  const before = snapshot(dir);
  expect(await root("one").apply(watching())).toMatchObject({ add: 1, remove: 0 });
  expect(await root("one").plan(watching())).toMatchObject({ add: 0, change: 0, remove: 0 });
  expect(snapshot(dir)).toEqual(before);
  expect(JSON.parse(readFileSync(root("one").stateFile, "utf8"))).toMatchObject({ version: 4 });
});

test("the state of a local AWS that is no more is set aside", async () => {
  expect(root().applied).toBe(false);
  expect(await root().apply(watching())).toMatchObject({ add: 1 });
  const kept = readdirSync(dirname(root().stateFile)).filter((name) =>
    /^terraform\.tfstate\.[0-9a-f]{8}$/.test(name),
  );
  expect(kept).toHaveLength(1);
});

test("what a command has chosen for a root stays until all is gone, and whatever the user says goes before it", async () => {
  const chosen = () => new Root(dir, { ...target("chosen"), state: join(home, "chosen") });
  const things = async () => {
    await chosen().apply(watching());
    return JSON.parse(readFileSync(chosen().stateFile, "utf8")).resources[0].instances.length;
  };
  const before = snapshot(dir);
  chosen().choose({ size: 3 });
  expect(await things()).toBe(3);
  expect(await things()).toBe(3);
  process.env.TF_VAR_size = "2";
  expect(await things()).toBe(2);
  delete process.env.TF_VAR_size;
  await chosen().destroy(watching());
  expect(await things()).toBe(1);
  chosen().choose({ size: 3 });
  const after = new Root(dir, { ...target("another"), state: join(home, "chosen") });
  expect(await after.apply(watching())).toMatchObject({ add: 1 });
  expect(snapshot(dir)).toEqual(before);
});

test("what an earlier version left in the folder is gone on with, and stays as it is", async () => {
  const other = join(home, "other");
  mkdirSync(join(other, ".headrace"), { recursive: true });
  writeFileSync(join(other, "main.tf"), MAIN);
  writeFileSync(join(other, ".headrace", "instance"), "two");
  writeFileSync(join(other, ".headrace", "terraform.tfstate"), readFileSync(root().stateFile));
  const before = snapshot(other);
  const earlier = new Root(other, target("two"));
  expect(earlier.applied).toBe(true);
  expect(await earlier.plan(watching())).toMatchObject({ add: 0, change: 0, remove: 0 });
  expect(snapshot(other)).toEqual(before);
});

test("what Terraform refuses is told in its own words, and by the user's paths", async () => {
  write({ "terraform.tfvars": "size = 0\n" });
  await expect(root().plan(watching())).rejects.toMatchObject({
    code: "terraform_failed",
    exitCode: 1,
    message: expect.stringMatching(
      /Invalid value for variable: size: write a number above 0\. \(terraform\.tfvars:1\)/,
    ),
  });
  rmSync(join(dir, "terraform.tfvars"));
  write({
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's
    "wrong.tf": 'locals { wrong = file("${path.cwd}/nothing.txt") }\noutput "w" { value = local.wrong }\n',
  });
  await expect(root().plan(watching())).rejects.toMatchObject({
    message: expect.stringContaining(`${dir}/nothing.txt`),
  });
  await expect(root().plan(watching())).rejects.toMatchObject({
    message: expect.not.stringContaining(state),
  });
  rmSync(join(dir, "wrong.tf"));
});

test("a module set that is not built is told with the command that builds it", async () => {
  write({ "module.tf": 'module "pipeline" {\n  source = "../../dist/terraform-aws-headrace"\n}\n' });
  await expect(root().plan(watching())).rejects.toMatchObject({
    code: "modules_missing",
    exitCode: 3,
    fix: expect.stringContaining("npm run build"),
  });
  rmSync(join(dir, "module.tf"));
});

describe("a root with all that roots have", () => {
  beforeAll(() => {
    write({
      "zz_override.tf": 'terraform {\n  backend "s3" {\n    bucket = "another"\n  }\n}\n',
      "sizes.auto.tfvars": "size = 2\n",
      ".terraform/terraform.tfstate": '{"version":3,"backend":{"type":"s3"}}',
      "terraform.tfstate": '{"version":4,"resources":[]}',
      "headrace_local_override.tf.json": '{"terraform":{"backend":{"local":{"path":"/nowhere/state"}}}}',
      "headrace.yaml": "name: here\n",
      "models/marts/a.ts": "a",
      "modules/own/main.tf":
        // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's
        'output "read" {\n  value = "${path.module} ${trimspace(file("${path.module}/../../headrace.yaml"))}"\n}\n',
      "../../shared/main.tf":
        // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's
        'module "inner" {\n  source = "./inner"\n}\noutput "read" {\n  value = "${module.inner.read} ${basename(path.module)}"\n}\n',
      "../../shared/inner/main.tf": 'output "read" {\n  value = "inner"\n}\n',
      "more.tf": `
module "own" {
  source = "./modules/own"
}
module "shared" {
  source = "../../shared"
}
output "own" { value = module.own.read }
output "shared" { value = module.shared.read }
output "root" { value = path.root }
output "beside" { value = trimspace(file("\${path.cwd}/../own/headrace.yaml")) }
output "models" { value = fileset(path.module, "models/**") }
output "linked" { value = fileset(path.module, "linked/**") }
output "big" { value = fileexists("\${path.module}/big.bin") }
`,
    });
    symlinkSync("../../shared", join(dir, "linked"));
    symlinkSync("nowhere", join(dir, "broken"));
    writeFileSync(join(dir, "big.bin"), "");
    truncateSync(join(dir, "big.bin"), 64 * 1024 ** 3);
  });

  test("reads what it reads in place, writes nothing there, and has our backend and no other", async () => {
    const before = snapshot(join(home, "repository"));
    expect(await root().apply(watching())).toMatchObject({ add: 1 });
    expect(outputs()).toEqual({
      own: "modules/own name: here",
      shared: "inner shared",
      root: ".",
      beside: "name: here",
      models: ["models/marts/a.ts"],
      linked: ["linked/inner/main.tf", "linked/main.tf"],
      big: true,
    });
    expect(await root().plan(watching())).toMatchObject({ add: 0, change: 0, remove: 0 });
    expect(snapshot(join(home, "repository"))).toEqual(before);
    expect(existsSync("/nowhere")).toBe(false);
    for (const name of [
      "zz_override.tf",
      "more.tf",
      "sizes.auto.tfvars",
      "headrace_local_override.tf.json",
      "big.bin",
    ])
      rmSync(join(dir, name));
  });
});

test("what is forgotten stays as it is", async () => {
  const before = snapshot(dir);
  await root().forget(["terraform_data.thing[0]"], watching());
  expect(await root().plan(watching())).toMatchObject({ add: 1, change: 0 });
  await expect(root().forget(["terraform_data.nothing"], watching())).rejects.toMatchObject({
    code: "terraform_failed",
  });
  expect(snapshot(dir)).toEqual(before);
});

test("two at once work one after the other", async () => {
  const said: string[] = [];
  const progress = new Progress({ write: (text: string) => said.push(text) });
  const before = snapshot(dir);
  const changes = await Promise.all([
    root().apply({ ...watching(), progress }),
    root().apply({ ...watching(), progress }),
  ]);
  expect(changes.map(({ add }) => add).sort()).toEqual([0, 1]);
  expect(said.join("")).toMatch(/waiting: another command works with/);
  expect(snapshot(dir)).toEqual(before);
});

test("an interrupted apply ends, and what it has made is in the state", async () => {
  write({ "slow.tf": SLOW });
  const before = snapshot(dir);
  const controller = new AbortController();
  const running = root().apply({ ...watching(), signal: controller.signal });
  running.catch(() => undefined);
  await sleeping();
  controller.abort(new Error("interrupted"));
  await expect(running).rejects.toThrow("interrupted");
  expect(snapshot(dir)).toEqual(before);
  expect(readFileSync(root().stateFile, "utf8")).toContain('"first"');
}, 30_000);

/** Waits until the provisioner of SLOW runs. */
async function sleeping(): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(50))
    if (processesOf(state).some((line) => line.includes("sleep 30"))) return;
  throw new Error("the provisioner does not run");
}

test("a command that is killed leaves no Terraform behind, its state is written, and the next one works", async () => {
  const before = snapshot(dir);
  const child = apply();
  await sleeping();
  // What it reads of the module set stays in place meanwhile.
  const building = takeLock(String(readingModules()), "building", { patience: 100 });
  await expect(building).rejects.toMatchObject({ code: "locked", exitCode: 3 });
  child.kill("SIGKILL");
  expect(await leftOver(state, /^$/, 20_000)).toEqual([]);
  expect(snapshot(dir)).toEqual(before);
  rmSync(join(dir, "slow.tf"));
  expect(await root().apply(watching())).toMatchObject({ remove: 2 });
}, 60_000);

/** The apply in a process of its own. */
const apply = (): ChildProcess =>
  spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      "--input-type=module",
      "-e",
      `const { Root } = await import(process.argv[1]);
       const { Progress } = await import(process.argv[2]);
       await new Root(process.argv[3], JSON.parse(process.argv[4])).apply(
         { progress: new Progress({ write: () => true }), signal: new AbortController().signal });`,
      join(import.meta.dirname, "..", "..", "cli", "terraform", "root.ts"),
      join(import.meta.dirname, "..", "..", "cli", "output", "progress.ts"),
      dir,
      JSON.stringify(target("two")),
    ],
    { stdio: "ignore" },
  );

test("a state that is cut off is told as such, and begins anew with the local AWS", async () => {
  const whole = readFileSync(root().stateFile);
  writeFileSync(root().stateFile, whole.subarray(0, whole.length / 2));
  await expect(root().plan(watching())).rejects.toMatchObject({
    code: "state_damaged",
    exitCode: 3,
    fix: expect.stringContaining("headrace local down"),
  });
  writeFileSync(root().stateFile, whole);
});

test("destroy takes all away, once", async () => {
  const before = snapshot(dir);
  expect(await root().destroy(watching())).toMatchObject({ remove: expect.any(Number) });
  expect(await root().destroy(watching())).toMatchObject({ remove: 0 });
  expect(snapshot(dir)).toEqual(before);
  expect(() => new Root(state, target("two"))).toThrow(/no Terraform configuration/);
});
