// The examples for estates, applied by the command to a local AWS, in another region than its own: an estate is made first,
// then the pipeline in it; and a bucket that is there becomes a lake's own.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Resource } from "../../cli/terraform/state.ts";
import { readOutputs, readState } from "../../cli/terraform/state.ts";
import { find } from "../../local/index.ts";
import { EXAMPLES, examplePaths } from "../../modules/examples.ts";
import { writeFiles } from "../../modules/publish.ts";
import { held, NOTHING } from "./account.ts";
import { CHECKOUT } from "./headrace.ts";
import { Laptop } from "./laptop.ts";

const REGION = "eu-central-1";
const laptop = new Laptop("existing-estate");
const estate = join(laptop.home, "estate");

const ESTATE = `
provider "aws" {
  region = "${REGION}"
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

resource "aws_kms_key" "data" {
  enable_key_rotation = true
  policy = templatefile("${join(EXAMPLES, "existing-estate", "key-policy.json.tftpl")}", {
    account_id = data.aws_caller_identity.current.account_id
    dns_suffix = data.aws_partition.current.dns_suffix
    partition  = data.aws_partition.current.partition
    region     = "${REGION}"
  })
}

resource "aws_s3_bucket" "raw" {
  bucket = "acme-raw"
}

resource "aws_sns_topic" "alarms" {
  name              = "alarms"
  kms_master_key_id = aws_kms_key.data.arn
}

resource "aws_sns_topic" "curated" {
  name              = "curated"
  kms_master_key_id = aws_kms_key.data.arn
}

resource "aws_vpc" "own" {
  cidr_block = "10.0.0.0/24"
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.own.id
  cidr_block = "10.0.0.0/26"
}

resource "aws_security_group" "out" {
  name   = "out"
  vpc_id = aws_vpc.own.id
}

resource "aws_iam_policy" "boundary" {
  name   = "boundary"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}

output "values" {
  value = {
    landing_bucket           = aws_s3_bucket.raw.id
    kms_key_arn              = aws_kms_key.data.arn
    subnet_ids               = [aws_subnet.private.id]
    security_group_ids       = [aws_security_group.out.id]
    permissions_boundary_arn = aws_iam_policy.boundary.arn
    alarm_topic_arns         = [aws_sns_topic.alarms.arn]
    curated_topic_arn        = aws_sns_topic.curated.arn
    create_workgroup         = true
  }
}
`;

/** The example as a user takes it: its folder, with the set where it lies and a region of theirs. */
async function copied(name: string, dir: string, values: object): Promise<void> {
  const files = Object.fromEntries(
    examplePaths()
      .filter((path) => path.startsWith(`${name}/`))
      .map((path) => [
        path.slice(name.length + 1),
        readFileSync(join(EXAMPLES, path), "utf8")
          .replaceAll('"../../dist/', `"${join(CHECKOUT, "dist")}/`)
          .replace('provider "aws" {}', `provider "aws" {\n  region = "${REGION}"\n}`),
      ]),
  );
  await writeFiles(dir, { ...files, "terraform.tfvars.json": JSON.stringify(values) });
}

const apply = async (dir: string): Promise<void> => {
  const { code, stdout } = await laptop.command("apply", dir, "--json");
  expect({ code, stdout }).toMatchObject({ code: 0 });
};
const destroy = async (dir: string): Promise<void> => {
  const { code, stdout } = await laptop.command("destroy", dir, "--json");
  expect({ code, stdout }).toMatchObject({ code: 0 });
};
const local = async () => {
  const found = await find({ state: join(laptop.home, "local") });
  if (!found) throw new Error("the local AWS does not run");
  return found;
};

beforeAll(async () => {
  mkdirSync(estate);
  writeFileSync(join(estate, "main.tf"), ESTATE);
  await apply(estate);
  const { values } = readOutputs(estate, await local()) as { values: object };
  await copied("existing-estate", laptop.dir, values);
}, 300_000);
afterAll(() => laptop.remove());

