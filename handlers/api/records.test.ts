// POST /records/{dataset} against moto, to the objects that the batching function writes.
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SQSRecord } from "aws-lambda";
import fc from "fast-check";
import { apiSchema } from "../../core/contract/api/schema.ts";
import type { HttpAnswer } from "../http/event.ts";
import { type Asked, httpEvent, jsonOf, makeApi } from "../testing/http.ts";
import { sqsMessage } from "../testing/invoke.ts";
import { Records } from "../testing/records.ts";

const API = apiSchema.parse({
  groups: { producers: { records: ["orders"] }, readers: { read: ["orders"] } },
});
const [ANN, EVE, BOB] = ["ann", "eve", "bob"].map((name) => `arn:aws:iam::123456789012:user/${name}`) as [
  string,
  string,
  string,
];

describe("POST /records/{dataset}", () => {
  let records: Records;
  let handler: (event: unknown, context: object) => Promise<HttpAnswer>;
  let queue = "";

  const post = (body: unknown, headers: Record<string, string> = {}, rest: Partial<Asked> = {}) =>
    handler(
      httpEvent({
        method: "POST",
        resource: "/records/{dataset}",
        path: "/records/orders",
        parameters: { dataset: "orders" },
        body,
        headers: { "content-type": "application/json", ...headers },
        arn: ANN,
        ...rest,
      }),
      { getRemainingTimeInMillis: () => 29_000 },
    );

  /** What the queue has, as the batching function gets it, and has no longer. */
  const messages = async (): Promise<SQSRecord[]> => {
    const found: SQSRecord[] = [];
    for (;;) {
      const { Messages = [] } = await records.account.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queue,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ["All"],
          MessageAttributeNames: ["All"],
        }),
      );
      if (Messages.length === 0) return found;
      for (const { Body = "", MessageAttributes = {}, Attributes = {}, ...own } of Messages) {
        const { MessageId = "", ReceiptHandle } = own;
        found.push({
          ...sqsMessage(Body),
          messageId: MessageId,
          attributes: Attributes as never,
          messageAttributes: Object.fromEntries(
            Object.entries(MessageAttributes).map(([name, { StringValue = "" }]) => [
              name,
              { dataType: "String", stringValue: StringValue },
            ]),
          ),
        });
        await records.account.sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle }));
      }
    }
  };

  beforeAll(async () => {
    records = await Records.open();
    const { account, pipeline } = records;
    queue = (await account.sqs.send(new CreateQueueCommand({ QueueName: "arriving" }))).QueueUrl ?? "";
    const members = {
      producers: { principals: [ANN, EVE], claims: [], keys: [] },
      readers: { principals: [BOB], claims: [], keys: [] },
    };
    Object.assign(process.env, account.env, await makeApi(account, "api", pipeline, { api: API, members }), {
      GLUE_DATABASE: "acme",
      RECORDS_QUEUE_URL: queue,
    });
    handler = (await import("./index.ts")).handler as typeof handler;
  }, 180_000);
  afterAll(() => records?.close());

  test("takes one, a list and NDJSON, and they are in landing with their own text", async () => {
    expect(jsonOf(await post({ id: 1 }))).toEqual({ dataset: "orders", taken: 1 });
    const list = await post('\ufeff[{"id": 2, "amount": 12345678901234567890.10}, {"id": 3}]');
    expect(list).toMatchObject({ statusCode: 202 });
    expect(jsonOf(list)).toEqual({ dataset: "orders", taken: 2 });
    const lines = await post('{"id":4}\n\n{"id":5}\r\n', { "content-type": "application/x-ndjson" });
    expect(jsonOf(lines)).toEqual({ dataset: "orders", taken: 2 });
    const arrived = await messages();
    expect(arrived).toHaveLength(3);
    expect((await records.batch(arrived)).response).toEqual({ batchItemFailures: [] });
    expect((await records.lines()).sort()).toEqual(
      [
        '{"id":1}',
        '{"id": 2, "amount": 12345678901234567890.10}',
        '{"id": 3}',
        '{"id":4}',
        '{"id":5}',
      ].sort(),
    );
  });

  test("the same key twice at once, and later, is the same records once; those of another caller are others", async () => {
    const body = Array.from({ length: 30 }, (_, i) => ({ id: 1000 + i, note: "x".repeat(20_000) }));
    const key = { "idempotency-key": "k1" };
    const answers = await Promise.all([post(body, key), post(body, key)]);
    answers.push(await post(body, key), await post(body, key, { arn: EVE }));
    for (const answer of answers) expect(answer).toMatchObject({ statusCode: 202 });
    const arrived = await messages();
    expect(arrived).toHaveLength(4 * 3);
    await records.batch(arrived);
    const ids = (await records.lines()).map((line) => JSON.parse(line).id).filter((id) => id >= 1000);
    expect(ids.sort()).toEqual([...body, ...body].map(({ id }) => id).sort());
    expect(jsonOf(await post([{ id: 1 }], key))).toMatchObject({ status: 422 });
    expect(await messages()).toEqual([]);
  });

  test("a request that comes again without a key is another one", async () => {
    await post({ id: 7 });
    await post({ id: 7 });
    await records.batch(await messages());
    expect((await records.lines()).filter((line) => line === '{"id":7}')).toHaveLength(2);
  });

  test.each<[string, unknown, number, Partial<Asked>?, Record<string, string>?]>([
    ["a number", 5, 400],
    ["a list of numbers", [1], 400],
    ["an empty list", [], 400],
    ["no JSON", "{", 400],
    ["two objects", "{}{}", 400],
    ["nothing", "", 400],
    ["a record that is too large", { note: "x".repeat(250_000) }, 413],
    ["a body that is too large", `["${"x".repeat(3 << 20)}"]`, 413],
    ["another type", "a;b", 415, {}, { "content-type": "text/csv" }],
    ["somebody who may read alone", { id: 1 }, 403, { arn: BOB }],
    [
      "a dataset that the caller may not post to",
      { n: 1 },
      403,
      {
        path: "/records/events",
        parameters: { dataset: "events" },
      },
    ],
  ])("%s is refused, and nothing is sent", async (_, body, status, rest = {}, headers = {}) => {
    const answer = await post(body, headers, rest);
    expect(answer).toMatchObject({
      statusCode: status,
      headers: { "Content-Type": "application/problem+json" },
    });
    expect(await messages()).toEqual([]);
  });

  test("whatever is sent, the answer is one of the route's own or a problem of the caller's", async () => {
    const body = fc.oneof(
      fc.json(),
      fc.string({ unit: "binary" }),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.anything({ withNullPrototype: false }).map((value) => JSON.stringify(value) ?? ""),
      fc
        .array(fc.dictionary(fc.string(), fc.jsonValue()))
        .map((rows) => rows.map((row) => JSON.stringify(row)).join("\n")),
    );
    await fc.assert(
      fc.asyncProperty(
        body,
        fc.constantFrom(
          "application/json",
          "application/x-ndjson",
          "text/plain",
          "application/json; charset=latin1",
        ),
        async (sent, type) => {
          const { statusCode, headers } = await post(sent, { "content-type": type });
          expect(statusCode).toBeLessThan(500);
          if (statusCode >= 400) expect(headers["Content-Type"]).toBe("application/problem+json");
        },
      ),
      { numRuns: 300 },
    );
  }, 120_000);
});
