// What is published: the same bytes every time, complete, and safe by what its resources say.
import { describe, expect, test } from "@jest/globals";
import { DIGESTS, isFetched } from "../../core/registry/artifacts.ts";
import { MODULES, ROOT_MODULE } from "../../modules/index.ts";
import { borrowedPath } from "../../modules/kit/index.ts";
import { pipeline } from "../../modules/pipeline/index.ts";
import { exampleFiles, moduleFiles } from "../../modules/publish.ts";

const FILES = ["README.md", "main.tf.json", "outputs.tf", "variables.tf", "versions.tf"];
const files = moduleFiles();
const bodies = Object.entries(files).filter(([path]) => path.endsWith("main.tf.json"));

/** Arguments by resource address within its module. */
type Resources = { [type: string]: { [name: string]: { [argument: string]: unknown } } };
const resources = bodies.flatMap(([path, text]) =>
  Object.entries((JSON.parse(text).resource ?? {}) as Resources).flatMap(([type, named]) =>
    Object.entries(named).map(([name, body]) => ({ address: `${path}: ${type}.${name}`, type, body })),
  ),
);
/** Resources whose loss is a loss of data, or of what data is read with. Locks of runs are worthless after minutes. */
const HOLDS_DATA =
  /^aws_(s3_bucket|dynamodb_table|kms_key|secretsmanager_secret|redshift_cluster|redshiftserverless_namespace)\.(?!locks$)/;

/** Addresses of all resources of a module but the guard of them all. */
const addressesIn = (body: { resource: Resources }): string[] =>
  Object.entries(body.resource)
    .flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`))
    .filter((address) => address !== "terraform_data.data_guard");

/** There must be some, or what is expected of each of them would say nothing. */
function ofType(type: string) {
  const found = resources.filter((resource) => resource.type === type);
  if (found.length === 0) throw new Error(`no module has a resource ${type}`);
  return found;
}
const encrypted = expect.stringMatching(/kms_key/);

test("every module has its files, and each input and output is in its README", () => {
  for (const { name, inputs, outputs } of [ROOT_MODULE, ...MODULES]) {
    const folder = name === ROOT_MODULE.name ? "" : `modules/${name}/`;
    for (const file of FILES) expect(files[`${folder}${file}`]).toBeTruthy();
    const readme = files[`${folder}README.md`];
    for (const key of [...Object.keys(inputs.shape), ...Object.keys(outputs.shape)]) {
      expect(readme).toContain(`| \`${key}\` |`);
    }
  }
});

