// The warehouse under the real Terraform and provider: made where the contract asks for it, of either kind, or not at all.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { terraformHere, type Workbench, workbench } from "./terraform.ts";

const terraform = terraformHere();
const withTerraform = terraform ? describe : describe.skip;

const dataset = (load: string) =>
  `{ orders = { columns = [{ name = "id", type = "bigint" }], warehouse = { load = "${load}" } } }`;
// Zones are named, since nobody answers for the region's here.
const NETWORK = 'network = { availability_zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"] }';

/** Every kind of it, and one of the caller's, planned at once. */
const KINDS = `
module "cluster" {
  source     = "../set"
  name       = "cluster"
  datasets   = ${dataset("copy")}
  models_zip = "\${path.module}/models.zip"
  models     = { schedules = { daily = "rate(1 day)" } }
  warehouse = {
    groups  = ["the \\u00e9quipe"]
    users   = { "IAMR:analyst" = { groups = ["the \\u00e9quipe"] } }
    grants  = { lake = { name = "the \\u00e9quipe", privileges = ["USAGE"], on = "schema", schema = "lake" } }
    cluster = { pause_schedule = "cron(0 20 ? * MON-FRI *)" }
    ${NETWORK}
  }
}
module "workgroup" {
  source    = "../set"
  name      = "workgroup"
  datasets  = ${dataset("spectrum")}
  warehouse = {
    type = "serverless"
    ${NETWORK}
  }
}
module "lake" {
  source   = "../set"
  name     = "lake"
  datasets = ${dataset("none")}
}
module "yours" {
  source             = "../set/modules/warehouse"
  name               = "acme"
  create_warehouse   = false
  cluster_identifier = "mine"
  glue_database_name = "acme"
  schemas            = ["marts"]
}
`;

withTerraform("the warehouse", () => {
  let bench: Workbench;
  /** The plan of all kinds. */
  let output: string;
  const planned = async (name: string, main: string): Promise<{ code: number; output: string }> => {
    const folder = join(bench.folder, name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "main.tf"), main);
    await writeFile(join(folder, "models.zip"), "a stand-in");
    expect(await bench.run(folder, "init", "-no-color")).toMatchObject({ code: 0 });
    return bench.run(folder, "plan", "-no-color");
  };

  beforeAll(async () => {
    bench = await workbench(terraform as string);
    output = (await planned("kinds", KINDS)).output;
  }, 300_000);
  afterAll(() => bench?.close());

  test("comes with the contract: a cluster, a workgroup, or nothing", () => {
    expect(output).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
    const created = (what: string) => output.includes(`module.${what} will be created`);
    expect(created("cluster.module.warehouse[0].aws_redshift_cluster.cluster[0]")).toBe(true);
    expect(created("cluster.module.transforms[0].aws_lambda_function.function")).toBe(true);
    expect(created('cluster.module.transforms[0].aws_cloudwatch_event_rule.schedule["daily"]')).toBe(true);
    expect(created("cluster.module.warehouse[0].aws_redshift_scheduled_action.pause[0]")).toBe(true);
    expect(output).toContain('"GRANT USAGE ON SCHEMA \\"lake\\" TO GROUP \\"the équipe\\""');
    expect(output).toContain('"CREATE USER \\"IAMR:analyst\\" PASSWORD DISABLE"');
    expect(created("workgroup.module.warehouse[0].aws_redshiftserverless_workgroup.workgroup[0]")).toBe(true);
    expect(created("workgroup.module.warehouse[0].terraform_data.namespace_guard[0]")).toBe(true);
    expect(created("workgroup.module.load[0].aws_lambda_function.function")).toBe(true);
    expect(output).not.toContain("module.workgroup.module.warehouse[0].aws_redshift_cluster");
    expect(output).not.toContain("module.workgroup.module.transforms");
    for (const part of ["warehouse", "load", "transforms"])
      expect(output).not.toContain(`module.lake.module.${part}`);
  });

  test("of yours is used as it is: a role and what the database lacks are all that is made", () => {
    const types = [...output.matchAll(/# module\.yours\.(\w+)\.\S+ will be created/g)].map(
      ([, type]) => type,
    );
    expect([...new Set(types)].sort()).toEqual([
      "aws_iam_role",
      "aws_iam_role_policy",
      "aws_redshiftdata_statement",
      "terraform_data",
    ]);
  });

  test("refuses what cannot be, in words that say what to write", async () => {
    const { code, output } = await planned(
      "refused",
      `
module "both" {
  source             = "../set/modules/warehouse"
  name               = "both"
  cluster_identifier = "mine"
}
module "key" {
  source        = "../set/modules/warehouse"
  name          = "key"
  force_destroy = true
}
module "port" {
  source  = "../set/modules/warehouse"
  name    = "port"
  port    = 5000
  network = { vpc_cidr = "10.73.0.0/27" }
}
`,
    );
    const words = output.replace(/[\s│]+/g, " ");
    expect(code).toBe(1);
    expect(words).toContain("Set create_warehouse = false beside cluster_identifier");
    expect(words).toContain("Write for port 5431 to 5455 or 8191 to 8215");
    expect(words).toContain("Write for network.vpc_cidr a range from /16 to /26");
    expect(words).toContain("Set both force_destroy and i_understand_that_data_is_lost to true");

    const quoted = await planned(
      "quotes",
      `
module "quotes" {
  source = "../set/modules/warehouse"
  name   = "quotes"
  groups = ["a\\"; drop user b; --"]
}
`,
    );
    expect(quoted.code).toBe(1);
    expect(quoted.output.replace(/[\s│]+/g, " ")).toContain("without quotes and backslashes");
  }, 300_000);
});
