// The records function against moto: each invocation is a process, as in Lambda, which is killed at any of its requests.
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { auditOf, curatedRows, keysOf, notification, readObject } from "../testing/inspect.ts";
import { bundleTo, failuresIn, invoke, sqsMessage } from "../testing/invoke.ts";
import { Records, recordsMessage } from "../testing/records.ts";

const DONE = { batchItemFailures: [] };

describe("the records function", () => {
  let records: Records;
  beforeAll(async () => {
    records = await Records.open();
  }, 180_000);
  afterAll(() => records?.close());

  test("writes an object per dataset, which the stage function reads as NDJSON whatever the dataset's files are", async () => {
    const { account, pipeline } = records;
    const { response } = await records.batch([
      recordsMessage({ id: 1, amount: 1.5, note: "plain" }),
      recordsMessage(
        '[{"id": 2, "amount": 1234567890123456789012345.10, "note": "ü; \\"q\\"\\nend"}, {"id": "3"}]',
      ),
      recordsMessage({ id: "x", amount: -1 }),
      recordsMessage({ n: 1 }, undefined, "events"),
    ]);
    expect(response).toEqual(DONE);
    const [key = "", ...others] = await records.objects();
    expect(others).toEqual([]);
    expect(key).toMatch(/^orders\/_records\/\d{4}-\d\d-\d\d\/\d{6}-[0-9a-f-]{36}\.ndjson$/);
    expect(await records.lines("events")).toEqual(['{"n":1}']);

    const bundle = await bundleTo(account.scratch, "stage");
    const env = { ...account.env, ...pipeline.stageEnv };
    const staged = await invoke({ bundle, env, messages: [sqsMessage(notification(pipeline.landing, key))] });
    expect(staged.response).toEqual(DONE);
    expect(await curatedRows(account, pipeline.curated, "orders")).toEqual([
      '{"order_id":1,"amount":1.50,"note":"plain"}',
      '{"order_id":2,"amount":1234567890123456789012345.10,"note":"ü; \\"q\\"\\nend"}',
      '{"order_id":3,"amount":null,"note":null}',
    ]);
    const [quarantined = ""] = await keysOf(account, pipeline.quarantine, "orders/");
    expect(JSON.parse(await readObject(account, pipeline.quarantine, quarantined))).toMatchObject({
      line: 4,
      raw: '{"id":"x","amount":-1}',
      reasons: ["order_id:type", "amount:min"],
    });
  }, 120_000);

  test("a record with a member that the contract refuses costs no other record", async () => {
    const { account, pipeline } = records;
    const before = await records.objects("events");
    const rows = [{ n: 51 }, { n: 52, strange: 1 }, { n: 53 }, { strange: 2, n: 54 }, { n: 55 }];
    await records.batch(rows.map((row) => recordsMessage(row, undefined, "events")));
    const [key = ""] = (await records.objects("events")).filter((one) => !before.includes(one));
    const env = { ...account.env, ...pipeline.stageEnv };
    const messages = [sqsMessage(notification(pipeline.landing, key))];
    await invoke({ bundle: `${account.scratch}/stage/index.js`, env, messages });
    expect(await curatedRows(account, pipeline.curated, "events")).toEqual([
      '{"n":51}',
      '{"n":53}',
      '{"n":55}',
    ]);
    const [quarantined = ""] = await keysOf(account, pipeline.quarantine, "events/");
    const lines = (await readObject(account, pipeline.quarantine, quarantined)).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line)).map(({ line, reasons }) => [line, reasons])).toEqual([
      [2, ["row:malformed"]],
      [4, ["row:malformed"]],
    ]);
  }, 60_000);

  test("refuses what is no record, for good and by itself, and tells no value of it", async () => {
    const messages = [
      recordsMessage("hunter2"),
      recordsMessage({ n: 7 }, undefined, "events"),
      recordsMessage({ n: 7 }, undefined, "hunter2"),
      sqsMessage('{"n":7}'),
    ];
    const { response, log, requests } = await records.batch(messages);
    const [one, good, two, three] = messages.map(({ messageId }) => messageId);
    expect(good).toBeDefined();
    expect(
      response.batchItemFailures.map((one: { itemIdentifier: string }) => one.itemIdentifier).sort(),
    ).toEqual([one, two, three].sort());
    expect(requests.filter((name) => name === "ChangeMessageVisibility")).toHaveLength(3);
    expect(failuresIn(log).map(({ code }) => code)).toEqual(Array(3).fill("message_unreadable"));
    expect(log).not.toContain("hunter2");
    expect((await records.lines("events")).filter((line) => line === '{"n":7}')).toHaveLength(1);
  });

  test("writes a message once that comes again, and one of the same key with another body never", async () => {
    const first = recordsMessage({ n: 10 }, "ten", "events");
    expect((await records.batch([first])).response).toEqual(DONE);
    const repeated = recordsMessage({ n: 10 }, "ten", "events");
    expect((await records.batch([first, repeated])).response).toEqual(DONE);
    const other = recordsMessage({ n: 11 }, "ten", "events");
    const { response, log } = await records.batch([other]);
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: other.messageId }] });
    expect(failuresIn(log)).toMatchObject([{ code: "record_key_reused" }]);
    expect((await records.lines("events")).filter((line) => /"n":1[01]\}/.test(line))).toEqual(['{"n":10}']);
  });

  test("killed before any of its requests and fed again, it writes each record once", async () => {
    // Contract, batch, two claims, object, mark; and then none.
    const attempts = Array.from({ length: 7 }, async (_, n) => {
      const numbers = [100 + n * 10, 101 + n * 10];
      const messages = numbers.map((number) => recordsMessage({ n: number }, `k${number}`, "events"));
      const { response } = await records.batch(messages, { killBefore: n });
      expect((await records.batch(messages)).response).toEqual(DONE);
      return { killed: response === undefined, numbers };
    });
    const ended = await Promise.all(attempts);
    expect(ended.map(({ killed }) => killed)).toEqual([...Array(6).fill(true), false]);
    const sent = ended.flatMap(({ numbers }) => numbers);
    const written = (await records.lines("events")).map((line) => JSON.parse(line).n).filter((n) => n >= 100);
    expect(written.sort((a, b) => a - b)).toEqual(sent);
  }, 180_000);

  test("a sealed key is no import", async () => {
    const { account, pipeline } = records;
    const message = recordsMessage({ id: 77 }, "sealed");
    await records.batch([message], { killBefore: 3 });
    const before = await keysOf(account, pipeline.landing, "orders/");
    await records.batch([message]);
    const after = await keysOf(account, pipeline.landing, "orders/");
    const seal = after.filter((key) => !before.includes(key));
    expect(seal).toHaveLength(2);
    const runs = (await auditOf(account, pipeline.auditTable)).length;
    const bundle = `${account.scratch}/stage/index.js`;
    const env = { ...account.env, ...pipeline.stageEnv };
    for (const key of seal)
      if ((await records.text(key)) === "")
        expect(
          (await invoke({ bundle, env, messages: [sqsMessage(notification(pipeline.landing, key))] }))
            .response,
        ).toEqual(DONE);
    expect(await auditOf(account, pipeline.auditTable)).toHaveLength(runs);
  }, 60_000);

  test("claims say when they may go, and batches go after them", async () => {
    const { Items = [] } = await records.account.dynamodb.send(
      new ScanCommand({ TableName: records.env.CLAIMS_TABLE as string }),
    );
    const days = (of: (id: string) => boolean) =>
      new Set(
        Items.filter(({ id }) => of(String(id?.S))).map(({ expires_at }) =>
          Math.round((Number(expires_at?.N) - Date.now() / 1000) / 86_400),
        ),
      );
    expect(days((id) => !id.includes("/"))).toEqual(new Set([15]));
    expect(days((id) => id.includes("/"))).toEqual(new Set([16]));
  });
});
