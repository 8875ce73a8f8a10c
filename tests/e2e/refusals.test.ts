// What AWS refuses when Terraform applies, the local AWS refuses too, in AWS's words: with the real Terraform and provider.
// One root holds all of it and is applied as often as it changes; what Terraform counts says each time that nothing else differs.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Progress } from "../../cli/output/progress.ts";
import type { Changes } from "../../cli/terraform/events.ts";
import { Root } from "../../cli/terraform/root.ts";
import type { HeadraceError } from "../../core/errors.ts";
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

/** The root with other contents: file → text; undefined takes the file away. */
function apply(files: { [file: string]: string | undefined }): Promise<Changes> {
  const dir = join(home, "root");
  mkdirSync(dir, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    if (text === undefined) rmSync(join(dir, file));
    else writeFileSync(join(dir, file), text);
  }
  return new Root(dir, { ...local, env: environment(local) }).apply(watching());
}

/** Why the root with these contents is refused, in Terraform's words. */
async function refusal(files: { [file: string]: string }): Promise<string> {
  const failure = await apply(files).then(
    () => undefined,
    (error: HeadraceError) => error,
  );
  expect(failure).toMatchObject({ code: "terraform_failed" });
  return String(failure?.message);
}

beforeAll(async () => {
  local = await up({ state });
}, 2 * MINUTES);
afterAll(async () => {
  await down({ state });
  rmSync(home, { recursive: true, force: true });
}, MINUTES);

/** More than an object of S3 takes, for everything in the root. */
const PROVIDER = `
provider "aws" {
  default_tags {
    tags = { ${Array.from({ length: 11 }, (_, i) => `tag${i} = "x"`).join(", ")} }
  }
}
`;

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
const objectWith = (override: string): string => `
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

const LOG_GROUP = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/acme/audit`;
const NO_KEY = `The specified KMS key does not exist or is not allowed to be used with Arn '${LOG_GROUP}'`;
const TOO_MANY_TAGS = "Object tags cannot be greater than 10";

test(
  "a log group with a key that CloudWatch Logs may not use, and an object with more than ten tags",
  async () => {
    const files = {
      "provider.tf": PROVIDER,
      "logs.tf": logGroup([OWNER]),
      "tags.tf": objectWith(""),
      "cluster.tf": cluster("one"),
      "grants.tf": GRANTS,
    };
    const words = await refusal(files);
    expect(words).toContain(NO_KEY);
    expect(words).toContain(TOO_MANY_TAGS);
  },
  4 * MINUTES,
);

test(
  "a log group with a key that CloudWatch Logs may use for others",
  async () => {
    const files = {
      "logs.tf": logGroup([OWNER, logs(`arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/other/*`)]),
      // As the modules do it.
      "tags.tf": objectWith("override_provider {\n    default_tags {\n      tags = {}\n    }\n  }"),
    };
    const words = await refusal(files);
    expect(words).toContain(NO_KEY);
    expect(words).not.toContain(TOO_MANY_TAGS);
  },
  4 * MINUTES,
);

test(
  "what is right is applied: nothing but the log group was missing",
  async () => {
    const right = logGroup([OWNER, logs(`arn:aws:logs:us-east-1:${ACCOUNT}:log-group:*`)]);
    expect(await apply({ "logs.tf": right })).toMatchObject({ add: 1, change: 1, remove: 0 });
  },
  4 * MINUTES,
);

test(
  "a cluster's IAM roles can be changed while it runs, and nothing else differs by then",
  async () => {
    expect(await apply({ "cluster.tf": cluster("two") })).toMatchObject({ add: 0, change: 1, remove: 0 });
  },
  4 * MINUTES,
);

test(
  "Lake Formation's grants were made and found again, and are taken back; nothing else differs by then",
  async () => {
    expect(await apply({ "grants.tf": undefined })).toMatchObject({ add: 0, change: 0, remove: 3 });
  },
  4 * MINUTES,
);
