// The function `api` over the local Redshift: models, SQL and exports, by the rights of the database users that it comes as.
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ROUTES } from "../../core/api/routes.ts";
import { apiSchema } from "../../core/contract/api/schema.ts";
import { apiWarehouse } from "../../core/records/api-exports.ts";
import { ROLE, TestWarehouse } from "../../local/testing/redshift.ts";
import type { HttpAnswer } from "../http/event.ts";
import { type Account, makePipeline, openAccount } from "../testing/account.ts";
import { ANN, type Asked, httpEvent, jsonOf, makeApi } from "../testing/http.ts";

const CONTRACT = {
  version: 1,
  name: "acme",
  datasets: { orders: { columns: [{ name: "id", type: "bigint" }] } },
};
const API = apiSchema.parse({
  groups: {
    analysts: {
      read: ["sales", "orders", "unbuilt"],
      queries: ["by_region"],
      sql: ["redshift"],
      exports: ["sales", "by_region"],
    },
  },
  queries: {
    by_region: {
      engine: "redshift",
      models: ["sales"],
      sql: "select region, sum(amount) as total from marts.sales where region <> :except and sold_on >= :since group by 1 order by 1 -- by region",
      parameters: { except: "string", since: "date" },
    },
  },
});
const { group, user, exportsUser } = apiWarehouse("acme");
const BOB = "arn:aws:iam::123456789012:user/bob";

