// A root applied by the real Terraform leaves its folder as it was, whatever backend it names. No AWS is needed.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Progress } from "../../cli/output/progress.ts";
import { Root } from "../../cli/terraform/root.ts";

let dir: string;
const silent = { write: () => true };
const watching = () => ({ progress: new Progress(silent), signal: new AbortController().signal });
const target = (instance: string) => ({ instance, env: { AWS_ENDPOINT_URL: "http://127.0.0.1:9" } });

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

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "headrace-root-"));
  writeFileSync(join(dir, "main.tf"), MAIN);
});
afterAll(() => rmSync(dir, { recursive: true }));

test("the state goes to .headrace and not to the root's own backend, and nothing else is left", async () => {
  const root = new Root(dir, target("one"));
  expect(await root.apply(watching())).toMatchObject({ add: 1, remove: 0 });
  expect(await root.plan(watching())).toMatchObject({ add: 0, change: 0, remove: 0 });
  expect(readdirSync(dir).sort()).toEqual([".headrace", "main.tf"]);
  expect(JSON.parse(readFileSync(root.stateFile, "utf8"))).toMatchObject({ version: 4 });
});

test("the state of a local AWS that is no more is set aside", async () => {
  const root = new Root(dir, target("two"));
  expect(root.applied).toBe(false);
  expect(await root.apply(watching())).toMatchObject({ add: 1 });
  const kept = readdirSync(join(dir, ".headrace")).filter((name) =>
    /^terraform\.tfstate\.[0-9a-f]{8}$/.test(name),
  );
  expect(kept).toHaveLength(1);
});

test("what Terraform refuses is told in its own words", async () => {
  writeFileSync(join(dir, "terraform.tfvars"), "size = 0\n");
  await expect(new Root(dir, target("two")).plan(watching())).rejects.toMatchObject({
    code: "terraform_failed",
    exitCode: 1,
    message: expect.stringMatching(
      /Invalid value for variable: size: write a number above 0\. \(terraform\.tfvars:1\)/,
    ),
  });
  rmSync(join(dir, "terraform.tfvars"));
});

test("what is forgotten stays as it is", async () => {
  const root = new Root(dir, target("two"));
  await root.forget(["terraform_data.thing[0]"], watching());
  expect(readdirSync(dir).sort()).toEqual([".headrace", "main.tf"]);
  expect(await root.plan(watching())).toMatchObject({ add: 1, change: 0, remove: 0 });
  await expect(root.forget(["terraform_data.nothing"], watching())).rejects.toMatchObject({
    code: "terraform_failed",
  });
});

test("an interrupted apply ends, and leaves the folder clean", async () => {
  const slow = join(dir, "slow.tf");
  writeFileSync(
    slow,
    'resource "terraform_data" "slow" {\n  provisioner "local-exec" {\n    command = "sleep 30"\n  }\n}\n',
  );
  const controller = new AbortController();
  const running = new Root(dir, target("two")).apply({ ...watching(), signal: controller.signal });
  setTimeout(() => controller.abort(new Error("interrupted")), 2_000);
  await expect(running).rejects.toThrow("interrupted");
  rmSync(slow);
  expect(readdirSync(dir).sort()).toEqual([".headrace", "main.tf"]);
}, 20_000);

test("destroy takes all away, once", async () => {
  const root = new Root(dir, target("two"));
  expect(await root.destroy(watching())).toMatchObject({ remove: expect.any(Number) });
  expect(existsSync(join(dir, ".terraform.lock.hcl"))).toBe(false);
  expect(() => new Root(join(dir, ".headrace"), target("two"))).toThrow(/no Terraform configuration/);
});
