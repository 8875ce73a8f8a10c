import { describe, expect, test } from "@jest/globals";
import { columnSchema, datasetSchema } from "../contract/schema.ts";
import { readTokenKeys } from "../tokens/keys.ts";
import { tokenizerOf } from "../tokens/tokenizer.ts";
import { localVault } from "../tokens/vault/local.ts";
import { openTokens, reversibleColumns } from "./open.ts";

const column = (keys: object) => columnSchema.parse({ name: "x", type: "string", ...keys });
const vault = localVault(Buffer.from("key"));
const keys = readTokenKeys(Buffer.from(JSON.stringify({ token_keys: { 1: "first", 2: "second" } })));
const sources = { keys, vault };

describe("tokens of records", () => {
  test("open as values of their columns' types, each where it was", async () => {
    const columns = [
      column({ name: "mail", tokenize: "vault" }),
      column({ name: "born", type: "date", tokenize: "vault" }),
      column({ name: "seen", type: "timestamp", tokenize: "vault" }),
      column({ name: "sum", type: "decimal(10,2)", tokenize: "vault" }),
      column({ name: "score", type: "double", tokenize: "vault" }),
      column({ name: "vip", type: "boolean", tokenize: "vault" }),
      column({ name: "number", type: "int", tokenize: "ff1" }),
      column({ name: "account", type: "bigint", tokenize: "ff1" }),
    ];
    const texts = [
      "a@x.org",
      "2024-01-31",
      "2024-01-31 10:00:00.5",
      "1.50",
      "0.1",
      "true",
      "123456",
      "9007199254740993",
    ];
    const record: Record<string, string> = {};
    for (const [at, one] of columns.entries())
      record[one.name] = (await tokenizerOf(one, sources).tokens([texts[at] as string]))[0] as string;
    const opened = await openTokens(columns, [{}, record, { mail: null, number: "000000" }], sources);
    expect(opened[0]).toEqual({ values: {}, unknown: [] });
    expect(opened[1]).toEqual({
      values: {
        mail: "a@x.org",
        born: "2024-01-31",
        seen: "2024-01-31T10:00:00.5Z",
        sum: "1.50",
        score: 0.1,
        vip: true,
        number: 123456,
        account: "9007199254740993",
      },
      unknown: [],
    });
    expect(opened[2]?.values.mail).toBeNull();
  });

  test("what is no token is null, and said", async () => {
    const columns = [
      column({ name: "mail", tokenize: "vault" }),
      column({ name: "phone", tokenize: "ff1" }),
      column({ name: "number", type: "int", tokenize: "ff1" }),
    ];
    const huge = "9".repeat(30);
    const [first] = await openTokens(
      columns,
      [{ mail: `tok_${"0".repeat(32)}`, phone: "12", number: huge }],
      sources,
    );
    expect(first).toEqual({
      values: { mail: null, phone: null, number: null },
      unknown: ["mail", "phone", "number"],
    });
  });

  test("an earlier version of the key opens what it made", async () => {
    const now = column({ name: "phone", tokenize: "ff1", key_version: 2 });
    const before = column({ name: "phone", tokenize: "ff1" });
    const [token = ""] = await tokenizerOf(before, sources).tokens(["123456"]);
    const [opened] = await openTokens([now], [{ phone: token }], sources, 1);
    expect(opened?.values).toEqual({ phone: "123456" });
    const [other] = await openTokens([now], [{ phone: token }], sources);
    expect(other?.values).not.toEqual({ phone: "123456" });
    await expect(openTokens([now], [{ phone: token }], sources, 3)).rejects.toMatchObject({
      code: "token_key_missing",
    });
  });

  test("only what can be taken back is opened", async () => {
    const dataset = datasetSchema.parse({
      columns: ["hmac", "ff1", "vault", "mask", "redact", undefined].map((tokenize, at) => ({
        name: `c${at}`,
        type: "string",
        ...(tokenize && { tokenize }),
      })),
    });
    expect(reversibleColumns(dataset).map(({ name }) => name)).toEqual(["c1", "c2"]);
    await expect(openTokens([column({ tokenize: "hmac" })], [{ x: "1" }], sources)).rejects.toMatchObject({
      code: "not_reversible",
    });
  });
});
