// The function `api` against moto: who may see which dataset, and what it is told of it.
import { BatchCreatePartitionCommand, CreateDatabaseCommand, CreateTableCommand } from "@aws-sdk/client-glue";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { validate } from "@readme/openapi-parser";
import { ROUTES } from "../../core/api/routes.ts";
import { apiSchema } from "../../core/contract/api/schema.ts";
import { type ApiEnvironment, apiEnvironment } from "../../core/environment/api.ts";
import type { AuditRecord } from "../../core/records/audit.ts";
import type { HttpAnswer } from "../http/event.ts";
import type { Loaders } from "../http/serve.ts";
import type { documents } from "../http/table.ts";
import { type Account, makePipeline, openAccount } from "../testing/account.ts";
import { type Asked, httpEvent, jsonOf, makeApi } from "../testing/http.ts";
import { bundleTo, invoke } from "../testing/invoke.ts";

const CONTRACT = {
  version: 1,
  name: "acme",
  datasets: {
    customers: {
      columns: [
        { name: "id", type: "bigint" },
        { name: "segment", type: "string", tokenize: "mask", description: "Who they are" },
      ],
    },
    orders: {
      description: "What was ordered",
      columns: [
        { name: "order_id", type: "bigint", required: true },
        { name: "id", type: "bigint" },
        { name: "amount", type: "decimal(12, 2)" },
        { name: "country", type: "string" },
        { name: "ordered_at", type: "timestamp" },
      ],
      key: ["order_id"],
      enrich: [{ lookup: "customers", on: "id", add: ["segment"] }],
      partition_by: ["country", "day(ordered_at)"],
    },
  },
};
const API = apiSchema.parse({
  groups: {
    analysts: { read: ["orders", "daily_revenue"] },
    others: { read: ["customers"], records: ["orders"] },
  },
});
const ROLE = "arn:aws:iam::123456789012:role/teams/reader";
const SESSION = "arn:aws:sts::123456789012:assumed-role/reader/bob";

