// What a command leaves that is killed, or whose local AWS is: nothing in the user's folder, no process but the local
// AWS's own, and a next command that works.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { find } from "../../local/index.ts";
import { headrace, type Result } from "./headrace.ts";
import { Laptop } from "./laptop.ts";
import { LOCAL_AWS, leftOver, processesOf } from "./processes.ts";
import { snapshot } from "./snapshot.ts";

const MINUTES = 60_000;
/** Two regions, and what refuses to go: a bucket with something in it, a table that is protected, a secret that holds its name. */
const MAIN = `
terraform {
  backend "s3" {
    bucket = "production-state"
    key    = "state"
    region = "eu-west-1"
  }
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}
provider "aws" {
  alias  = "away"
  region = "eu-west-1"
}
resource "aws_s3_bucket" "here" {
  bucket = "interrupted-here"
}
resource "aws_s3_object" "here" {
  bucket  = aws_s3_bucket.here.id
  key     = "a"
  content = file("\${path.module}/a.txt")
}
resource "aws_s3_bucket" "away" {
  provider = aws.away
  bucket   = "interrupted-away"
}
resource "aws_dynamodb_table" "away" {
  provider                    = aws.away
  name                        = "interrupted"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "id"
  deletion_protection_enabled = true
  attribute {
    name = "id"
    type = "S"
  }
}
resource "aws_secretsmanager_secret" "away" {
  provider = aws.away
  name     = "interrupted"
}
resource "terraform_data" "slow" {
  depends_on = [aws_s3_object.here, aws_s3_bucket.away, aws_dynamodb_table.away]
  provisioner "local-exec" {
    command = "sleep \${trimspace(file("\${path.module}/slow.txt"))} # for \${path.cwd}"
  }
}
`;

const laptop = new Laptop("shop");
const { home, dir, command } = laptop;
const env = { ...process.env, HEADRACE_STATE: join(home, "local") };

beforeAll(() => {
  mkdirSync(dir);
  writeFileSync(join(dir, "main.tf"), MAIN);
  writeFileSync(join(dir, "a.txt"), "a\n");
  writeFileSync(join(dir, "slow.txt"), "60\n");
});
afterAll(() => laptop.remove(), MINUTES);

/** Applies, and does something to the command once a process of its is seen. */
function applied(moment: RegExp, act: (kill: (signal: NodeJS.Signals) => void) => unknown): Promise<Result> {
  const onStart = async ({ kill }: { kill(signal: NodeJS.Signals): void }): Promise<void> => {
    for (const deadline = Date.now() + MINUTES; Date.now() < deadline; await sleep(20))
      if (processesOf(home).some((line) => moment.test(line))) return void (await act(kill));
  };
  return headrace(["apply", dir, "--json"], { env, cwd: home, onStart: (started) => void onStart(started) });
}

const untouched = async (before: Record<string, string>): Promise<void> => {
  expect(await leftOver(home, LOCAL_AWS, 30_000)).toEqual([]);
  expect(snapshot(dir)).toEqual(before);
};

test.each([
  ["while it starts the local AWS", /daemon\/main\.ts/],
  ["while Terraform initializes", /terraform init/],
  ["while a provider is at work", /terraform-provider-aws/],
])(
  "killed %s",
  async (_, moment) => {
    const before = snapshot(dir);
    await applied(moment, (kill) => kill("SIGKILL"));
    await untouched(before);
  },
  2 * MINUTES,
);

test(
  "interrupted twice",
  async () => {
    const before = snapshot(dir);
    const { code } = await applied(/sleep 60/, async (kill) => {
      kill("SIGINT");
      await sleep(500);
      kill("SIGINT");
    });
    expect(code).toBe(130);
    await untouched(before);
  },
  2 * MINUTES,
);

test(
  "the next one works, and so do two at once",
  async () => {
    writeFileSync(join(dir, "slow.txt"), "0\n");
    const before = snapshot(dir);
    const both = await Promise.all([command("apply", dir, "--json"), command("apply", dir, "--json")]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    await untouched(before);
  },
  2 * MINUTES,
);

test(
  "what protects itself is released in its own region",
  async () => {
    const before = snapshot(dir);
    const { code, json } = await command("destroy", dir, "--json");
    expect({ code, ...json() }).toMatchObject({ code: 0, added: 0, changed: 0 });
    expect(json<{ destroyed: number }>().destroyed).toBeGreaterThanOrEqual(5);
    await untouched(before);
    // The name of a secret that could still be recovered would be refused to the next apply.
    const again = await command("apply", dir, "--json");
    expect({ code: again.code, ...again.json() }).toMatchObject({ code: 0, changed: 0, destroyed: 0 });
    expect(await command("destroy", dir, "--json")).toMatchObject({ code: 0 });
  },
  4 * MINUTES,
);

test(
  "a local AWS that is killed takes all with it, and the command says so",
  async () => {
    writeFileSync(join(dir, "slow.txt"), "60\n");
    const before = snapshot(dir);
    const { code, json } = await applied(/sleep 60/, async () => {
      const local = await find({ state: join(home, "local") });
      process.kill(Number(local?.pid), "SIGKILL");
    });
    expect(code).toBe(3);
    expect(json()).toMatchObject({
      error: { code: "local_gone", fix: expect.stringContaining("Run again") },
    });
    await untouched(before);
    expect(processesOf(home)).toEqual([]);
  },
  2 * MINUTES,
);
