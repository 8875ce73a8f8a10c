// The vault's store in DynamoDB: one table whose items are told apart by how their id begins: which token a value has, a
// token's sealed value, and wrapped keys. A value's token is a conditional write, so that the first one stands.
import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { VAULT_KEY } from "../../../core/records/vault.ts";
import type { Claim, Sealed, VaultStore } from "../../../core/tokens/vault/store.ts";
import { dynamodb } from "../clients/dynamodb.ts";
import { concurrently } from "../concurrently.ts";

type Item = Record<string, AttributeValue>;

/** DynamoDB's own limits of a call. */
const READ_AT_ONCE = 100;
const WRITTEN_AT_ONCE = 25;
const CALLS_AT_ONCE = 16;
/** Conditional writes go one by one. */
const CLAIMS_AT_ONCE = 48;
/** What a throttled table leaves undone is asked for again after a while, up to half a minute in all. */
const RETRIES = 10;
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 5000;

const valueId = (index: string): string => `v#${index}`;
const tokenId = (token: string): string => `t#${token}`;
const keyId = (id: string): string => `k#${id}`;

const bytesOf = (item: Item | undefined, name: string): Uint8Array | undefined => item?.[name]?.B;
const textOf = (item: Item | undefined, name: string): string | undefined => item?.[name]?.S;

export class VaultTable implements VaultStore {
  readonly #table: string;

  constructor(table: string) {
    this.#table = table;
  }

  async tokens(indexes: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    // A token that is a moment too young to be seen here is met when it is claimed.
    for (const [id, item] of await this.#read(indexes.map(valueId), false)) {
      const token = textOf(item, "token");
      if (token !== undefined) found.set(id.slice(2), token);
    }
    return found;
  }

  keep(values: readonly Sealed[]): Promise<void> {
    return this.#write(
      values.map(({ token, keyId: key, sealed }) => ({
        PutRequest: { Item: { [VAULT_KEY]: { S: tokenId(token) }, key: { S: key }, sealed: { B: sealed } } },
      })),
    );
  }

  claim(claims: readonly Claim[]): Promise<string[]> {
    return concurrently(claims, CLAIMS_AT_ONCE, async ({ index, token }) => {
      const standing = await this.#add({ [VAULT_KEY]: { S: valueId(index) }, token: { S: token } });
      return textOf(standing, "token") ?? token;
    });
  }

  drop(tokens: readonly string[]): Promise<void> {
    return this.#write(
      tokens.map((token) => ({ DeleteRequest: { Key: { [VAULT_KEY]: { S: tokenId(token) } } } })),
    );
  }

  async sealed(tokens: readonly string[]): Promise<ReadonlyMap<string, Sealed>> {
    const found = new Map<string, Sealed>();
    for (const [id, item] of await this.#read(tokens.map(tokenId), true)) {
      const [key, sealed] = [textOf(item, "key"), bytesOf(item, "sealed")];
      const token = id.slice(2);
      if (key !== undefined && sealed) found.set(token, { token, keyId: key, sealed });
    }
    return found;
  }

  async wrappedKey(id: string): Promise<Uint8Array | undefined> {
    return bytesOf(await this.#get(keyId(id)), "wrapped");
  }

  async addKey(id: string, wrapped: Uint8Array): Promise<Uint8Array> {
    const standing = await this.#add({ [VAULT_KEY]: { S: keyId(id) }, wrapped: { B: wrapped } });
    return bytesOf(standing, "wrapped") ?? wrapped;
  }

  async #get(id: string): Promise<Item | undefined> {
    const { Item: item } = await dynamodb().send(
      new GetItemCommand({ TableName: this.#table, Key: { [VAULT_KEY]: { S: id } }, ConsistentRead: true }),
    );
    return item;
  }

  /** Puts an item unless there is one of its id; the one that there was, if there was. */
  async #add(item: Item): Promise<Item | undefined> {
    try {
      await dynamodb().send(
        new PutItemCommand({
          TableName: this.#table,
          Item: item,
          ConditionExpression: "attribute_not_exists(#id)",
          ExpressionAttributeNames: { "#id": VAULT_KEY },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      );
      return undefined;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return error.Item ?? (await this.#get(textOf(item, VAULT_KEY) as string));
    }
  }

  async #read(ids: readonly string[], consistent: boolean): Promise<Map<string, Item>> {
    const found = new Map<string, Item>();
    await concurrently(groups(ids, READ_AT_ONCE), CALLS_AT_ONCE, async (group) => {
      let keys: Item[] = group.map((id) => ({ [VAULT_KEY]: { S: id } }));
      for (let attempt = 0; keys.length > 0; attempt++) {
        await pause(attempt);
        const { Responses, UnprocessedKeys } = await dynamodb().send(
          new BatchGetItemCommand({
            RequestItems: { [this.#table]: { Keys: keys, ConsistentRead: consistent } },
          }),
        );
        for (const item of Responses?.[this.#table] ?? []) found.set(textOf(item, VAULT_KEY) as string, item);
        keys = UnprocessedKeys?.[this.#table]?.Keys ?? [];
      }
    });
    return found;
  }

  async #write(requests: readonly WriteRequest[]): Promise<void> {
    await concurrently(groups(requests, WRITTEN_AT_ONCE), CALLS_AT_ONCE, async (group) => {
      let rest: WriteRequest[] = group;
      for (let attempt = 0; rest.length > 0; attempt++) {
        await pause(attempt);
        const { UnprocessedItems } = await dynamodb().send(
          new BatchWriteItemCommand({ RequestItems: { [this.#table]: rest } }),
        );
        rest = UnprocessedItems?.[this.#table] ?? [];
      }
    });
  }
}

function groups<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
    all.slice(at * size, (at + 1) * size),
  );
}

/** Waits before a retry, longer each time; throws after the last. */
async function pause(attempt: number): Promise<void> {
  if (attempt === 0) return;
  if (attempt > RETRIES)
    throw new Error("The vault's table is throttled: it did not take all that it was asked.");
  const most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
  await new Promise((resolve) => setTimeout(resolve, most * (0.5 + Math.random() / 2)));
}
