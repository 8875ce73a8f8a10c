// The published set under the real Terraform and provider: formatted, valid, and planned as the contract says.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { CONTRACT, ROOT, resourcesOf } from "./shop.ts";
import { terraformHere, type Workbench, workbench } from "./terraform.ts";

const terraform = terraformHere();
const KEY = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-0000-0000-0000-000000000000";
const withTerraform = terraform ? describe : describe.skip;

withTerraform("the module set", () => {
  let bench: Workbench;
  const root = (name: string, files: { [file: string]: string }): Promise<string> => bench.root(name, files);

  beforeAll(async () => {
    bench = await workbench(terraform as string);
  });
  afterAll(() => bench?.close());

  test("is formatted as terraform fmt would", async () => {
    expect(await bench.run(bench.set, "fmt", "-check", "-recursive", "-diff")).toEqual({
      code: 0,
      output: "",
    });
  });

  test("plans what the contract says", async () => {
    const folder = await root("shop", { "main.tf": ROOT, "headrace.yaml": CONTRACT });
    expect(await bench.run(folder, "validate", "-no-color")).toMatchObject({ code: 0 });
    const planned = await bench.run(folder, "plan", "-no-color", "-out=plan");
    expect(planned.output).toContain("0 to change, 0 to destroy");
    const shown = await bench.run(folder, "show", "-json", "plan");
    const resources = resourcesOf(JSON.parse(shown.output).planned_values.root_module);
    const values = (address: string) => {
      const found = resources.find((resource) => resource.address === `module.pipeline.${address}`);
      if (!found) throw new Error(`${address} is not planned`);
      return found.values;
    };

    const orders = values('module.catalog.aws_glue_catalog_table.dataset["orders"]');
    const [storage] = orders.storage_descriptor as { columns: { name: string; type: string }[] }[];
    expect(storage?.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      "order_id bigint",
      "customer_id bigint",
      "email string",
      "amount decimal(12,2)",
      "ordered_at timestamp",
      "segment int",
    ]);
    expect(
      (orders.partition_keys as { name: string; type: string }[]).map(({ name, type }) => [name, type]),
    ).toEqual([
      ["country", "string"],
      ["ordered_at_day", "date"],
      ["ordered_at_month", "string"],
    ]);
    expect(values("module.catalog.aws_glue_catalog_database.this").name).toBe("acme_shop");

    expect(values("module.ingest_queue.aws_sqs_queue.this").visibility_timeout_seconds).toBe(600);
    expect(values("module.catalog_queue.aws_sqs_queue.this").visibility_timeout_seconds).toBe(360);
    const stage = values("module.stage.aws_lambda_function.function");
    expect(stage).toMatchObject({ timeout: 100, architectures: ["arm64"], runtime: "nodejs22.x" });
    expect(values("module.stage.aws_lambda_event_source_mapping.source")).toMatchObject({
      function_response_types: ["ReportBatchItemFailures"],
    });

    const curated = values('module.lake.aws_s3_bucket_lifecycle_configuration.zone_lifecycle["curated"]');
    expect(curated.rule).toMatchObject([
      { id: "zone", expiration: [] },
      { id: "orders", filter: [{ prefix: "orders/" }], expiration: [{ days: 30 }] },
    ]);
    expect(values("module.stage.aws_secretsmanager_secret.token_key[0]").recovery_window_in_days).toBe(30);
    expect(values("module.audit.aws_dynamodb_table.this").deletion_protection_enabled).toBe(true);

    for (const { type, values: logs } of resources) {
      if (type === "aws_cloudwatch_log_group") expect(logs.retention_in_days).toBe(90);
      if (type === "aws_s3_bucket") expect(logs.force_destroy).toBe(false);
      if (type === "aws_s3_bucket_public_access_block") expect(logs.restrict_public_buckets).toBe(true);
    }
  }, 300_000);

  test("splits the stages over functions of their own, each with what its stages need and no more", async () => {
    const split = (topology: string) => ROOT.replace("stage    =", `topology = ${topology}\n  stage    =`);
    const folder = await root("split", {
      "main.tf": split(
        '{ write = { stages = ["enrich", "transform"], timeout_seconds = 50 }, tokenize = { stages = ["tokenize"], memory_mb = 1024 } }',
      ),
      "headrace.yaml": CONTRACT,
    });
    const planned = await bench.run(folder, "plan", "-no-color", "-out=plan");
    expect(planned.output).toContain("0 to change, 0 to destroy");
    const plan = JSON.parse((await bench.run(folder, "show", "-json", "plan")).output);
    const resources = resourcesOf(plan.planned_values.root_module);
    const values = (address: string) =>
      resources.find((resource) => resource.address === `module.pipeline.${address}`)?.values;
    expect(values("module.stage.aws_lambda_function.function")).toMatchObject({
      function_name: "acme-shop-stage",
      timeout: 100,
    });
    expect(values('module.part["tokenize"].aws_lambda_function.function')).toMatchObject({
      function_name: "acme-shop-tokenize",
      memory_size: 1024,
    });
    expect(values('module.part_queue["write"].aws_sqs_queue.this')).toMatchObject({
      name: "acme-shop-write",
      visibility_timeout_seconds: 300,
    });
    expect(values('module.part_queue["write"].aws_sqs_queue.dead[0]')).toMatchObject({
      name: "acme-shop-write-dlq",
    });
    expect(values('module.part_queue["tokenize"].aws_cloudwatch_metric_alarm.dead_letters[0]')).toBeDefined();
    const interim = values('aws_s3_bucket_lifecycle_configuration.interim_lifecycle["interim"]');
    expect(interim?.rule).toMatchObject([{ id: "expire", expiration: [{ days: 14 }] }]);
    // One layer and one token key for all of them.
    const of = (type: string) => resources.filter((resource) => resource.type === type);
    expect(of("aws_lambda_layer_version")).toHaveLength(1);
    expect(of("aws_secretsmanager_secret").map(({ address }) => address)).toEqual([
      "module.pipeline.module.stage.aws_secretsmanager_secret.token_key[0]",
    ]);
  }, 300_000);

  test("refuses a topology, or a vault, that no pipeline can have", async () => {
    const vaults = [
      "vault = { create = false }",
      'vault = { table_name = "theirs" }',
      'vault = { create = false, table_name = "theirs" }',
      `vault = { create_kms_key = false, kms_key_arn = "${KEY}" }`,
      `vault = { create = false, table_name = "theirs", kms_key_arn = "${KEY}" }`,
    ];
    const withVault = (vault: string, at: number) => `
module "vault_${at}" {
  source   = "../set"
  name     = "acme"
  datasets = { orders = { columns = [{ name = "id", type = "int", tokenize = "vault" }] } }
  ${vault}
}
`;
    const call = (topology: string, at: number) => `
module "case_${at}" {
  source   = "../set"
  name     = "acme"
  datasets = { orders = { columns = [{ name = "id", type = "int" }] } }
  topology = ${topology}
}
`;
    const wrong = [
      '{ write = { stages = ["enrich"] } }',
      '{ a = { stages = ["transform"] }, b = { stages = ["transform"] } }',
      '{ judge = { stages = ["cleanse"] }, write = { stages = ["tokenize", "enrich", "transform"] } }',
      '{ write = { stages = ["transform", "enrich"] } }',
    ];
    const folder = await root("topologies", {
      "main.tf": [
        ...[...wrong, '{ catalog = { stages = ["transform"] } }'].map(call),
        ...vaults.map(withVault),
      ].join(""),
    });
    const { code, output } = await bench.run(folder, "validate", "-no-color");
    const words = output.replace(/[\s│]+/g, " ");
    expect(code).toBe(1);
    expect(words.match(/Write in topology parts that are the end of the stages/g)).toHaveLength(wrong.length);
    expect(words.match(/Write other names for the parts of topology/g)).toHaveLength(1);
    expect(words.match(/Give vault\.table_name where vault\.create is false, and only there/g)).toHaveLength(
      2,
    );
    expect(words.match(/Give vault\.kms_key_arn where/g)).toHaveLength(2);
  }, 300_000);

  test("refuses a wrong contract in the contract's words, and says nothing else of it", async () => {
    const folder = await root("broken", {
      "main.tf": ROOT,
      "headrace.yaml": CONTRACT.replace("type: bigint, required: true", "type: bigintt"),
    });
    const { code, output } = await bench.run(folder, "plan", "-no-color");
    expect(code).toBe(1);
    expect(output).toContain(
      'datasets.orders.columns.order_id.type: unknown type "bigintt". Did you mean bigint?',
    );
    expect(output.match(/^Error: /gm)).toHaveLength(1);
  }, 300_000);

  test("refuses a wrong name in words that say what to write", async () => {
    const folder = await root("name", {
      "main.tf": 'module "athena" {\n  source = "../set/modules/athena"\n  name   = "Acme"\n}\n',
    });
    const { code, output } = await bench.run(folder, "validate", "-no-color");
    expect(code).toBe(1);
    expect(output.replace(/\s+/g, " ")).toContain(
      "Write for name a lower-case letter, then lower-case letters, digits and hyphens",
    );
  }, 300_000);

  test("refuses a name that a service would refuse, and takes the longest there is", async () => {
    const wrong = ["acme-", "a--b", "acme.eu", "a".repeat(29), "sg-acme", "sthree-acme"];
    const call = (name: string, at: number) =>
      `module "case_${at}" {\n  source = "../set/modules/lake"\n  name   = "${name}"\n}\n`;
    const folder = await root("names", { "main.tf": wrong.map(call).join("") });
    const { output } = await bench.run(folder, "validate", "-no-color");
    const words = output.replace(/[\s│]+/g, " ");
    expect(words.match(/digits and hyphens, none of them last or beside another/g)).toHaveLength(3);
    expect(words.match(/Write for name at most 28 characters/g)).toHaveLength(1);
    expect(
      words.match(/Write for name one that does not begin with amzn-s3-demo-, sg-, sthree-/g),
    ).toHaveLength(2);

    // Each of these names is checked by the provider as it plans.
    const longest = `a-${"b".repeat(26)}`;
    const long = await root("longest", {
      "main.tf": `
module "pipeline" {
  source     = "../set"
  name       = "${longest}"
  datasets   = { orders = { columns = [{ name = "id", type = "bigint", tokenize = "hmac" }], warehouse = { load = "copy" } } }
  models_zip = "\${path.module}/models.zip"
  models     = { schedules = { "${"s".repeat(24)}" = "rate(1 day)" } }
  topology   = { "${"p".repeat(16)}" = { stages = ["transform"] } }
  warehouse  = { network = { availability_zones = ["eu-west-1a", "eu-west-1b"] }, cluster = { resume_schedule = "cron(0 6 ? * MON-FRI *)" } }
}
module "athena" {
  source = "../set/modules/athena"
  name   = "${longest}"
}
`,
      "models.zip": "a stand-in",
    });
    const planned = await bench.run(long, "plan", "-no-color");
    expect(planned.output).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
    expect(planned.output).toContain(`${longest}-athena-results-123456789012`);
  }, 300_000);

  test("refuses one key where two are needed, and a timeout that would deliver twice", async () => {
    const folder = await root("rules", {
      "main.tf": `
module "audit" {
  source        = "../set/modules/audit"
  name          = "acme"
  force_destroy = true
}
module "queue" {
  source                     = "../set/modules/queue"
  name                       = "acme-other"
  consumer_timeout_seconds   = 60
  visibility_timeout_seconds = 60
}
module "pipeline" {
  source         = "../set"
  name           = "acme"
  datasets       = { orders = { columns = [{ name = "id", type = "int", tokenize = "vault" }] } }
  kms_key_arn    = "${KEY}"
  create_kms_key = false
  vault          = { create_kms_key = false, kms_key_arn = "${KEY}" }
}
`,
    });
    const { code, output } = await bench.run(folder, "plan", "-no-color");
    const words = output.replace(/\s+/g, " ");
    expect(code).toBe(1);
    expect(words).toContain("Set both force_destroy and i_understand_that_data_is_lost to true");
    expect(words).toContain("at least 6 times consumer_timeout_seconds");
    expect(words).toContain("Give the vault a key that is neither");
  }, 300_000);

  test("takes keys, queues and buckets that are made in the same apply", async () => {
    const folder = await root("estate", {
      "main.tf": `
resource "aws_kms_key" "mine" {}
resource "aws_s3_bucket" "landing" { bucket = "landing-of-mine" }
resource "aws_sqs_queue" "told" { name = "told" }
resource "aws_sns_topic" "alarms" { name = "alarms" }
module "lake" {
  source           = "../set/modules/lake"
  name             = "acme"
  kms_key_arn      = aws_kms_key.mine.arn
  create_kms_key   = false
  existing_buckets = { landing = aws_s3_bucket.landing.id }
  notifications    = { landing = [{ queue_arn = aws_sqs_queue.told.arn, prefix = "orders/" }] }
  tags             = { team = "data" }
}
module "queue" {
  source           = "../set/modules/queue"
  name             = "acme-other"
  kms_key_arn      = aws_kms_key.mine.arn
  create_kms_key   = false
  senders          = [{ service = "s3", arn = aws_s3_bucket.landing.arn }]
  alarm_topic_arns = [aws_sns_topic.alarms.arn]
}
module "audit" {
  source = "../set/modules/audit"
  name   = "acme"
}
module "tokenize" {
  source             = "../set/modules/stage"
  name               = "acme"
  part               = "tokenize"
  stages             = ["tokenize", "enrich"]
  interim_bucket     = aws_s3_bucket.landing.id
  next_queue_arn     = aws_sqs_queue.told.arn
  next_queue_url     = aws_sqs_queue.told.url
  queue_arn          = module.queue.queue_arn
  contract_uri       = "s3://acme-system/contract.json"
  contract_digest    = sha256("contract")
  landing_bucket     = module.lake.bucket_names["landing"]
  curated_bucket     = module.lake.bucket_names["curated"]
  quarantine_bucket  = module.lake.bucket_names["quarantine"]
  audit_table_name   = module.audit.table_name
  audit_table_arn    = module.audit.table_arn
}
module "athena" {
  source        = "../set/modules/athena"
  name          = "acme"
  named_queries = { one = { database = "acme", query = "SELECT 1" } }
}
`,
    });
    const { output } = await bench.run(folder, "plan", "-no-color");
    expect(output).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
    expect(output).toContain(
      'module.lake.aws_s3_bucket_notification.notification["landing"] will be created',
    );
    expect(output).toContain("acme-tokenize-locks");
    expect(output).not.toContain('module.lake.aws_s3_bucket.zone["landing"]');
    expect(output).not.toContain("module.lake.aws_kms_key");
  }, 300_000);
});
