// The vault's promises: one value has one token, however many ask at once; a token opens to its value and to nothing else.
import { describe, expect, test } from "@jest/globals";
import { LocalWrapping, localVault, MemoryStore } from "./local.ts";
import type { Claim, Sealed } from "./store.ts";
import { isVaultToken, Vault } from "./vault.ts";

const wrapping = new LocalWrapping(Buffer.from("secret"));

/** A store whose every answer comes late, so that calls overlap at every step. */
class SlowStore extends MemoryStore {
  async #late(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
  }
  override async tokens(indexes: readonly string[]) {
    const found = await super.tokens(indexes);
    await this.#late();
    return found;
  }
  override async claim(claims: readonly Claim[]) {
    await this.#late();
    return super.claim(claims);
  }
  override async addKey(id: string, wrapped: Uint8Array) {
    await this.#late();
    return super.addKey(id, wrapped);
  }
}

test("values and tokens, there and back, in their order", async () => {
  const vault = localVault(Buffer.from("secret"));
  const values = ["a@x.org", "", "é😀", "a@x.org", "x".repeat(100_000), "\u{feff}b\u0000"];
  const tokens = await vault.tokenize(values);
  expect(tokens.every(isVaultToken)).toBe(true);
  expect(new Set(tokens).size).toBe(5);
  expect(tokens[3]).toBe(tokens[0]);
  expect(await vault.open([...tokens].reverse())).toEqual([...values].reverse());
  expect(await vault.tokenize(["é😀"])).toEqual([tokens[2]]);
  expect(await vault.open(["tok_00000000000000000000000000000000", "a@x.org", ""])).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("twenty vaults over one new store, all at once: one value has one token, and nothing else is kept", async () => {
  const store = new SlowStore();
  const vaults = Array.from({ length: 20 }, () => new Vault(store, wrapping));
  const values = Array.from({ length: 50 }, (_, at) => `value ${at}`);
  const all = await Promise.all(
    vaults.map((vault, at) => vault.tokenize(at % 2 === 0 ? values : [...values].reverse())),
  );
  for (const [at, tokens] of all.entries())
    expect(at % 2 === 0 ? tokens : [...tokens].reverse()).toEqual(all[0]);
  expect(store.size).toBe(50);
  expect(await (vaults[7] as Vault).open(all[0] as string[])).toEqual(values);
});

test("a million values have a million tokens", async () => {
  const vault = localVault(Buffer.from("secret"));
  const seen = new Set<string>();
  for (let from = 0; from < 1_000_000; from += 50_000) {
    const values = Array.from({ length: 50_000 }, (_, at) => String(from + at));
    for (const token of await vault.tokenize(values)) seen.add(token);
  }
  expect(seen.size).toBe(1_000_000);
}, 600_000);

describe("keys", () => {
  test("after a rotation new values are under another key, and old tokens open as before", async () => {
    const kept: Sealed[] = [];
    class Watched extends MemoryStore {
      override async keep(values: readonly Sealed[]) {
        kept.push(...values);
        await super.keep(values);
      }
    }
    const vault = new Vault(new Watched(), wrapping);
    const [old] = await vault.tokenize(["old"]);
    vault.rotate();
    const [fresh] = await vault.tokenize(["fresh"]);
    expect(kept[0]?.keyId).not.toBe(kept[1]?.keyId);
    expect(await vault.open([old as string, fresh as string])).toEqual(["old", "fresh"]);
    expect(await vault.tokenize(["old"])).toEqual([old]);
  });

  test("whoever may find tokens cannot open them: the two take different rights of the wrapping key", async () => {
    const store = new MemoryStore();
    const [token] = await new Vault(store, wrapping).tokenize(["v"]);
    const used: string[] = [];
    const finder = new Vault(store, {
      generate: (use) => wrapping.generate(use),
      unwrap: (wrapped, use) => {
        used.push(use);
        if (use === "values") throw new Error("denied");
        return wrapping.unwrap(wrapped, use);
      },
    });
    expect(await finder.tokenize(["v"])).toEqual([token]);
    expect(used).toEqual(["index"]);
    await expect(finder.open([token as string])).rejects.toThrow("denied");
  });

  test("a value under another token, another key or with another byte does not open", async () => {
    const store = new MemoryStore();
    const vault = new Vault(store, wrapping);
    const [one, two] = (await vault.tokenize(["one", "two"])) as [string, string];
    const sealed = (await store.sealed([one])).get(one) as Sealed;
    await store.keep([{ ...sealed, token: two }]);
    await expect(vault.open([two])).rejects.toThrow();
    await store.keep([{ ...sealed, sealed: sealed.sealed.map((byte, at) => (at === 13 ? byte ^ 1 : byte)) }]);
    await expect(vault.open([one])).rejects.toThrow();
    const other = new Vault(store, new LocalWrapping(Buffer.from("another")));
    await expect(other.tokenize(["one"])).rejects.toThrow();
  });
});
