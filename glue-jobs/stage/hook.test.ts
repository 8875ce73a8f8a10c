// The hook of a job: the bundle that the script runs, in a process of its own; a server with a certificate, and a function of the local
// AWS.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { bundleEntry } from "../../handlers/build/bundle.ts";
import { ROOT } from "../../handlers/build/packages.ts";
import { writeZip } from "../../handlers/build/zip.ts";
import { down, environment, type LocalAws, up } from "../../local/index.ts";
import { ENTRY } from "../build/wheels.ts";
import { HookServer } from "../testing/hook-server.ts";

const region = "us-east-1";
/** Leaves out what is not finished; and throws where it is asked to. */
const FUNCTION = `exports.handler = async ({ hook, files = [] }) => {
  if (hook === "done") throw new Error("no");
  return { leave_out: files.map(({ object }) => object).filter((uri) => uri.endsWith(".part")) };
};
`;

let folder: string;
let state: string;
let local: LocalAws;
let aws: Record<string, string>;
let server: HookServer;
let secret: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headrace-hook-"));
  state = join(folder, "local");
  local = await up({ state });
  aws = environment(local);
  Object.assign(process.env, aws);
  const secrets = new SecretsManagerClient({ region });
  const made = await secrets.send(
    new CreateSecretCommand({ Name: "hook", SecretString: "Bearer of-the-hook" }),
  );
  secrets.destroy();
  secret = made.ARN ?? "";
  for (const { name, content } of (await bundleEntry(ENTRY)).files)
    await writeFile(join(folder, name), content);
  server = await HookServer.open(folder);
}, 120_000);
afterAll(async () => {
  server?.close();
  await down({ state });
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  server.requests = [];
});

/** What the script is told, and the exit code. */
async function call(
  lines: object[],
  env: Record<string, string> = {},
): Promise<{ code: number; told: unknown[] }> {
  const child = spawn(process.execPath, [join(folder, "index.js"), "hook"], {
    env: {
      ...aws,
      NODE_PATH: join(ROOT, "node_modules"),
      NODE_EXTRA_CA_CERTS: server.authority,
      ...("HOOK_FUNCTION_ARN" in env ? {} : { HOOK_URL: server.url }),
      ...env,
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  let out = "";
  child.stdout.on("data", (data) => {
    out += data;
  });
  const code = await new Promise<number>((resolve) => child.on("close", (ended) => resolve(ended ?? -1)));
  const told = out.split("\n").filter((line) => line.startsWith("headrace "));
  return { code, told: told.map((line) => JSON.parse(line.slice("headrace ".length))) };
}

test("it is posted to with its secret, and its answer is told", async () => {
  server.answers = [
    [200, '{"leave_out":["s3://a/b"]}'],
    [204, ""],
    [200, "null"],
  ];
  const lines = [{ hook: "files", part: 1 }, { hook: "files", part: 2 }, { hook: "done" }];
  const { code, told } = await call(lines, { HOOK_SECRET_ARN: secret });
  expect({ code, told }).toEqual({
    code: 0,
    told: [{ leave_out: ["s3://a/b"] }, { leave_out: [] }, { leave_out: [] }],
  });
  expect(server.requests).toEqual(
    lines.map((line) => ({
      authorization: "Bearer of-the-hook",
      type: "application/json",
      body: JSON.stringify(line),
    })),
  );
});

test("a function is called, and leaves out what it answers; one that throws fails the run", async () => {
  const iam = new IAMClient({ region });
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: "told",
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
    }),
  );
  iam.destroy();
  const zip = join(folder, "told.zip");
  await writeZip(zip, [{ name: "index.js", content: Buffer.from(FUNCTION) }]);
  const lambda = new LambdaClient({ region });
  const { FunctionArn = "" } = await lambda.send(
    new CreateFunctionCommand({
      ...{ FunctionName: "told", Role: Role?.Arn, Runtime: "nodejs22.x", Handler: "index.handler" },
      Code: { ZipFile: await readFile(zip) },
    }),
  );
  lambda.destroy();
  const of = { HOOK_FUNCTION_ARN: FunctionArn };
  const files = ["s3://a/b.csv", "s3://a/c.part"].map((object) => ({ object, bytes: 1 }));
  expect(await call([{ hook: "files", files }], of)).toEqual({
    code: 0,
    told: [{ leave_out: ["s3://a/c.part"] }],
  });
  expect(await call([{ hook: "done" }], of)).toMatchObject({
    code: 3,
    told: [{ error: { code: "hook_failed", reason: expect.stringContaining("it threw") } }],
  });
  expect(server.requests).toEqual([]);
}, 120_000);

test("what may pass is tried again, what will not is told at once", async () => {
  server.answers = [
    [503, ""],
    [200, "{}"],
  ];
  expect(await call([{ hook: "done" }])).toEqual({ code: 0, told: [{ leave_out: [] }] });
  expect(server.requests.length).toBe(2);
  server.requests = [];
  server.answers = [[403, "no"]];
  expect(await call([{ hook: "done" }])).toMatchObject({
    code: 3,
    told: [{ error: { code: "hook_failed", reason: expect.stringContaining("it answered 403") } }],
  });
  expect(server.requests.length).toBe(1);
}, 60_000);

test("it is not followed elsewhere, nor trusted without its certificate, nor taken at another word", async () => {
  server.answers = [[302, ""]];
  expect(await call([{ hook: "done" }])).toMatchObject({
    code: 3,
    told: [{ error: { code: "hook_failed" } }],
  });
  server.answers = [[200, "{}"]];
  server.requests = [];
  const untrusted = await call([{ hook: "done" }], { NODE_EXTRA_CA_CERTS: "" });
  expect({ code: untrusted.code, requests: server.requests }).toEqual({ code: 3, requests: [] });
  for (const text of ["yes", '{"leave_out":"s3://a/b"}']) {
    server.answers = [[200, text]];
    expect(await call([{ hook: "files" }])).toMatchObject({
      code: 1,
      told: [{ error: { code: "hook_answer_wrong", fix: expect.stringContaining("leave_out") } }],
    });
  }
  const plain = await call([{ hook: "done" }], { HOOK_URL: server.url.replace("https:", "http:") });
  expect(plain.code).toBe(3);
}, 60_000);
