// A vault in memory, under a key of one's own: for `headrace check`, and for tests. What it keeps goes with the process.
import { createHash, randomBytes } from "node:crypto";
import type { KeyUse } from "../../records/vault.ts";
import { NONCE_BYTES, seal, unseal } from "./seal.ts";
import type { Claim, KeyWrapping, Sealed, VaultStore } from "./store.ts";
import { Vault } from "./vault.ts";

const KEY_BYTES = 32;

export class MemoryStore implements VaultStore {
  readonly #tokens = new Map<string, string>();
  readonly #sealed = new Map<string, Sealed>();
  readonly #keys = new Map<string, Uint8Array>();

  async tokens(indexes: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = indexes.map((index) => [index, this.#tokens.get(index)] as const);
    return new Map(found.filter((pair): pair is readonly [string, string] => pair[1] !== undefined));
  }

  async keep(values: readonly Sealed[]): Promise<void> {
    for (const value of values) this.#sealed.set(value.token, value);
  }

  async claim(claims: readonly Claim[]): Promise<string[]> {
    return claims.map(({ index, token }) => {
      const standing = this.#tokens.get(index);
      if (standing !== undefined) return standing;
      this.#tokens.set(index, token);
      return token;
    });
  }

  async drop(tokens: readonly string[]): Promise<void> {
    for (const token of tokens) this.#sealed.delete(token);
  }

  async sealed(tokens: readonly string[]): Promise<ReadonlyMap<string, Sealed>> {
    const found = tokens.map((token) => this.#sealed.get(token));
    return new Map(found.filter((one) => one !== undefined).map((one) => [one.token, one]));
  }

  async wrappedKey(id: string): Promise<Uint8Array | undefined> {
    return this.#keys.get(id);
  }

  async addKey(id: string, wrapped: Uint8Array): Promise<Uint8Array> {
    const standing = this.#keys.get(id) ?? wrapped;
    this.#keys.set(id, standing);
    return standing;
  }

  /** Sealed values that it holds. */
  get size(): number {
    return this.#sealed.size;
  }
}

export class LocalWrapping implements KeyWrapping {
  readonly #key: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#key = createHash("sha256").update("headrace vault").update(secret).digest();
  }

  async generate(use: KeyUse): Promise<{ plain: Uint8Array; wrapped: Uint8Array }> {
    const plain = randomBytes(KEY_BYTES);
    return { plain, wrapped: seal(this.#key, plain, use, randomBytes(NONCE_BYTES)) };
  }

  async unwrap(wrapped: Uint8Array, use: KeyUse): Promise<Uint8Array> {
    return unseal(this.#key, wrapped, use);
  }
}

export const localVault = (secret: Uint8Array): Vault =>
  new Vault(new MemoryStore(), new LocalWrapping(secret));
