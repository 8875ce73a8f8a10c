// A column's tokens where SQL cannot make them (ff1, vault), and its values again from tokens: many at a time, each value
// as the text that core/tokens/methods.ts has of it.
import { ff1Settings } from "../contract/ff1.ts";
import type { Column } from "../contract/schema.ts";
import { HeadraceError } from "../errors.ts";
import { keyVersionOf } from "./column.ts";
import { Ff1Texts } from "./ff1/texts.ts";
import { ff1Key, type TokenKeys, tokenKeyOf } from "./keys.ts";
import type { Vault } from "./vault/vault.ts";

export interface TokenSources {
  readonly keys?: TokenKeys | undefined;
  readonly vault?: Vault | undefined;
}

export interface Tokenizer {
  /** Tokens in the order of the texts; undefined for a text that the method cannot take. */
  tokens(texts: readonly string[]): Promise<(string | undefined)[]>;
  /** Values' texts in the order of the tokens; undefined for what is no token. */
  values(tokens: readonly string[]): Promise<(string | undefined)[]>;
}

/**
 * The tokenizer of a column. `version` opens what an earlier key version made, where the column names a later one by now.
 * Throws HeadraceError where the method has no tokenizer, or needs what the sources lack.
 */
export function tokenizerOf(
  column: Column,
  sources: TokenSources,
  version = keyVersionOf(column),
): Tokenizer {
  const { name, tokenize } = column;
  if (tokenize === "ff1") {
    if (!sources.keys) throw keyMissing(name, "ff1");
    const key = ff1Key(tokenKeyOf(sources.keys, version, name));
    const cipher = new Ff1Texts(key, ff1Settings(column));
    return {
      tokens: async (texts) => cipher.encrypt(texts),
      values: async (tokens) => cipher.decrypt(tokens),
    };
  }
  if (tokenize === "vault") {
    const { vault } = sources;
    if (!vault) throw vaultMissing(name);
    return { tokens: (texts) => vault.tokenize(texts), values: (tokens) => vault.open(tokens) };
  }
  throw new HeadraceError(
    "not_reversible",
    `Column "${name}" is ${tokenize ? `tokenized with ${tokenize}, which nothing takes back` : "not tokenized"}.`,
    "Only ff1 and vault can be opened.",
  );
}

const keyMissing = (column: string, method: string): HeadraceError =>
  new HeadraceError(
    "token_key_missing",
    `Column "${column}" is tokenized with ${method}, and no key is given.`,
    "Give the key; off AWS it is the text of HEADRACE_TOKEN_KEY.",
  );

export const vaultMissing = (column: string): HeadraceError =>
  new HeadraceError(
    "vault_missing",
    `Column "${column}" is tokenized with vault, and no vault is given.`,
    "Give the function VAULT_TABLE and VAULT_KMS_KEY_ARN.",
  );
