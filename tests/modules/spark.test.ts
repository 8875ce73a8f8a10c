// Spark's jobs under the real Terraform and provider: their hooks, and those that cannot be.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { terraformHere, type Workbench, workbench } from "./terraform.ts";

const terraform = terraformHere();
const withTerraform = terraform ? describe : describe.skip;

const FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:told";
const SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:partner-AbCdEf";

const main = (jobs: string): string => `
module "spark" {
  source                 = "../set/modules/spark"
  name                   = "acme"
  code_bucket            = "acme-system"
  contract_uri           = "s3://acme-system/contract.json"
  contract_digest        = "${"0123".repeat(16)}"
  landing_bucket         = "acme-landing"
  curated_bucket         = "acme-curated"
  quarantine_bucket      = "acme-quarantine"
  audit_table_name       = "acme-audit"
  audit_table_arn        = "arn:aws:dynamodb:eu-west-1:123456789012:table/acme-audit"
  idempotency_table_name = "acme-locks"
  idempotency_table_arn  = "arn:aws:dynamodb:eu-west-1:123456789012:table/acme-locks"
  jobs                   = ${jobs}
}
output "role" {
  value = module.spark.role_name
}
`;

withTerraform("jobs of Spark", () => {
  let bench: Workbench;
  const planned = async (name: string, jobs: string): Promise<{ code: number; output: string }> => {
    const folder = join(bench.folder, name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "main.tf"), main(jobs));
    expect(await bench.run(folder, "init", "-no-color")).toMatchObject({ code: 0 });
    return bench.run(folder, "plan", "-no-color");
  };
  beforeAll(async () => {
    bench = await workbench(terraform as string);
  }, 120_000);
  afterAll(() => bench?.close());

  test("each job is told of its own hook", async () => {
    const { code, output } = await planned(
      "hooks",
      `{
        orders = { source = "s3://partner-drop/orders/", hook = { function_arn = "${FUNCTION}" } }
        visits = { hook = { url = "https://partner.example/imports", secret_arn = "${SECRET}" }, after = ["orders"] }
        moves  = {}
      }`,
    );
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/Plan: \d+ to add/) });
    const settings = [...output.matchAll(/"--dataset" += "(\w+)"[\s\S]+?"--settings" += "([^"]+)"/g)].map(
      ([, dataset, text = ""]) => [dataset, JSON.parse(Buffer.from(text, "base64").toString())] as const,
    );
    const hooks = settings.map(([dataset, all]) => [
      dataset,
      Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith("HOOK_"))),
    ]);
    expect(Object.fromEntries(hooks)).toEqual({
      moves: {},
      orders: { HOOK_FUNCTION_ARN: FUNCTION },
      visits: { HOOK_URL: "https://partner.example/imports", HOOK_SECRET_ARN: SECRET },
    });
  }, 120_000);

  test.each([
    [
      "both",
      `{ function_arn = "${FUNCTION}", url = "https://partner.example/" }`,
      "either function_arn or url",
    ],
    ["none", "{}", "either function_arn or url"],
    ["secret", `{ function_arn = "${FUNCTION}", secret_arn = "${SECRET}" }`, "Leave a hook's secret_arn out"],
    ["plain", '{ url = "http://partner.example/" }', "https://HOST/PATH"],
  ])(
    "a hook that cannot be is refused: %s",
    async (name, hook, because) => {
      const { code, output } = await planned(name, `{ orders = { hook = ${hook} } }`);
      expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining(because) });
    },
    60_000,
  );
});
