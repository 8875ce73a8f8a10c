// A page of another origin, in a real browser, against the local AWS: what the browser lets it send and read.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  ListBucketsCommand,
  PutBucketCorsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { down, environment, type LocalAws, up } from "./index.ts";
import { findBrowser, inPage } from "./testing/browser.ts";

const browser = findBrowser();
if (!browser) {
  process.stderr.write(
    "Left out: the browser's attack on the local AWS; there is no Chromium on the PATH.\n",
  );
}
const inBrowser = browser ? test : test.skip;
const page = <T>(script: string, host?: string): Promise<T> => inPage<T>(String(browser), script, host);

let state: string;
let local: LocalAws;
let s3: S3Client;

beforeAll(async () => {
  if (!browser) return;
  state = await mkdtemp(join(tmpdir(), "headrace-browser-state-"));
  local = await up({ state });
  for (const [name, value] of Object.entries(environment(local))) process.env[name] = value;
  s3 = new S3Client({ region: "us-east-1" });
  // Names that begin Lambda's paths too; one of the buckets lets every page in, which on S3 it may.
  const lambda = "2015-03-31";
  for (const name of [lambda, "2018-10-31"]) await s3.send(new CreateBucketCommand({ Bucket: name }));
  const any = { AllowedOrigins: ["*"], AllowedMethods: ["GET", "PUT", "POST"], AllowedHeaders: ["*"] };
  await s3.send(new PutBucketCorsCommand({ Bucket: lambda, CORSConfiguration: { CORSRules: [any] } }));
  const Bucket = "pictures";
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "one.txt", Body: "hello" }));
  const statement = {
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: `arn:aws:s3:::${Bucket}/*`,
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const PublicAccessBlockConfiguration = { RestrictPublicBuckets: false };
  await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}, 120_000);

afterAll(async () => {
  if (!browser) return;
  s3.destroy();
  await down({ state });
  await rm(state, { recursive: true, force: true });
}, 30_000);

/** Runs in the page: what comes of a request, as far as the page can see. */
const TRY = `const attempt = (url, init) => fetch(url, init).then(
  async (answer) => answer.type + " " + answer.status + " " + (await answer.text()),
  (error) => error.name,
);`;

inBrowser(
  "a page of another origin sends nothing that is not asked for before, and reads no answer",
  async () => {
    const endpoint = JSON.stringify(local.endpoint);
    const invented = JSON.stringify(
      `AWS4-HMAC-SHA256 Credential=AKIAINVENTED/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=${"0".repeat(64)}`,
    );
    const told = await page<string[]>(`async () => {
      ${TRY}
      return [
        await attempt("http://another.localhost:${local.port}/", { method: "PUT" }),
        await attempt(${endpoint} + "/2015-03-31/functions", {
          method: "POST", body: "{}",
          headers: { authorization: ${invented}, "content-type": "application/json" },
        }),
        await attempt(${endpoint} + "/2018-10-31/layers/evil/versions", {
          method: "POST", body: "{}",
          headers: { authorization: ${invented}, "content-type": "application/json" },
        }),
        await attempt(${endpoint} + "/2018-10-31/layers/evil/versions", { method: "POST", body: "{}" }),
        await attempt(${endpoint} + "/_headrace/status"),
        await attempt(${endpoint} + "/pictures/one.txt"),
        await attempt(${endpoint} + "/", { method: "POST", mode: "no-cors", body: "Action=CreateUser&UserName=evil" }),
      ];
    }`);
    expect(told).toEqual([...Array(6).fill("TypeError"), "opaque 0 "]);
    const { Buckets = [] } = await s3.send(new ListBucketsCommand());
    expect(Buckets.map(({ Name }) => Name)).toEqual(["2015-03-31", "2018-10-31", "pictures"]);
  },
  120_000,
);

inBrowser(
  "a page whose own name leads to this machine is no nearer",
  async () => {
    // For the browser the page and the local AWS are one site, and with the page's port one origin.
    const told = await page<string[]>(`async () => {
      ${TRY}
      const rebound = "http://evil.example:${local.port}";
      return [
        await attempt(rebound + "/pictures/one.txt"),
        await attempt(rebound + "/pictures/one.txt", { mode: "no-cors" }),
      ];
    }`);
    expect(told).toEqual(["TypeError", "opaque 0 "]);
    const framed = await page<string>(`async () => {
      const frame = document.createElement("iframe");
      frame.src = "http://evil.example:${local.port}/pictures/one.txt";
      const loaded = new Promise((resolve) => { frame.onload = resolve; });
      document.documentElement.append(frame);
      await loaded;
      const answer = await fetch("http://evil.example:${local.port}/2015-03-31/functions", {
        method: "POST", body: "{}", headers: { "x-amz-target": "x" },
      }).then((answer) => String(answer.status), (error) => error.name);
      return answer;
    }`);
    expect(framed).toBe("TypeError");
  },
  120_000,
);

inBrowser(
  "a page reads what a bucket's CORS configuration lets it read",
  async () => {
    const url = JSON.stringify(`${local.endpoint}/pictures/one.txt`);
    const read = (host: string) => page<string>(`async () => { ${TRY} return attempt(${url}); }`, host);
    const rule = { AllowedOrigins: ["http://friend.example:*"], AllowedMethods: ["GET"] };
    const CORSConfiguration = { CORSRules: [rule] };
    await s3.send(new PutBucketCorsCommand({ Bucket: "pictures", CORSConfiguration }));
    expect(await read("friend.example")).toBe("cors 200 hello");
    expect(await read("evil.example")).toBe("TypeError");
  },
  120_000,
);