test("the pipeline works with what the estate has, in the estate's region", async () => {
  const file = join(laptop.home, "orders.csv");
  writeFileSync(
    file,
    "order_id,email,amount,ordered_at\n1,A@example.org,5,2024-01-01T10:00:00\n2,b@example.org,-1,2024-01-02T10:00:00\n",
  );
  const ran = await laptop.run(["--import", `orders=${file}`]);
  expect(ran.json()).toMatchObject({
    datasets: [{ dataset: "orders", rows_curated: 1, rows_quarantined: 1 }],
  });
  const resources = readState(laptop.dir, laptop.local);
  const of = (type: string): Resource[] => resources.filter((one) => one.type === type);
  expect(of("aws_kms_key")).toEqual([]);
  expect(of("aws_sns_topic")).toEqual([]);
  expect(of("aws_s3_bucket").map(({ attributes }) => attributes.bucket)).not.toContain("acme-raw");
  for (const { attributes } of of("aws_lambda_function"))
    expect(attributes.vpc_config).toMatchObject([{ subnet_ids: [expect.stringMatching(/^subnet-/)] }]);
  for (const { attributes } of of("aws_iam_role"))
    expect(attributes.permissions_boundary).toMatch(/policy\/boundary$/);
  for (const { attributes } of of("aws_sqs_queue")) expect(attributes.arn).toMatch(`:sqs:${REGION}:`);
}, 600_000);

test("and the command asks where it is", async () => {
  const status = await laptop.command("status", laptop.dir, "--json");
  const { alarms, datasets } = status.json<{ alarms: unknown[]; datasets: unknown }>();
  expect(alarms.length).toBeGreaterThan(5);
  expect(JSON.stringify(datasets)).toContain("orders");
  const audit = await laptop.command("audit", laptop.dir, "--json");
  expect(audit.stdout).toContain("orders.csv");
  const quarantine = await laptop.command("quarantine", laptop.dir, "orders", "--json");
  expect(quarantine.stdout).toContain("b@example.org");
  expect(await laptop.query("select order_id from orders")).toEqual([[1]]);
  const logs = await laptop.command("logs", laptop.dir, "--json");
  expect(logs.stdout).toContain("estate-stage");
}, 120_000);

test("a plan after it is empty, and a destroy takes the pipeline and leaves the estate", async () => {
  await laptop.planIsEmpty();
  await destroy(laptop.dir);
  const left = await held({ ...laptop.aws, region: REGION });
  expect(left.buckets).toEqual(["acme-raw"]);
  expect(left.topics).toHaveLength(2);
  expect(left).toMatchObject({ functions: [], queues: [], tables: [], roles: [], secrets: [], alarms: [] });
}, 300_000);

test("a bucket that is there becomes the lake's, with its objects", async () => {
  const dir = join(laptop.home, "import-bucket");
  const s3 = new S3Client({ ...laptop.aws, region: REGION, forcePathStyle: true });
  const Bucket = "files-of-years";
  await s3.send(
    new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }),
  );
  await s3.send(new PutObjectCommand({ Bucket, Key: "orders/2019.csv", Body: "order_id\n1\n" }));
  await copied("import-bucket", dir, { landing_bucket: Bucket });
  await apply(dir);
  expect(readOutputs(dir, await local()).buckets).toMatchObject({ landing: Bucket });
  expect(await s3.send(new HeadObjectCommand({ Bucket, Key: "orders/2019.csv" }))).toMatchObject({
    ContentLength: 11,
  });
  const again = await laptop.command("apply", dir, "--json");
  expect(again.json()).toMatchObject({ added: 0, changed: 0, destroyed: 0 });
  await destroy(dir);
  s3.destroy();
}, 300_000);

test("nothing is left of any of them", async () => {
  await destroy(estate);
  expect(await held({ ...laptop.aws, region: REGION })).toEqual(NOTHING);
}, 120_000);
