// Tokens that are made beside SQL: each value's own, joined back to its rows, whatever the file, the type and the row.
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { columnSchema } from "../contract/schema.ts";
import { readTokenKeys } from "../tokens/keys.ts";
import { tokenizerOf } from "../tokens/tokenizer.ts";
import { LocalWrapping, localVault, MemoryStore } from "../tokens/vault/local.ts";
import { isVaultToken, Vault } from "../tokens/vault/vault.ts";
import { importBytes } from "./testing/harness.ts";

const KEY = Buffer.from("k1");
const phone = { name: "phone", type: "string", tokenize: "ff1", ff1: { keep: "+- ", tweak: "phone" } };

const opened = (
  column: object,
  tokens: (string | null)[],
  more: object = {},
): Promise<(string | undefined)[]> =>
  tokenizerOf(columnSchema.parse(column), { keys: readTokenKeys(KEY), ...more }).values(
    tokens.map((token) => token ?? ""),
  );

test("ff1 keeps each value's form; what it cannot take is quarantined with a reason", async () => {
  const csv = [
    "id,phone",
    "1,+44 20-7946-0958",
    "2,",
    "3,020 79",
    "4,+44 20-7946-0958",
    "5,4420794609ext1",
    "6,007",
    `7,${"9".repeat(256)}`,
    `8,${"9".repeat(257)}`,
    "9,\u{feff}123456",
  ].join("\n");
  const { rows, quarantine, result } = await importBytes(
    { columns: [{ name: "id", type: "int" }, phone] },
    csv,
    { tokenKey: KEY, order: "1" },
  );
  expect(rows.map(({ id }) => id)).toEqual(["1", "2", "4", "7"]);
  const [one, none, same, long] = rows.map(({ phone: token }) => token as string);
  expect(one).toMatch(/^\+\d\d \d\d-\d{4}-\d{4}$/);
  expect(one).not.toBe("+44 20-7946-0958");
  expect(none).toBeNull();
  expect(same).toBe(one);
  expect(await opened(phone, [one as string, long as string])).toEqual(["+44 20-7946-0958", "9".repeat(256)]);
  expect(quarantine.map(({ line, reasons }) => [line, reasons])).toEqual(
    [4, 6, 7, 9, 10].map((line) => [line, ["phone:tokenize"]]),
  );
  expect(result.reasons).toEqual({ "phone:tokenize": 5 });
});

test("whole numbers, every alphabet, kept characters that mean something elsewhere", async () => {
  const columns = [
    { name: "n", type: "bigint", tokenize: "ff1", ff1: { keep: "-" } },
    { name: "l", type: "string", tokenize: "ff1", ff1: { alphabet: "letters", keep: "]^-['" } },
    { name: "b", type: "string", tokenize: "ff1", ff1: { alphabet: "base36" } },
    { name: "c", type: "string", tokenize: "ff1", ff1: { alphabet: "base62", keep: "$%{}" } },
    { name: "id", type: "int" },
  ];
  const lines = [
    { n: -1234567, l: "ab]c^d-e'f[", b: "a1b2", c: "Zz09$}{", id: 1 },
    { n: 12345, l: "abcde", b: "a1b2", c: "AAAA", id: 2 },
    { n: 1000000, l: "abcdeF", b: "A1b2", c: "AAA_A", id: 3 },
  ];
  const { rows, quarantine } = await importBytes(
    { source: { format: "ndjson" }, columns },
    lines.map((line) => JSON.stringify(line)).join("\n"),
    { tokenKey: KEY, order: "id" },
  );
  expect(rows).toHaveLength(1);
  for (const column of columns.slice(0, 4)) {
    const [value] = await opened(column, [rows[0]?.[column.name] as string]);
    expect(value).toBe(String(lines[0]?.[column.name as "n"]));
  }
  expect(rows[0]?.n).toMatch(/^-\d{7}$/);
  expect(quarantine.map(({ reasons }) => reasons)).toEqual([
    ["n:tokenize"],
    ["l:tokenize", "b:tokenize", "c:tokenize"],
  ]);
});

test("vault: any value of any type, equal ones alike in all columns and imports, and only those of good rows", async () => {
  const store = new MemoryStore();
  const vault = new Vault(store, new LocalWrapping(KEY));
  const dataset = {
    columns: [
      { name: "id", type: "int", min: 0 },
      { name: "a", type: "string", tokenize: "vault" },
      { name: "d", type: "decimal(2,2)", tokenize: "vault" },
      { name: "t", type: "timestamp", tokenize: "vault" },
    ],
  };
  const csv =
    "id,a,d,t\n1,é😀,0.5,2024-01-01\n2,\u{feff}x,,\n3,0.50,-0.25,2024-01-01T00:00:00.5\n-1,secret,,\n";
  const { rows, quarantine } = await importBytes(dataset, csv, { vault, order: "1" });
  expect(quarantine.map(({ reasons }) => reasons)).toEqual([["id:min"]]);
  const tokens = rows.flatMap(({ a, d, t }) => [a, d, t]).filter((one) => one !== null && one !== undefined);
  expect(tokens.every(isVaultToken)).toBe(true);
  expect(rows[2]?.a).toBe(rows[0]?.d);
  expect(store.size).toBe(6);
  expect(await vault.open(tokens)).toEqual([
    "é😀",
    "0.50",
    "2024-01-01 00:00:00",
    "\u{feff}x",
    "0.50",
    "-0.25",
    "2024-01-01 00:00:00.5",
  ]);
  expect((await importBytes(dataset, csv, { vault, order: "1" })).rows).toEqual(rows);
});

