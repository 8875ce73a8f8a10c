// The functions `rules` and `detokenize` against moto: records judged, cleansed and tokenized, tokens opened for those who
// may, and what the audit says of it.
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { QueryCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { apiSchema } from "../../core/contract/api/schema.ts";
import { AUDIT_INDEX } from "../../core/records/audit.ts";
import type { HttpAnswer } from "../http/event.ts";
import type { documents } from "../http/table.ts";
import { type Account, makePipeline, openAccount, type Pipeline } from "../testing/account.ts";
import { httpEvent, jsonOf, makeApi } from "../testing/http.ts";

const CONTRACT = {
  version: 1,
  name: "acme",
  datasets: {
    customers: {
      columns: [
        { name: "id", from: "Id", type: "bigint", required: true },
        { name: "mail", type: "string", clean: ["trim", "lower"], pattern: "@", tokenize: "vault" },
        { name: "phone", type: "string", tokenize: "ff1", ff1: { keep: "- " } },
        { name: "ssn", type: "string", tokenize: "hmac" },
        { name: "sum", type: "decimal(10,2)" },
      ],
    },
    plain: { columns: [{ name: "id", type: "int" }] },
  },
};
const ALL = { cleanse: ["customers"], validate: ["customers", "plain"], tokenize: ["customers"] };
const API = apiSchema.parse({
  groups: {
    stewards: { ...ALL, detokenize: ["customers"] },
    others: { detokenize: ["plain"], validate: ["plain"] },
    readers: { read: ["customers"] },
  },
});
const user = (name: string): string => `arn:aws:iam::123456789012:user/${name}`;
const [ANN, EVE, BOB] = [user("ann"), user("eve"), user("bob")];

type Handler = (event: unknown, context: object) => Promise<HttpAnswer>;

describe("rules and tokens", () => {
  let account: Account;
  let pipeline: Pipeline;
  let env: Record<string, string>;
  let rules: Handler;
  let detokenize: Handler;
  let table: typeof documents;
  const before = { ...process.env };
  const written: string[] = [];

  const send =
    (handler: () => Handler) =>
    (path: string, body: unknown, arn = ANN, headers: Record<string, string> = {}) =>
      handler()(httpEvent({ method: "POST", resource: path, path, body, arn, headers }), {
        getRemainingTimeInMillis: () => 29_000,
      });
  const rule = send(() => rules);
  const open = (body: unknown, arn?: string) => send(() => detokenize)("/detokenize", body, arn);
  const audits = async (dataset = "customers") => {
    const { Items = [] } = await table().send(
      new QueryCommand({
        TableName: pipeline.auditTable,
        IndexName: AUDIT_INDEX.name,
        KeyConditionExpression: "#dataset = :dataset",
        ExpressionAttributeNames: { "#dataset": AUDIT_INDEX.hash },
        ExpressionAttributeValues: { ":dataset": `detokenize#${dataset}` },
      }),
    );
    return Items;
  };

  beforeAll(async () => {
    account = await openAccount();
    pipeline = await makePipeline(account, "tokens", CONTRACT);
    const members = Object.fromEntries(
      [
        ["stewards", ANN],
        ["others", EVE],
        ["readers", BOB],
      ].map(([group = "", arn = ""]) => [group, { principals: [arn], claims: [], keys: [] }]),
    );
    const { TOKEN_KEY_SECRET_ARN, VAULT_TABLE, VAULT_KMS_KEY_ARN } = pipeline.stageEnv as Record<
      string,
      string
    >;
    env = {
      ...(await makeApi(account, "tokens", pipeline, {
        api: API,
        members,
        functions: ["api", "rules", "detokenize"],
      })),
      ...({ TOKEN_KEY_SECRET_ARN, VAULT_TABLE, VAULT_KMS_KEY_ARN } as Record<string, string>),
      BACKGROUND_BUCKET: pipeline.interim,
      BACKGROUND_ROLE_ARN: "arn:aws:iam::123456789012:role/work",
      AUDIT_TTL_DAYS: "400",
      MOST_VALUES_AN_HOUR: "3000",
    };
    Object.assign(process.env, account.env, env);
    rules = (await import("../rules/index.ts")).handler as Handler;
    detokenize = (await import("./index.ts")).handler as Handler;
    table = ((await import("../http/table.ts")) as { documents: typeof documents }).documents;
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = ((text: string, ...rest: unknown[]) => {
      written.push(String(text));
      return (write as (text: string, ...rest: unknown[]) => boolean)(text, ...rest);
    }) as typeof process.stdout.write;
  }, 180_000);

  afterAll(async () => {
    table?.().destroy();
    for (const name of Object.keys({ ...account?.env, ...env })) delete process.env[name];
    Object.assign(process.env, before);
    await account?.close();
  });

  const records = [
    { Id: 1, mail: " A@x.org", phone: "020-7946 0958", ssn: "1", sum: 1.5, more: true },
    { Id: 2, mail: "nobody", phone: "123" },
    { Id: 3, mail: "b@x.org" },
  ];

  test("records are judged and cleansed in their order, with the engine's reasons", async () => {
    const answer = await rule("/validate", { dataset: "customers", records });
    expect(jsonOf(answer)).toEqual({
      dataset: "customers",
      valid: 2,
      invalid: 1,
      outcomes: [
        { valid: true, reasons: [], row: null },
        { valid: false, reasons: ["mail:pattern", "phone:tokenize"], row: null },
        { valid: true, reasons: [], row: null },
      ],
      ignored_columns: ["more"],
      rejected: null,
    });
    const cleansed = jsonOf(await rule("/cleanse", { dataset: "customers", records }));
    expect(cleansed.outcomes[0].row).toEqual({
      id: "1",
      mail: "a@x.org",
      phone: "020-7946 0958",
      ssn: "1",
      sum: "1.50",
    });
  });

  test("numbers count as they are written", async () => {
    const body = '{"dataset":"customers","records":[{"Id":9007199254740993,"sum":1.000}]}';
    const headers = { "content-type": "application/json" };
    const { outcomes } = jsonOf(await rule("/cleanse", body, ANN, headers));
    expect(outcomes[0].row).toMatchObject({ id: "9007199254740993", sum: "1.00" });
  });

  test("a record tokenized and detokenized, and the audit says who did it, and what for", async () => {
    const { outcomes } = jsonOf(await rule("/tokenize", { dataset: "customers", records }));
    const rows = [outcomes[0].row, outcomes[2].row];
    expect(rows[0].mail).toMatch(/^tok_[0-9a-f]{32}$/);
    expect(rows[0].phone).toMatch(/^\d{3}-\d{4} \d{4}$/);
    expect(rows[0].ssn).toMatch(/^[0-9a-f]{64}$/);
    const again = jsonOf(await rule("/tokenize", { dataset: "customers", records: records.slice(0, 1) }));
    expect(again.outcomes[0].row).toEqual(rows[0]);

    const answer = await open({ dataset: "customers", purpose: "A letter to the customer", records: rows });
    const body = jsonOf(answer);
    expect({ status: answer.statusCode, records: body.records }).toEqual({
      status: 200,
      records: [
        { values: { mail: "a@x.org", phone: "020-7946 0958" }, unknown: [] },
        { values: { mail: "b@x.org", phone: null }, unknown: [] },
      ],
    });
    expect(answer.headers["Cache-Control"]).toBe("no-store");
    const [record, ...others] = await audits();
    expect(others).toEqual([]);
    expect(record).toMatchObject({
      run_id: body.audit_id,
      event: "detokenized",
      caller: `iam:${ANN}`,
      purpose: "A letter to the customer",
      columns: ["mail", "phone"],
      records: 2,
      opened: 3,
      request_id: answer.headers["X-Request-Id"],
    });
  });

  test("a caller without the permission gets 403, and the audit says so", async () => {
    const ask = { dataset: "customers", purpose: "Curious", records: [{ mail: "tok_x" }] };
    for (const arn of [BOB, EVE]) {
      const answer = await open(ask, arn);
      expect(answer.statusCode).toBe(403);
      expect(jsonOf(answer)).toMatchObject({ type: "urn:headrace:problem:not_permitted" });
    }
    const refused = (await audits()).filter(({ event }) => event === "refused");
    expect(refused.map(({ caller, purpose, problem }) => ({ caller, purpose, problem }))).toEqual(
      expect.arrayContaining([
        { caller: `iam:${BOB}`, purpose: "Curious", problem: "not_permitted" },
        { caller: `iam:${EVE}`, purpose: "Curious", problem: "not_permitted" },
      ]),
    );
    expect((await open("not json", BOB)).statusCode).toBe(403);
    expect(await audits("_unknown")).toHaveLength(1);
  });

  test("what is asked wrongly is refused in words, and nothing is opened", async () => {
    const ask = { dataset: "customers", purpose: "x", records: [{ mail: "tok_x" }] };
    const wrong: [unknown, number, string, string?][] = [
      [{ ...ask, purpose: "  " }, 400, "invalid_request"],
      [{ ...ask, purpose: undefined }, 400, "invalid_request"],
      [{ ...ask, columns: ["ssn"] }, 400, "invalid_request"],
      [{ ...ask, records: [{ mail: 5 }] }, 400, "invalid_request"],
      [{ ...ask, records: [{ phone: "123456" }], key_version: 9 }, 400, "invalid_request"],
      [{ ...ask, records: Array.from({ length: 1001 }, () => ({})) }, 413, "content_too_large"],
      [{ ...ask, dataset: "plain" }, 400, "invalid_request", EVE],
      [{ ...ask, dataset: "plain" }, 403, "not_permitted"],
    ];
    for (const [body, status, code, arn] of wrong) {
      const answer = await open(body, arn);
      expect([jsonOf(answer).type, answer.statusCode]).toEqual([`urn:headrace:problem:${code}`, status]);
    }
    const many = await rule("/validate", {
      dataset: "customers",
      records: Array.from({ length: 1001 }, () => ({})),
    });
    expect(many.statusCode).toBe(413);
    expect((await rule("/cleanse", { dataset: "plain", records: [{}] })).statusCode).toBe(403);
    expect((await rule("/tokenize", { dataset: "customers", records: [] })).statusCode).toBe(400);
    expect((await rule("/tokenize", { dataset: "customers", records: [1] })).statusCode).toBe(400);
  });

  test("a hostile request is a 4xx of the problem's form, or is done; it is never a failure", async () => {
    const deep = `${"[".repeat(60)}${"]".repeat(60)}`;
    const records = [
      '{"mail":"\\ud800","phone":"\\ud800\\u0000","__proto__":{"mail":"x"},"constructor":1}',
      `{"Id":1e999,"mail":${deep}}`,
      '{"Id":1,"Id":"2","mail":"a@x.org"}',
      '{"mail":"tok_\' OR 1=1 --","phone":"1; DROP TABLE x"}',
      `{"phone":"${"1".repeat(300_000)}"}`,
      "{}",
    ];
    const json = { "content-type": "application/json" };
    const bodies = records.flatMap((record) => [
      `{"dataset":"customers","purpose":"x","records":[${record}]}`,
      `\ufeff{"dataset":"customers","purpose":"x","records":[${record}]}`,
      `{"dataset":"__proto__","purpose":"x","records":[${record}]}`,
      `{"dataset":"customers","purpose":"\\ud800","records":[${record}]}`,
      `{"dataset":"customers","purpose":"x","key_version":1e308,"records":[${record}]}`,
      `{"dataset":"customers","purpose":"x","columns":[${'"mail",'.repeat(5000)}"mail"],"records":[${record}]}`,
      `{"records":[${record}],"records":[${record}],"dataset":"customers","purpose":"x","more":1}`,
    ]);
    for (const body of bodies)
      for (const arn of [ANN, BOB]) {
        const answers = await Promise.all([
          send(() => detokenize)("/detokenize", body, arn, json),
          send(() => rules)("/tokenize", body, arn, json),
          send(() => rules)("/validate", body.replace(/"purpose":"[^"]*",/, ""), arn, json),
        ]);
        for (const { statusCode, body: text } of answers) {
          expect(statusCode).toBeLessThan(500);
          if (arn === BOB) expect(statusCode).toBe(403);
          if (statusCode >= 400) expect(JSON.parse(text).type).toMatch(/^urn:headrace:problem:/);
        }
      }
    const marked = `\ufeff{"dataset":"customers","records":[{"Id":1},{}]}`;
    expect(jsonOf(await send(() => rules)("/validate", marked, ANN, json))).toMatchObject({
      valid: 1,
      invalid: 1,
    });
  });

  test("what is no token is null and said; members of other names are left alone", async () => {
    const odd = { mail: `tok_${"0".repeat(32)}`, phone: "1", constructor: "x", id: "9" };
    const answer = await open({ dataset: "customers", purpose: "x", records: [odd, { mail: null }, {}] });
    expect(jsonOf(answer).records).toEqual([
      { values: { mail: null, phone: null }, unknown: ["mail", "phone"] },
      { values: { mail: null }, unknown: [] },
      { values: {}, unknown: [] },
    ]);
  });

  test("a caller's values of an hour come to an end, and are counted for each by itself", async () => {
    const phones = Array.from({ length: 1000 }, (_, at) => ({ phone: String(1_000_000 + at) }));
    const ask = { dataset: "customers", purpose: "All of them", records: phones };
    const statuses = [];
    for (let call = 0; call < 4; call++) statuses.push((await open(ask)).statusCode);
    expect(statuses).toEqual([200, 200, 429, 429]);
    const answer = await open({ ...ask, records: phones.slice(0, 1) });
    expect(answer.statusCode).toBe(200);
    const refused = await open(ask);
    expect(Number(refused.headers["Retry-After"])).toBeGreaterThan(0);
    expect((await audits()).filter(({ problem }) => problem === "too_many_requests")).toHaveLength(3);
  });

  test("no value, no token and no key is in a log, nor in the API's table", async () => {
    const { Items = [] } = await table().send(new ScanCommand({ TableName: String(env.API_TABLE) }));
    const { SecretString = "" } = await account.secrets.send(
      new GetSecretValueCommand({ SecretId: env.TOKEN_KEY_SECRET_ARN }),
    );
    const text = written.join("") + JSON.stringify(Items);
    expect(written.join("")).toContain("Request");
    expect(text).not.toMatch(/x\.org|tok_|020-7946/);
    expect(text).not.toContain(SecretString);
  });
});
