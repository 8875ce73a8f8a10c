// What surrounds Terraform: its events as progress and errors, its environment, and the pipelines in a state.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { terraformEnvironment } from "./environment.ts";
import { Watch } from "./events.ts";
import { findTerraform } from "./find.ts";
import { deployedPipelines, onePipeline } from "./pipelines.ts";
import { findMirror, pluginEnvironment } from "./plugins.ts";
import { guards } from "./release.ts";
import { type Resource, readState } from "./state.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "headrace-terraform-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("events", () => {
  const start = (addr: string): string =>
    JSON.stringify({ type: "apply_start", hook: { resource: { addr }, action: "create" } });

  test("progress names what has been waited for longest", () => {
    let now = 0;
    const watch = new Watch(() => now);
    expect(watch.status()).toBe("reading and planning");
    for (let i = 0; i < 3; i++)
      watch.line(JSON.stringify({ type: "planned_change", change: { action: "create" } }));
    watch.line(start("aws_sqs_queue.a"));
    now = 5000;
    watch.line(start("aws_s3_bucket.b"));
    watch.line(start("aws_s3_bucket.c"));
    now = 12_000;
    watch.line(JSON.stringify({ type: "apply_complete", hook: { resource: { addr: "aws_s3_bucket.c" } } }));
    expect(watch.status()).toBe("1/3 · creating aws_sqs_queue.a 12 s and 1 more");
  });

  test("a failure says what Terraform said, and not where in our module the rule stands", () => {
    const watch = new Watch();
    watch.line(
      JSON.stringify({
        type: "diagnostic",
        diagnostic: {
          severity: "error",
          summary: "Invalid value for variable",
          detail:
            "datasets.orders: no column\n\nThis was checked by the validation rule at variables.tf:3,3-13.",
          range: { filename: "main.tf", start: { line: 7 } },
        },
      }),
    );
    expect(watch.words("")).toBe("Invalid value for variable: datasets.orders: no column (main.tf:7)");
  });

  test("plain text of a failed init is told without frames", () => {
    const words = new Watch().words(
      "\n╷\n│ \u001b[31mError: Failed to query available provider packages\n│ \n│ no route\n╵\n",
    );
    expect(words).toBe("Error: Failed to query available provider packages\nno route");
  });
});

test("nothing of the user's AWS set-up reaches Terraform", () => {
  const env = terraformEnvironment(
    {
      HOME: "/home/x",
      AWS_PROFILE: "production",
      AWS_ENDPOINT_URL_S3: "https://elsewhere",
      TF_WORKSPACE: "w",
      TF_VAR_a: "1",
    },
    { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_ACCESS_KEY_ID: "key" },
    { TF_DATA_DIR: "/data" },
  );
  expect(env).toMatchObject({
    HOME: "/home/x",
    TF_VAR_a: "1",
    TF_DATA_DIR: "/data",
    AWS_ACCESS_KEY_ID: "key",
  });
  for (const name of ["AWS_PROFILE", "AWS_ENDPOINT_URL_S3", "TF_WORKSPACE"])
    expect(env).not.toHaveProperty(name);
});

test("Terraform collects garbage seldom, unless the user says how often", () => {
  expect(terraformEnvironment({}, {}, {})).toMatchObject({ GOGC: "400" });
  expect(terraformEnvironment({ GOGC: "50" }, {}, {})).toMatchObject({ GOGC: "50" });
});

describe("plugins", () => {
  const mirror = (): string => join(folder, "add-ons", "mirror");
  beforeAll(() => {
    mkdirSync(join(mirror(), "registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64"), {
      recursive: true,
    });
  });

  test("a mirror is found below the places for add-on software, and used", () => {
    expect(findMirror([join(folder, "none"), folder])).toBe(mirror());
    const env = pluginEnvironment(join(folder, "own"), { TF_CLI_CONFIG_FILE: "/no/such/file" }, mirror());
    const config = readFileSync(env.TF_CLI_CONFIG_FILE ?? "", "utf8");
    expect(config).toContain(`path    = ${JSON.stringify(mirror())}`);
    expect(config).toContain('include = ["registry.terraform.io/hashicorp/aws"]');
    expect(config).toContain(
      'exclude = ["registry.terraform.io/hashicorp/aws", "registry.opentofu.org/hashicorp/aws"]',
    );
    // OpenTofu finds the same package under its own registry's name.
    const [, forTofu = ""] = [...config.matchAll(/path +=(?: )"(.*)"/g)].map(([, path]) => path);
    expect(realpathSync(join(forTofu, "registry.opentofu.org/hashicorp/aws/5.100.0/linux_amd64"))).toBe(
      realpathSync(join(mirror(), "registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64")),
    );
  });

  test("a configuration of the user's own is left alone", () => {
    const own = join(folder, "own.rc");
    writeFileSync(own, "");
    expect(pluginEnvironment(folder, { TF_CLI_CONFIG_FILE: own }, mirror())).toEqual({
      TF_CLI_CONFIG_FILE: own,
    });
  });
});

