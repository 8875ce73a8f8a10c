// What S3 lets everybody do, and pages of other origins: where a bucket's own configuration says so.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  PutBucketCorsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { down, environment, type LocalAws, up } from "./index.ts";
import { type Answer, asker, codeOf } from "./testing/raw.ts";
import { signedFetch } from "./testing/signed-fetch.ts";

let state: string;
let local: LocalAws;
let s3: S3Client;

const ask = asker(() => local.port);

const corsOf = ({ headers }: Answer): string[] =>
  Object.keys(headers).filter((name) => name.startsWith("access-control-"));

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-public-"));
  local = await up({ state });
  for (const [name, value] of Object.entries(environment(local))) process.env[name] = value;
  s3 = new S3Client({ region: "us-east-1" });
}, 120_000);

afterAll(async () => {
  s3?.destroy();
  await down({ state });
  await rm(state, { recursive: true, force: true });
}, 30_000);

test("a page reads a bucket where its CORS configuration says so, and only what that says", async () => {
  const Bucket = "pictures";
  await s3.send(new CreateBucketCommand({ Bucket }));
  const CORSConfiguration = {
    CORSRules: [
      {
        AllowedOrigins: ["http://*.app.example", "http://localhost:3000"],
        AllowedMethods: ["GET", "PUT"],
        AllowedHeaders: ["content-type", "x-amz-*"],
        ExposeHeaders: ["ETag"],
        MaxAgeSeconds: 600,
      },
      { AllowedOrigins: ["*"], AllowedMethods: ["HEAD"] },
    ],
  };
  await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration }));
  const asked = (origin: string, method: string, headers?: string) =>
    ask("OPTIONS", `/${Bucket}/k`, {
      origin,
      "access-control-request-method": method,
      ...(headers && { "access-control-request-headers": headers }),
    });
  const allowed = await asked("http://www.app.example", "PUT", "Content-Type, X-Amz-Date");
  expect(allowed.status).toBe(200);
  expect(allowed.headers).toMatchObject({
    "access-control-allow-origin": "http://www.app.example",
    "access-control-allow-methods": "GET, PUT",
    "access-control-allow-headers": "content-type, x-amz-date",
    "access-control-expose-headers": "ETag",
    "access-control-max-age": "600",
    "access-control-allow-credentials": "true",
    vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  });
  const any = await asked("http://evil.example", "HEAD");
  expect(any.headers).toMatchObject({ "access-control-allow-origin": "*" });
  expect(any.headers["access-control-allow-credentials"]).toBeUndefined();
  for (const refused of [
    await asked("http://evil.example", "GET"),
    await asked("http://www.app.example", "DELETE"),
    await asked("http://www.app.example", "PUT", "authorization"),
    await asked("http://app.example", "GET"),
  ])
    expect([codeOf(refused), corsOf(refused)]).toEqual(["403 AccessForbidden", []]);
  expect(codeOf(await ask("OPTIONS", `/${Bucket}/k`))).toBe("400 BadRequest");
  // The request itself still needs a signature, and its refusal can be read by the page.
  const read = await ask("GET", `/${Bucket}/k`, { origin: "http://localhost:3000" });
  expect(codeOf(read)).toBe("403 AccessDenied");
  expect(read.headers["access-control-allow-origin"]).toBe("http://localhost:3000");
  expect(codeOf(await ask("GET", `/${Bucket}/k`, { origin: "http://localhost:3001" }))).toBe(
    "403 AccessForbidden",
  );
});

test("everybody reads a bucket that is public, by its policy and its public access block", async () => {
  const Bucket = "open";
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "a/b.txt", Body: "hello" }));
  const statement = {
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::open/a/*",
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  expect(codeOf(await ask("GET", "/open/a/b.txt"))).toBe("403 AccessDenied");
  const PublicAccessBlockConfiguration = { RestrictPublicBuckets: false, BlockPublicPolicy: false };
  await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  expect(await ask("GET", "/open/a/b.txt")).toMatchObject({ status: 200, body: "hello" });
  expect(codeOf(await ask("PUT", "/open/a/b.txt", {}, "x"))).toBe("403 AccessDenied");
  expect(codeOf(await ask("GET", "/open"))).toBe("403 AccessDenied");
});

test("everybody reads the public keys of a user pool", async () => {
  const made = await signedFetch(
    `${local.endpoint}/`,
    {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "AWSCognitoIdentityProviderService.CreateUserPool",
      },
      body: JSON.stringify({ PoolName: "people" }),
    },
    { credentials: local, service: "cognito-idp" },
  );
  const { UserPool } = (await made.json()) as { UserPool: { Id: string } };
  const answer = await ask("GET", `/${UserPool.Id}/.well-known/jwks.json`);
  expect([answer.status, JSON.parse(answer.body).keys[0].kty]).toEqual([200, "RSA"]);
  expect(codeOf(await ask("GET", `/${UserPool.Id}/users`))).toBe("403 AccessDenied");
});
