// npm run release:upgrade -- REVISION: what an upgrade does to a pipeline that stands. The module set of an earlier revision is applied to a
// local AWS of its own and given data; the set of this checkout takes its place. What holds data must be the very same
// after that, and old and new rows must both be read.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { MODULE_SET } from "../cli/module-files.ts";
import { buildModules } from "../cli/module-set.ts";
import { makeOutput } from "../cli/output/output.ts";
import { readState } from "../cli/terraform/state.ts";
import { find } from "../local/index.ts";
import { ROOT } from "./files.ts";

/** What data is lost with. Their ids do not change where they stay; a bucket that was made anew has none of its objects. */
const HOLDS_DATA = new Set([
  "aws_cloudwatch_log_group",
  "aws_dynamodb_table",
  "aws_glue_catalog_database",
  "aws_glue_catalog_table",
  "aws_kms_key",
  "aws_redshift_cluster",
  "aws_s3_bucket",
  "aws_secretsmanager_secret",
  "aws_sns_topic",
  "aws_sqs_queue",
]);

const FILES = {
  "main.tf": `provider "aws" {}

locals {
  contract = yamldecode(file("\${path.module}/headrace.yaml"))
}

module "pipeline" {
  source   = "./set"
  name     = local.contract.name
  datasets = local.contract.datasets

  force_destroy                  = true
  i_understand_that_data_is_lost = true
}
`,
  "headrace.yaml": `version: 1
name: upgraded
datasets:
  orders:
    columns:
      - { name: order_id, type: bigint, required: true }
      - { name: email, type: string, tokenize: hmac }
    key: [order_id]
`,
};

const run = promisify(execFile);
const [revision] = process.argv.slice(2);
if (!revision) {
  console.error("Usage: npm run release:upgrade -- REVISION");
  process.exit(2);
}
const scratch = await mkdtemp(join(tmpdir(), "headrace-upgrade-"));
const dir = join(scratch, "root");
const state = join(scratch, "state");

async function headrace(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [join(ROOT, "bin", "headrace.mjs"), ...args], {
    env: { ...process.env, HEADRACE_STATE: state },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/** Builds the module set of the revision, with the packages that are installed here. */
async function earlierSet(): Promise<string> {
  const checkout = join(scratch, "earlier");
  await mkdir(checkout);
  const archive = join(scratch, "earlier.tar");
  await run("git", ["-C", ROOT, "archive", "--output", archive, revision as string]);
  await run("tar", ["xf", archive, "-C", checkout]);
  await symlink(join(ROOT, "node_modules"), join(checkout, "node_modules"));
  await run(process.execPath, [join(checkout, "bin", "headrace.mjs"), "build", "--json"]);
  return join(checkout, "dist", "terraform-aws-headrace");
}

const local = async () => {
  const found = await find({ state });
  if (!found) throw new Error("the local AWS is gone");
  return found;
};

/** Address → ids of what holds data. */
async function holders(): Promise<Map<string, string>> {
  const resources = readState(dir, await local()).filter(({ type }) => HOLDS_DATA.has(type));
  return new Map(
    resources.map(({ address, attributes }) => [address, `${attributes.id} ${attributes.arn ?? ""}`]),
  );
}

async function importRows(file: string, rows: string): Promise<void> {
  const path = join(scratch, file);
  await writeFile(path, `order_id,email\n${rows}`);
  await headrace("run", dir, "--import", `orders=${path}`, "--json");
}

const told = (text: string) => console.log(`✓ ${text}`);

try {
  await buildModules(makeOutput(false));
  const earlier = await earlierSet();
  await mkdir(dir, { recursive: true });
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(dir, name), text);
  await cp(earlier, join(dir, "set"), { recursive: true });
  await importRows("before.csv", "1,a@example.org\n2,b@example.org\n");
  const before = await holders();
  told(`the set of ${revision} is applied, and has two rows; ${before.size} of its resources hold data`);

  await rm(join(dir, "set"), { recursive: true });
  await cp(MODULE_SET, join(dir, "set"), { recursive: true });
  const { added, changed, destroyed } = JSON.parse(await headrace("apply", dir, "--json"));
  told(`this checkout's set is applied over it: ${added} added, ${changed} changed, ${destroyed} destroyed`);
  const after = await holders();
  const lost = [...before].filter(([address, ids]) => after.get(address) !== ids);
  if (lost.length > 0) throw new Error(`these hold data, and did not stay:\n${lost.join("\n")}`);
  told("what holds data is the very same");

  await importRows("after.csv", "3,c@example.org\n1,a@example.org\n");
  const answer = await headrace(
    "query",
    dir,
    "select count(*), count(distinct email), min(order_id), max(order_id) from orders",
    "--json",
  );
  const { rows } = JSON.parse(answer) as { rows: unknown[][] };
  // The key holds within a file: order 1 is there twice, and its token is the same by the old function and the new one.
  if (JSON.stringify(rows) !== JSON.stringify([[4, 3, 1, 3]])) throw new Error(`the rows are ${answer}`);
  told("old and new rows are read, and the same value has the same token before and after");
  await headrace("destroy", dir, "--json");
} finally {
  await headrace("local", "down").catch(() => undefined);
  await rm(scratch, { recursive: true, force: true });
}