test("keyed, partitioned, of many rows: as many tokens as values, and every row has its own", async () => {
  const count = 50_000;
  const line = (at: number): string =>
    `${at},${1_000_000 + (at % 20_000)},user${at % 30_000}@x.org,p${at % 90}`;
  const csv = `id,card,mail,part\n${Array.from({ length: count }, (_, at) => line(at)).join("\n")}\n0,9999999,dup@x.org,p0\n`;
  const vault = localVault(KEY);
  const card = { name: "card", type: "string", tokenize: "ff1" };
  const { rows, result } = await importBytes(
    {
      columns: [
        { name: "id", type: "int" },
        card,
        { name: "mail", type: "string", tokenize: "vault" },
        { name: "part", type: "string" },
      ],
      key: ["id"],
      partition_by: ["part"],
    },
    csv,
    { tokenKey: KEY, vault, threads: 2, order: "id" },
  );
  expect(result.reasons).toEqual({ "row:duplicate": 1 });
  expect(new Set(rows.map((row) => row.card)).size).toBe(20_000);
  expect(new Set(rows.map((row) => row.mail)).size).toBe(30_000);
  const cards = await opened(
    card,
    rows.map((row) => row.card as string),
  );
  expect(cards).toEqual(rows.map(({ id }) => String(1_000_000 + (Number(id) % 20_000))));
  const mails = await vault.open(rows.map((row) => row.mail as string));
  expect(mails).toEqual(rows.map(({ id }) => `user${Number(id) % 30_000}@x.org`));
  expect(mails).not.toContain("dup@x.org");
}, 120_000);

test("rows are looked up by their tokens", async () => {
  const folder = mkdtempSync(join(tmpdir(), "headrace-tokens-"));
  try {
    const vault = localVault(KEY);
    const cards = {
      columns: [
        { name: "card", type: "string", tokenize: "ff1", ff1: { keep: "-" } },
        { name: "mail", type: "string", tokenize: "vault" },
        { name: "name", type: "string" },
      ],
    };
    const one = await importBytes(cards, "card,mail,name\n1234-567,a@x,Ann\n7654-321,b@x,Bob\n", {
      tokenKey: KEY,
      vault,
      out: join(folder, "out"),
    });
    const lookups = { cards: one.result.curated.map(({ path }) => join(folder, "out", path)) };
    const on = (column: object) => ({
      columns: [column],
      enrich: [{ lookup: "cards", on: "card", add: ["name"] }],
    });
    const by = { name: "card", type: "string", tokenize: "ff1", ff1: { keep: "- " } };
    const { rows } = await importBytes(
      on(by),
      "card\n7654-321\n7654321\n",
      { tokenKey: KEY, lookups, order: "name" },
      { cards },
    );
    expect(rows.map(({ name }) => name)).toEqual(["Bob", null]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe("versions of the token key", () => {
  const both = Buffer.from(JSON.stringify({ token_keys: { 1: "k1", 2: "k2" } }));
  const hmac = (key: string, text: string) => createHmac("sha256", key).update(text).digest("hex");
  const columns = [
    { name: "a", type: "string", tokenize: "hmac" },
    { name: "b", type: "string", tokenize: "hmac", key_version: 2 },
    { name: "c", type: "string", tokenize: "ff1" },
    { name: "d", type: "string", tokenize: "ff1", key_version: 2 },
  ];

  test("each column has its own, and the key that there was is version 1", async () => {
    const csv = "a,b,c,d\nx,x,123456,123456\n";
    const { rows } = await importBytes({ columns }, csv, { tokenKey: both });
    expect(rows[0]).toMatchObject({ a: hmac("k1", "x"), b: hmac("k2", "x") });
    expect(rows[0]?.c).not.toBe(rows[0]?.d);
    const alone = await importBytes({ columns: [columns[0], columns[2]] }, csv, { tokenKey: KEY });
    expect(alone.rows[0]).toEqual({ a: rows[0]?.a, c: rows[0]?.c });
  });

  test("a column that has moved on still opens what it made before", async () => {
    const keys = readTokenKeys(both);
    const [before, now] = [columnSchema.parse(columns[2]), columnSchema.parse(columns[3])];
    const [old] = await tokenizerOf(before, { keys: readTokenKeys(KEY) }).tokens(["123456"]);
    expect(await tokenizerOf(now, { keys }, 1).values([old as string])).toEqual(["123456"]);
    expect(await tokenizerOf(now, { keys }).values([old as string])).not.toEqual(["123456"]);
  });

  test.each([
    ["a version that is not there", { columns }, KEY, "asks for version 2 of the token key, and there is 1"],
    ["no key", { columns: columns.slice(2) }, undefined, "tokenizes with ff1, and no key is given"],
    [
      "a secret that is no list",
      { columns },
      Buffer.from('{"token_keys":{"x":"y"}}'),
      "not versions with a text",
    ],
    ["no vault", { columns: [{ name: "a", type: "int", tokenize: "vault" }] }, KEY, "no vault is given"],
  ])("%s is told before anything is read", async (_, dataset, tokenKey, message) => {
    await expect(importBytes(dataset, "a,b,c,d\n", tokenKey && { tokenKey })).rejects.toThrow(message);
  });
});
