// moto answers requests side by side without a failure: its services change under one another's feet otherwise.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { motoHeaders } from "./door.ts";
import { type Moto, startMoto } from "./launch.ts";

const LANES = 16;
const EACH = 40;
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

let folder: string;
let moto: Moto;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headrace-concurrency-"));
  // Threads take turns a thousand times as often as they do by themselves, so that what may happen does.
  await writeFile(join(folder, "sitecustomize.py"), "import sys\nsys.setswitchinterval(5e-6)\n");
  const path = process.env.PYTHONPATH;
  process.env.PYTHONPATH = folder;
  moto = await startMoto(join(folder, "log"), join(folder, "objects"), () => {}).finally(() => {
    if (path === undefined) delete process.env.PYTHONPATH;
    else process.env.PYTHONPATH = path;
  });
}, 120_000);
afterAll(async () => {
  await moto?.stop();
  await rm(folder, { recursive: true, force: true });
});

const ask = async (service: string, path: string, init: RequestInit): Promise<number> => {
  const answer = await fetch(`http://127.0.0.1:${moto.port}${path}`, {
    ...init,
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=x`,
      host: `${service}.us-east-1.amazonaws.com`,
      ...motoHeaders(moto),
      ...init.headers,
    },
  });
  await answer.arrayBuffer();
  return answer.status;
};
const query = (service: string, parameters: Record<string, string>): Promise<number> =>
  ask(service, "/", { method: "POST", body: new URLSearchParams(parameters) });
const json = (service: string, target: string, body: object): Promise<number> =>
  ask(service, "/", {
    method: "POST",
    headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": target },
    body: JSON.stringify(body),
  });
const s3 = (method: string, path: string, body?: string): Promise<number> =>
  ask("s3", path, { method, body });

/** Every request answers 200: in one lane after the other, each with names of its own. */
const sideBySide = async (work: (name: string) => Promise<number>, each = EACH): Promise<void> => {
  const statuses: Record<number, number> = {};
  await Promise.all(
    Array.from({ length: LANES }, async (_, lane) => {
      for (let turn = 0; turn < each; turn++) {
        const status = await work(`name-${lane}-${turn}`);
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
    }),
  );
  expect(statuses).toEqual({ 200: LANES * each });
};

test(
  "roles are made side by side",
  () =>
    sideBySide((RoleName) =>
      query("iam", {
        Action: "CreateRole",
        Version: "2010-05-08",
        RoleName,
        AssumeRolePolicyDocument: TRUST,
      }),
    ),
  120_000,
);

test.each([
  [
    "topics",
    (Name: string) => query("sns", { Action: "CreateTopic", Version: "2010-03-31", Name }),
    () => query("sns", { Action: "ListTopics", Version: "2010-03-31" }),
  ],
  [
    "queues",
    (QueueName: string) => json("sqs", "AmazonSQS.CreateQueue", { QueueName }),
    () => json("sqs", "AmazonSQS.ListQueues", {}),
  ],
  [
    "log groups",
    (logGroupName: string) => json("logs", "Logs_20140328.CreateLogGroup", { logGroupName }),
    () => json("logs", "Logs_20140328.DescribeLogGroups", {}),
  ],
])(
  "%s are made and listed side by side",
  (_, make, list) => sideBySide(async (name) => Math.max(await make(name), await list())),
  120_000,
);

test("objects are put and listed, buckets made and listed side by side", async () => {
  expect(await s3("PUT", "/side-by-side")).toBe(200);
  await sideBySide(
    async (name) =>
      Math.max(
        await s3("PUT", `/b${name}`),
        await s3("GET", "/"),
        await s3("PUT", `/side-by-side/${name}`, name),
        await s3("GET", "/side-by-side?list-type=2"),
        await s3("GET", "/side-by-side?versions"),
      ),
    3,
  );
}, 120_000);
