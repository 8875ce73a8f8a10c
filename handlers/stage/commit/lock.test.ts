// The lock against moto's DynamoDB, in this process: its client is made from the environment set here.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { GetItemCommand, ScanCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { dynamodb } from "../../aws/clients/dynamodb.ts";
import { type Account, makeKeyedTable, openAccount } from "../../testing/account.ts";
import { LEASE_MS, withLock } from "./lock.ts";

describe("a run's lock", () => {
  let account: Account;
  let table: string;
  beforeAll(async () => {
    account = await openAccount();
    Object.assign(process.env, account.env);
    table = await makeKeyedTable(account, "locks");
  }, 180_000);
  afterAll(async () => {
    dynamodb().destroy();
    await account?.close();
  });

  const lockOf = (runId: string) => ({ table, name: "test", runId });
  /** The one lock in progress: its key, and until when it holds. */
  const held = async () => {
    const { Items = [] } = await account.dynamodb.send(new ScanCommand({ TableName: table }));
    const [item] = Items.filter(({ status }) => status?.S === "INPROGRESS");
    return { id: item?.id ?? { S: "" }, until: Number(item?.in_progress_expiration?.N) };
  };

  test("work runs once; what failed may run again", async () => {
    let runs = 0;
    const work = async () => {
      runs++;
    };
    await expect(withLock(lockOf("a"), () => Promise.reject(new Error("first")))).rejects.toThrow("first");
    expect(await withLock(lockOf("a"), work)).toBe(true);
    expect(await withLock(lockOf("a"), work)).toBe(false);
    expect(runs).toBe(1);
  });

  test("it is refused while held, renewed while its holder lives, and told to who loses it", async () => {
    const running = withLock(lockOf("b"), async (lost) => {
      const first = await held();
      expect(first.until - Date.now()).toBeLessThanOrEqual(LEASE_MS);
      await sleep(LEASE_MS / 3);
      expect((await held()).until).toBeGreaterThan(first.until);

      const other = String(Date.now() + 60_000);
      await account.dynamodb.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { id: first.id },
          UpdateExpression: "SET in_progress_expiration = :other",
          ExpressionAttributeValues: { ":other": { N: other } },
        }),
      );
      await once(lost, "abort");
      lost.throwIfAborted();
    });
    await expect(running).rejects.toThrow("taken over");
    // What is another's now is left alone.
    const { id } = await held();
    const { Item } = await account.dynamodb.send(new GetItemCommand({ TableName: table, Key: { id } }));
    expect(Item?.status?.S).toBe("INPROGRESS");
    await expect(withLock(lockOf("b"), async () => {})).rejects.toMatchObject({
      name: "IdempotencyAlreadyInProgressError",
    });
  });
});
