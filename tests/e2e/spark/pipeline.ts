// The pipeline that Spark and the function import into: two datasets of the same columns, one by each, and a dataset that both are enriched from.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { mainTf } from "../../../cli/scaffold/root.ts";
import { writeZip } from "../../../handlers/build/zip.ts";

/** What the hook at an address is sent as its Authorization. */
export const HOOK_SECRET = "Bearer of-the-hook";

const COLUMNS = `
      - { name: number, type: bigint, required: true }
      - { name: mail, type: string, clean: [lower, trim], tokenize: hmac }
      - { name: amount, type: "decimal(12,2)", min: 0 }
      - { name: code, type: string }
      - { name: day, type: date }`;
const dataset = (name: string) => `
  ${name}:
    source: { format: csv }
    columns:${COLUMNS}
    key: [number]
    enrich: [{ lookup: codes, "on": code, add: [label] }]
    partition_by: [day]`;

/** A hook that leaves out what is not finished, and tells its log what it was called with. */
const HOOK = `exports.handler = async (call) => {
  const { hook, job, run, files } = call;
  console.log(JSON.stringify({ hook, job, run, files: files.length, manifests: files.filter((file) => file.manifest).length }));
  return hook === "files" ? { leave_out: files.map((file) => file.object).filter((uri) => uri.endsWith(".part")) } : null;
};
`;

/**
 * Writes contract, root and hook.
 * @param hookUrl the address of the hook of `codes`; that of `bulk` is a function
 */
export async function writePipeline(dir: string, hookUrl: string): Promise<void> {
  writeFileSync(
    join(dir, "headrace.yaml"),
    `version: 1
name: my-shop
datasets:
  codes:
    source: { format: csv }
    columns: [{ name: code, type: string, required: true }, { name: label, type: string }]
    key: [code]${dataset("orders")}${dataset("bulk")}
    warehouse: { load: copy }
`,
  );
  writeFileSync(
    join(dir, "main.tf"),
    `${mainTf(dir, "my-shop").replace(
      "  exports ",
      `  spark = {
    enabled = true
    retries = 0
    jobs = {
      codes = {
        hook = { url = "${hookUrl}", secret_arn = aws_secretsmanager_secret.hook.arn }
      }
      bulk = {
        source = "s3://bulk-drop/bulk/"
        after  = ["codes"]
        hook   = { function_arn = aws_lambda_function.hook.arn }
      }
    }
  }
  exports `,
    )}
resource "aws_s3_bucket" "bulk" {
  bucket        = "bulk-drop"
  force_destroy = true
}
resource "aws_secretsmanager_secret" "hook" {
  name                    = "hook"
  recovery_window_in_days = 0
}
resource "aws_secretsmanager_secret_version" "hook" {
  secret_id     = aws_secretsmanager_secret.hook.id
  secret_string = "${HOOK_SECRET}"
}
resource "aws_iam_role" "hook" {
  name = "hook"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_role_policy" "hook" {
  role = aws_iam_role.hook.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = "\${aws_cloudwatch_log_group.hook.arn}:*" }]
  })
}
resource "aws_cloudwatch_log_group" "hook" {
  name = "/aws/lambda/hook"
}
resource "aws_lambda_function" "hook" {
  function_name = "hook"
  filename      = "\${path.module}/hook.zip"
  role          = aws_iam_role.hook.arn
  runtime       = "nodejs22.x"
  handler       = "index.handler"
}
`,
  );
  await writeZip(join(dir, "hook.zip"), [{ name: "index.js", content: Buffer.from(HOOK) }]);
}
