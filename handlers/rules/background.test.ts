// Tasks against moto: a file announced, put, worked at and fetched, by its caller alone.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { apiSchema } from "../../core/contract/api/schema.ts";
import { rulesEnvironment } from "../../core/environment/tokens.ts";
import { lambdaCapacity } from "../capacity.ts";
import type { HttpAnswer } from "../http/event.ts";
import type { documents } from "../http/table.ts";
import { type Account, makePipeline, openAccount } from "../testing/account.ts";
import { ANN, itemEvent, jsonOf, makeApi } from "../testing/http.ts";
import { type Invocations, recordInvocations } from "../testing/invocations.ts";

const CONTRACT = {
  version: 1,
  name: "acme",
  datasets: {
    customers: {
      columns: [
        { name: "id", type: "bigint", required: true },
        { name: "mail", type: "string", tokenize: "vault" },
        { name: "ssn", type: "string", tokenize: "hmac" },
      ],
    },
  },
};
const API = apiSchema.parse({
  groups: { shops: { tokenize: ["customers"] }, others: { tokenize: ["customers"] } },
});
const EVE = "arn:aws:iam::123456789012:user/eve";

type Handler = (event: unknown, context: object) => Promise<HttpAnswer>;

describe("tasks", () => {
  let account: Account;
  let env: Record<string, string>;
  let handler: Handler;
  let table: typeof documents;
  let invoked: Invocations;
  const before = { ...process.env };
  const context = { getRemainingTimeInMillis: () => 900_000 };

  const ask = (...asked: Parameters<typeof itemEvent>) => handler(itemEvent(...asked), context);
  const put = (url: string, headers: Record<string, string>, body: string) =>
    fetch(url, { method: "PUT", headers, body });

  beforeAll(async () => {
    invoked = await recordInvocations();
    account = await openAccount();
    const pipeline = await makePipeline(account, "work", CONTRACT);
    const members = {
      shops: { principals: [ANN], claims: [], keys: [] },
      others: { principals: [EVE], claims: [], keys: [] },
    };
    const { TOKEN_KEY_SECRET_ARN, VAULT_TABLE, VAULT_KMS_KEY_ARN } = pipeline.stageEnv as Record<
      string,
      string
    >;
    env = {
      ...(await makeApi(account, "work", pipeline, { api: API, members, functions: ["api", "rules"] })),
      ...({ TOKEN_KEY_SECRET_ARN, VAULT_TABLE, VAULT_KMS_KEY_ARN } as Record<string, string>),
      BACKGROUND_BUCKET: pipeline.interim,
      BACKGROUND_ROLE_ARN: "arn:aws:iam::123456789012:role/tasks",
      AWS_LAMBDA_FUNCTION_NAME: "rules",
      AWS_ENDPOINT_URL_LAMBDA: invoked.url,
      AWS_ENDPOINT_URL_BATCH: invoked.url,
      JOB_QUEUE_ARN: "arn:aws:batch:us-east-1:123456789012:job-queue/acme",
      JOB_DEFINITION_ARN: "arn:aws:batch:us-east-1:123456789012:job-definition/acme-rules:1",
    };
    Object.assign(process.env, account.env, env);
    handler = (await import("./index.ts")).handler as unknown as Handler;
    table = ((await import("../http/table.ts")) as { documents: typeof documents }).documents;
  }, 180_000);

  afterAll(async () => {
    table?.().destroy();
    invoked?.close();
    for (const name of Object.keys({ ...account?.env, ...env })) delete process.env[name];
    Object.assign(process.env, before);
    await account?.close();
  });

  const records = Array.from({ length: 2500 }, (_, at) =>
    JSON.stringify({ id: at === 9 ? "x" : at, mail: `m${at % 7}@x.org`, ssn: "1" }),
  ).join("\n");
  const announced = (text: string) => ({
    work: "tokenize",
    dataset: "customers",
    bytes: Buffer.byteLength(text),
    sha256: createHash("sha256").update(text).digest("hex"),
  });

  test("a file of more records than are taken in line is tokenized once, however often it is asked for", async () => {
    const first = await ask("POST", "/tasks", announced(records));
    const { id, state, upload } = jsonOf(first);
    expect({ status: first.statusCode, state }).toEqual({ status: 201, state: "waiting" });
    expect(first.headers.Location).toMatch(new RegExp(`/tasks/${id}$`));
    expect(jsonOf(await ask("POST", "/tasks", announced(records))).id).toBe(id);
    expect((await ask("POST", `/tasks/${id}`)).statusCode).toBe(409);
    expect((await put(upload.url, upload.headers, records)).status).toBe(200);

    const started = await ask("POST", `/tasks/${id}`);
    expect([started.statusCode, jsonOf(started)]).toEqual([202, { id, state: "working" }]);
    expect(invoked.calls).toEqual([`Event {"task_id":"${id}"}`]);
    await handler({ task_id: id }, context);
    await handler({ task_id: id }, context);

    const body = jsonOf(await ask("GET", `/tasks/${id}`));
    expect(body).toMatchObject({ state: "done", valid: 2499, invalid: 1, reasons: { "id:type": 1 } });
    const lines = async (url: string) =>
      (await (await fetch(url)).text())
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
    const rows = await lines(body.rows.url);
    expect(rows).toHaveLength(2499);
    expect(new Set(rows.map(({ row }) => row.mail)).size).toBe(7);
    expect(rows.every(({ row }) => /^tok_/.test(row.mail) && /^[0-9a-f]{64}$/.test(row.ssn))).toBe(true);
    expect(await lines(body.broken.url)).toEqual([{ record: 10, reasons: ["id:type"] }]);
    expect(jsonOf(await ask("POST", `/tasks/${id}`))).toEqual({ id, state: "done" });
    expect(invoked.calls).toHaveLength(1);
  });

  test("is its caller's alone", async () => {
    const { id } = jsonOf(await ask("POST", "/tasks", announced(records)));
    for (const method of ["GET", "POST"])
      expect((await ask(method, `/tasks/${id}`, undefined, EVE)).statusCode).toBe(404);
    expect(jsonOf(await ask("POST", "/tasks", announced(records), EVE)).id).not.toBe(id);
    const forbidden = { ...announced(records), work: "cleanse" };
    expect((await ask("POST", "/tasks", forbidden)).statusCode).toBe(403);
  });

  test("an attempt that has died is told as failed, and may be started again", async () => {
    const text = '{"id":3}';
    const { id, upload } = jsonOf(await ask("POST", "/tasks", announced(text)));
    await put(upload.url, upload.headers, text);
    const { tasks } = await import("./background/store.ts");
    // Its time is over before it begins.
    expect(await tasks.begin(env.API_TABLE as string, id, -5)).toBe(true);
    expect(jsonOf(await ask("GET", `/tasks/${id}`)).state).toBe("failed");
    expect(jsonOf(await ask("POST", "/tasks", announced(text))).state).toBe("failed");
    expect(jsonOf(await ask("POST", `/tasks/${id}`)).state).toBe("working");
    expect(invoked.calls.at(-1)).toBe(`Event {"task_id":"${id}"}`);
  });

  test("what the function has not the time for is left to a job, which alone begins it, and as often as it must", async () => {
    const text = '{"id":4,"mail":"m@x.org","ssn":"1"}';
    const { id, upload } = jsonOf(await ask("POST", "/tasks", announced(text)));
    await put(upload.url, upload.headers, text);
    // Less than what is kept back for uploads.
    await handler({ task_id: id }, { getRemainingTimeInMillis: () => 30_000 });
    expect(JSON.parse(invoked.calls.at(-1)?.replace(/^\S+ /, "") ?? "")).toMatchObject({
      jobName: `task-${id}`,
      parameters: { task_id: id },
    });
    expect(jsonOf(await ask("POST", `/tasks/${id}`)).state).toBe("working");
    await handler({ task_id: id }, context);
    expect(jsonOf(await ask("GET", `/tasks/${id}`)).state).toBe("working");

    const { runHandedOn } = await import("./background/run.ts");
    const { SCRATCH: scratch } = await import("./scratch.ts");
    const means = { ...lambdaCapacity(), scratch, seconds: 900 };
    const environment = rulesEnvironment.parse(process.env);
    const ended = runHandedOn(environment, id, {
      ...means,
      signal: AbortSignal.abort(new Error("told to end")),
    });
    await expect(ended).rejects.toThrow("told to end");
    await runHandedOn(environment, id, { ...means, signal: new AbortController().signal });
    expect(jsonOf(await ask("GET", `/tasks/${id}`))).toMatchObject({ state: "done", valid: 1 });
    // Done is done.
    await runHandedOn(environment, id, { ...means, signal: AbortSignal.abort(new Error("told to end")) });
  });

  test("a file that is refused, or another than was announced, is told so", async () => {
    const text = "[1, 2";
    const { id, upload } = jsonOf(await ask("POST", "/tasks", announced(text)));
    await put(upload.url, upload.headers, text);
    await handler({ task_id: id }, context);
    expect(jsonOf(await ask("GET", `/tasks/${id}`))).toMatchObject({
      state: "rejected",
      rejected: { reason: expect.stringMatching(/^file:/) },
      rows: null,
    });
    const other = jsonOf(await ask("POST", "/tasks", announced('{"id":1}')));
    await put(other.upload.url, other.upload.headers, '{"id":2}').catch(() => undefined);
    await expect(handler({ task_id: other.id }, context)).rejects.toThrow(/not there, or another one/);
    expect(jsonOf(await ask("GET", `/tasks/${other.id}`)).state).toBe("failed");
  });
});
