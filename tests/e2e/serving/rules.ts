// Records by a contract's rules through the deployed API: judged, cleansed, tokenized, opened, and a file of them at /tasks.
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { BatchClient, ListJobsCommand } from "@aws-sdk/client-batch";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { LambdaClient, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { expect, test } from "@jest/globals";
import { TOKEN_AUDIT_PREFIX } from "../../../core/records/token-audit.ts";
import type { Laptop } from "../laptop.ts";
import { type Callers, post } from "./callers.ts";

const PEOPLE = [
  { customer_id: 1, segment: "gold", name: "Ann Smith", phone: "+44 20-7946-1000" },
  { customer_id: 2, segment: "bronze", name: "Bob", phone: "+44 20-7946-1001" },
];

/** @param callers in which ann may do everything to customers, and bob nothing of this */
export function rulesTests(callers: Callers, laptop: Laptop): void {
  const { ask } = callers;
  const asAnn = (body: object) => post(body, { as: "ann" });

  test("records are judged and cleansed through the API, with the reasons that a file's would have", async () => {
    const body = { dataset: "customers", records: PEOPLE };
    const { status, body: judged } = await ask("/validate", asAnn(body));
    expect({ status, outcomes: judged.outcomes }).toEqual({
      status: 200,
      outcomes: [
        { valid: true, reasons: [], row: null },
        { valid: false, reasons: ["segment:in"], row: null },
      ],
    });
    const { body: cleansed } = await ask("/cleanse", asAnn(body));
    expect(cleansed.outcomes[0].row).toMatchObject({ segment: "gold", name: "Ann Smith" });
    const refused = await ask("/validate", post(body, { as: "bob" }));
    expect([refused.status, refused.body.type]).toEqual([403, "urn:headrace:problem:not_permitted"]);
  });

  test("tokens are those of the lake, and are opened for whoever may; each call and each refusal is in the audit", async () => {
    const { body: tokenized } = await ask("/tokenize", asAnn({ dataset: "customers", records: PEOPLE }));
    const { row } = tokenized.outcomes[0];
    expect(row.phone).toMatch(/^\+\d\d \d\d-\d{4}-\d{4}$/);
    expect([row.name, row.phone]).not.toEqual(["Ann Smith", PEOPLE[0]?.phone]);
    const opened = await ask(
      "/detokenize",
      asAnn({ dataset: "customers", purpose: "a call", records: [row] }),
    );
    expect([opened.status, opened.body.records]).toEqual([
      200,
      [{ values: { name: "Ann Smith", phone: PEOPLE[0]?.phone }, unknown: [] }],
    ]);
    const [[name, phone] = []] = await laptop.query(
      "SELECT name, phone FROM customers WHERE customer_id = 1",
    );
    const ofLake = { dataset: "customers", purpose: "a check", records: [{ name, phone }] };
    expect((await ask("/detokenize", asAnn(ofLake))).body.records[0].values).toEqual({
      name: "Customer 0",
      phone: "+44 20-7946-1000",
    });

    const bob = await ask(
      "/detokenize",
      post({ dataset: "customers", purpose: "curiosity", records: [row] }, { as: "bob" }),
    );
    expect([bob.status, bob.body.type]).toEqual([403, "urn:headrace:problem:not_permitted"]);
    const audit = await tokenAudit();
    expect(audit.map(({ event, caller, purpose }) => [event, caller.split("/").at(-1), purpose])).toEqual(
      expect.arrayContaining([
        ["detokenized", "ann", "a call"],
        ["detokenized", "ann", "a check"],
        ["refused", "bob", "curiosity"],
      ]),
    );
    expect(JSON.stringify(audit)).not.toMatch(/Ann Smith|7946/);
  });

  /** Announces a file, puts it, starts the work, and waits for what becomes of it. */
  async function taskOf(work: string, records: readonly object[]) {
    const lines = Buffer.from(records.map((one) => `${JSON.stringify(one)}\n`).join(""));
    const sha256 = createHash("sha256").update(lines).digest("hex");
    const about = { work, dataset: "customers", bytes: lines.length, sha256 };
    const { status, body } = await ask("/tasks", asAnn(about));
    expect(status).toBe(201);
    const put = await fetch(body.upload.url, { method: "PUT", headers: body.upload.headers, body: lines });
    expect(put.status).toBe(200);
    expect((await ask(`/tasks/${body.id}`, { as: "ann", method: "POST" })).status).toBe(202);
    let task = { state: "waiting" } as Record<string, unknown> & { rows?: { url: string } };
    while (task.state === "waiting" || task.state === "working") {
      await sleep(200);
      task = (await ask(`/tasks/${body.id}`, { as: "ann" })).body;
    }
    return { about, id: String(body.id), task };
  }

  test("a file of records is put, worked at and fetched, by its caller alone", async () => {
    const { about, id, task } = await taskOf("cleanse", PEOPLE);
    expect(task).toMatchObject({ state: "done", valid: 1, invalid: 1, reasons: { "segment:in": 1 } });
    const rows = await (await fetch(String(task.rows?.url))).text();
    expect(JSON.parse(rows)).toMatchObject({ record: 1, row: { customer_id: expect.anything() } });
    expect((await ask(`/tasks/${id}`, { as: "bob" })).status).toBe(404);
    expect((await ask("/tasks", post(about, { as: "bob" }))).status).toBe(403);
  });

  test("a file that the function has not the time for is worked at by a job of Batch, with the same tokens", async () => {
    const { body: inLine } = await ask("/tokenize", asAnn({ dataset: "customers", records: PEOPLE }));
    const lambda = new LambdaClient(laptop.aws);
    const timeout = (Timeout: number) =>
      lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "my-shop-rules", Timeout }));
    // Less than what is kept back for uploads.
    await timeout(30);
    const { id, task } = await taskOf("tokenize", PEOPLE);
    await timeout(900);
    lambda.destroy();
    expect(task).toMatchObject({ state: "done", valid: 1, invalid: 1, reasons: { "segment:in": 1 } });
    const rows = await (await fetch(String(task.rows?.url))).text();
    expect(JSON.parse(rows)).toEqual({ record: 1, row: inLine.outcomes[0].row });
    await laptop.allDelivered();
    const batch = new BatchClient(laptop.aws);
    const { jobSummaryList } = await batch.send(
      new ListJobsCommand({
        jobQueue: "my-shop-jobs-spot",
        filters: [{ name: "JOB_NAME", values: [`task-${id}`] }],
      }),
    );
    batch.destroy();
    expect(jobSummaryList).toMatchObject([{ status: "SUCCEEDED" }]);
  });

  async function tokenAudit() {
    const dynamodb = new DynamoDBClient(laptop.aws);
    try {
      const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: "my-shop-audit" }));
      return Items.filter(({ run_id }) => run_id?.S?.startsWith(TOKEN_AUDIT_PREFIX)).map((item) => ({
        event: String(item.event?.S),
        caller: String(item.caller?.S),
        purpose: String(item.purpose?.S),
        columns: item.columns,
      }));
    } finally {
      dynamodb.destroy();
    }
  }
}
