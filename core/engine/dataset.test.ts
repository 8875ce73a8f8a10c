// What holds for a dataset as a whole: keys, tokens, lookups, partitions, the reject ratio.
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { validateContract } from "../contract/index.ts";
import { importFile } from "./index.ts";
import { importBytes } from "./testing/harness.ts";

const column = (name: string, type = "string", more: object = {}) => ({ name, type, ...more });

describe("keys", () => {
  const content = "id,v\n1,a\n2,b\n1,c\n,d\n2,e\n3,bad\n3,f\n";
  const keyed = (on_duplicate: string) => ({
    key: ["id"],
    on_duplicate,
    columns: [column("id", "int"), column("v", "string", { max_length: 1 })],
  });
  test.each([
    ["first", ["a", "b", "f"], ["1,c", "2,e"]],
    ["last", ["c", "e", "f"], ["1,a", "2,b"]],
    ["reject", ["f"], ["1,a", "2,b", "1,c", "2,e"]],
  ])("%s, among rows that are good otherwise", async (policy, kept, refused) => {
    const { rows, quarantine } = await importBytes(keyed(policy), content, { order: "id::INT" });
    expect(rows.map(({ v }) => v)).toEqual(kept);
    const duplicates = quarantine.filter(({ reasons }) => reasons.includes("row:duplicate"));
    expect(duplicates.map(({ raw }) => raw)).toEqual(refused);
    expect(quarantine.find(({ raw }) => raw === ",d")?.reasons).toEqual(["id:required"]);
  });

  test("of several columns, as values rather than texts", async () => {
    const dataset = { key: ["a", "b"], columns: [column("a", "decimal(5,2)"), column("b")] };
    const { rows } = await importBytes(dataset, "a,b\n1,x\n1.0,x\n1,y\n01.00,X\n");
    expect(rows).toHaveLength(3);
  });
});

describe("tokens", () => {
  const key = Buffer.from("a secret");
  const hmac = (text: string) => createHmac("sha256", key).update(text).digest("hex");

  test("hmac of the cleaned value's text, mask, redact; null stays null; rules see the value", async () => {
    const { rows, quarantine } = await importBytes(
      {
        columns: [
          column("h", "string", { clean: ["trim", "lower"], tokenize: "hmac", max_length: 80 }),
          column("n", "bigint", { tokenize: "hmac" }),
          column("m", "string", { tokenize: "mask" }),
          column("r", "int", { tokenize: "redact" }),
        ],
      },
      `h,n,m,r\n  É😀\\x41 ,007,4111111111111111,5\n${"k".repeat(70)},,12345678,\n,1,,7\n${"q".repeat(81)},1,1,1\n`,
      { tokenKey: key },
    );
    expect(rows).toEqual([
      { h: hmac("é😀\\x41"), n: hmac("7"), m: "************1111", r: "REDACTED" },
      { h: hmac("k".repeat(70)), n: null, m: "********", r: null },
      { h: null, n: hmac("1"), m: null, r: "REDACTED" },
    ]);
    expect(quarantine.map(({ reasons }) => reasons)).toEqual([["h:max_length"]]);
  });

  test("a key longer than a block, and no key at all", async () => {
    const dataset = { columns: [column("h", "string", { tokenize: "hmac" }), column("x")] };
    const long = Buffer.alloc(100, 7);
    const { rows } = await importBytes(dataset, "h,x\na,1\n", { tokenKey: long });
    expect(rows[0]?.h).toBe(createHmac("sha256", long).update("a").digest("hex"));
    await expect(importBytes(dataset, "h,x\na,1\n")).rejects.toMatchObject({ code: "token_key_missing" });
  });
});

