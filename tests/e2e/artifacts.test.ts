// A module set without its zips, whose functions and jobs take their code from a bucket: refused while the code is missing or is
// another one, then applied, used and destroyed on the local AWS.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readState } from "../../cli/terraform/state.ts";
import { artifactKey, type Digest, isLeftOut } from "../../core/registry/artifacts.ts";
import { environment, find } from "../../local/index.ts";
import { held, NOTHING } from "./account.ts";
import { CHECKOUT } from "./headrace.ts";
import { Laptop } from "./laptop.ts";

const BUCKET = "acme-code";
const PREFIX = "headrace/";
const laptop = new Laptop("slim");
const set = join(laptop.home, "set");
let env: Record<string, string>;
let s3: S3Client;

const CONTRACT = `version: 1
name: slim
datasets:
  orders:
    columns:
      - { name: order_id, type: bigint, required: true }
      - { name: amount, type: "decimal(12,2)", min: 0 }
`;
const root = (artifacts: string): string => `
provider "aws" {}

module "pipeline" {
  source    = "../set"
  name      = "slim"
  datasets  = yamldecode(file("\${path.module}/headrace.yaml")).datasets
  ${artifacts}
  spark = { enabled = true, jobs = { orders = {} } }

  force_destroy                  = true
  i_understand_that_data_is_lost = true
}
`;
const write = (artifacts: string): void => writeFileSync(join(laptop.dir, "main.tf"), root(artifacts));
const TAKEN = `artifacts = { bucket = "${BUCKET}", prefix = "${PREFIX}" }`;

const publish = (...more: string[]) =>
  laptop.commandWith(env, "publish", "--artifacts", `s3://${BUCKET}/${PREFIX}`, "--json", ...more);
/** What a plan that is refused says, on one line. */
async function refusal(): Promise<string> {
  const { code, stdout, stderr } = await laptop.command("apply", laptop.dir);
  expect(code).not.toBe(0);
  return `${stdout}${stderr}`.replace(/[\s│╷╵]+/g, " ");
}
const keyOf = (module: string, file: string): string => {
  const list = join(set, "modules", module, "artifacts", "digests.json");
  const digests = JSON.parse(readFileSync(list, "utf8")) as { [file: string]: Digest };
  return artifactKey(PREFIX, digests[file]?.hex ?? "", file);
};
const keys = async (): Promise<string[]> => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  return Contents.map(({ Key = "" }) => Key);
};

beforeAll(async () => {
  expect(await laptop.command("local", "up", "--json")).toMatchObject({ code: 0 });
  const local = await find({ state: join(laptop.home, "local") });
  if (!local) throw new Error("the local AWS does not run");
  env = environment(local);
  s3 = new S3Client({
    endpoint: env.AWS_ENDPOINT_URL as string,
    region: env.AWS_REGION as string,
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID as string,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY as string,
    },
    forcePathStyle: true,
  });
  const place =
    env.AWS_REGION === "us-east-1"
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: env.AWS_REGION as "eu-west-1" } };
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET, ...place }));
  mkdirSync(laptop.dir);
  writeFileSync(join(laptop.dir, "headrace.yaml"), CONTRACT);
}, 120_000);
afterAll(async () => {
  s3?.destroy();
  await laptop.remove();
});

test("the code goes to a bucket, and the version that is published beside it is small", async () => {
  const registry = join(laptop.home, "registry");
  const first = await publish("--to", registry);
  const { bytes, artifacts } = first.json<{ bytes: number; artifacts: Record<string, number> }>();
  expect(bytes).toBeLessThan(3_000_000);
  expect(artifacts.bytes).toBeGreaterThan(40_000_000);
  expect(artifacts).toMatchObject({ place: `s3://${BUCKET}/${PREFIX.slice(0, -1)}`, there_already: 0 });
  expect(await keys()).toHaveLength(artifacts.files as number);
  const again = await publish();
  expect(again.json()).toEqual({ artifacts: { ...artifacts, there_already: artifacts.files } });
  cpSync(join(CHECKOUT, "dist", "terraform-aws-headrace"), set, {
    recursive: true,
    filter: (path) => !isLeftOut(path),
  });
}, 600_000);

test("a root that does not say where the code is learns what to write", async () => {
  write("");
  const said = await refusal();
  expect(said).toContain("this copy of the module stage was published without its zips");
  expect(said).toContain("headrace publish --artifacts");
}, 300_000);

test("code that is missing, or another one, is refused before anything is made", async () => {
  write(TAKEN);
  const Key = keyOf("stage", "stage.zip");
  await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
  const missing = await refusal();
  expect(missing).toContain(`There is no s3://${BUCKET}/${Key}, from which this module takes its code.`);
  expect(missing).toContain(`headrace publish --artifacts s3://${BUCKET}/${PREFIX}`);

  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: "another", ChecksumAlgorithm: "SHA256" }));
  expect(await refusal()).toContain(`${Key} is not what this module was published with`);
  const refused = await publish();
  expect(refused.code).not.toBe(0);
  expect(refused.stdout).toContain("is there already, and is not this file");
  await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
  const { artifacts } = (await publish()).json<{ artifacts: Record<string, number> }>();
  expect(artifacts.there_already).toBe((artifacts.files as number) - 1);
}, 600_000);

test("the pipeline runs on the code of the bucket, and a plan after it is empty", async () => {
  const file = join(laptop.home, "orders.csv");
  writeFileSync(file, "order_id,amount\n1,5\n2,-1\n");
  const ran = await laptop.run(["--import", `orders=${file}`]);
  expect(ran.json()).toMatchObject({
    datasets: [{ dataset: "orders", rows_curated: 1, rows_quarantined: 1 }],
  });
  const resources = readState(laptop.dir, laptop.local);
  const functions = resources.filter(({ type }) => type === "aws_lambda_function");
  expect(functions.length).toBeGreaterThan(2);
  for (const { attributes } of functions)
    expect(attributes).toMatchObject({
      s3_bucket: BUCKET,
      s3_key: expect.stringMatching(/^headrace\/[0-9a-f]{64}\//),
      filename: null,
    });
  const [job] = resources.filter(({ type }) => type === "aws_glue_job");
  expect(job?.attributes).toMatchObject({
    command: [{ script_location: `s3://${BUCKET}/${keyOf("spark", "import.py")}` }],
  });
  expect(resources.filter(({ address }) => address.includes("code_"))).toEqual([]);
  await laptop.planIsEmpty();
}, 900_000);

test("and goes, while the bucket of the code stays as it was", async () => {
  const before = await keys();
  const destroyed = await laptop.command("destroy", laptop.dir, "--json");
  expect(destroyed.code).toBe(0);
  expect(await keys()).toEqual(before);
  for (const Key of before) await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
  await s3.send(new DeleteBucketCommand({ Bucket: BUCKET }));
  expect(await held(laptop.aws)).toEqual(NOTHING);
}, 300_000);
