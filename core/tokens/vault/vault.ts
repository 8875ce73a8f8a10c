// The vault: a random token for each value, and the value under envelope encryption, to be opened by those who may. One
// value has one token, however many ask at once: the token is the first that was claimed for it.
import { createHmac, randomBytes } from "node:crypto";
import { NONCE_BYTES, seal, unseal } from "./seal.ts";
import type { KeyWrapping, Sealed, VaultStore } from "./store.ts";

const INDEX_KEY = "index";
const TOKEN_PREFIX = "tok_";
const TOKEN_BYTES = 16;
/** For each value: its token, and the nonce that it is sealed with. */
const RANDOM_BYTES = TOKEN_BYTES + NONCE_BYTES;
const KEY_ID_BYTES = 12;
/** Values under one data key: with random nonces GCM is safe up to 2 ** 32. */
const VALUES_PER_KEY = 1_000_000;

export const isVaultToken = (text: string): boolean => /^tok_[0-9a-f]{32}$/.test(text);

export class Vault {
  readonly #store: VaultStore;
  readonly #wrapping: KeyWrapping;
  #indexKey: Promise<Uint8Array> | undefined;
  #dataKey: Promise<{ id: string; plain: Uint8Array }> | undefined;
  #sealedByKey = 0;
  readonly #opened = new Map<string, Promise<Uint8Array>>();

  constructor(store: VaultStore, wrapping: KeyWrapping) {
    this.#store = store;
    this.#wrapping = wrapping;
  }

  /** The token of each value, in their order; made where there is none yet. */
  async tokenize(values: readonly string[]): Promise<string[]> {
    this.#indexKey ??= this.#readIndexKey().catch((error) => {
      this.#indexKey = undefined;
      throw error;
    });
    const key = await this.#indexKey;
    const distinct = [...new Set(values)];
    const indexes = distinct.map((value) =>
      createHmac("sha256", key).update(value, "utf8").digest("base64url"),
    );
    const known = await this.#store.tokens(indexes);
    const tokens = new Map<string, string>();
    const fresh: { value: string; index: string; token: string }[] = [];
    // Drawn at once: a call for each value costs more than all else here.
    const random = randomBytes(RANDOM_BYTES * (distinct.length - known.size));
    for (const [at, value] of distinct.entries()) {
      const index = indexes[at] as string;
      const token = known.get(index);
      if (token !== undefined) tokens.set(value, token);
      else {
        const from = fresh.length * RANDOM_BYTES;
        const digits = random.toString("hex", from, from + TOKEN_BYTES);
        fresh.push({ value, index, token: TOKEN_PREFIX + digits });
      }
    }
    if (fresh.length > 0) {
      const sealed: Sealed[] = [];
      for (const [at, { value, token }] of fresh.entries()) {
        const { id, plain } = await this.#keyForValues();
        const nonce = random.subarray(at * RANDOM_BYTES + TOKEN_BYTES, (at + 1) * RANDOM_BYTES);
        sealed.push({ token, keyId: id, sealed: seal(plain, Buffer.from(value, "utf8"), token, nonce) });
      }
      // Kept first: a token that is claimed can always be opened.
      await this.#store.keep(sealed);
      const standing = await this.#store.claim(fresh);
      for (const [at, { value }] of fresh.entries()) tokens.set(value, standing[at] as string);
      const lost = fresh.filter(({ token }, at) => token !== standing[at]).map(({ token }) => token);
      if (lost.length > 0) await this.#store.drop(lost);
    }
    return values.map((value) => tokens.get(value) as string);
  }

  /** The value of each token, in their order; undefined for one that the vault does not have. */
  async open(tokens: readonly string[]): Promise<(string | undefined)[]> {
    const sealed = await this.#store.sealed([...new Set(tokens)].filter(isVaultToken));
    return Promise.all(
      tokens.map(async (token) => {
        const one = sealed.get(token);
        return one && unseal(await this.#openedKey(one.keyId), one.sealed, token).toString("utf8");
      }),
    );
  }

  /** Values from here on are under a new data key. What is under the earlier ones opens as before. */
  rotate(): void {
    this.#dataKey = undefined;
  }

  /** All must hash by the same key: the first one kept is everybody's. */
  async #readIndexKey(): Promise<Uint8Array> {
    const known = await this.#store.wrappedKey(INDEX_KEY);
    if (known) return this.#wrapping.unwrap(known, "index");
    const { wrapped } = await this.#wrapping.generate("index");
    return this.#wrapping.unwrap(await this.#store.addKey(INDEX_KEY, wrapped), "index");
  }

  async #keyForValues(): Promise<{ id: string; plain: Uint8Array }> {
    if (this.#sealedByKey >= VALUES_PER_KEY) this.#dataKey = undefined;
    if (!this.#dataKey) {
      this.#sealedByKey = 0;
      this.#dataKey = this.#makeDataKey().catch((error) => {
        this.#dataKey = undefined;
        throw error;
      });
    }
    this.#sealedByKey += 1;
    return this.#dataKey;
  }

  async #makeDataKey(): Promise<{ id: string; plain: Uint8Array }> {
    const id = randomBytes(KEY_ID_BYTES).toString("hex");
    const { plain, wrapped } = await this.#wrapping.generate("values");
    await this.#store.addKey(id, wrapped);
    return { id, plain };
  }

  #openedKey(id: string): Promise<Uint8Array> {
    let opened = this.#opened.get(id);
    if (!opened) {
      opened = this.#openKey(id).catch((error) => {
        this.#opened.delete(id);
        throw error;
      });
      this.#opened.set(id, opened);
    }
    return opened;
  }

  async #openKey(id: string): Promise<Uint8Array> {
    const wrapped = await this.#store.wrappedKey(id);
    if (!wrapped) throw new Error(`The vault has values under a data key that it has not: ${id}.`);
    return this.#wrapping.unwrap(wrapped, "values");
  }
}