describe("the API over a warehouse", () => {
  let account: Account;
  let warehouse: TestWarehouse;
  let scratch: string;
  let handler: (event: unknown, context: object) => Promise<HttpAnswer>;
  const ask = (asked: Asked) => handler(httpEvent(asked), { getRemainingTimeInMillis: () => 29_000 });
  const model = (rest = "", query?: string) =>
    ask({
      resource: `/models/{name}${rest}`,
      path: `/models/sales${rest}`,
      parameters: { name: "sales" },
      ...(query !== undefined && { query }),
    });
  const post = (path: string, body: object, arn = ANN, headers: Record<string, string> = {}) =>
    ask({ method: "POST", resource: path, path, body, arn, headers });
  const at = (kind: string, id: string, rest: Partial<Asked> = {}) =>
    ask({ resource: `/${kind}/{id}`, path: `/${kind}/${id}`, parameters: { id }, ...rest });

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), "api-warehouse-"));
    account = await openAccount();
    warehouse = await TestWarehouse.start(account.env.AWS_REGION);
    for (const sql of [
      `create group "${group}"`,
      ...[user, exportsUser].flatMap((name) => [
        `create user "${name}" password disable`,
        `alter group "${group}" add user "${name}"`,
      ]),
      "create schema marts",
      "create table marts.sales (id bigint, region varchar(20), amount numeric(12,2), sold_on date, at timestamp, ok bool, score float8, more super)",
      "insert into marts.sales values (9007199254740993, 'north', 10.50, '2024-01-01', '2024-01-01 10:00:00.25', true, 0.1, json_parse('[1]')), (2, 'south', -3.00, '2024-02-01', null, false, null, null), (3, 'o''brien', 1.00, '2024-03-01', null, null, null, null), (4, '', 0, '2024-03-02', null, null, null, null)",
      "create table marts.wages as select 1 as a",
      `grant usage on schema marts to group "${group}"`,
      `grant select on marts.sales to group "${group}"`,
      "revoke assumerole on all from public for all",
      "revoke create on schema public from public",
      `grant assumerole on '${ROLE}' to "${exportsUser}" for unload`,
    ])
      await warehouse.ok(sql);
    const pipeline = await makePipeline(account, "apiwh", CONTRACT);
    const members = { analysts: { principals: [ANN, BOB], claims: [], keys: [] } };
    const env = await makeApi(account, "acme", pipeline, { api: API, members });
    for (const name of ["CONTRACT_URI", "SETTINGS_URI"]) {
      const [, Bucket = "", Key = ""] = /^s3:\/\/([^/]+)\/(.+)$/.exec(env[name] as string) ?? [];
      const { GetObjectCommand } = await import("@aws-sdk/client-s3");
      const { Body } = await account.s3.send(new GetObjectCommand({ Bucket, Key }));
      warehouse.aws.objects.set(`${Bucket}/${Key}`, Buffer.from((await Body?.transformToByteArray()) ?? []));
    }
    const { endpoint } = warehouse.aws.context;
    Object.assign(process.env, account.env, env, {
      GLUE_DATABASE: "acme",
      CLUSTER_IDENTIFIER: "wh",
      DATABASE: "analytics",
      MODELS_SCHEMA: "marts",
      EXPORTS_ROLE_ARN: "arn:aws:iam::123456789012:role/acme-api-exports",
      EXPORTS_BUCKET: "exports",
      WAREHOUSE_ROLE_ARN: ROLE,
      AWS_ACCESS_KEY_ID: "ASIAacme-api",
      AWS_ENDPOINT_URL_REDSHIFT_DATA: endpoint,
      AWS_ENDPOINT_URL_STS: endpoint,
      AWS_ENDPOINT_URL_S3: endpoint,
    });
    handler = (await import("./index.ts")).handler as typeof handler;
  }, 180_000);
  afterAll(async () => {
    rmSync(scratch, { recursive: true, force: true });
    await warehouse?.close();
    await account?.close();
  });

  test("lists and describes models, and tells of what is not built", async () => {
    expect(jsonOf(await ask({ resource: "/models", path: "/models" })).models).toEqual([
      { name: "sales" },
      { name: "unbuilt" },
    ]);
    const described = jsonOf(await model());
    expect(ROUTES.getModel.answers[200].schema.strict().safeParse(described).error).toBeUndefined();
    expect(described.columns.map(({ name, type }: Record<string, string>) => `${name} ${type}`)).toEqual([
      "id int8",
      "region varchar",
      "amount numeric(12,2)",
      "sold_on date",
      "at timestamp",
      "ok bool",
      "score float8",
      "more super",
    ]);
    expect(described.columns.at(-1)).toMatchObject({ comparable: false });
    const unbuilt = { resource: "/models/{name}", path: "/models/unbuilt", parameters: { name: "unbuilt" } };
    const wages = { resource: "/models/{name}", path: "/models/wages", parameters: { name: "wages" } };
    const orders = { resource: "/models/{name}", path: "/models/orders", parameters: { name: "orders" } };
    expect(await ask(unbuilt)).toMatchObject({ statusCode: 503, headers: { "Retry-After": "300" } });
    expect((await ask(wages)).statusCode).toBe(403);
    expect((await ask(orders)).statusCode).toBe(404);
  });

  test("reads a model's rows by the types that the warehouse gives them, page by page", async () => {
    const whole = jsonOf(await model("/rows", "order=-id"));
    expect(whole).toMatchObject({ next: null, complete: true });
    expect(whole.rows[0]).toEqual({
      id: "9007199254740993",
      region: "north",
      amount: "10.50",
      sold_on: "2024-01-01",
      at: "2024-01-01T10:00:00.25Z",
      ok: true,
      score: 0.1,
      more: "[1]",
    });
    const ids = async (query: string) =>
      jsonOf(await model("/rows", `select=id&order=id&${query}`)).rows.map(({ id }: { id: string }) => id);
    expect(await ids("where=amount.gte.1")).toEqual(["3", "9007199254740993"]);
    expect(await ids("where=region.eq.o'brien")).toEqual(["3"]);
    expect(await ids("where=region.eq.")).toEqual(["4"]);
    expect(await ids("where=at.gt.2024-01-01T10:00:00Z&where=ok.eq.true")).toEqual(["9007199254740993"]);
    expect(await ids(`where=${encodeURIComponent('id.in.["2",3]')}`)).toEqual(["2", "3"]);
    expect(await ids("where=region.starts_with.s&where=score.is_null")).toEqual(["2"]);
    for (const wrong of ["where=more.eq.1", "where=amount.eq.x", "select=nope", "where=id.eq.1);drop table"])
      expect((await model("/rows", wrong)).statusCode).toBe(400);
    const pages: string[] = [];
    let cursor = "";
    do {
      const page = jsonOf(await model("/rows", `select=id&order=id&limit=3${cursor}`));
      pages.push(page.rows.map(({ id }: { id: string }) => id).join(" "));
      cursor = page.next === null ? "" : `&cursor=${page.next}`;
    } while (cursor);
    expect(pages).toEqual(["2 3 4", "9007199254740993"]);
  });

  test("runs SQL that only reads, held by the database's rights", async () => {
    const sql = async (text: string) => post("/queries", { sql: text, engine: "redshift" });
    expect(jsonOf(await sql("select count(*) as n from marts.sales"))).toMatchObject({
      engine: "redshift",
      state: "succeeded",
      rows: [["4"]],
    });
    const refused: [string, string][] = [
      ["insert into marts.sales select * from marts.sales", "permission denied for relation sales"],
      ["drop table marts.sales", "must be owner of relation sales"],
      ["create table public.x as select 1 as a", "permission denied for schema public"],
      ["select * from marts.wages", "permission denied for relation wages"],
      [`unload ('select * from marts.sales') to 's3://exports/x/' iam_role '${ROLE}'`, "ASSUMEROLE"],
      ["select 1; select 2", "multiple"],
      ["select :x", "Parameter"],
    ];
    for (const [text, words] of refused) {
      const { statusCode, body } = await sql(text);
      expect({ text, statusCode, body }).toMatchObject({
        statusCode: 422,
        body: expect.stringMatching(new RegExp(words, "i")),
      });
    }
    const named = await post("/queries", {
      query: "by_region",
      parameters: { except: "south", since: "2024-01-01" },
    });
    expect(jsonOf(named).rows).toEqual([
      ["", "0.00"],
      ["north", "10.50"],
      ["o'brien", "1.00"],
    ]);
    const { id } = jsonOf(named);
    expect((await at("queries", id, { arn: BOB })).statusCode).toBe(404);
    expect((await at("queries", id, { method: "DELETE" })).statusCode).toBe(204);
  });

  test("answers a page as Parquet, with the types of its columns", async () => {
    const { id } = jsonOf(
      await post("/queries", { sql: "select * from marts.sales order by id desc", engine: "redshift" }),
    );
    const answer = await ask({
      resource: "/queries/{id}/results",
      path: `/queries/${id}/results`,
      parameters: { id },
      query: "limit=2",
      headers: { accept: "application/vnd.apache.parquet" },
    });
    expect(answer).toMatchObject({
      statusCode: 200,
      isBase64Encoded: true,
      headers: {
        "Content-Type": "application/vnd.apache.parquet",
        Link: expect.stringContaining('rel="next"'),
      },
    });
    expect(await parquetRows(Buffer.from(answer.body, "base64"))).toEqual([
      [
        "BIGINT 9007199254740993",
        "VARCHAR north",
        "DECIMAL(12,2) 10.50",
        "DATE 2024-01-01",
        "TIMESTAMP 2024-01-01 10:00:00.25",
        "BOOLEAN true",
        "DOUBLE 0.1",
        "VARCHAR [1]",
      ],
      [
        "BIGINT 4",
        "VARCHAR ",
        "DECIMAL(12,2) 0.00",
        "DATE 2024-03-02",
        "TIMESTAMP null",
        "BOOLEAN null",
        "DOUBLE null",
        "VARCHAR null",
      ],
    ]);
  });

  test("exports a model and a query to the caller's own folder, by a role that may", async () => {
    const begun = await post("/exports", {
      model: "sales",
      select: ["id", "amount"],
      where: ["amount.gt.0", "region.ne.o'b\\x"],
    });
    expect(begun).toMatchObject({ statusCode: 202, headers: { "Retry-After": "2" } });
    const done = await ended(jsonOf(begun).id);
    expect(ROUTES.getExport.answers[200].schema.strict().safeParse(done).error).toBeUndefined();
    expect(done).toMatchObject({ kind: "model", name: "sales", engine: "redshift", state: "succeeded" });
    const [file] = done.files;
    const folder = createHash("sha256").update(`iam:${ANN}`).digest("hex").slice(0, 32);
    expect(new URL(file.url).pathname).toContain(`/_api/${folder}/`);
    expect(await parquetRows(Buffer.from(await (await fetch(file.url)).arrayBuffer()))).toEqual([
      ["BIGINT 9007199254740993", "DECIMAL(12,2) 10.50"],
      ["BIGINT 3", "DECIMAL(12,2) 1.00"],
    ]);
    const query = await post("/exports", {
      query: "by_region",
      parameters: { except: "it's", since: "2024-02-01" },
      format: "ndjson",
    });
    const lines = await ended(jsonOf(query).id);
    expect(lines).toMatchObject({ kind: "query", state: "succeeded", format: "ndjson" });
    expect(lines.files).toHaveLength(1);
    expect((await at("exports", jsonOf(query).id, { arn: BOB })).statusCode).toBe(404);
    expect((await at("exports", jsonOf(query).id, { arn: BOB, method: "DELETE" })).statusCode).toBe(404);
    expect((await at("exports", jsonOf(query).id, { method: "DELETE" })).statusCode).toBe(204);
    const wrong: [object, number][] = [
      [{ model: "wages" }, 403],
      [{ dataset: "orders" }, 403],
      [{}, 400],
      [{ model: "sales", query: "by_region" }, 400],
      [{ model: "sales", select: ["nope"] }, 400],
      [{ model: "sales", where: ["amount.eq.x"] }, 400],
      [{ query: "by_region" }, 400],
      [{ query: "by_region", select: ["a"] }, 400],
      [{ model: "sales", format: "csv" }, 400],
    ];
    for (const [body, status] of wrong)
      expect({ body, status: (await post("/exports", body)).statusCode }).toEqual({ body, status });
    const twice = await Promise.all(
      [1, 2].map(() => post("/exports", { model: "sales" }, ANN, { "idempotency-key": "k" })),
    );
    expect(twice.map(({ statusCode }) => statusCode)).toEqual([202, 202]);
    expect(new Set(twice.map((one) => jsonOf(one).id)).size).toBe(1);
    const again = await post("/exports", { model: "sales" }, ANN, { "idempotency-key": "k" });
    expect(again.headers["Idempotency-Replayed"]).toBe("true");
  });

  async function ended(id: string) {
    for (;;) {
      const body = jsonOf(await at("exports", id));
      if (body.state !== "running") return body;
    }
  }

  /** Each cell as its type and its text. */
  async function parquetRows(bytes: Buffer): Promise<string[][]> {
    const file = join(scratch, `${createHash("sha256").update(bytes).digest("hex")}.parquet`);
    await writeFile(file, bytes);
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    try {
      const reader = await connection.runAndReadAll(`select * from '${file}'`);
      const types = reader.columnTypes().map(String);
      return reader.getRows().map((row) => row.map((value, i) => `${types[i]} ${value}`));
    } finally {
      connection.closeSync();
    }
  }
});
