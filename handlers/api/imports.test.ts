// Imports by presigned upload, on the local AWS: what the URLs take and what they refuse, whose an import is, and what became of
// it.
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GlueClient } from "@aws-sdk/client-glue";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { ListMultipartUploadsCommand, S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ROUTES } from "../../core/api/routes.ts";
import { apiSchema } from "../../core/contract/api/schema.ts";
import { down, environment, up } from "../../local/index.ts";
import type { HttpAnswer } from "../http/event.ts";
import { type Account, makePipeline, type Pipeline } from "../testing/account.ts";
import { type Asked, httpEvent, jsonOf, makeApi } from "../testing/http.ts";
import { keysOf, notification, readObject } from "../testing/inspect.ts";
import { bundleTo, invoke, sqsMessage } from "../testing/invoke.ts";

const CONTRACT = {
  version: 1,
  name: "acme",
  datasets: {
    orders: {
      columns: [
        { name: "order_id", type: "bigint", required: true },
        { name: "amount", type: "decimal(12,2)", min: 0 },
      ],
    },
    events: { columns: [{ name: "id", type: "bigint" }] },
  },
};
const API = apiSchema.parse({
  groups: { producers: { imports: ["orders"] }, others: { imports: ["events"] } },
});
const [ANN, EVE, BOB] = ["ann", "eve", "bob"].map((name) => `arn:aws:iam::123456789012:user/${name}`) as [
  string,
  string,
  string,
];
const UPLOADER = "arn:aws:iam::123456789012:role/uploader";
const MIB = 1024 * 1024;

const hex = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest("hex");
const FILE = "order_id,amount\n1,1.50\n2,-3\nx,1\n";
const announced = (text: string | Buffer = FILE, more: object = {}) => ({
  dataset: "orders",
  file: "orders ü.csv",
  bytes: Buffer.byteLength(text),
  sha256: hex(text),
  ...more,
});

interface SignedPut {
  url: string;
  headers: Record<string, string>;
}

