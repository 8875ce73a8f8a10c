// The examples, as they are published with the set, under the real Terraform: those with tests of their own are tested, the others planned.
// What the local AWS can hold of them is applied in tests/e2e/.
import { readFileSync } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { EXAMPLES } from "../../modules/examples.ts";
import { exampleFiles, writeFiles } from "../../modules/publish.ts";
import { type Resource, resourcesOf } from "./shop.ts";
import { terraformHere, type Workbench, workbench } from "./terraform.ts";

const terraform = terraformHere();
const withTerraform = terraform ? describe : describe.skip;

withTerraform("an example", () => {
  let bench: Workbench;
  const example = (name: string): Promise<string> => bench.root(`set/examples/${name}`, {});
  beforeAll(async () => {
    bench = await workbench(terraform as string);
    await writeFiles(bench.set, await exampleFiles());
  }, 60_000);
  afterAll(() => bench?.close());

  test.each(["existing-estate", "own-module"])(
    "%s passes its own tests",
    async (name) => {
      const { code, output } = await bench.run(await example(name), "test", "-no-color");
      expect({ code, output }).toEqual({
        code: 0,
        output: expect.stringMatching(/Success! [1-9]\d* passed, 0 failed/),
      });
    },
    300_000,
  );

  describe("many-pipelines", () => {
    let resources: Resource[];
    beforeAll(async () => {
      const dir = await example("many-pipelines");
      const role = `-var=subsidiary_role_arn=arn:aws:iam::210987654321:role/pipelines`;
      const { code, output } = await bench.run(dir, "plan", "-no-color", "-out=plan", role);
      expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining(" 0 to destroy") });
      const shown = await bench.run(dir, "show", "-json", "plan");
      resources = resourcesOf(JSON.parse(shown.output).planned_values.root_module);
    }, 300_000);

    test("is a pipeline for each contract, region and account", () => {
      const stages = resources.filter(({ address }) =>
        address.endsWith("module.stage.aws_lambda_function.function"),
      );
      expect(
        stages.map(({ address, values }) => [address.split(".module.stage")[0], values.function_name]),
      ).toEqual([
        ["module.orders_in_frankfurt", "orders-fra-stage"],
        ["module.orders_of_the_subsidiary[0]", "orders-stage"],
        ['module.pipeline["orders"]', "orders-stage"],
        ['module.pipeline["visits"]', "visits-stage"],
      ]);
      const fraArns = resources
        .filter(
          ({ address, type }) =>
            address.startsWith("module.orders_in_frankfurt.") && type === "aws_sqs_queue",
        )
        .map(({ values }) => String(values.policy));
      expect(fraArns.length).toBeGreaterThan(0);
      for (const policy of fraArns) expect(policy).toMatch(/arn:aws:sqs:eu-central-1:/);
    });

    test("and the key's policy to copy is that of a key which the pipeline makes", () => {
      const own = resources.find(({ address }) => address === 'module.pipeline["orders"].aws_kms_key.key[0]');
      const values: Record<string, string> = {
        account_id: "123456789012",
        dns_suffix: "amazonaws.com",
        partition: "aws",
        region: "eu-west-1",
      };
      const template = readFileSync(join(EXAMPLES, "existing-estate", "key-policy.json.tftpl"), "utf8");
      const copied = template.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
      expect(JSON.parse(copied)).toEqual(JSON.parse(String(own?.values.policy)));
    });
  });

  test("terragrunt is planned, by what Terragrunt does with it: the module is the root, with a provider and inputs beside it", async () => {
    const unit = join("set", "examples", "terragrunt", "test", "orders");
    const read = (...path: string[]) => readFile(join(bench.folder, ...path), "utf8");
    const hcl = await read(unit, "terragrunt.hcl");
    const [, source = ""] = /^ {2}source = "([^"]+)"$/m.exec(hcl) ?? [];
    expect(join(bench.folder, unit, source)).toBe(bench.set);
    // Terragrunt's own functions are replaced by what they answer; all else is Terraform's language.
    const evaluated = hcl
      .replace(/^include [\s\S]*?^}\n/m, "")
      .replace(/^terraform [\s\S]*?^}\n/m, "")
      .replace(/\$\{get_terragrunt_dir\(\)\}/, join(bench.folder, unit))
      .replace(/^inputs = (\{[\s\S]*^\})/m, 'output "inputs" {\n  value = $1\n}');
    const inputs = await bench.root("inputs", { "main.tf": `provider "aws" {}\n${evaluated}` });
    expect(await bench.run(inputs, "plan", "-no-color", "-out=plan")).toMatchObject({ code: 0 });
    const { output: shown } = await bench.run(inputs, "show", "-json", "plan");
    const told = JSON.parse(shown).planned_values.outputs.inputs.value;
    const [, provider = ""] =
      /contents {2}= <<-EOT\n([\s\S]*?)^ *EOT$/m.exec(
        await read("set", "examples", "terragrunt", "root.hcl"),
      ) ?? [];
    expect(provider).toContain('provider "aws"');
    await cp(bench.set, join(bench.folder, "unit"), { recursive: true });
    const dir = await bench.root("unit", {
      "provider.tf": provider,
      "terragrunt.auto.tfvars.json": JSON.stringify(told),
    });
    const { code, output } = await bench.run(dir, "plan", "-no-color");
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringMatching(/Plan: \d+ to add, 0 to change, 0 to destroy/),
    });
    expect(output).toContain('bucket                      = "orders-test-landing-123456789012"');
  }, 300_000);

  test("lake-only is planned", async () => {
    const { code, output } = await bench.run(await example("lake-only"), "plan", "-no-color");
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringMatching(/Plan: \d+ to add, 0 to change, 0 to destroy/),
    });
  }, 120_000);
});
