// What an account, a region or a quota of AWS's makes of a plan, under the real Terraform and provider.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { CONTRACT, ROOT, resourcesOf } from "./shop.ts";
import { terraformHere, type Workbench, workbench } from "./terraform.ts";

const terraform = terraformHere();
const withTerraform = terraform ? describe : describe.skip;

withTerraform("a plan for an account", () => {
  let bench: Workbench;
  const root = (name: string, files: { [file: string]: string }): Promise<string> => bench.root(name, files);

  beforeAll(async () => {
    bench = await workbench(terraform as string);
  });
  afterAll(() => bench?.close());

  test("speaks of the partition that it is applied in", async () => {
    const china = (main: string) => `provider "aws" { region = "cn-north-1" }\n${main}`;
    const folder = await root("china", { "main.tf": china(ROOT), "headrace.yaml": CONTRACT });
    await bench.run(folder, "plan", "-no-color", "-out=plan");
    const { output } = await bench.run(folder, "show", "-json", "plan");
    const resources = resourcesOf(JSON.parse(output).planned_values.root_module);
    const named = JSON.stringify(resources).match(/arn:aws[^"\\]*/g) ?? [];
    expect(named).toContain("arn:aws-cn:sqs:cn-north-1:123456789012:acme-shop-ingest");
    expect(named.filter((arn) => !arn.startsWith("arn:aws-cn:"))).toEqual([]);
    const key = resources.find(({ address }) => address === "module.pipeline.aws_kms_key.key[0]");
    const { Statement } = JSON.parse(String(key?.values.policy)) as { Statement: { Principal: unknown }[] };
    expect(Statement.map(({ Principal }) => Principal)).toEqual([
      { AWS: "arn:aws-cn:iam::123456789012:root" },
      {
        Service: [
          "cloudwatch.amazonaws.com",
          "events.amazonaws.com",
          "s3.amazonaws.com",
          "sns.amazonaws.com",
        ],
      },
      { Service: "logs.cn-north-1.amazonaws.com.cn" },
    ]);

    const glue = await root("china-warehouse", {
      "main.tf": china(
        ROOT.replace(
          "stage ",
          'warehouse = { network = { availability_zones = ["cn-north-1a", "cn-north-1b", "cn-north-1c"] } }\n  stage ',
        ),
      ),
      "headrace.yaml": CONTRACT.replace("    enrich:", "    warehouse: { load: copy }\n    enrich:"),
    });
    const refused = await bench.run(glue, "plan", "-no-color");
    expect(refused.output.replace(/[\s│]+/g, " ")).toContain(
      "Glue has no VPC endpoint in the regions of China: set network.create_vpc to false",
    );
  }, 180_000);

  test("takes no tags of the provider's for objects of S3, which hold ten; grants in Lake Formation where that decides", async () => {
    const tags = `provider "aws" {\n  default_tags {\n    tags = { for i in range(11) : "t\${i}" => "x" }\n  }\n}\n`;
    const main = ROOT.replace(
      "stage ",
      `warehouse = { create = false, cluster_identifier = "mine" }
  lake_formation = { enabled = true, readers = { analysts = "arn:aws:iam::123456789012:role/analysts" } }
  stage `,
    );
    const contract = CONTRACT.replace("    enrich:", "    warehouse: { load: copy }\n    enrich:");
    const folder = await root("account", { "main.tf": tags + main, "headrace.yaml": contract });
    await bench.run(folder, "plan", "-no-color", "-out=plan");
    const { output } = await bench.run(folder, "show", "-json", "plan");
    const resources = resourcesOf(JSON.parse(output).planned_values.root_module);
    const objects = resources.filter(({ type }) => type === "aws_s3_object");
    expect(objects.length).toBeGreaterThan(0);
    for (const { values } of objects) expect(Object.keys((values.tags_all ?? {}) as object)).toEqual([]);
    const [queue] = resources.filter(({ type }) => type === "aws_sqs_queue");
    expect(Object.keys(queue?.values.tags_all as object)).toHaveLength(11);
    const grants = resources
      .filter(({ type }) => type === "aws_lakeformation_permissions")
      .map(({ address, values }) => [
        address.replace(/^.*lake_formation_/, ""),
        (values.permissions as string[]).join(),
      ]);
    expect(Object.fromEntries(grants)).toEqual({
      'database["function"]': "DESCRIBE",
      'database["reader/analysts"]': "DESCRIBE",
      'database["reader/warehouse"]': "DESCRIBE",
      'tables["function"]': "ALTER,DESCRIBE,INSERT",
      'tables["reader/analysts"]': "DESCRIBE,SELECT",
      'tables["reader/warehouse"]': "DESCRIBE,SELECT",
    });
  }, 300_000);
});
