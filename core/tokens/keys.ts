// The token key and its versions: what the secret's text holds. A text that is no list of versions is the key itself,
// version 1; a list adds versions beside it, and old ones stay, for they open what they made.
import { hkdfSync } from "node:crypto";
import * as z from "zod";
import { HeadraceError } from "../errors.ts";
import { FIRST_VERSION } from "./column.ts";

/** Key version → bytes of the key. */
export type TokenKeys = ReadonlyMap<number, Uint8Array>;

const versionsSchema = z.strictObject({
  token_keys: z.record(z.string().regex(/^[1-9][0-9]{0,5}$/), z.string().min(1)),
});

/** The keys of a secret's value: `{"token_keys":{"1":"…","2":"…"}}`, each key its UTF-8 text, or the text of one key. */
export function readTokenKeys(secret: Uint8Array): TokenKeys {
  const listed = listOf(secret);
  if (listed === undefined) return new Map([[FIRST_VERSION, secret]]);
  const read = versionsSchema.safeParse(listed);
  if (!read.success)
    throw new HeadraceError(
      "token_keys_invalid",
      "The token key's secret has token_keys that are not versions with a text each.",
      'Write {"token_keys":{"1":"…","2":"…"}}: the key that there was is version 1.',
      3,
    );
  return new Map(
    Object.entries(read.data.token_keys).map(([version, key]) => [Number(version), Buffer.from(key, "utf8")]),
  );
}

/** The JSON object of a text that has token_keys; undefined where it is something else. */
function listOf(secret: Uint8Array): object | undefined {
  if (secret[0] !== 0x7b) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(secret).toString("utf8"));
    return typeof parsed === "object" && parsed !== null && "token_keys" in parsed ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The key of a version; throws where the secret lacks it. */
export function tokenKeyOf(keys: TokenKeys, version: number, column: string): Uint8Array {
  const key = keys.get(version);
  if (key) return key;
  throw new HeadraceError(
    "token_key_missing",
    `Column "${column}" asks for version ${version} of the token key, and there is ${[...keys.keys()].sort((a, b) => a - b).join(", ")}.`,
    "Add that version to the token key first, then name it in key_version.",
  );
}

const FF1_KEY_BYTES = 32;

/** FF1's AES key is derived (HKDF-SHA256, no salt, this info), so that no key serves two methods. */
export const ff1Key = (key: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", key, new Uint8Array(), "headrace ff1", FF1_KEY_BYTES));
