// Somebody outside a pipeline, such as a role of CI, who makes reports of an account and may do nothing else.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { environment } from "../../local/index.ts";
import { type Page, pageSchema } from "../../page/model/page.ts";
import { headrace } from "./headrace.ts";
import type { Laptop } from "./laptop.ts";

/** A role that has the report's policy and nothing else, for a root that calls the pipeline as `pipeline`. */
export const REPORTER = `
resource "aws_iam_role" "reporter" {
  name = "reporter"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::123456789012:root" } }]
  })
}

resource "aws_iam_role_policy" "reporter" {
  name   = "report"
  role   = aws_iam_role.reporter.name
  policy = module.pipeline.report_policy
}
`;

export interface Reported {
  /** s3:// URIs. */
  published: string;
  newest: string;
  html: string;
}

/** A report of the account as that role, published, from a folder with a state of its own. */
export async function reportAsReporter(laptop: Laptop): Promise<Reported> {
  const real = join(laptop.home, "real");
  mkdirSync(real);
  writeFileSync(join(real, "main.tf"), "terraform {}\n");
  for (const [from, to] of [
    [laptop.stateFile, "terraform.tfstate"],
    [join(laptop.dir, "headrace.yaml"), "headrace.yaml"],
    [join(laptop.dir, "models"), "models"],
  ] as const)
    if (existsSync(from)) cpSync(from, join(real, to), { recursive: true });
  const { accessKeyId, secretAccessKey, sessionToken = "" } = await laptop.assumed("reporter");
  const env = {
    ...process.env,
    ...environment(laptop.local),
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    HEADRACE_STATE: join(laptop.home, "none"),
  };
  const out = join(laptop.home, "account-report");
  const reported = await headrace(["report", real, "--aws", "--publish", "--out", out, "--json"], {
    cwd: laptop.home,
    env,
  });
  const answer = reported.json<{ published: string; newest: string }>();
  if (reported.code !== 0) throw new Error(JSON.stringify(answer));
  return { ...answer, html: readFileSync(join(out, "index.html"), "utf8") };
}

/** What a report's HTML shows. */
export const pageIn = (html: string): Page =>
  pageSchema.parse(JSON.parse(/id="data">(.*?)<\/script>/s.exec(html)?.[1] ?? ""));