describe("lookups", () => {
  const others = {
    customers: {
      columns: [column("id", "int"), column("segment"), column("mail", "string", { tokenize: "redact" })],
    },
  };
  const dataset = {
    columns: [column("n", "int"), column("id", "int")],
    enrich: [{ lookup: "customers", on: "id", add: ["segment", "mail"] }],
  };

  test("the later file wins, then the later row; what is missing is null", async () => {
    const folder = mkdtempSync(join(tmpdir(), "headrace-lookups-"));
    try {
      const contract = validateContract(
        { version: 1, name: "test", datasets: { ...others, rows: dataset } },
        { file: "t" },
      );
      const files: string[] = [];
      for (const [run, content] of [
        "id,segment,mail\n1,old,a\n2,two,b\n3,x,c\n3,,c\n",
        "id,segment,mail\n1,new,\n,none,\n",
      ].entries()) {
        writeFileSync(join(folder, "in"), content);
        const options = {
          contract,
          dataset: "customers",
          file: join(folder, "in"),
          name: "in",
          runId: `r${run}`,
        };
        const { curated } = await importFile({ ...options, out: folder, scratch: join(folder, "scratch") });
        files.push(...curated.map(({ path }) => join(folder, path)));
      }
      const { rows } = await importBytes(
        dataset,
        "n,id\n1,1\n2,2\n3,3\n4,4\n5,\n",
        { lookups: { customers: files }, order: "n" },
        others,
      );
      expect(rows).toEqual([
        { n: "1", id: "1", segment: "new", mail: null },
        { n: "2", id: "2", segment: "two", mail: "REDACTED" },
        { n: "3", id: "3", segment: null, mail: "REDACTED" },
        { n: "4", id: "4", segment: null, mail: null },
        { n: "5", id: null, segment: null, mail: null },
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("a lookup without files yet adds nulls", async () => {
    const { rows } = await importBytes(dataset, "n,id\n1,1\n", {}, others);
    expect(rows).toEqual([{ n: "1", id: "1", segment: null, mail: null }]);
  });
});

describe("partitions", () => {
  test("named as Iceberg names them, a plain column out of the file, null by Hive's name", async () => {
    const { result, rows } = await importBytes(
      {
        columns: [column("at", "timestamp"), column("country"), column("n", "int")],
        partition_by: ["country", "year(at)", "month(at)", "day(at)", "hour(at)"],
      },
      "at,country,n\n2024-01-31T13:00:00,a/b é,1\n2024-01-31T13:59:59,a/b é,2\n,,3\n",
      { order: "n" },
    );
    const none = "__HIVE_DEFAULT_PARTITION__";
    const first = {
      country: "a/b é",
      at_year: "2024",
      at_month: "2024-01",
      at_day: "2024-01-31",
      at_hour: "2024-01-31-13",
    };
    const curated = [...result.curated].sort((a, b) => b.rows - a.rows);
    expect(curated.map(({ path, partition, rows }) => [path, partition, rows])).toEqual([
      [
        `curated/rows/country=a%2Fb%20%C3%A9/at_year=2024/at_month=2024-01/at_day=2024-01-31/at_hour=2024-01-31-13/run-0000.parquet`,
        first,
        2,
      ],
      [
        `curated/rows/country=${none}/at_year=${none}/at_month=${none}/at_day=${none}/at_hour=${none}/run-0000.parquet`,
        { country: none, at_year: none, at_month: none, at_day: none, at_hour: none },
        1,
      ],
    ]);
    expect(rows.map(({ n }) => n)).toEqual(["1", "2", "3"]);
  });

  test("a text that is null's name in folders breaks in, beside what the contract allows", async () => {
    const none = "__HIVE_DEFAULT_PARTITION__";
    const content = `k,n\n${none},1\nNULL,2\n,3\n${none.toLowerCase()},4\nx,5\n`;
    const free = { columns: [column("k"), column("n", "int")], partition_by: ["k"] };
    const { result, quarantine } = await importBytes(free, content);
    expect(quarantine.map(({ raw, reasons }) => [raw, ...reasons])).toEqual([[`${none},1`, "k:in"]]);
    expect(result.curated.map(({ partition }) => partition.k).sort()).toEqual([
      "NULL",
      none,
      none.toLowerCase(),
      "x",
    ]);
    const some = { ...free, columns: [column("k", "string", { in: [none, "NULL"] }), column("n", "int")] };
    expect((await importBytes(some, content)).result.reasons).toEqual({ "k:in": 3 });
  });

  test("a text that is too long for a folder's name breaks max_length", async () => {
    const { rows, quarantine } = await importBytes(
      { columns: [column("k", "string", { max_length: 300 }), column("n", "int")], partition_by: ["k"] },
      `k,n\n${"é".repeat(42)},1\n${"é".repeat(43)},2\n${"x".repeat(400)},3\n`,
    );
    expect(rows.map(({ n }) => n)).toEqual(["1"]);
    expect(quarantine.map(({ reasons }) => reasons)).toEqual([["k:max_length"], ["k:max_length"]]);
  });

  test("many more than are open at once", async () => {
    const content = `k,n\n${Array.from({ length: 6000 }, (_, n) => `k${n % 700},${n}`).join("\n")}\n`;
    const { result, rows } = await importBytes(
      { columns: [column("k"), column("n", "int")], partition_by: ["k"] },
      content,
    );
    expect(result.curated).toHaveLength(700);
    expect(rows.every(({ k, n }) => k === `k${Number(n) % 700}`)).toBe(true);
    expect(new Set(rows.map(({ n }) => n)).size).toBe(6000);
  });
});

describe("the reject ratio", () => {
  const dataset = { columns: [column("a", "int"), column("b", "int")], quality: { max_reject_ratio: 0.5 } };

  test("at the limit rows are taken; above it every row goes to quarantine", async () => {
    expect((await importBytes(dataset, "a,b\n1,1\nx,1\n")).rows).toHaveLength(1);
    const { result, quarantine } = await importBytes(dataset, "a,b\n1,1\nx,y\n2\n");
    expect(result).toMatchObject({ rowsIn: 3, rowsCurated: 0, rowsQuarantined: 3, curated: [], bytesOut: 0 });
    expect(result.rejected?.reason).toBe("file:reject_ratio");
    expect(quarantine).toEqual([
      { file: "input", line: 2, raw: "1,1", reasons: ["file:reject_ratio"] },
      { file: "input", line: 3, raw: "x,y", reasons: ["a:type", "b:type"] },
      { file: "input", line: 4, raw: "2", reasons: ["row:malformed"] },
    ]);
  });

  test("also of JSON and with a key", async () => {
    const json = { ...dataset, source: { format: "json" }, key: ["a"] };
    const { quarantine } = await importBytes(json, '[{"a":1},{"a":1},{"a":1}]');
    expect(quarantine.map(({ reasons }) => reasons)).toEqual([
      ["file:reject_ratio"],
      ["row:duplicate"],
      ["row:duplicate"],
    ]);
  });
});
