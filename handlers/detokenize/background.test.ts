// Openings in the background against moto: a file of tokens announced, put, opened and fetched, by its caller alone, and what the
// audit says of it before there is a value.
import { createHash } from "node:crypto";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { apiSchema } from "../../core/contract/api/schema.ts";
import { AUDIT_INDEX } from "../../core/records/audit.ts";
import type { HttpAnswer } from "../http/event.ts";
import type { documents } from "../http/table.ts";
import { type Account, makePipeline, openAccount, type Pipeline } from "../testing/account.ts";
import { ANN, httpEvent, itemEvent, jsonOf, makeApi } from "../testing/http.ts";
import { type Invocations, recordInvocations } from "../testing/invocations.ts";

const CONTRACT = {
  version: 1,
  name: "acme",
  datasets: {
    customers: {
      columns: [
        { name: "id", type: "bigint", required: true },
        { name: "phone", type: "string", tokenize: "ff1", ff1: { keep: "- " } },
      ],
    },
    plain: { columns: [{ name: "id", type: "int" }] },
  },
};
const API = apiSchema.parse({
  groups: { stewards: { tokenize: ["customers"], detokenize: ["customers"] }, readers: { read: ["plain"] } },
});
const [EVE, BOB] = ["eve", "bob"].map((name) => `arn:aws:iam::123456789012:user/${name}`);
const MOST = 2600;

type Handler = (event: unknown, context: object) => Promise<HttpAnswer>;