/** A PUT with the very headers that are given: fetch would write Content-Length as it likes. */
function put(
  signed: SignedPut,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      signed.url,
      {
        method: "PUT",
        headers: { ...signed.headers, "Content-Length": Buffer.byteLength(body), ...headers },
      },
      (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () =>
          resolve(`${response.statusCode} ${/<Code>(.*?)<\/Code>/.exec(text)?.[1] ?? ""}`.trim()),
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

describe("imports", () => {
  let state: string;
  let account: Account;
  let pipeline: Pipeline;
  let stage: string;
  let handler: (event: unknown, context: object) => Promise<HttpAnswer>;

  const ask = (asked: Asked) =>
    handler(httpEvent({ arn: ANN, ...asked }), { getRemainingTimeInMillis: () => 29_000 });
  const announce = (body: unknown, headers: Record<string, string> = {}, rest: Partial<Asked> = {}) =>
    ask({ method: "POST", path: "/imports", resource: "/imports", body, headers, ...rest });
  const at = (id: string, rest: Partial<Asked> = {}, action = "") =>
    ask({ path: `/imports/${id}${action}`, resource: `/imports/{id}${action}`, parameters: { id }, ...rest });
  const stateOf = async (id: string) => jsonOf(await at(id)).state;
  const landingKeys = () => keysOf(account, pipeline.landing);
  const runStage = async (key: string) => {
    const event = notification(pipeline.landing, key).replace(
      /"eventTime":"[^"]*"/,
      `"eventTime":"${new Date().toISOString()}"`,
    );
    const messages = [sqsMessage(event)];
    const { response } = await invoke({
      bundle: stage,
      env: { ...account.env, ...pipeline.stageEnv },
      messages,
    });
    expect(response).toEqual({ batchItemFailures: [] });
  };

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), "headrace-imports-"));
    const local = await up({ state, region: "eu-west-1" });
    const env = environment(local) as Record<string, string>;
    Object.assign(process.env, env);
    const config = { region: "eu-west-1" };
    account = {
      s3: new S3Client({ ...config, forcePathStyle: true }),
      sqs: new SQSClient(config),
      sns: new SNSClient(config),
      dynamodb: new DynamoDBClient(config),
      secrets: new SecretsManagerClient(config),
      glue: new GlueClient(config),
      kms: new KMSClient(config),
      env,
      scratch: state,
      close: () => Promise.resolve(),
    };
    pipeline = await makePipeline(account, "imports", CONTRACT);
    const iam = new IAMClient(config);
    const trust = {
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "123456789012" } }],
    };
    await iam.send(
      new CreateRoleCommand({ RoleName: "uploader", AssumeRolePolicyDocument: JSON.stringify(trust) }),
    );
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: "uploader",
        PolicyName: "uploader",
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
              Resource: `arn:aws:s3:::${pipeline.landing}/*/_imports/*`,
            },
          ],
        }),
      }),
    );
    const members = {
      producers: { principals: [ANN, EVE], claims: [], keys: [] },
      others: { principals: [BOB], claims: [], keys: [] },
    };
    Object.assign(process.env, await makeApi(account, "imports", pipeline, { api: API, members }), {
      GLUE_DATABASE: "acme",
      UPLOAD_ROLE_ARN: UPLOADER,
      LANDING_BUCKET: pipeline.landing,
      CURATED_BUCKET: pipeline.curated,
      QUARANTINE_BUCKET: pipeline.quarantine,
    });
    stage = await bundleTo(state, "stage");
    handler = (await import("./index.ts")).handler as typeof handler;
  }, 180_000);

  afterAll(async () => {
    for (const client of Object.values(account ?? {}))
      if (typeof client === "object" && "destroy" in client) client.destroy();
    await down({ state });
    await rm(state, { recursive: true, force: true });
  }, 60_000);

  test("an announced file is put by URL, and followed to its run, its reasons and its quarantined rows", async () => {
    const answer = await announce(announced());
    expect(answer.statusCode).toBe(201);
    const body = jsonOf(answer);
    expect(ROUTES.createImport.answers[201].schema.strict().safeParse(body).error).toBeUndefined();
    const { id, upload } = body;
    expect(await stateOf(id)).toBe("waiting");
    expect(await put(upload, FILE)).toBe("200");
    expect(await stateOf(id)).toBe("landed");
    const key = `orders/_imports/${id}/orders ü.csv`;
    expect(await readObject(account, pipeline.landing, key)).toBe(FILE);
    await runStage(key);
    const done = jsonOf(await at(id));
    expect(ROUTES.getImport.answers[200].schema.strict().safeParse(done).error).toBeUndefined();
    expect(done).toMatchObject({
      state: "done",
      rows_in: 3,
      rows_curated: 1,
      rows_quarantined: 2,
      reasons: { "amount:min": 1, "order_id:type": 1 },
      quarantined: [
        { line: 3, raw: "2,-3", reasons: ["amount:min"] },
        { line: 4, raw: "x,1", reasons: ["order_id:type"] },
      ],
    });
    expect(done.run_id).toMatch(/^[0-9a-f]{32}$/);
  }, 60_000);

  test("a URL takes the announced bytes and no others, at its own key, with nothing added", async () => {
    const before = await landingKeys();
    const { id, upload } = jsonOf(await announce(announced()));
    const other = `${FILE.slice(0, -2)}9\n`;
    expect(other.length).toBe(FILE.length);
    expect(await put(upload, other)).toMatch(/^400 (BadDigest|XAmzContentChecksumMismatch|InvalidDigest)$/);
    expect(await put(upload, `${FILE}3,1\n`)).toBe("403 SignatureDoesNotMatch");
    const checksum = { "x-amz-checksum-sha256": Buffer.from(hex(other), "hex").toString("base64") };
    expect(await put(upload, other, checksum)).toBe("403 SignatureDoesNotMatch");
    const without = { url: upload.url, headers: {} };
    expect(await put(without, FILE)).toMatch(/^403 /);
    const elsewhere = { ...upload, url: upload.url.replace("/orders/", "/events/") };
    expect(await put(elsewhere, FILE)).toBe("403 SignatureDoesNotMatch");
    expect(await put(upload, FILE, { "x-amz-server-side-encryption": "AES256" })).toMatch(/^403 /);
    expect(await landingKeys()).toEqual(before);
    expect(await stateOf(id)).toBe("waiting");
  }, 60_000);

  test("the same key is the same import, at once and later; another caller's is another", async () => {
    const key = { "idempotency-key": "k1" };
    const answers = await Promise.all([announce(announced(), key), announce(announced(), key)]);
    answers.push(await announce(announced(), key));
    const ids = answers.map((answer) => jsonOf(answer).id);
    expect(new Set(ids).size).toBe(1);
    expect(jsonOf(await announce(announced(), key, { arn: EVE })).id).not.toBe(ids[0]);
    expect(jsonOf(await announce(announced("x"), key))).toMatchObject({ status: 422 });
  });

  test("an import is its caller's alone", async () => {
    const { id } = jsonOf(await announce(announced()));
    for (const method of ["GET", "DELETE"]) {
      expect(jsonOf(await at(id, { arn: EVE, method }))).toMatchObject({ status: 404 });
      expect(jsonOf(await at("0".repeat(32), { arn: EVE, method }))).toMatchObject({ status: 404 });
    }
    expect(await at(id, { arn: "arn:aws:iam::123456789012:user/nobody" })).toMatchObject({ statusCode: 403 });
    expect(await announce(announced(), {}, { arn: BOB })).toMatchObject({ statusCode: 403 });
  });

  test("a file in parts is put part by part, completed once all are there, and imported", async () => {
    const head = Buffer.from(`order_id,amount\n${"1,2.50\n".repeat(Math.ceil((5 * MIB) / 7))}`);
    const tail = Buffer.from("9,9\n");
    const parts = [head, tail].map((part) => ({ bytes: part.length, sha256: hex(part) }));
    const key = { "idempotency-key": "parts" };
    const body = { dataset: "orders", file: "large.csv", parts };
    const both = await Promise.all([announce(body, key), announce(body, key)]);
    const [first] = both.map(jsonOf);
    expect(first).toMatchObject({ upload: null, parts: [{ number: 1 }, { number: 2 }] });
    const uploads = await account.s3.send(new ListMultipartUploadsCommand({ Bucket: pipeline.landing }));
    expect(uploads.Uploads).toHaveLength(1);
    const { id } = first;
    expect(await put(first.parts[0], randomBytes(head.length))).toMatch(/^400 /);
    expect(await put(first.parts[0], head)).toBe("200");
    const complete = () => at(id, { method: "POST" }, "/complete");
    expect(jsonOf(await complete())).toMatchObject({
      status: 409,
      detail: expect.stringContaining("1 of 2"),
    });
    expect(await put(first.parts[1], tail)).toBe("200");
    expect(await complete()).toMatchObject({ statusCode: 202 });
    expect(await complete()).toMatchObject({ statusCode: 202 });
    await runStage(`orders/_imports/${id}/large.csv`);
    expect(jsonOf(await at(id))).toMatchObject({
      state: "oversize",
      bytes: head.length + tail.length,
    });
  }, 90_000);

  test("an import that was given up takes no more; one that has landed stays", async () => {
    const parts = [{ bytes: 3, sha256: hex("a\n1") }];
    const { id, parts: signed } = jsonOf(
      await announce({ dataset: "orders", file: "a.csv", parts }, { "idempotency-key": "up" }),
    );
    expect(await at(id, { method: "DELETE" })).toMatchObject({ statusCode: 204, body: "" });
    expect(await at(id, { method: "DELETE" })).toMatchObject({ statusCode: 204 });
    expect(await stateOf(id)).toBe("abandoned");
    expect(await put(signed[0], "a\n1")).toBe("404 NoSuchUpload");
    expect(jsonOf(await at(id, { method: "POST" }, "/complete"))).toMatchObject({ status: 409 });
    const again = await announce({ dataset: "orders", file: "a.csv", parts }, { "idempotency-key": "up" });
    expect(jsonOf(again)).toMatchObject({ status: 409 });
    const landed = jsonOf(await announce(announced()));
    await put(landed.upload, FILE);
    expect(jsonOf(await at(landed.id, { method: "DELETE" }))).toMatchObject({ status: 409 });
  });

  test.each<[string, object]>([
    ["neither size nor parts", { bytes: undefined }],
    ["both", { parts: [{ bytes: 1, sha256: hex("") }] }],
    ["no bytes", { bytes: 0 }],
    ["more than S3 takes at once", { bytes: 6 * 1024 * MIB }],
    ["a checksum of another kind", { sha256: "d41d8cd98f00b204e9800998ecf8427e" }],
    ["a folder for a name", { file: "../orders.csv" }],
    ["two dots for a name", { file: ".." }],
    ["a line end in the name", { file: "a\nb" }],
    ["half a character in the name", { file: "\ud800" }],
    ["a name that is too long", { file: "x".repeat(201) }],
    [
      "a small part before the last",
      { bytes: undefined, sha256: undefined, parts: [1, 2].map(() => ({ bytes: 3, sha256: hex("abc") })) },
    ],
    ["something more", { acl: "public-read" }],
  ])("%s is refused", async (_, more) => {
    expect(jsonOf(await announce(announced(FILE, more)))).toMatchObject({ status: 400 });
  });

  test("whatever is sent, the answer is one of the route's own or a problem of the caller's", async () => {
    const body = fc.oneof(
      fc.json(),
      fc.string({ unit: "binary" }),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.anything({ withNullPrototype: false }).map((value) => JSON.stringify(value) ?? ""),
      fc
        .record(
          {
            dataset: fc.constantFrom("orders", "nowhere", "__proto__"),
            file: fc.string({ unit: "grapheme" }),
            bytes: fc.integer(),
            sha256: fc.constant("0".repeat(64)),
            parts: fc.option(
              fc.array(fc.record({ bytes: fc.integer(), sha256: fc.constant("0".repeat(64)) })),
            ),
          },
          { requiredKeys: ["dataset", "file"] },
        )
        .map((value) => JSON.stringify(value)),
    );
    await fc.assert(
      fc.asyncProperty(
        body,
        fc.constantFrom("application/json", "application/x-ndjson"),
        async (sent, type) => {
          const { statusCode, headers } = await announce(sent, { "content-type": type });
          expect(statusCode).toBeLessThan(500);
          if (statusCode >= 400) expect(headers["Content-Type"]).toBe("application/problem+json");
        },
      ),
      { numRuns: 300 },
    );
  }, 120_000);
});
