// The local AWS under attack: by a page in the developer's browser, by another user of the machine, by who has an old URL.
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateFunctionCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  ListBucketsCommand,
  PutBucketCorsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readRecord } from "./daemon/record.ts";
import { down, environment, type LocalAws, status, up } from "./index.ts";
import { type Answer, asker, codeOf, listeningOf } from "./testing/raw.ts";

let state: string;
let local: LocalAws;
let s3: S3Client;

const ask = asker(() => local.port);

const day = (): string => new Date().toISOString().replace(/[-:]|\.\d+/g, "");

/** What an attacker can sign: with an invented key. */
const invented = (service: string): Record<string, string> => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIAINVENTED/${day().slice(0, 8)}/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}`,
  "x-amz-date": day(),
});

const corsOf = ({ headers }: Answer): string[] =>
  Object.keys(headers).filter((name) => name.startsWith("access-control-"));

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-security-"));
  // As a local AWS of before left it.
  await mkdir(join(state, "logs"), { mode: 0o755 });
  await writeFile(join(state, "moto.log"), "old", { mode: 0o644 });
  await writeFile(join(state, "logs", "stage.log"), "old", { mode: 0o644 });
  local = await up({ state });
  for (const [name, value] of Object.entries(environment(local))) process.env[name] = value;
  s3 = new S3Client({ region: "us-east-1" });
}, 120_000);

afterAll(async () => {
  s3?.destroy();
  await down({ state });
  await rm(state, { recursive: true, force: true });
}, 30_000);

describe("a web page", () => {
  const EVIL = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
  const preflight = (path: string, method = "POST", headers = "authorization,content-type") =>
    ask("OPTIONS", path, {
      ...EVIL,
      "access-control-request-method": method,
      "access-control-request-headers": headers,
    });

  test("gets no preflight through, and no header that would let it read an answer", async () => {
    for (const path of ["/", "/2015-03-31/functions", "/bucket/key", "/_headrace/status"]) {
      const answer = await preflight(path);
      expect([path, answer.status, corsOf(answer)]).toEqual([path, path.startsWith("/_") ? 404 : 403, []]);
    }
    for (const service of ["s3", "lambda", "sqs"]) {
      const answer = await ask("GET", "/", { ...EVIL, ...invented(service) });
      expect([answer.status, corsOf(answer)]).toEqual([403, []]);
    }
  });

  test("makes no bucket whose name opens Lambda's paths, and finds none that does", async () => {
    expect(codeOf(await ask("PUT", "/2015-03-31", { ...EVIL, ...invented("s3") }))).toBe(
      "403 AccessForbidden",
    );
    expect(codeOf(await ask("PUT", "/2015-03-31", invented("s3")))).toBe("403 InvalidAccessKeyId");
    const Bucket = "2015-03-31";
    await s3.send(new CreateBucketCommand({ Bucket }));
    const rule = { AllowedOrigins: ["*"], AllowedMethods: ["GET", "PUT", "POST"], AllowedHeaders: ["*"] };
    const CORSConfiguration = { CORSRules: [rule] };
    await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration }));
    expect(codeOf(await preflight("/2015-03-31/functions"))).toBe("403 AccessForbidden");
    const made = await ask("POST", "/2015-03-31/functions", { ...EVIL, ...invented("lambda") }, "{}");
    expect(codeOf(made)).toBe("403 AccessDeniedException");
    await s3.send(new DeleteBucketCommand({ Bucket }));
  });

  test("does nothing without a preflight either: not by a form, an image, or from no origin", async () => {
    const form = { "content-type": "text/plain" };
    const post = await ask("POST", "/2015-03-31/functions", { ...EVIL, ...form }, "{}");
    expect(codeOf(post)).toBe("403 AccessForbidden");
    expect(codeOf(await ask("POST", "/", { origin: "null", ...form, ...invented("lambda") }))).toBe(
      "403 AccessDeniedException",
    );
    expect(codeOf(await ask("GET", "/bucket/key", { "sec-fetch-site": "cross-site" }))).toBe(
      "403 AccessForbidden",
    );
    // Another program of this machine has the same site, and another origin.
    const other = {
      origin: `http://127.0.0.1:${local.port === 80 ? 81 : 80}`,
      "sec-fetch-site": "same-site",
    };
    expect(codeOf(await ask("GET", "/", { ...other, ...invented("lambda") }))).toBe(
      "403 AccessDeniedException",
    );
  });

  test("is not let in under a name of its own that leads to this machine", async () => {
    for (const host of [
      "evil.example",
      `evil.example:${local.port}`,
      "127.0.0.1.evil.example",
      "localhost.evil.example",
      "s3.us-east-1.amazonaws.com",
      "bucket.s3.evil.example",
      "169.254.169.254",
    ]) {
      const made = await ask("POST", "/2015-03-31/functions", { host, ...invented("lambda") }, "{}");
      expect([host, made.status]).toEqual([host, 403]);
      expect(made.body).toContain("answers to 127.0.0.1, localhost");
    }
    for (const host of ["localhost", `localhost:${local.port}`, "127.0.0.1:1", "Bucket.s3.localhost:80"]) {
      const made = await ask("GET", "/2015-03-31/functions", { host, ...invented("lambda") });
      expect([host, codeOf(made)]).toEqual([host, "403 UnrecognizedClientException"]);
    }
    expect((await ask("GET", `http://127.0.0.1:${local.port}/`)).status).toBe(403);
  });
});

