// The examples, as they are published with the set, under the real Terraform: those with tests of their own are tested, the others planned.
// What the local AWS can hold of them is applied in tests/e2e/.
import { readFileSync } from "node:fs";
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
      const { code, output } = await bench.run(dir, "plan", "-no-color", "-out=plan");
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
        ["module.orders_of_the_subsidiary", "orders-stage"],
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

  test("lake-only is planned", async () => {
    const { code, output } = await bench.run(await example("lake-only"), "plan", "-no-color");
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringMatching(/Plan: \d+ to add, 0 to change, 0 to destroy/),
    });
  }, 120_000);
});
