// The tests that are published with each module, run by the real Terraform: all of them in one process, since reading the
// provider's schema is what takes longest; and one where it lies.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { MODULES, ROOT_MODULE } from "../../modules/index.ts";
import { testsOf } from "../../modules/proofs/index.ts";
import { moduleFiles } from "../../modules/publish.ts";
import { terraformHere, type Workbench, workbench } from "./terraform.ts";

const terraform = terraformHere();
const withTerraform = terraform ? describe : describe.skip;
const all = [ROOT_MODULE, ...MODULES];
const files = moduleFiles();

test("every module is published with its tests, and they expect something", () => {
  for (const definition of all) {
    const folder = definition === ROOT_MODULE ? "" : `modules/${definition.name}/`;
    const text = files[`${folder}tests/${definition.name}.tftest.hcl`] ?? "";
    expect(text.match(/^run /gm)?.length).toBeGreaterThan(1);
    expect(text).toMatch(/^ {2}assert \{/m);
    expect(text).toMatch(/expect_failures = \[.*var\.name/);
  }
});

withTerraform("terraform test", () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await workbench(terraform as string, { AWS_ENDPOINT_URL: "http://127.0.0.1:1" });
  }, 120_000);
  afterAll(() => bench?.close());

  test("passes for every module, and asks nothing of AWS", async () => {
    const inOneFolder = Object.fromEntries(
      all.map((definition) => {
        const source = definition === ROOT_MODULE ? "../set" : `../set/modules/${definition.name}`;
        return [`tests/${definition.name}.tftest.hcl`, testsOf(definition, source)];
      }),
    );
    const root = await bench.root("all", {
      "main.tf": 'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n',
      ...inOneFolder,
    });
    const { code, output } = await bench.run(root, "test", "-no-color");
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringMatching(/Success! \d+ passed, 0 failed/),
    });
    const runs = Object.values(inOneFolder).flatMap((text) => text.match(/^run /gm) ?? []);
    expect(output).toContain(`${runs.length} passed`);
  }, 600_000);

  test("and where it is published", async () => {
    const queue = await bench.root("set/modules/queue", {});
    const { code, output } = await bench.run(queue, "test", "-no-color");
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("0 failed") });
  }, 60_000);
});
