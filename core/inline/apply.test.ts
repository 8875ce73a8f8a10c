import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { validateContract } from "../contract/index.ts";
import type { Contract } from "../contract/schema.ts";
import { dataset, value } from "../engine/testing/arbitrary.ts";
import { importBytes } from "../engine/testing/harness.ts";
import { localVault } from "../tokens/vault/local.ts";
import { isVaultToken } from "../tokens/vault/vault.ts";
import { applyRules } from "./apply.ts";
import type { Row } from "./json-value.ts";

const scratch = mkdtempSync(join(tmpdir(), "headrace-inline-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const contractOf = (rows: object, others: object = {}): Contract =>
  validateContract({ version: 1, name: "test", datasets: { ...others, rows } }, { file: "headrace.yaml" });
const apply = (
  contract: Contract,
  work: "validate" | "cleanse" | "tokenize",
  records: readonly unknown[],
  more = {},
) =>
  applyRules({
    contract,
    dataset: "rows",
    work,
    records: records.map((record) => (typeof record === "string" ? record : JSON.stringify(record))),
    scratch,
    ...more,
  });

/** A member's value as JSON text: strings, numbers however they are written, and all else there is. */
const json = fc.oneof(
  { weight: 4, arbitrary: value.map((text) => JSON.stringify(text)) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...["0", "-0", "1", "-1", "7", "1.50", "1e3", "1E-2", "5.0", "1e400", "2147483648", "0.000000001"],
      ...["9223372036854775807", "9223372036854775808", "12345678901234567890.5", "999", "1000"],
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "true",
      "false",
      "null",
      "[]",
      '{"b":1,"1": [2 ,"\\u0041"]}',
      '"\\u0000"',
      '"\\ud800"',
    ),
  },
);
/** Records as programs write them, and as people do: members missing, twice, unknown, over several lines. */
const record = fc
  .record({
    members: fc.array(fc.tuple(fc.constantFrom("a", "a", "b", "b", "c", "c", "x"), json), { maxLength: 5 }),
    gap: fc.constantFrom("", " ", "\n", "\r\n\t"),
  })
  .map(
    ({ members, gap }) =>
      `{${gap}${members.map(([name, text]) => `"${name}":${gap}${text}`).join(`${gap},`)}${gap}}`,
  );

const sorted = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
/** As the harness reads curated rows: each value's text. */
const asText = (contract: Contract, row: Row) =>
  Object.fromEntries(
    (contract.datasets.rows?.columns ?? []).map(({ name, type }) => {
      const cell = row[name] ?? null;
      if (cell === null) return [name, null];
      if (type === "timestamp") return [name, String(cell).replace("T", " ").replace("Z", "")];
      return [name, type === "double" ? Number(cell) : String(cell)];
    }),
  );

describe("records in line", () => {
  test("are judged and cleansed as an import of them, reasons included", async () => {
    let judged = 0;
    const agree = async (shape: object, records: readonly string[]): Promise<void> => {
      const rows = { ...shape, source: { ...(shape as { source?: object }).source, format: "ndjson" } };
      const contract = contractOf(rows);
      const { rows: curated, quarantine } = await importBytes(
        rows,
        records.map((text) => text.replace(/[\r\n]+/g, " ")).join("\n"),
      );
      const expected = new Map(quarantine.map(({ line, reasons }) => [line, reasons]));
      const validated = await apply(contract, "validate", records);
      expect(validated.outcomes.map(({ reasons }) => reasons)).toEqual(
        records.map((_, at) => expected.get(at + 1)),
      );
      const cleansed = await apply(contract, "cleanse", records);
      expect(cleansed.outcomes.map(({ reasons }) => reasons)).toEqual(
        validated.outcomes.map(({ reasons }) => reasons),
      );
      const own = cleansed.outcomes.flatMap(({ row }) => (row ? [asText(contract, row)] : []));
      const doubles = (contract.datasets.rows?.columns ?? []).filter(({ type }) => type === "double");
      for (const row of curated as Record<string, unknown>[])
        for (const { name } of doubles) if (row[name] !== null) row[name] = Number(row[name]);
      expect(sorted(own)).toEqual(sorted(curated));
      judged += records.length;
    };
    const thousand = fc.array(record, { minLength: 1000, maxLength: 1000, size: "max" });
    await fc.assert(fc.asyncProperty(dataset, thousand, agree), { numRuns: 12 });
    expect(judged).toBeGreaterThanOrEqual(12_000);
  }, 240_000);

  const people = {
    source: { null_values: ["-"] },
    columns: [
      { name: "id", from: "Id", type: "bigint", required: true },
      { name: "mail", type: "string", clean: ["trim", "lower"], tokenize: "vault" },
      { name: "phone", type: "string", tokenize: "ff1", ff1: { keep: "- " } },
      { name: "ssn", type: "string", tokenize: "hmac" },
      { name: "at", type: "timestamp" },
      { name: "sum", type: "decimal(10,2)" },
    ],
    enrich: [{ lookup: "segments", on: "id", add: ["segment"] }],
    partition_by: ["day(at)"],
    quality: { max_reject_ratio: 0 },
  };
  const segments = {
    columns: [
      { name: "id", type: "bigint" },
      { name: "segment", type: "string" },
    ],
  };

  test("have tokens as an import's, in the order of the records", async () => {
    const contract = contractOf(people, { segments });
    const [tokenKey, vault] = [Buffer.from("key"), localVault(Buffer.from("key"))];
    const records = [
      {
        Id: 1,
        mail: " A@x.org",
        phone: "020-7946 0958",
        ssn: "1",
        at: "2024-01-31T10:00:00+01:00",
        sum: 1.5,
      },
      '{"Id":9007199254740993,"mail":"b@x.org","phone":"123"}',
      { Id: 2, mail: "a@x.org ", phone: "-", sum: "x" },
      { Id: 3, mail: "a@x.org ", phone: "-" },
    ].map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
    const { outcomes } = await apply(contract, "tokenize", records, { tokenKey, vault });
    expect(outcomes[1]).toEqual({ reasons: ["phone:tokenize"] });
    expect(outcomes[2]).toEqual({ reasons: ["sum:type"] });
    const [first, last] = [outcomes[0]?.row, outcomes[3]?.row];
    expect(first).toMatchObject({ id: "1", at: "2024-01-31T09:00:00Z", sum: "1.50" });
    expect(Object.keys(first ?? {})).toEqual(people.columns.map(({ name }) => name));
    expect(isVaultToken(String(first?.mail))).toBe(true);
    expect(last).toMatchObject({ mail: first?.mail, phone: null, ssn: null });
    expect(await vault.open([String(first?.mail)])).toEqual(["a@x.org"]);
    const imported = await importBytes(
      {
        ...people,
        source: { format: "ndjson", null_values: ["-"] },
        quality: undefined,
        partition_by: [],
        enrich: [],
      },
      records.join("\n"),
      { tokenKey, vault },
    );
    expect(imported.rows.map(({ mail, phone, ssn }) => ({ mail, phone, ssn }))).toEqual(
      [first, last].map((row) => ({ mail: row?.mail, phone: row?.phone, ssn: row?.ssn })),
    );
    expect(imported.quarantine.map(({ reasons }) => reasons)).toEqual([["phone:tokenize"], ["sum:type"]]);
    expect(JSON.stringify(await apply(contract, "cleanse", records))).toContain("020-7946 0958");
  });

  test("numbers are exact where their text is", async () => {
    const contract = contractOf({
      columns: [
        { name: "n", type: "bigint" },
        { name: "d", type: "double" },
        { name: "b", type: "boolean" },
        { name: "i", type: "int" },
      ],
    });
    const { outcomes } = await apply(contract, "cleanse", [
      '{"n":9007199254740993,"d":0.1,"b":"yes","i":"5"}',
      "{}",
    ]);
    expect(outcomes).toEqual([
      { row: { n: "9007199254740993", d: 0.1, b: true, i: 5 } },
      { row: { n: null, d: null, b: null, i: null } },
    ]);
  });

  test("a key holds among them, what partitions ask is asked, and unknown columns refuse them all where they would a file", async () => {
    const columns = [
      { name: "k", type: "string" },
      { name: "n", type: "int" },
    ];
    const shape = { columns, key: ["k"], partition_by: ["k"] };
    const long = "é".repeat(100);
    const keyed = await apply(contractOf(shape), "validate", [
      { k: "a" },
      { k: "a" },
      { k: long },
      { k: "__HIVE_DEFAULT_PARTITION__" },
      { z: 1 },
    ]);
    expect(keyed.outcomes).toEqual([
      {},
      { reasons: ["row:duplicate"] },
      { reasons: ["k:max_length"] },
      { reasons: ["k:in"] },
      { reasons: ["k:required"] },
    ]);
    expect(keyed.ignoredColumns).toEqual(["z"]);
    const strict = contractOf({ ...shape, source: { unknown_columns: "reject" } });
    const refused = await apply(strict, "cleanse", [{ k: "a" }, { k: "b", z: 1 }]);
    expect(refused.rejected?.reason).toBe("file:unknown_column");
    expect(refused.outcomes).toEqual([
      { reasons: ["file:unknown_column"] },
      { reasons: ["file:unknown_column"] },
    ]);
  });

  test("many at once do not meet, and nothing of them is left on disk", async () => {
    const contract = contractOf({ columns: [{ name: "n", type: "int" }] });
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        apply(
          contract,
          "cleanse",
          Array.from({ length: 50 }, (_, n) => ({ n: at * 1000 + n })),
        ),
      ),
    );
    for (const [at, { outcomes }] of all.entries())
      expect(outcomes.map(({ row }) => row?.n)).toEqual(Array.from({ length: 50 }, (_, n) => at * 1000 + n));
    expect(await apply(contract, "cleanse", [])).toMatchObject({ outcomes: [] });
    expect(existsSync(join(scratch, "curated")) || existsSync(join(scratch, "quarantine"))).toBe(false);
    expect(readdirSync(scratch).filter((name) => name !== "spill")).toEqual([]);
  });

  test("what is asked wrongly is said: a dataset that there is not, a key or a vault that is missing", async () => {
    const contract = contractOf(people, { segments });
    const request = { contract, records: ["{}"], scratch, work: "tokenize" } as const;
    await expect(applyRules({ ...request, dataset: "nobody" })).rejects.toMatchObject({
      code: "dataset_unknown",
    });
    await expect(applyRules({ ...request, dataset: "rows" })).rejects.toMatchObject({
      code: "vault_missing",
    });
    const vault = localVault(Buffer.from("key"));
    await expect(applyRules({ ...request, dataset: "rows", vault })).rejects.toMatchObject({
      code: "token_key_missing",
    });
    expect(await applyRules({ ...request, dataset: "rows", work: "validate" })).toMatchObject({
      outcomes: [{ reasons: ["id:required"] }],
    });
  });
});
