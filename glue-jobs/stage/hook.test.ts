// The hook of a job over HTTPS: the bundle that executors run, in a process of its own, and a server with a certificate.
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { certificate, identity } from "../../cli/tour/certificate.ts";
import { bundleEntry } from "../../handlers/build/bundle.ts";
import { ROOT } from "../../handlers/build/packages.ts";
import { type Account, openAccount } from "../../handlers/testing/account.ts";
import { ENTRY } from "../build/wheels.ts";

interface Request {
  authorization: string | undefined;
  type: string | undefined;
  body: string;
}

let folder: string;
let account: Account;
let server: Server;
let url: string;
let secret: string;
let requests: Request[];
/** Status and body of each answer in turn; the last of them from then on. */
let answers: [status: number, body: string][];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headrace-hook-"));
  account = await openAccount();
  const made = await account.secrets.send(
    new CreateSecretCommand({ Name: "hook", SecretString: "Bearer of-the-hook" }),
  );
  secret = made.ARN ?? "";
  for (const { name, content } of (await bundleEntry(ENTRY)).files)
    await writeFile(join(folder, name), content);
  const own = identity("127.0.0.1");
  const day = 24 * 3600 * 1000;
  const cert = certificate({
    subject: own,
    from: new Date(Date.now() - day),
    to: new Date(Date.now() + day),
    hosts: [own.name],
  });
  await writeFile(join(folder, "ca.pem"), cert);
  const key = own.privateKey.export({ type: "pkcs8", format: "pem" });
  server = createServer({ cert, key }, async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { authorization, "content-type": type } = request.headers;
    requests.push({ authorization, type, body });
    const [status, text] = (answers.length > 1 ? answers.shift() : answers[0]) ?? [200, ""];
    response.writeHead(status, status === 302 ? { location: "https://example.org/" } : {}).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/imports`;
}, 120_000);
afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  await account?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  requests = [];
});

/** What the script is told, and the exit code. */
async function call(
  lines: object[],
  env: Record<string, string> = {},
): Promise<{ code: number; told: unknown[] }> {
  const child = spawn(process.execPath, [join(folder, "index.js"), "hook"], {
    env: {
      ...account.env,
      NODE_PATH: join(ROOT, "node_modules"),
      NODE_EXTRA_CA_CERTS: join(folder, "ca.pem"),
      HOOK_URL: url,
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
  answers = [
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
  expect(requests).toEqual(
    lines.map((line) => ({
      authorization: "Bearer of-the-hook",
      type: "application/json",
      body: JSON.stringify(line),
    })),
  );
});

test("what may pass is tried again, what will not is told at once", async () => {
  answers = [
    [503, ""],
    [200, "{}"],
  ];
  expect(await call([{ hook: "done" }])).toEqual({ code: 0, told: [{ leave_out: [] }] });
  expect(requests.length).toBe(2);
  requests = [];
  answers = [[403, "no"]];
  expect(await call([{ hook: "done" }])).toMatchObject({
    code: 3,
    told: [{ error: { code: "hook_failed", reason: expect.stringContaining("it answered 403") } }],
  });
  expect(requests.length).toBe(1);
}, 60_000);

test("it is not followed elsewhere, nor trusted without its certificate, nor taken at another word", async () => {
  answers = [[302, ""]];
  expect(await call([{ hook: "done" }])).toMatchObject({
    code: 3,
    told: [{ error: { code: "hook_failed" } }],
  });
  answers = [[200, "{}"]];
  requests = [];
  const untrusted = await call([{ hook: "done" }], { NODE_EXTRA_CA_CERTS: "" });
  expect({ code: untrusted.code, requests }).toEqual({ code: 3, requests: [] });
  for (const text of ["yes", '{"leave_out":"s3://a/b"}']) {
    answers = [[200, text]];
    expect(await call([{ hook: "files" }])).toMatchObject({
      code: 1,
      told: [{ error: { code: "hook_answer_wrong", fix: expect.stringContaining("leave_out") } }],
    });
  }
  const plain = await call([{ hook: "done" }], { HOOK_URL: url.replace("https:", "http:") });
  expect(plain.code).toBe(3);
}, 60_000);