test("each module publishes the artifacts that its resources name, and no others", () => {
  for (const { name, artifacts } of MODULES) {
    const body = files[`modules/${name}/main.tf.json`] ?? "";
    const named = [...body.matchAll(/\$\{path\.module\}\/artifacts\/([^"\\]+)/g)].flatMap(([, file = ""]) =>
      ["arm64", "x86_64"].map((architecture) => file.replace(/\$\{var\.architecture\}/, architecture)),
    );
    const published = [...artifacts, ...(artifacts.some(isFetched) ? [DIGESTS] : [])];
    expect([...new Set(named)].sort()).toEqual(published.sort());
  }
  expect(MODULES.flatMap(({ artifacts }) => artifacts).length).toBeGreaterThan(5);
  const borrowing = MODULES.filter(({ borrowed }) => borrowed.length > 0);
  expect(borrowing.map(({ name }) => name)).toEqual(["spark"]);
  for (const { name, borrowed } of borrowing)
    for (const one of borrowed) {
      expect(MODULES.find((other) => other.name === one.module)?.artifacts).toContain(one.of);
      expect(files[`modules/${name}/main.tf.json`]).toContain(`\${path.module}/${borrowedPath(one)}`);
    }
});

test("the contract is judged in a file that people can read, and nothing else is long", () => {
  for (const folder of ["", "modules/catalog/"]) {
    const text = files[`${folder}contract.tf`] ?? "";
    const names = [...text.matchAll(/^ {2}(\w+) = /gm)].map(([, name]) => name);
    expect(names).toContain("contract_rule_lookup_types");
    expect([...text.matchAll(/^ {2}# .+\n {2}\w+ = /gm)]).toHaveLength(names.length);
    const rest = (files[`${folder}main.tf.json`] ?? "").split("\n");
    expect(rest.filter((line) => line.length > 6000)).toEqual([]);
  }
});

test("two syntheses are the same, byte by byte", () => {
  expect(moduleFiles()).toEqual(files);
});

test("modules carry no provider, no backend and nothing of the synthesizer", () => {
  for (const [, text] of bodies) {
    const body = JSON.parse(text);
    expect(Object.keys(body)).not.toContain("provider");
    expect(Object.keys(body)).not.toContain("terraform");
    expect(text).not.toContain('"//"');
    expect(text).not.toContain("TfToken");
  }
});

test("examples find the set where it is published", async () => {
  const examples = await exampleFiles();
  const complete = examples["examples/complete/main.tf"];
  expect(complete).toContain('source = "../.."');
  expect(examples["examples/lake-only/main.tf"]).toContain('source = "../../modules/lake"');
  expect(examples["examples/own-module/orders/main.tf"]).toContain('source = "../../.."');
  expect(Object.values(examples).join()).not.toContain("dist/");
});

describe("partitions", () => {
  /** Principals that have this one name in every partition. Source: the provider's aws_service_principal. */
  const GLOBAL = [
    "apigateway",
    "batch",
    "cloudtrail",
    "cloudwatch",
    // It and KMS are sources of CloudTrail's events, which are called so everywhere.
    "dynamodb",
    "ecs-tasks",
    "events",
    "firehose",
    "glue",
    "kms",
    "lambda",
    "redshift",
    "redshift-serverless",
    "s3",
    "scheduler",
    "scheduler.redshift",
    "sns",
    // The audience of GitHub's tokens.
    "sts",
  ];

  test("no ARN and no host name is of one partition alone", () => {
    const principals = new Set<string>();
    for (const [, text] of bodies) {
      expect(text).not.toMatch(/arn:aws/);
      for (const [, name] of text.matchAll(/([\w.-]*)\.amazonaws\.com/g)) principals.add(String(name));
    }
    // "" is queues' senders, `${s.service}.amazonaws.com`, of s3, sns and events.
    expect([...principals].filter(Boolean).sort()).toEqual(GLOBAL);
  });

  test("CloudWatch Logs is named by its region and the partition's own suffix", () => {
    const own =
      "logs.$" + "{terraform_data.place.input.region}.$" + "{terraform_data.place.input.dns_suffix}";
    const keys = ofType("aws_kms_key").filter(({ body }) => String(body.policy).includes("LogGroups"));
    expect(keys.length).toBeGreaterThan(0);
    for (const { body } of keys) expect(String(body.policy)).toContain(own);
  });
});

/** What CI applies with is told by name and by service, and bound (modules/bootstrap/rights.ts); modules/bootstrap has tests of it. */
const OF_CI = /^modules\/bootstrap\/.*aws_iam_/;

describe("security", () => {
  test("* stands for a resource only where AWS knows no other", () => {
    const known =
      /Sid = "(AccountDecidesByIam|ServicesOfThisAccount|ProducersSendEncrypted|LogGroupsOfThisAccount|CloudTrailEncrypts|CloudTrailLooksAtIt|SendTraces|JoinVpc|SignInToRegistry(WhenLong)?|LookForJobs|WriteMetricsByGlue|OverTlsOnly|KnowItsParameters|FollowOwnStatements(AfterFailure|WhenLong)?)"/;
    for (const { address, body } of resources.filter((one) => !OF_CI.test(one.address))) {
      const statements = JSON.stringify(body).split("{ Sid = ").slice(1);
      for (const statement of statements) {
        if (/Resource = \\"\*\\"/.test(statement)) {
          expect(`${address} { Sid = ${statement.replaceAll('\\"', '"')}`).toMatch(known);
        }
      }
    }
  });

  test("no role is allowed actions by pattern; keys allow some so, as AWS writes their policies", () => {
    const allowed = resources.flatMap(({ address, body }) =>
      JSON.stringify(body)
        .replaceAll('\\"', '"')
        .split("{ Sid = ")
        .slice(1)
        .filter(
          (statement) => /Effect = "Allow"/.test(statement) && /"[a-z0-9-]+:[A-Za-z]*\*"/.test(statement),
        )
        .map((statement) => `${address} ${/"(\w+)"/.exec(statement)?.[1]}`),
    );
    const own = allowed.filter((one) => !OF_CI.test(one));
    expect(own.filter((one) => !one.includes("aws_kms_key."))).toEqual([]);
    expect(new Set(own.map((one) => one.split(" ").at(-1)))).toEqual(
      new Set([
        "AccountDecidesByIam",
        "CloudTrailEncrypts",
        "LogGroupsOfThisAccount",
        "ServicesOfThisAccount",
      ]),
    );
  });

  test("queues are encrypted, over TLS, and take six times their consumer's timeout", () => {
    const queues = ofType("aws_sqs_queue");
    expect(queues.length).toBe(3);
    for (const { body } of queues) {
      expect(body.kms_master_key_id).toEqual(encrypted);
      expect(String(body.policy)).toContain("DenyPlainText");
    }
    const main = queues.find(({ address }) => address.endsWith("aws_sqs_queue.this"));
    expect(String(main?.body.visibility_timeout_seconds)).toContain("6 * var.consumer_timeout_seconds");
    expect(String(main?.body.redrive_policy)).toContain("deadLetterTargetArn");
  });

  test("every bucket has its block, its owner, its versions, its key, its policy and its lifecycle", () => {
    const buckets = ofType("aws_s3_bucket");
    expect(buckets.length).toBe(6);
    for (const type of [
      "aws_s3_bucket_public_access_block",
      "aws_s3_bucket_ownership_controls",
      "aws_s3_bucket_versioning",
      "aws_s3_bucket_server_side_encryption_configuration",
      "aws_s3_bucket_policy",
      "aws_s3_bucket_lifecycle_configuration",
    ]) {
      expect(ofType(type).map(({ body }) => body.for_each)).toEqual(
        buckets.map(({ address }) => `$\{${address.split(": ")[1]}}`),
      );
    }
    for (const { address, body } of ofType("aws_s3_bucket_policy")) {
      expect(String(body.policy)).toContain("DenyPlainText");
      // CloudTrail alone writes to its bucket, and digests perhaps under S3's own key.
      expect(String(body.policy)).toContain(
        /\/trail\//.test(address) ? "NobodyElseWrites" : "DenyOtherEncryption",
      );
    }
  });

  test("functions report partial failures, and log into encrypted groups with a retention", () => {
    expect(ofType("aws_lambda_function").length).toBe(13);
    for (const { body } of ofType("aws_lambda_event_source_mapping")) {
      expect(body.function_response_types).toEqual(["ReportBatchItemFailures"]);
    }
    for (const { body } of ofType("aws_cloudwatch_log_group")) {
      expect(body.kms_key_id).toEqual(encrypted);
      expect(body.retention_in_days).toBe("$" + "{var.log_retention_days}");
    }
    for (const { body } of ofType("aws_lambda_function")) {
      expect(body.kms_key_arn).toEqual(encrypted);
      expect(JSON.stringify(body.lifecycle)).toContain("<= 4096");
    }
  });

  test("every function has an alarm on its failures, which says so to whoever is to hear of it", () => {
    const functions = ofType("aws_lambda_function");
    const topics = "$" + "{var.alarm_topic_arns}";
    for (const { address, body } of functions) {
      const alarm = resources.find(
        (one) =>
          one.address === address.replace("lambda_function.function", "cloudwatch_metric_alarm.errors"),
      );
      expect(alarm?.body).toMatchObject({
        dimensions: { FunctionName: body.function_name },
        namespace: "AWS/Lambda",
        metric_name: "Errors",
        alarm_actions: topics,
        ok_actions: topics,
      });
    }
  });

  test("nothing is reserved of an account's concurrency by default, and objects carry no tags", () => {
    for (const name of ["stage", "catalog", "load", "transforms"])
      expect(files[`modules/${name}/variables.tf`]).toMatch(
        /variable "reserved_concurrency" \{[^}]*default += -1\n/,
      );
    for (const { body } of ofType("aws_s3_object")) {
      expect(body.tags).toBeUndefined();
      expect(body.override_provider).toEqual({ default_tags: { tags: "$" + "{{}}" } });
    }
  });

  test("tables, topics, secrets and results are encrypted with the module's key", () => {
    for (const { body } of ofType("aws_dynamodb_table"))
      expect(JSON.stringify(body.server_side_encryption)).toMatch(
        /"enabled":true,"kms_key_arn":"[^"]*kms_key/,
      );
    for (const { body } of ofType("aws_sns_topic")) expect(body.kms_master_key_id).toEqual(encrypted);
    for (const { body } of ofType("aws_secretsmanager_secret")) expect(body.kms_key_id).toEqual(encrypted);
    for (const { body } of ofType("aws_kms_key")) expect(body.enable_key_rotation).toBe(true);
  });

  test("a warehouse is encrypted, over TLS, audited and not public, and is not lost by one step", () => {
    const [cluster] = ofType("aws_redshift_cluster");
    expect(cluster?.body).toMatchObject({
      encrypted: "true",
      publicly_accessible: false,
      enhanced_vpc_routing: true,
      manage_master_password: true,
    });
    expect(cluster?.body.kms_key_id).toEqual(encrypted);
    expect(String(cluster?.body.skip_final_snapshot)).toContain("force_destroy");
    // Each cluster's own, so that a snapshot of an earlier one is not in the way.
    expect(String(cluster?.body.final_snapshot_identifier)).toMatch(
      /final_snapshot_name.*-final-.*terraform_data\.cluster_birth\[\*\]\.id/,
    );
    const [parameters] = ofType("aws_redshift_parameter_group");
    expect(JSON.stringify(parameters?.body.dynamic)).toContain('require_ssl = \\"true\\"');
    expect(ofType("aws_redshift_logging").length).toBe(1);
    const [workgroup] = ofType("aws_redshiftserverless_workgroup");
    expect(workgroup?.body).toMatchObject({ publicly_accessible: false, enhanced_vpc_routing: true });
    const [guard] = resources.filter(({ address }) => address.endsWith("terraform_data.namespace_guard"));
    expect(JSON.stringify(guard?.body)).toContain("destroy");
    for (const { body } of ofType("aws_vpc_security_group_ingress_rule"))
      expect(JSON.stringify(body)).not.toContain("0.0.0.0/0");
  });

  test("a contract that loses its last token keeps the key of the tokens", () => {
    const { stage } = JSON.parse(files["main.tf.json"] ?? "").module;
    expect(stage.create_token_key).toBe("$" + "{var.create_token_key}");
  });

  test("a pipeline refuses to go before anything of it has gone, and a key goes after the buckets it encrypts", () => {
    const body = JSON.parse(files["main.tf.json"] ?? "");
    const { depends_on, provisioner } = body.resource.terraform_data.data_guard;
    const called = Object.keys(body.module).map((name) => `module.${name}`);
    expect([...depends_on].sort()).toEqual([...addressesIn(body), ...called].sort());
    expect(provisioner[0]["local-exec"].when).toBe("destroy");
    for (const { body } of ofType("aws_s3_bucket"))
      expect(body.depends_on).toEqual(["var.kms_key_arn", "aws_kms_key.key"]);
  });

  test("each module that has the two keys asks them before anything of it goes, and before any of its data goes", () => {
    const keyed = bodies.filter(([path]) =>
      files[path.replace("main.tf.json", "variables.tf")]?.includes('variable "force_destroy"'),
    );
    expect(keyed.map(([path]) => path.split("/").at(-2) ?? "pipeline")).toEqual([
      "pipeline",
      "api",
      "athena",
      "audit",
      "bootstrap",
      "lake",
      "queue",
      "registry",
      "stage",
      "trail",
      "vault",
      "warehouse",
    ]);
    for (const [path, text] of keyed) {
      const body = JSON.parse(text);
      const guards = Object.entries(body.resource.terraform_data as Resources[string]).filter(([name]) =>
        name.endsWith("_guard"),
      );
      const whole = guards.find(([name]) => name === "data_guard")?.[1].depends_on ?? [];
      const called = Object.keys(body.module ?? {}).map((name) => `module.${name}`);
      expect({ path, all: [...(whole as string[])].sort() }).toEqual({
        path,
        all: [...addressesIn(body), ...called].sort(),
      });
      for (const [name, { input, provisioner }] of guards) {
        expect(`${name}: ${JSON.stringify(input)}`).toMatch(/(force_destroy|object_lock).*exit 0.*exit 1/);
        expect(JSON.stringify(provisioner)).toContain('"when":"destroy"');
      }
      const holding = addressesIn(body).filter((address) => HOLDS_DATA.test(address));
      for (const address of holding) {
        const [guard] = guards.filter(([, { lifecycle }]) =>
          JSON.stringify(lifecycle ?? {}).includes(`"${address}`),
        );
        expect(guard?.[1].depends_on ?? `no guard of ${address} in ${path}`).toContain(address);
      }
    }
  });

  test("no name hangs on what is read late, nor on a variable that is changed later", () => {
    const late = /data\.aws_|var\.name\b/;
    for (const { address, body } of resources) {
      // What waits for a check of code in a bucket takes nothing of it.
      const { lifecycle, input, depends_on: _, ...rest } = body;
      if (address.endsWith("terraform_data.place")) {
        expect(JSON.stringify(input)).toMatch(late);
        expect(lifecycle).toMatchObject({ ignore_changes: ["input"] });
      } else if (!/terraform_data\.zones$/.test(address)) {
        expect(`${address} ${JSON.stringify({ rest, input })}`).not.toMatch(late);
      }
    }
    for (const { body } of ofType("aws_s3_bucket"))
      expect(body.lifecycle).toMatchObject({ ignore_changes: ["bucket"] });
  });

  test("roles take the boundary", () => {
    for (const { body } of ofType("aws_iam_role")) {
      expect(body.permissions_boundary).toBe("$" + "{var.permissions_boundary_arn}");
    }
  });
});

describe("a vault", () => {
  const { module, resource, locals } = JSON.parse(String(pipeline.files()["main.tf.json"]));

  test("is there where a column says so or it is kept, under a key that is not the pipeline's", () => {
    expect(module.vault.count).toBe(
      "$" + "{var.vault.create && (local.uses_vault || var.vault.keep) ? 1 : 0}",
    );
    expect(module.vault.kms_key_arn).toBe("$" + "{var.vault.kms_key_arn}");
    expect(locals.uses_vault).toContain('contains(["vault"]');
    expect(resource.terraform_data.vault_guard.depends_on).toEqual(["module.vault"]);
  });

  test("is restorable, encrypted, protected from deletion, and forgets nothing by itself", () => {
    const [table] = ofType("aws_dynamodb_table").filter(({ address }) => address.includes("/vault/"));
    expect(table?.body).toMatchObject({
      billing_mode: "PAY_PER_REQUEST",
      point_in_time_recovery: { enabled: "$" + "{var.point_in_time_recovery}" },
      deletion_protection_enabled: "$" + "{!var.force_destroy}",
    });
    expect(table?.body.ttl).toBeUndefined();
  });

  test("is used by who tokenizes, for finding tokens and not for opening them", () => {
    const [policy] = resources.filter(
      ({ address }) => address === "modules/stage/main.tf.json: aws_iam_role_policy.permissions",
    );
    const statements = String(policy?.body.policy).split("{ Sid = ");
    const decrypting = statements.filter((one) => one.includes("vault_kms_key_arn"));
    expect(decrypting.map((one) => /"(\w+)"/.exec(one)?.[1])).toEqual([
      "ReadVaultTable",
      "FindByIndex",
      "SealValues",
    ]);
    for (const one of decrypting) {
      expect(one).toContain("Condition");
      if (one.includes("kms:Decrypt")) expect(one).not.toContain('"values"');
    }
  });

  test("a column of ff1 needs the token key as one of hmac does", () => {
    expect(locals.uses_tokens).toContain('contains(["hmac", "ff1"]');
  });
});
