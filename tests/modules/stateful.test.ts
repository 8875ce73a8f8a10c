// What holds data survives: under the real Terraform and provider against the local AWS, each module applied once with
// `depends_on`, then planned and destroyed as people do it by mistake.
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type AwsConfig, awsConfig } from "../../cli/aws.ts";
import { down, environment, up } from "../../local/index.ts";
import { zip } from "../../local/testing/zip.ts";
import { GUARDED, MODULES, STATEFUL_ROOT } from "./stateful-root.ts";
import { type Ended, terraformHere, type Workbench, workbench } from "./terraform.ts";

const MINUTES = 60_000;
const ACCOUNT = "123456789012";
const terraform = terraformHere();
const withTerraform = terraform ? describe : describe.skip;

/** A line of `terraform plan -json`. */
interface PlanEvent {
  type: string;
  change?: { resource: { addr: string }; action: string };
}

withTerraform("what holds data", () => {
  let bench: Workbench;
  let folder: string;
  let state: string;
  let aws: AwsConfig;
  const run = (...args: string[]): Promise<Ended> => bench.run(folder, ...args);
  /** What Terraform says beside its reading, on one line. */
  const words = (output: string): string =>
    output
      .split("\n")
      .filter((line) => !/: (Refreshing state|Reading|Read complete)/.test(line))
      .join(" ")
      .replace(/[\s│╷╵]+/g, " ");

  /** Address → action, of all that a plan would change. What it says line by line costs no second reading of the provider's schema, as `show` does. */
  const changes = async (...args: string[]): Promise<Record<string, string>> => {
    const { code, output } = await run("plan", "-json", "-out=plan", "-parallelism=30", ...args);
    expect({ code, output: code ? output : "" }).toEqual({ code: 0, output: "" });
    const lines = output.split("\n").filter((line) => line.startsWith("{"));
    const planned = lines
      .map((line) => JSON.parse(line) as PlanEvent)
      .flatMap(({ type, change }) => (type === "planned_change" && change ? [change] : []))
      .filter(({ action }) => action !== "read" && action !== "noop");
    return Object.fromEntries(planned.map(({ resource, action }) => [resource.addr, action]));
  };

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), "headrace-stateful-"));
    const local = environment(await up({ state }));
    aws = awsConfig(local);
    bench = await workbench(terraform as string, local);
    folder = join(bench.folder, "root");
    await mkdir(folder);
    await writeFile(join(folder, "main.tf"), STATEFUL_ROOT);
    expect(await run("init", "-no-color")).toMatchObject({ code: 0 });
    const applied = await run("apply", "-no-color", "-auto-approve", "-parallelism=30");
    if (applied.code !== 0) throw new Error(applied.output.slice(-4000));
  }, 20 * MINUTES);

  afterAll(async () => {
    await down({ state });
    await bench?.close();
    await rm(state, { recursive: true, force: true });
  }, 2 * MINUTES);

  test(
    "is left alone where what the modules depend on changes, and so is all the rest of them",
    async () => {
      expect(await changes("-var=estate=second")).toEqual({ "terraform_data.estate": "update" });
    },
    15 * MINUTES,
  );

  test(
    "keeps its name: another one is refused in the plan, once by each module, in a sentence that says what to do",
    async () => {
      const { code, output } = await run("plan", "-no-color", "-var=name=other");
      expect(code).toBe(1);
      const said = words(output);
      expect(
        said.match(
          /The name of this module is "acme[a-z-]*" and cannot become "other[a-z-]*": everything that holds data would be replaced\. Write the old name again\./g,
        ),
      ).toHaveLength(MODULES.length);
      expect(output.match(/^Error: /gm)).toHaveLength(MODULES.length);
    },
    15 * MINUTES,
  );

  test(
    "goes only with both keys: a destroy without them is refused by each module, and nothing is touched",
    async () => {
      const s3 = new S3Client({ ...aws, forcePathStyle: true });
      const Bucket = `acme-landing-${ACCOUNT}`;
      await s3.send(new PutObjectCommand({ Bucket, Key: "orders/a.csv", Body: "id\n1\n" }));
      const alone = await run("destroy", "-no-color", "-auto-approve", "-target=module.lake");
      expect(alone.code).toBe(1);
      expect(words(alone.output)).toContain(
        "The lake holds data. Apply force_destroy and i_understand_that_data_is_lost first.",
      );
      // The guard of the whole module stands before those of its parts.
      expect(alone.output.match(/^Error: local-exec provisioner error/gm)).toHaveLength(1);
      const all = await run("destroy", "-no-color", "-auto-approve");
      expect(all.code).toBe(1);
      for (const module of GUARDED)
        expect(all.output).toMatch(new RegExp(`with module\\.${module}\\.terraform_data\\.data_guard`));

      const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
      expect(PublicAccessBlockConfiguration).toMatchObject({ RestrictPublicBuckets: true });
      const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
      expect(Policy).toContain("DenyPlainText");
      const { ServerSideEncryptionConfiguration: encryption } = await s3.send(
        new GetBucketEncryptionCommand({ Bucket }),
      );
      expect(encryption?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe("aws:kms");
      const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
      expect(Status).toBe("Enabled");
      const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
      expect(Rules).toHaveLength(1);
      s3.destroy();
      const dynamo = new DynamoDBClient(aws);
      for (const TableName of ["acme-audit", "acme-vault"]) {
        const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }));
        expect(Table).toMatchObject({ TableStatus: "ACTIVE", DeletionProtectionEnabled: true });
      }
      dynamo.destroy();
      const missing = Object.keys(await changes()).filter((address) =>
        GUARDED.includes(address.split(".")[1] ?? ""),
      );
      expect(missing).toEqual([]);
      // The queue and the catalog hold nothing of their own, and may have gone.
      const again = await run("apply", "-no-color", "-auto-approve", "-parallelism=30");
      expect(again).toMatchObject({ code: 0 });
    },
    20 * MINUTES,
  );

  test(
    "goes only with both keys where a part of it is replaced or no longer wanted",
    async () => {
      const replaced = await run(
        ...["apply", "-no-color", "-auto-approve", "-parallelism=30"],
        ...[
          '-replace=module.lake.aws_s3_bucket.zone["exports"]',
          "-replace=module.audit.aws_dynamodb_table.this",
        ],
        ...["-replace=module.cluster.aws_redshift_cluster.cluster[0]"],
      );
      expect(replaced.code).toBe(1);
      for (const guard of [
        'lake.terraform_data.zone_guard["exports"]',
        "audit.terraform_data.table_guard",
        "cluster.terraform_data.cluster_guard[0]",
      ])
        expect(replaced.output).toContain(`with module.${guard}`);
      expect(await changes()).toEqual({});

      // Each is refused by itself, in one apply.
      const dropped = await run(
        ...["apply", "-no-color", "-auto-approve", "-parallelism=30", "-refresh=false"],
        ...['-var=existing_buckets={exports="mine"}', "-var=create_token_key=false"],
      );
      expect(dropped.code).toBe(1);
      expect(words(dropped.output)).toContain("A bucket of the lake may hold data.");
      expect(words(dropped.output)).toContain(
        "No token can be made again without the token key. Apply create_token_key = true to keep it,",
      );
      const secrets = new SecretsManagerClient(aws);
      const secret = await secrets.send(new DescribeSecretCommand({ SecretId: "acme-token-key" }));
      expect(secret).toMatchObject({ Name: "acme-token-key" });
      expect(secret.DeletedDate).toBeUndefined();
      secrets.destroy();
      const again = await run("apply", "-no-color", "-auto-approve", "-parallelism=30", "-refresh=false");
      expect(again).toMatchObject({ code: 0 });
    },
    20 * MINUTES,
  );

  test(
    "a warehouse in a region with two zones has its third subnet in the first of them, as Serverless wants it",
    async () => {
      const two = join(bench.folder, "two-zones");
      await mkdir(two);
      await writeFile(
        join(two, "main.tf"),
        `provider "aws" {\n  region = "us-west-1"\n}\nmodule "two" {\n  source = "../set/modules/warehouse"\n  name   = "two"\n  type   = "serverless"\n}\n`,
      );
      expect(await bench.run(two, "init", "-no-color")).toMatchObject({ code: 0 });
      expect(await bench.run(two, "plan", "-no-color", "-out=plan")).toMatchObject({ code: 0 });
      const shown = await bench.run(two, "show", "-json", "plan");
      const [vpc] = JSON.parse(shown.output).planned_values.root_module.child_modules;
      const subnets = (vpc.resources as { type: string; values: { availability_zone: string } }[]).filter(
        ({ type }) => type === "aws_subnet",
      );
      expect(subnets.map(({ values }) => values.availability_zone)).toEqual([
        "us-west-1a",
        "us-west-1b",
        "us-west-1a",
      ]);
    },
    15 * MINUTES,
  );

  test(
    "functions and layers are uploaded where their zip is another one, and not where it lies elsewhere",
    async () => {
      const elsewhere = join(bench.folder, "elsewhere");
      await mkdir(elsewhere);
      await cp(bench.set, join(elsewhere, "set"), { recursive: true });
      await rename(bench.set, `${bench.set}-gone`);
      await writeFile(join(folder, "main.tf"), STATEFUL_ROOT.replaceAll("../set/", "../elsewhere/set/"));
      expect(await run("init", "-no-color")).toMatchObject({ code: 0 });
      expect(await changes()).toEqual({});

      const other = await zip({ "index.js": "exports.handler = async () => 1;" });
      const artifacts = join(elsewhere, "set", "modules", "stage", "artifacts");
      await writeFile(join(artifacts, "stage.zip"), other);
      await writeFile(join(artifacts, "duckdb-layer-arm64.zip"), other);
      expect(await changes()).toEqual({
        "module.stage.aws_lambda_function.function": "update",
        "module.stage.aws_lambda_layer_version.duckdb[0]": "replace",
        "module.stage.terraform_data.code": "replace",
      });
      expect(await run("apply", "-no-color", "plan")).toMatchObject({ code: 0 });
      expect(await changes()).toEqual({});
    },
    15 * MINUTES,
  );
});
