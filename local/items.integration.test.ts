// The real thing on free ports: every kind of DynamoDB value comes back as it was written, by every operation that gives items.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type AttributeValue,
  BatchGetItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { down, environment, type LocalAws, up } from "./index.ts";

const TableName = "values";
const Key = { id: { S: "é\u2028" } };
const ITEM: Record<string, AttributeValue> = {
  ...Key,
  text: { S: 'a "quoted"\ntext of 😀' },
  empty: { S: "" },
  number: { N: "12345678901234567890.123" },
  flag: { BOOL: false },
  none: { NULL: true },
  binary: { B: Uint8Array.from([0, 255, 10, 200]) },
  binaries: { BS: [Uint8Array.from([1]), Uint8Array.from([2, 3])] },
  texts: { SS: ["x", "y"] },
  numbers: { NS: ["1", "2.5"] },
  list: { L: [{ S: "one" }, { L: [] }, { M: { deep: { B: Uint8Array.from([7]) } } }] },
  map: { M: { inner: { N: "1" }, void: { M: {} } } },
};

let state: string;
let local: LocalAws;
let dynamodb: DynamoDBClient;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-items-"));
  local = await up({ state });
  const env = environment(local);
  dynamodb = new DynamoDBClient({
    endpoint: local.endpoint,
    region: local.region,
    credentials: {
      accessKeyId: String(env.AWS_ACCESS_KEY_ID),
      secretAccessKey: String(env.AWS_SECRET_ACCESS_KEY),
    },
  });
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    }),
  );
  await dynamodb.send(new PutItemCommand({ TableName, Item: ITEM }));
}, 180_000);

afterAll(async () => {
  dynamodb?.destroy();
  if (local) await down({ state });
  await rm(state, { recursive: true, force: true });
}, 60_000);

test("reads give every kind of value as it was written", async () => {
  expect((await dynamodb.send(new GetItemCommand({ TableName, Key }))).Item).toEqual(ITEM);
  expect((await dynamodb.send(new ScanCommand({ TableName }))).Items).toEqual([ITEM]);
  const query = { KeyConditionExpression: "id = :id", ExpressionAttributeValues: { ":id": Key.id } };
  expect((await dynamodb.send(new QueryCommand({ TableName, ...query }))).Items).toEqual([ITEM]);
  const batch = await dynamodb.send(
    new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [Key] } } }),
  );
  expect(batch.Responses).toEqual({ [TableName]: [ITEM] });
  const both = await dynamodb.send(
    new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key } }] }),
  );
  expect(both.Responses).toEqual([{ Item: ITEM }]);
});

test("an item that is not there is no member of the answer", async () => {
  const answer = await dynamodb.send(new GetItemCommand({ TableName, Key: { id: { S: "other" } } }));
  expect("Item" in answer).toBe(false);
  const scan = await dynamodb.send(
    new ScanCommand({
      TableName,
      FilterExpression: "attribute_not_exists(#t)",
      ExpressionAttributeNames: { "#t": "text" },
    }),
  );
  expect(scan).toMatchObject({ Items: [], Count: 0, ScannedCount: 1 });
});

test("who counts gets no items", async () => {
  const scan = await dynamodb.send(
    new ScanCommand({ TableName, Select: "COUNT", ReturnConsumedCapacity: "TOTAL" }),
  );
  expect(scan).toMatchObject({ Count: 1, ScannedCount: 1, ConsumedCapacity: { TableName } });
  expect(scan.Items).toBeUndefined();
});

test("writes give what was there, and pages where the next begins", async () => {
  const updated = await dynamodb.send(
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression: "SET #f = :true",
      ExpressionAttributeNames: { "#f": "flag" },
      ExpressionAttributeValues: { ":true": { BOOL: true } },
      ReturnValues: "ALL_OLD",
    }),
  );
  expect(updated.Attributes).toEqual(ITEM);
  await dynamodb.send(new PutItemCommand({ TableName, Item: { id: { S: "second" } } }));
  const first = await dynamodb.send(new ScanCommand({ TableName, Limit: 1 }));
  expect(first.LastEvaluatedKey).toEqual({ id: first.Items?.[0]?.id });
  const gone = await dynamodb.send(new DeleteItemCommand({ TableName, Key, ReturnValues: "ALL_OLD" }));
  expect(gone.Attributes).toEqual({ ...ITEM, flag: { BOOL: true } });
});
