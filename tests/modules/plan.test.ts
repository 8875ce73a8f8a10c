// The published set under the real Terraform and provider: formatted, valid, and planned as the contract says.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { LONGEST, PLANNED_ROOT, REFUSED_PLAN, REFUSED_ROOT, WRONG_TOPOLOGIES } from "./plan-root.ts";
import { CONTRACT, type Resource, resourcesOf } from "./shop.ts";
import { terraformHere, type Workbench, workbench } from "./terraform.ts";

const terraform = terraformHere();
const withTerraform = terraform ? describe : describe.skip;

withTerraform("the module set", () => {
  let bench: Workbench;
  /** What a plan makes, and all that is wrong with what is refused: on one line, before and while it is planned. */
  let resources: Resource[];
  let refused: string;
  let refusedPlan: string;
  const values = (address: string) => {
    const found = resources.find((resource) => resource.address === `module.${address}`);
    if (!found) throw new Error(`${address} is not planned`);
    return found.values;
  };

  beforeAll(async () => {
    bench = await workbench(terraform as string);
    const right = await bench.root("right", {
      "main.tf": PLANNED_ROOT,
      "headrace.yaml": CONTRACT,
      "models.zip": "a stand-in",
    });
    const planned = await bench.run(right, "plan", "-no-color", "-out=plan");
    expect(planned.output).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
    const shown = await bench.run(right, "show", "-json", "plan");
    resources = resourcesOf(JSON.parse(shown.output).planned_values.root_module);
    const wrong = await bench.root("wrong", { "main.tf": REFUSED_ROOT });
    const { code, output } = await bench.run(wrong, "validate", "-no-color");
    expect(code).toBe(1);
    refused = output.replace(/[\s│]+/g, " ");
    const wrongTogether = await bench.root("wrong-together", {
      "main.tf": REFUSED_PLAN,
      "headrace.yaml": CONTRACT.replace("type: bigint, required: true", "type: bigintt"),
    });
    const plan = await bench.run(wrongTogether, "plan", "-no-color");
    expect(plan.code).toBe(1);
    refusedPlan = plan.output.replace(/[\s│]+/g, " ");
  }, 600_000);
  afterAll(() => bench?.close());

  test("is formatted as terraform fmt would", async () => {
    expect(await bench.run(bench.set, "fmt", "-check", "-recursive", "-diff")).toEqual({
      code: 0,
      output: "",
    });
  });

  test("plans what the contract says", () => {
    const orders = values('pipeline.module.catalog.aws_glue_catalog_table.dataset["orders"]');
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
    expect(values("pipeline.module.catalog.aws_glue_catalog_database.this").name).toBe("acme_shop");

    expect(values("pipeline.module.ingest_queue.aws_sqs_queue.this").visibility_timeout_seconds).toBe(600);
    expect(values("pipeline.module.catalog_queue.aws_sqs_queue.this").visibility_timeout_seconds).toBe(360);
    const stage = values("pipeline.module.stage.aws_lambda_function.function");
    expect(stage).toMatchObject({ timeout: 100, architectures: ["arm64"], runtime: "nodejs22.x" });
    expect(values("pipeline.module.stage.aws_lambda_event_source_mapping.source")).toMatchObject({
      function_response_types: ["ReportBatchItemFailures"],
    });

    const curated = values(
      'pipeline.module.lake.aws_s3_bucket_lifecycle_configuration.zone_lifecycle["curated"]',
    );
    expect(curated.rule).toMatchObject([
      { id: "zone", expiration: [] },
      { id: "orders", filter: [{ prefix: "orders/" }], expiration: [{ days: 30 }] },
    ]);
    expect(
      values("pipeline.module.stage.aws_secretsmanager_secret.token_key[0]").recovery_window_in_days,
    ).toBe(30);
    expect(values("pipeline.module.audit.aws_dynamodb_table.this").deletion_protection_enabled).toBe(true);

    for (const { address, type, values: logs } of resources) {
      if (!address.startsWith("module.")) continue;
      if (type === "aws_cloudwatch_log_group") expect(logs.retention_in_days).toBe(90);
      if (type === "aws_s3_bucket") expect(logs.force_destroy).toBe(false);
      if (type === "aws_s3_bucket_public_access_block") expect(logs.restrict_public_buckets).toBe(true);
    }
  });

  test("splits the stages over functions of their own, each with what its stages need and no more", () => {
    expect(values("split.module.stage.aws_lambda_function.function")).toMatchObject({
      function_name: "acme-split-stage",
      timeout: 100,
    });
    expect(values('split.module.part["tokenize"].aws_lambda_function.function')).toMatchObject({
      function_name: "acme-split-tokenize",
      memory_size: 1024,
    });
    expect(values('split.module.part_queue["write"].aws_sqs_queue.this')).toMatchObject({
      name: "acme-split-write",
      visibility_timeout_seconds: 300,
    });
    expect(values('split.module.part_queue["write"].aws_sqs_queue.dead[0]')).toMatchObject({
      name: "acme-split-write-dlq",
    });
    expect(
      values('split.module.part_queue["tokenize"].aws_cloudwatch_metric_alarm.dead_letters[0]'),
    ).toBeDefined();
    const interim = values('split.aws_s3_bucket_lifecycle_configuration.interim_lifecycle["interim"]');
    expect(interim.rule).toMatchObject([{ id: "expire", expiration: [{ days: 14 }] }]);
    // One layer and one token key for all of them.
    const of = (type: string) =>
      resources.filter((one) => one.type === type && one.address.startsWith("module.split."));
    expect(of("aws_lambda_layer_version")).toHaveLength(1);
    expect(of("aws_secretsmanager_secret").map(({ address }) => address)).toEqual([
      "module.split.module.stage.aws_secretsmanager_secret.token_key[0]",
    ]);
  });

  test("refuses a topology, or a vault, that no pipeline can have", () => {
    expect(refused.match(/Write in topology parts that are the end of the stages/g)).toHaveLength(
      WRONG_TOPOLOGIES.length,
    );
    expect(refused.match(/Write other names for the parts of topology/g)).toHaveLength(1);
    expect(
      refused.match(/Give vault\.table_name where vault\.create is false, and only there/g),
    ).toHaveLength(2);
    expect(refused.match(/Give vault\.kms_key_arn where/g)).toHaveLength(2);
  });

  test("refuses a wrong contract in the contract's words, and says nothing else of it", () => {
    expect(refusedPlan).toContain(
      'datasets.orders.columns.order_id.type: unknown type "bigintt". Did you mean bigint?',
    );
    // The others are a lone key, a timeout that delivers twice, a key of the lake's for the vault, seven of deliveries,
    // and three of a trail and of what comes before Terraform.
    expect(refusedPlan.match(/Error: /g)).toHaveLength(14);
  });

  test("refuses a wrong name in words that say what to write", () => {
    expect(
      refused.match(/Write for name a lower-case letter, then lower-case letters, digits and hyphens/g),
    ).toHaveLength(4);
  });

  test("refuses a name that a service would refuse, and takes the longest there is", () => {
    expect(refused.match(/digits and hyphens, none of them last or beside another/g)).toHaveLength(4);
    expect(refused.match(/Write for name at most 28 characters/g)).toHaveLength(1);
    expect(
      refused.match(/Write for name one that does not begin with amzn-s3-demo-, sg-, sthree-/g),
    ).toHaveLength(2);

    const buckets = resources.filter(({ type }) => type === "aws_s3_bucket");
    expect(buckets.map(({ values }) => values.bucket)).toContain(`${LONGEST}-athena-results-123456789012`);
  });

  test("refuses one key where two are needed, and a timeout that would deliver twice", () => {
    expect(refusedPlan).toContain("Set both force_destroy and i_understand_that_data_is_lost to true");
    expect(refusedPlan).toContain("at least 6 times consumer_timeout_seconds");
    expect(refusedPlan).toContain("Give the vault a key that is neither");
  });

  test("delivers to topics and subscriptions of the longest names, each with a queue for what is given up", () => {
    const delivery = "longest.module.delivery[0].";
    const [topic, subscription] = ["t".repeat(64), "s".repeat(32)];
    expect(values(`${delivery}aws_sns_topic.topic["${topic}"]`)).toMatchObject({
      name: `${LONGEST}-${topic}`,
      signature_version: 2,
      fifo_topic: false,
    });
    expect(values(`${delivery}aws_sns_topic.topic["ordered"]`).name).toBe(`${LONGEST}-ordered.fifo`);
    const queue = values(`${delivery}aws_sqs_queue.dead["${subscription}"]`);
    expect(queue.name).toBe(`${LONGEST}-to-${subscription}-dlq`);
    expect(values(`${delivery}aws_sqs_queue.dead["queue"]`)).toMatchObject({
      name: `${LONGEST}-to-queue-dlq.fifo`,
      fifo_queue: true,
    });
    const given = values(`${delivery}aws_sqs_queue.dead["api/${topic}"]`);
    expect(given.name).toMatch(new RegExp(`^${LONGEST}-api-to-t{23}-[0-9a-f]{8}-dlq$`));
    expect(values(`${delivery}aws_cloudwatch_metric_alarm.undelivered["api/${topic}"]`).alarm_name).toBe(
      String(given.name).replace(/dlq$/, "dead-letters"),
    );
    const { delivery_policy, endpoint_auto_confirms, filter_policy_scope } = values(
      `${delivery}aws_sns_topic_subscription.subscription["${subscription}"]`,
    );
    expect(JSON.parse(String(delivery_policy)).healthyRetryPolicy).toMatchObject({
      numRetries: 30,
      backoffFunction: "exponential",
    });
    expect([endpoint_auto_confirms, filter_policy_scope]).toEqual([true, "MessageAttributes"]);
    expect(values(`${delivery}aws_lambda_permission.subscriber["function"]`)).toMatchObject({
      principal: "sns.amazonaws.com",
    });
    const addresses = resources.map(({ address }) => address);
    expect(addresses.filter((address) => address.startsWith("module.pipeline.module.delivery"))).toEqual([]);
  });

  test("refuses deliveries of what is not there, and subscriptions that SNS would refuse", () => {
    for (const told of [
      "Write at least one of datasets or models for deliver.nothing.",
      "for subscriptions.plain, user.",
      "Write filter_policy as a JSON object for subscriptions.words.",
      "is over within an hour, for subscriptions.slow.",
    ])
      expect(refused).toContain(told);
    for (const told of [
      "Name datasets of the contract; there is none such: deliver.unknown.datasets: order.",
      "Name columns that each of the topic's datasets has; one lacks: deliver.lacking.columns: amount of orders.",
      "Give models_zip (or models.s3) where deliver names models",
      "Name for topic one of deliver: subscriptions.lost.",
      "A FIFO topic delivers to queues only; write protocol sqs for subscriptions.posted.",
      "Name topics of the contract's deliver; there is none such: api.groups.a.subscriptions: orders.",
      "FIFO topics deliver to queues alone: api.groups.a.subscriptions: fifo.",
    ])
      expect(refusedPlan).toContain(told);
    expect(refusedPlan).not.toContain("secret@");
  });

  test("takes a trail, its bucket, its log and its database from whoever has them", () => {
    const ofType = (module: string) =>
      resources
        .filter(({ address, type }) => address.startsWith(`module.${module}.`) && type !== "terraform_data")
        .map(({ type }) => type);
    expect(new Set(ofType("estate_trail"))).toEqual(
      new Set([
        "aws_athena_named_query",
        "aws_cloudtrail",
        "aws_cloudwatch_log_metric_filter",
        "aws_cloudwatch_metric_alarm",
        "aws_glue_catalog_table",
        "aws_iam_role",
        "aws_iam_role_policy",
      ]),
    );
    expect(new Set(ofType("watched_trail"))).toEqual(
      new Set([
        "aws_athena_named_query",
        "aws_cloudwatch_log_metric_filter",
        "aws_cloudwatch_metric_alarm",
        "aws_glue_catalog_database",
        "aws_glue_catalog_table",
      ]),
    );
    const addresses = resources.map(({ address }) => address);
    expect(addresses).not.toContain("module.watched_trail.aws_cloudwatch_metric_alarm.denied[0]");
    const { advanced_event_selector } = values("estate_trail.aws_cloudtrail.this[0]") as {
      advanced_event_selector: { name: string }[];
    };
    expect(advanced_event_selector.map(({ name }) => name)).toEqual([
      "Management events",
      "Objects: read",
      "Functions: read and write",
      "Tables: write",
    ]);
  });

  test("refuses a trail that would record itself, and what does not fit CloudTrail or CloudWatch", () => {
    for (const told of [
      "Leave the trail's own bucket out of buckets",
      "Write for expire_after_days no less than object_lock.days",
      "NAME-ENVIRONMENT, and NAME-pr-12345, have 28 characters at most",
    ])
      expect(refusedPlan).toContain(told);
    for (const told of [
      "Write for expected_principal_arns at most 4 ARNs",
      "Give github.provider_arn where github.create_provider is false",
    ])
      expect(refused).toContain(told);
  });

  test("CI's roles are taken on by the jobs of one repository, each by its own subject", () => {
    const trusted = (address: string) => {
      const { assume_role_policy } = values(`bootstrap.aws_iam_role.${address}`);
      return JSON.stringify(
        JSON.parse(String(assume_role_policy)).Statement.map(
          ({ Condition }: { Condition: object }) => Condition,
        ),
      );
    };
    const github = (...subjects: string[]) =>
      JSON.stringify({
        StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
        StringLike: { "token.actions.githubusercontent.com:sub": subjects },
      });
    const gitlab = (branch: string) =>
      JSON.stringify({
        StringEquals: { "gitlab.com:aud": "https://gitlab.com" },
        StringLike: { "gitlab.com:sub": [`project_path:acme/data/pipelines:ref_type:branch:ref:${branch}`] },
      });
    const [pull, main] = ["repo:acme/pipelines:pull_request", "repo:acme/pipelines:ref:refs/heads/main"];
    expect(trusted('plan["plan"]')).toBe(`[${github(pull, main)},${gitlab("*")}]`);
    expect(trusted('ephemeral["ephemeral"]')).toBe(`[${github(pull, main)},${gitlab("*")}]`);
    expect(trusted('apply["prod"]')).toBe(
      `[${github("repo:acme/pipelines:environment:prod")},${gitlab("main")}]`,
    );
  });

  test("takes keys, queues and buckets that are made in the same apply", () => {
    const addresses = resources.map(({ address }) => address);
    expect(addresses).toContain('module.estate_lake.aws_s3_bucket_notification.notification["landing"]');
    const tables = resources.filter(({ type }) => type === "aws_dynamodb_table");
    expect(tables.map(({ values }) => values.name)).toContain("acme-tokenize-locks");
    expect(addresses).not.toContain('module.estate_lake.aws_s3_bucket.zone["landing"]');
    expect(addresses.filter((address) => address.startsWith("module.estate_lake.aws_kms_key"))).toEqual([]);
  });
});
