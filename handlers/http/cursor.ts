// Cursors: where an answer goes on, sealed so that nobody reads or alters it, and bound to the caller and the question.
// Nothing is kept for them but one key, which the first function that needs it makes.
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { Problem } from "../../core/api/problems.ts";
import { documents, inSeconds, isTaken } from "./table.ts";

const LIFETIME_SECONDS = 86_400;
const KEY_ID = "cursor#key";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface Cursors {
  /** @param position JSON: where the next page begins */
  seal(position: unknown): Promise<string>;
  /** @throws Problem invalid_request where it is of another caller, another question, or too old */
  open(cursor: string): Promise<unknown>;
}

/** The cursors of one question of one caller. */
export function cursorsOf(table: string, caller: string, question: unknown): Cursors {
  const bound = Buffer.from(JSON.stringify([caller, question]));
  return {
    seal: async (position) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", await keyOf(table), nonce).setAAD(bound);
      const text = JSON.stringify([inSeconds(LIFETIME_SECONDS), position]);
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString("base64url");
    },
    open: async (cursor) => {
      const opened = unseal(Buffer.from(cursor, "base64url"), await keyOf(table), bound);
      if (opened) {
        const [until, position] = JSON.parse(opened) as [number, unknown];
        if (until > inSeconds(0)) return position;
      }
      const detail =
        "The cursor is not one of an answer to this question, or it is older than a day. Begin without it";
      throw new Problem("invalid_request", `query /cursor: ${detail}.`, {
        errors: [{ in: "query", pointer: "/cursor", detail }],
      });
    },
  };
}

function unseal(bytes: Buffer, key: Buffer, bound: Buffer): string | undefined {
  if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  }).setAAD(bound);
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([
      decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)),
      decipher.final(),
    ]).toString();
  } catch {
    return undefined;
  }
}

const keys = new Map<string, Promise<Buffer>>();

/** Read once per process; a failure is tried again with the next request. */
function keyOf(table: string): Promise<Buffer> {
  let key = keys.get(table);
  if (!key) {
    key = readKey(table);
    keys.set(table, key);
    key.catch(() => keys.delete(table));
  }
  return key;
}

async function readKey(TableName: string): Promise<Buffer> {
  const read = async (): Promise<Buffer | undefined> => {
    const { Item } = await documents().send(
      new GetCommand({ TableName, Key: { id: KEY_ID }, ConsistentRead: true }),
    );
    return Item && Buffer.from(Item.key as Uint8Array);
  };
  const there = await read();
  if (there) return there;
  const key = randomBytes(KEY_BYTES);
  try {
    await documents().send(
      new PutCommand({
        TableName,
        Item: { id: KEY_ID, key },
        ConditionExpression: "attribute_not_exists(id)",
      }),
    );
    return key;
  } catch (error) {
    const theirs = isTaken(error) ? await read() : undefined;
    if (theirs) return theirs;
    throw error;
  }
}