describe("the function api", () => {
  let account: Account;
  let env: Record<string, string>;
  let handler: (event: unknown, context: object) => Promise<HttpAnswer>;

  const ask = (asked: Asked) => handler(httpEvent(asked), { getRemainingTimeInMillis: () => 29_000 });
  const orders = (rest: Partial<Asked> = {}) =>
    ask({ resource: "/datasets/{name}", path: "/datasets/orders", parameters: { name: "orders" }, ...rest });

  beforeAll(async () => {
    account = await openAccount();
    const pipeline = await makePipeline(account, "api", CONTRACT);
    const members = {
      analysts: { principals: [ROLE, "arn:aws:iam::123456789012:user/ann"], claims: [], keys: [] },
      others: { principals: ["arn:aws:iam::123456789012:user/eve"], claims: [], keys: [] },
    };
    env = { ...(await makeApi(account, "api", pipeline, { api: API, members })), GLUE_DATABASE: "acme" };
    Object.assign(process.env, account.env, env);
    handler = (await import("./index.ts")).handler as typeof handler;
    const { documents: table } = (await import("../http/table.ts")) as { documents: typeof documents };
    await account.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "acme" } }));
    const keys = ["country", "ordered_at_day"].map((Name) => ({ Name, Type: "string" }));
    const TableInput = {
      Name: "orders",
      PartitionKeys: keys,
      StorageDescriptor: { Location: "s3://x/orders/" },
    };
    await account.glue.send(new CreateTableCommand({ DatabaseName: "acme", TableInput }));
    const days = Array.from({ length: 5 }, (_, i) => ({ Values: ["GB", `2024-01-0${i + 1}`] }));
    await account.glue.send(
      new BatchCreatePartitionCommand({
        DatabaseName: "acme",
        TableName: "orders",
        PartitionInputList: days,
      }),
    );
    const run = (id: string, rest: Partial<AuditRecord>): AuditRecord => ({
      run_id: id,
      dataset: "orders",
      state: "curated",
      source: { bucket: "b", key: "k" },
      contract_digest: "d",
      committed_at: `2026-01-0${id}T00:00:00.000Z`,
      expires_at: 4_000_000_000,
      ...rest,
    });
    for (const Item of [
      run("1", {
        rows_in: 3,
        rows_curated: 2,
        rows_quarantined: 1,
        reasons: { "amount:type": 1 },
        cataloged_at: "t",
      }),
      run("2", { state: "rejected", rejected: { reason: "file:header", message: "It has none." } }),
    ])
      await table().send(new PutCommand({ TableName: pipeline.auditTable, Item }));
  }, 180_000);
  afterAll(() => account?.close());

  test("lists what the caller may read, and nothing else", async () => {
    const list = async (arn: string) =>
      jsonOf(await ask({ path: "/datasets", resource: "/datasets", arn })).datasets;
    const mine = [
      { name: "daily_revenue", kind: "model", description: null },
      { name: "orders", kind: "dataset", description: "What was ordered" },
    ];
    expect(await list(SESSION)).toEqual(mine);
    expect(await list("arn:aws:iam::123456789012:user/eve")).toEqual([
      { name: "customers", kind: "dataset", description: null },
    ]);
    expect(await list("arn:aws:sts::999999999999:assumed-role/reader/bob")).toEqual([]);
  });

  test("describes a dataset: columns, partitions, freshness and quality", async () => {
    const answer = await orders();
    expect(answer).toMatchObject({ statusCode: 200, headers: { "Content-Type": "application/json" } });
    const body = jsonOf(answer);
    expect(ROUTES.getDataset.answers[200].schema.strict().safeParse(body).error).toBeUndefined();
    expect(body.columns.map(({ name, type }: Record<string, string>) => `${name} ${type}`)).toEqual([
      "order_id bigint",
      "id bigint",
      "amount decimal(12,2)",
      "ordered_at timestamp",
      "segment string",
      "country string",
      "ordered_at_day date",
    ]);
    expect(body.columns[4]).toMatchObject({
      tokenized: "mask",
      description: "Who they are",
      required: false,
    });
    expect(body.partitions.values).toHaveLength(5);
    expect(body.partitions.values[0]).toEqual({ country: "GB", ordered_at_day: "2024-01-01" });
    expect(body.freshness).toMatchObject({ run_id: "1", cataloged_at: "t", loaded_at: null });
    expect(body.quality.runs).toMatchObject([
      { run_id: "2", state: "rejected", rejected: { reason: "file:header" }, rows_in: null },
      { run_id: "1", rows_quarantined: 1, reasons: { "amount:type": 1 } },
    ]);
  });

  test("refuses a name that the caller may not read as it refuses one that is not there", async () => {
    for (const name of ["customers", "nowhere"]) {
      const answer = await orders({ path: `/datasets/${name}`, parameters: { name } });
      expect(answer).toMatchObject({
        statusCode: 403,
        headers: { "Content-Type": "application/problem+json" },
      });
      expect(jsonOf(answer)).toMatchObject({
        type: "urn:headrace:problem:not_permitted",
        status: 403,
        detail: `This needs the permission "read" for "${name}". You have it for: daily_revenue, orders.`,
        request_id: answer.headers["X-Request-Id"],
      });
    }
    expect((await orders({ arn: null })).statusCode).toBe(401);
  });

  test("answers 304 to who has the answer already", async () => {
    const { headers } = await orders();
    const again = await orders({ headers: { "If-None-Match": `"other", W/${headers.ETag}` } });
    expect(again).toMatchObject({ statusCode: 304, body: "", headers: { ETag: headers.ETag } });
    expect(again.headers["Content-Type"]).toBeUndefined();
    expect((await orders({ headers: { "If-None-Match": '"other"' } })).statusCode).toBe(200);
  });

  test("a wrong request is told what is wrong with it", async () => {
    const wrong = await orders({ query: "limit=0&limt=5&cursor=a b" });
    expect(wrong.statusCode).toBe(400);
    expect(jsonOf(wrong).errors).toEqual(
      expect.arrayContaining([
        { in: "query", pointer: "/limit", detail: expect.stringContaining("expected number to be >=1") },
        { in: "query", pointer: "/cursor", detail: "expected a cursor as an answer had it" },
        { in: "query", pointer: "", detail: 'Unrecognized key: "limt"' },
      ]),
    );
    expect((await orders({ query: "limit=1&limit=2" })).statusCode).toBe(400);
    expect((await orders({ body: { a: 1 } })).statusCode).toBe(400);
    expect((await orders({ path: "/x", parameters: { name: "../orders" } })).statusCode).toBe(400);
    expect(jsonOf(await orders({ query: "cursor=abcd" })).errors[0].pointer).toBe("/cursor");
  });

  test("what the API does not have is told by the catch-all: 404, 405 with Allow, 400", async () => {
    expect(await ask({ path: "/nowhere" })).toMatchObject({ statusCode: 404 });
    expect(await ask({ path: "/datasets/" })).toMatchObject({ statusCode: 404 });
    expect(await ask({ path: "/datasets", method: "PATCH" })).toMatchObject({
      statusCode: 405,
      headers: { Allow: "GET" },
    });
    expect(await ask({ path: "/datasets/%ff" })).toMatchObject({ statusCode: 400 });
    expect(await ask({ path: "/datasets/orders" })).toMatchObject({ statusCode: 200 });
  });

  test("describes itself by a document that a validator of others takes", async () => {
    const answer = await ask({ path: "/openapi.json", resource: "/openapi.json" });
    const document = jsonOf(answer);
    // Only the local AWS is believed in what it says of the address: no caller can make the document name another.
    const headers = { "x-forwarded-proto": "http", "x-forwarded-prefix": "/elsewhere" };
    const said = await ask({ path: "/openapi.json", resource: "/openapi.json", headers });
    expect(jsonOf(said).servers).toEqual(document.servers);
    expect(document.servers).toEqual([{ url: "https://api.example.com/prod" }]);
    expect(await validate(document)).toMatchObject({ valid: true });
  });

  test("an audit may be told of who is refused; a failure says nothing of itself to the caller", async () => {
    const { serve } = await import("../http/serve.ts");
    const refusals: unknown[] = [];
    const served = serve({
      function: "api",
      environment: () => apiEnvironment.parse(process.env),
      implementations: {
        getDataset: async () => ({
          getDataset: () => Promise.reject(new Error("the password is 'hunter2'")),
        }),
      } as unknown as Loaders<"api", ApiEnvironment>,
      refused: async ({ routeId, permission, name, caller }) => {
        refusals.push([routeId, permission, name, caller.id]);
      },
    });
    const of = (name: string) =>
      httpEvent({ resource: "/datasets/{name}", path: `/datasets/${name}`, parameters: { name } });
    const time = { getRemainingTimeInMillis: () => 29_000 };
    expect((await served(of("customers"), time)).statusCode).toBe(403);
    expect(refusals).toEqual([["getDataset", "read", "customers", "iam:arn:aws:iam::123456789012:user/ann"]]);
    const failed = await served(of("orders"), time);
    expect(failed).toMatchObject({
      statusCode: 500,
      headers: { "Content-Type": "application/problem+json" },
    });
    expect(failed.body).not.toContain("hunter2");
    expect(refusals).toHaveLength(1);
  });

  test("runs as it is deployed, and logs neither parameters nor headers", async () => {
    const bundle = await bundleTo(account.scratch, "api");
    const event = httpEvent({
      resource: "/datasets/{name}",
      path: "/datasets/orders",
      parameters: { name: "orders" },
      query: "limit=2",
      headers: { authorization: "Bearer secret-token" },
    });
    const run = () => invoke({ bundle, event, env: { ...account.env, ...env } });
    const { response, log } = await run();
    expect(response.statusCode).toBe(200);
    const { next, values } = JSON.parse(response.body).partitions;
    // moto gives all partitions at once, whatever the page's size.
    expect({ next, count: values.length }).toEqual({ next: null, count: 5 });
    const lines = log.split("\n").filter((line) => line.startsWith("{"));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { message: "Request", route: "getDataset", status: 200, caller: expect.stringContaining("user/ann") },
    ]);
    expect(log).not.toContain("secret-token");
  });
});