describe("another user of the machine", () => {
  test("makes no function and reads no secret with an invented key", async () => {
    const body = JSON.stringify({ FunctionName: "evil", Runtime: "nodejs22.x", Code: { ZipFile: "" } });
    expect(codeOf(await ask("POST", "/2015-03-31/functions", invented("lambda"), body))).toBe(
      "403 UnrecognizedClientException",
    );
    const client = new LambdaClient({ region: "us-east-1" });
    expect((await client.send(new ListFunctionsCommand({}))).Functions).toEqual([]);
    client.destroy();
    const stranger = {
      region: "us-east-1",
      credentials: { accessKeyId: "HEADRACELOCALROOT", secretAccessKey: "local" },
    };
    const [secrets, lambda, files] = [
      new SecretsManagerClient(stranger),
      new LambdaClient(stranger),
      new S3Client(stranger),
    ];
    await expect(
      secrets.send(new CreateSecretCommand({ Name: "n", SecretString: "s" })),
    ).rejects.toMatchObject({ name: "UnrecognizedClientException", $metadata: { httpStatusCode: 400 } });
    await expect(
      lambda.send(new CreateFunctionCommand({ FunctionName: "f", Role: "r", Code: {} })),
    ).rejects.toMatchObject({ name: "UnrecognizedClientException", $metadata: { httpStatusCode: 403 } });
    await expect(files.send(new ListBucketsCommand())).rejects.toMatchObject({
      name: "InvalidAccessKeyId",
      $metadata: { httpStatusCode: 403 },
    });
    for (const one of [secrets, lambda, files]) one.destroy();
  });

  test("gets nothing without a signature", async () => {
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect(codeOf(await ask("POST", "/", form, "Action=ListUsers&Version=2010-05-08"))).toBe(
      "403 MissingAuthenticationToken",
    );
    const target = { "x-amz-target": "secretsmanager.ListSecrets" };
    expect(codeOf(await ask("POST", "/", target, "{}"))).toBe("400 MissingAuthenticationTokenException");
    expect(codeOf(await ask("GET", "/"))).toBe("403 AccessDenied");
    // A token of somebody's own making gives no role.
    const role =
      "Action=AssumeRoleWithWebIdentity&RoleArn=arn:aws:iam::123456789012:role/r&RoleSessionName=ss&WebIdentityToken=x";
    expect(codeOf(await ask("POST", "/", form, role))).toBe("400 InvalidIdentityToken");
  });

  test("reaches neither moto past the gateway nor the pages of the local AWS itself", async () => {
    const record = await readRecord(state);
    const moto = listeningOf(Number(record?.moto.process?.pid));
    expect([moto.address, listeningOf(local.pid)]).toEqual([
      "127.0.0.1",
      { address: "127.0.0.1", port: local.port },
    ]);
    const askMoto = asker(() => moto.port);
    for (const headers of [{}, { "x-headrace-moto": "guess" }, { "x-headrace-key": local.accessKeyId }]) {
      const answer = await askMoto("GET", "/moto-api/data.json", headers);
      expect([answer.status, answer.body]).toEqual([403, expect.stringContaining("Only the gateway")]);
    }
    for (const page of ["health", "status"]) {
      for (const headers of [{}, { "x-headrace-door": "guess" }]) {
        const answer = await ask("GET", `/_headrace/${page}`, headers);
        expect(answer).toMatchObject({ status: 404, body: "No such page.\n" });
      }
    }
    expect((await status(local)).instance).toBe(local.instance);
  });

  test("reads nothing in the state folder, not even what lay there before", async () => {
    expect((await stat(state)).mode & 0o777).toBe(0o700);
    for (const entry of await readdir(state, { withFileTypes: true })) {
      const { mode } = await stat(join(state, entry.name));
      expect([entry.name, mode & 0o077]).toEqual([entry.name, 0]);
    }
  });

  test("cannot be made to share the folder", async () => {
    const shared = join(state, "shared");
    await mkdir(shared);
    await chmod(shared, 0o1777);
    await expect(up({ state: shared })).rejects.toMatchObject({ code: "state_shared", exitCode: 3 });
  });
});
