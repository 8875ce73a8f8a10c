// What AWS refuses when Terraform applies, the local AWS refuses too, in AWS's words: with the real Terraform and provider.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Progress } from "../../cli/output/progress.ts";
import { Root } from "../../cli/terraform/root.ts";
import { down, environment, type LocalAws, up } from "../../local/index.ts";

const MINUTES = 60_000;
const ACCOUNT = "123456789012";
const home = mkdtempSync(join(tmpdir(), "headrace-refusals-"));
const state = join(home, "local");
let local: LocalAws;

const watching = () => ({
  progress: new Progress({ write: () => true }),
  signal: new AbortController().signal,
});

/** A root of its own, applied as often as it is given another text. */
function root(name: string) {
  const dir = join(home, name);
  mkdirSync(dir);
  const root = () => new Root(dir, { ...local, env: environment(local) });
  return {
    apply: (main: string) => {
      writeFileSync(join(dir, "main.tf"), main);
      return root().apply(watching());
    },
    planned: () => root().plan(watching()),
    destroy: () => root().destroy(watching()),
  };
}

beforeAll(async () => {
  local = await up({ state });
}, 2 * MINUTES);
afterAll(async () => {
  await down({ state });
  rmSync(home, { recursive: true, force: true });
}, MINUTES);

const OWNER = `{ Effect = "Allow", Action = "kms:*", Resource = "*", Principal = { AWS = "arn:aws:iam::${ACCOUNT}:root" } }`;
const logGroup = (statements: string[]): string => `
resource "aws_kms_key" "mine" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [${statements.join(", ")}] })
}
resource "aws_cloudwatch_log_group" "audit" {
  name       = "/acme/audit"
  kms_key_id = aws_kms_key.mine.arn
}
`;
const logs = (condition: string): string =>
  `{ Effect = "Allow", Action = ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"], Resource = "*", Principal = { Service = "logs.${"us-east-1"}.amazonaws.com" }, Condition = { ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "${condition}" } } }`;

test(
  "a log group with a key that CloudWatch Logs may not use",
  async () => {
    const { apply, planned } = root("logs");
    const group = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/acme/audit`;
    const words = `The specified KMS key does not exist or is not allowed to be used with Arn '${group}'`;
    const refused = { code: "terraform_failed", message: expect.stringContaining(words) };
    await expect(apply(logGroup([OWNER]))).rejects.toMatchObject(refused);
    await expect(
      apply(logGroup([OWNER, logs(`arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/other/*`)])),
    ).rejects.toMatchObject(refused);
    await apply(logGroup([OWNER, logs(`arn:aws:logs:us-east-1:${ACCOUNT}:log-group:*`)]));
    expect(await planned()).toMatchObject({ add: 0, change: 0, remove: 0 });
  },
  4 * MINUTES,
);

const objectWith = (tags: number, override: string): string => `
provider "aws" {
  default_tags {
    tags = { ${Array.from({ length: tags }, (_, i) => `tag${i} = "x"`).join(", ")} }
  }
}
resource "aws_dynamodb_table" "told" {
  name         = "told"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
}
resource "aws_s3_bucket" "told" {
  bucket = "told-of-tags"
}
resource "aws_s3_object" "text" {
  bucket  = aws_s3_bucket.told.id
  key     = "text.json"
  content = "{}"
  ${override}
}
`;

test(
  "an object with more than ten tags, unless the provider's default tags are left out as in the modules",
  async () => {
    const { apply, planned } = root("tags");
    await expect(apply(objectWith(11, ""))).rejects.toMatchObject({
      code: "terraform_failed",
      message: expect.stringContaining("Object tags cannot be greater than 10"),
    });
    await apply(objectWith(11, "override_provider {\n    default_tags {\n      tags = {}\n    }\n  }"));
    expect(await planned()).toMatchObject({ add: 0, change: 0, remove: 0 });
  },
  4 * MINUTES,
);

const cluster = (role: string): string => `
resource "aws_iam_role" "of" {
  for_each           = toset(["one", "two"])
  name               = each.key
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "redshift.amazonaws.com" } }] })
}
resource "aws_redshift_cluster" "mine" {
  cluster_identifier   = "mine"
  node_type            = "ra3.large"
  master_username      = "admin"
  master_password      = "Some-Passw0rd"
  skip_final_snapshot  = true
  iam_roles            = [aws_iam_role.of["${role}"].arn]
  default_iam_role_arn = aws_iam_role.of["${role}"].arn
}
`;

test(
  "a cluster's IAM roles can be changed while it stands",
  async () => {
    const { apply, planned } = root("cluster");
    await apply(cluster("one"));
    expect(await apply(cluster("two"))).toMatchObject({ add: 0, change: 1, remove: 0 });
    expect(await planned()).toMatchObject({ add: 0, change: 0, remove: 0 });
  },
  4 * MINUTES,
);

const GRANTS = `
resource "aws_glue_catalog_database" "lake" {
  name = "lake"
}
locals {
  reader = "arn:aws:iam::${ACCOUNT}:role/reader"
}
resource "aws_lakeformation_permissions" "database" {
  principal   = local.reader
  permissions = ["DESCRIBE"]
  database {
    name = aws_glue_catalog_database.lake.name
  }
}
resource "aws_lakeformation_permissions" "tables" {
  principal   = local.reader
  permissions = ["DESCRIBE", "SELECT"]
  table {
    database_name = aws_glue_catalog_database.lake.name
    wildcard      = true
  }
}
`;

test(
  "Lake Formation's grants are made, found again and taken back",
  async () => {
    const { apply, planned, destroy } = root("grants");
    await apply(GRANTS);
    expect(await planned()).toMatchObject({ add: 0, change: 0, remove: 0 });
    expect(await destroy()).toMatchObject({ remove: 3 });
  },
  4 * MINUTES,
);