test("no Terraform is a fault of the environment that says how to get one", () => {
  expect(() => findTerraform({ PATH: folder })).toThrow(
    expect.objectContaining({
      code: "tool_missing",
      exitCode: 3,
      fix: expect.stringMatching(/opentofu\.org/),
    }),
  );
  expect(() => findTerraform({ PATH: folder, HEADRACE_TERRAFORM: "/no/such/terraform" })).toThrow(
    expect.objectContaining({ code: "tool_missing", message: expect.stringMatching(/does not run/) }),
  );
});

describe("pipelines in a state", () => {
  const resource = (type: string, attributes: Record<string, unknown>, module = "module.p"): Resource => ({
    type,
    module,
    address: `${module}.${type}.this`,
    attributes,
  });
  const estate = (n: number): Resource[] => [
    resource(
      "aws_lambda_function",
      {
        arn: `arn:f${n}`,
        function_name: `f${n}`,
        environment: [
          {
            variables: {
              CONTRACT_URI: "s3://c/contract.json",
              CONTRACT_DIGEST: "d",
              LANDING_BUCKET: `landing${n}`,
              CURATED_BUCKET: `curated${n}`,
              QUARANTINE_BUCKET: `quarantine${n}`,
              AUDIT_TABLE: `audit${n}`,
            },
          },
        ],
      },
      `module.p${n}.module.stage`,
    ),
    resource(
      "aws_lambda_function",
      {
        arn: `arn:g${n}`,
        function_name: `g${n}`,
        environment: [{ variables: { GLUE_DATABASE: `db_${n}`, CURATED_BUCKET: `curated${n}` } }],
      },
      `module.p${n}.module.catalog`,
    ),
    resource("aws_athena_workgroup", { name: `w${n}` }, `module.p${n}.module.athena`),
    resource("aws_sqs_queue", {
      arn: `arn:q${n}`,
      url: `http://q${n}`,
      redrive_policy: JSON.stringify({ deadLetterTargetArn: `arn:dlq${n}` }),
    }),
    resource("aws_sqs_queue", { arn: `arn:dlq${n}`, url: `http://dlq${n}`, redrive_policy: "" }),
    resource("aws_lambda_event_source_mapping", {
      function_arn: `arn:f${n}`,
      event_source_arn: `arn:q${n}`,
    }),
  ];

  test("belong together by their functions' environment", () => {
    expect(deployedPipelines(estate(1))).toEqual([
      {
        contractUri: "s3://c/contract.json",
        contractDigest: "d",
        landing: "landing1",
        curated: "curated1",
        quarantine: "quarantine1",
        auditTable: "audit1",
        database: "db_1",
        workgroup: "w1",
        queues: [{ url: "http://q1", deadLetters: "http://dlq1" }],
        functions: ["f1", "g1"],
        datasets: [],
      },
    ]);
  });

  test("of several, the contract's name chooses", () => {
    const pipelines = deployedPipelines([...estate(1), ...estate(2)]);
    expect(onePipeline(pipelines, "dir", "db-2")).toMatchObject({ landing: "landing2", workgroup: "w2" });
    expect(() => onePipeline(pipelines, "dir", "db-3")).toThrow(/2 pipelines, and none is called db-3/);
    expect(() => onePipeline([], "dir")).toThrow(/has no Headrace pipeline/);
  });
});

test("the guard of a Serverless namespace is found by its address where it would refuse", () => {
  const dir = join(folder, "guarded");
  mkdirSync(dir, { recursive: true });
  const guard = (module: string, command: string) => ({
    mode: "managed",
    type: "terraform_data",
    name: "namespace_guard",
    module,
    instances: [
      { index_key: 0, attributes: { input: { value: { on_destroy: command }, type: ["object", {}] } } },
    ],
  });
  const resources = [
    guard('module.pipeline.module.warehouse["a"]', "echo no && exit 1"),
    guard("module.forced", "exit 0"),
    { mode: "managed", type: "aws_vpc", name: "vpc", instances: [{ attributes: { id: "vpc-1" } }] },
    { mode: "data", type: "aws_region", name: "here", instances: [{ attributes: {} }] },
  ];
  writeFileSync(join(dir, "terraform.tfstate"), JSON.stringify({ version: 4, resources }));
  const read = readState(dir, { state: folder, instance: "one" });
  expect(read.map(({ address }) => address)).toEqual([
    'module.pipeline.module.warehouse["a"].terraform_data.namespace_guard[0]',
    "module.forced.terraform_data.namespace_guard[0]",
    "aws_vpc.vpc",
  ]);
  expect(guards(read)).toEqual([read[0]?.address]);
});

test("a state that is being written is told as such", () => {
  const dir = join(folder, "half");
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "terraform.tfstate"), '{ "version": 4, "resour');
  expect(() => readState(dir, { state: folder, instance: "one" })).toThrow(
    expect.objectContaining({ code: "state_unreadable", fix: expect.stringContaining("apply is under way") }),
  );
});