describe("openings in the background", () => {
  let account: Account;
  let pipeline: Pipeline;
  let env: Record<string, string>;
  let handler: Handler;
  let rules: Handler;
  let table: typeof documents;
  let invoked: Invocations;
  const before = { ...process.env };
  const context = { getRemainingTimeInMillis: () => 300_000 };

  const ask = (...asked: Parameters<typeof itemEvent>) => handler(itemEvent(...asked), context);
  const audits = async () => {
    const { Items = [] } = await table().send(
      new QueryCommand({
        TableName: pipeline.auditTable,
        IndexName: AUDIT_INDEX.name,
        KeyConditionExpression: "#dataset = :dataset",
        ExpressionAttributeNames: { "#dataset": AUDIT_INDEX.hash },
        ExpressionAttributeValues: { ":dataset": "detokenize#customers" },
      }),
    );
    return Items;
  };

  beforeAll(async () => {
    invoked = await recordInvocations();
    account = await openAccount();
    pipeline = await makePipeline(account, "opened", CONTRACT);
    const of = (...arns: (string | undefined)[]) => ({
      principals: arns.map(String),
      claims: [],
      keys: [],
    });
    const members = { stewards: of(ANN, EVE), readers: of(BOB) };
    const functions = ["api", "rules", "detokenize"] as ("api" | "rules" | "detokenize")[];
    env = {
      ...(await makeApi(account, "opened", pipeline, { api: API, members, functions })),
      TOKEN_KEY_SECRET_ARN: String(pipeline.stageEnv.TOKEN_KEY_SECRET_ARN),
      BACKGROUND_BUCKET: pipeline.interim,
      BACKGROUND_ROLE_ARN: "arn:aws:iam::123456789012:role/files",
      AUDIT_TTL_DAYS: "400",
      MOST_VALUES_AN_HOUR: String(MOST),
      AWS_LAMBDA_FUNCTION_NAME: "detokenize",
      AWS_ENDPOINT_URL_LAMBDA: invoked.url,
    };
    Object.assign(process.env, account.env, env);
    handler = (await import("./index.ts")).handler as unknown as Handler;
    rules = (await import("../rules/index.ts")).handler as unknown as Handler;
    table = ((await import("../http/table.ts")) as { documents: typeof documents }).documents;
  }, 180_000);

  afterAll(async () => {
    table?.().destroy();
    invoked?.close();
    for (const name of Object.keys({ ...account?.env, ...env })) delete process.env[name];
    Object.assign(process.env, before);
    await account?.close();
  });

  const phone = (at: number): string => `020-79${String(at).padStart(6, "0")}`;

  /** Tokens of 2,500 phones, as the API makes them. */
  async function tokens(): Promise<string[]> {
    const made: string[] = [];
    for (const from of [0, 1000, 2000]) {
      const records = Array.from({ length: from === 2000 ? 500 : 1000 }, (_, i) => ({
        id: from + i,
        phone: phone(from + i),
      }));
      const path = "/tokenize";
      const body = { dataset: "customers", records };
      const answer = await rules(httpEvent({ method: "POST", resource: path, path, body }), context);
      for (const { row } of jsonOf(answer).outcomes) made.push(JSON.stringify({ phone: row.phone }));
    }
    return made;
  }

  const announced = (text: string, purpose = "Move the customers") => ({
    ...{ dataset: "customers", purpose, bytes: Buffer.byteLength(text) },
    sha256: createHash("sha256").update(text).digest("hex"),
  });
  const put = (upload: { url: string; headers: Record<string, string> }, body: string) =>
    fetch(upload.url, { method: "PUT", headers: upload.headers, body });

  test("a file of more tokens than are taken in line is opened once, and the audit knows before there is a value", async () => {
    const file = [...(await tokens()), '{"phone":"no token"}', '{"phone":null}'].join("\n");
    const first = await ask("POST", "/openings", announced(file));
    const { id, state, upload } = jsonOf(first);
    expect([first.statusCode, state]).toEqual([201, "waiting"]);
    expect(jsonOf(await ask("POST", "/openings", announced(file))).id).toBe(id);
    expect(jsonOf(await ask("POST", "/openings", announced(file, "Another"))).id).not.toBe(id);
    expect((await ask("POST", `/openings/${id}`)).statusCode).toBe(409);
    expect((await put(upload, file)).status).toBe(200);
    expect(jsonOf(await ask("POST", `/openings/${id}`))).toEqual({ id, state: "working" });
    expect(invoked.calls).toEqual([`Event {"opening_id":"${id}"}`]);
    expect(await audits()).toEqual([]);
    await handler({ opening_id: id }, context);
    await handler({ opening_id: id }, context);

    const body = jsonOf(await ask("GET", `/openings/${id}`));
    expect(body).toMatchObject({ state: "done", records: 2502, opened: 2500, rejected: null });
    const lines = (await (await fetch(body.values.url)).text())
      .trim()
      .split("\n")
      .map((one) => JSON.parse(one));
    expect(lines.slice(0, 2500).map(({ values }) => values.phone)).toEqual(
      Array.from({ length: 2500 }, (_, at) => phone(at)),
    );
    expect(lines.slice(2500)).toEqual([
      { record: 2501, values: { phone: null }, unknown: ["phone"] },
      { record: 2502, values: { phone: null }, unknown: [] },
    ]);
    expect(await audits()).toMatchObject([
      {
        ...{ run_id: body.audit_id, event: "detokenized", purpose: "Move the customers", records: 2502 },
        ...{ caller: `iam:${ANN}`, columns: ["phone"], opened: 2500, request_id: `opening ${id}` },
      },
    ]);
    for (const method of ["GET", "POST"])
      expect((await ask(method, `/openings/${id}`, undefined, EVE)).statusCode).toBe(404);
  });

  test("what is refused leaves a record: no permission, no such columns, a file that is none, too many values", async () => {
    const refusals = async () =>
      (await audits()).filter(({ event }) => event === "refused").map(({ problem }) => problem);
    expect((await ask("POST", "/openings", announced("{}"), BOB)).statusCode).toBe(403);
    expect((await ask("POST", "/openings", { ...announced("{}"), columns: ["id"] })).statusCode).toBe(400);
    expect(await refusals()).toEqual(["not_permitted", "invalid_request"]);
    const opened = async (file: string) => {
      const { id, upload } = jsonOf(await ask("POST", "/openings", announced(file)));
      await put(upload, file);
      await handler({ opening_id: id }, context);
      return jsonOf(await ask("GET", `/openings/${id}`));
    };
    expect(await opened('{"phone":"1"}\n[1]')).toMatchObject({
      state: "rejected",
      rejected: { reason: "invalid_request", message: "Line 2 of the file is no JSON object." },
      values: null,
    });
    const many = Array.from({ length: 200 }, (_, at) => JSON.stringify({ phone: phone(at) })).join("\n");
    expect(await opened(many)).toMatchObject({
      state: "rejected",
      rejected: { reason: "too_many_requests" },
    });
    expect((await refusals()).slice(2)).toEqual(["invalid_request", "too_many_requests"]);
    const other = jsonOf(await ask("POST", "/openings", announced("{}")));
    await expect(handler({ opening_id: other.id }, context)).rejects.toThrow();
    expect(jsonOf(await ask("GET", `/openings/${other.id}`)).state).toBe("failed");
  });
});
