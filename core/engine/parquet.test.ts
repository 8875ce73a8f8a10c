// Parquet in: typed values, and what does not fit.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "@jest/globals";
import { importBytes } from "./testing/harness.ts";

async function parquetOf(select: string): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "headrace-parquet-"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run(`SET TimeZone = 'UTC'`);
    await connection.run(`COPY (${select}) TO '${folder}/x.parquet'`);
    return readFileSync(join(folder, "x.parquet"));
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true });
  }
}

const dataset = (...columns: [string, string][]) => ({
  source: { format: "parquet" },
  columns: columns.map(([name, type]) => ({ name, type })),
});

describe("values", () => {
  test("pass typed, through wider and narrower types", async () => {
    const content = await parquetOf(`SELECT * FROM (VALUES
      (1::TINYINT, 9007199254740993, 0.1::FLOAT, 5.0::DOUBLE, 1.50::DECIMAL(9,2), true, DATE '2024-02-29', TIMESTAMP '2024-01-01 10:00:00.123456', TIMESTAMPTZ '2024-01-01 10:00:00+02', 'é')
    ) t(a, b, f, whole, d, ok, day, moment, zoned, s)`);
    const { rows } = await importBytes(
      dataset(
        ["a", "int"],
        ["b", "bigint"],
        ["f", "double"],
        ["whole", "int"],
        ["d", "decimal(12,3)"],
        ["ok", "boolean"],
        ["day", "date"],
        ["moment", "timestamp"],
        ["zoned", "timestamp"],
        ["s", "string"],
      ),
      content,
    );
    expect(Object.values(rows[0] as object)).toEqual([
      "1",
      "9007199254740993",
      "0.10000000149011612",
      "5",
      "1.500",
      "true",
      "2024-02-29",
      "2024-01-01 10:00:00.123456",
      "2024-01-01 08:00:00",
      "é",
    ]);
  });

  test("nested values become JSON, bytes text, midnights dates", async () => {
    const content = await parquetOf(
      `SELECT {'a': [1, 2], 'b': 'x'} AS s, [1, NULL] AS l, 'abc'::BLOB AS bytes, TIMESTAMP '2024-01-01 00:00:00' AS day`,
    );
    const { rows } = await importBytes(
      dataset(["s", "string"], ["l", "string"], ["bytes", "string"], ["day", "date"]),
      content,
    );
    expect(Object.values(rows[0] as object)).toEqual([
      '{"a":[1,2],"b":"x"}',
      "[1,null]",
      "abc",
      "2024-01-01",
    ]);
  });

  test("what does not fit is quarantined, its row as JSON, without a line", async () => {
    const content = await parquetOf(
      `SELECT * FROM (VALUES (1, 5.5, 1.234, TIMESTAMP '2024-01-01 10:00:00'), (5000000000, 'nan'::DOUBLE, 1, NULL), (2, 5, 1.5, NULL)) t(i, w, d, day)`,
    );
    const { rows, quarantine } = await importBytes(
      dataset(["i", "int"], ["w", "int"], ["d", "decimal(5,2)"], ["day", "date"]),
      content,
    );
    expect(rows.map((row) => Object.values(row))).toEqual([["2", "5", "1.50", null]]);
    expect(quarantine.map(({ reasons }) => reasons)).toEqual([
      ["w:type", "d:type", "day:type"],
      ["i:type", "w:type"],
    ]);
    expect(quarantine[0]).toMatchObject({
      file: "input",
      raw: '{"i":1,"w":5.5,"d":1.234,"day":"2024-01-01 10:00:00"}',
    });
    expect(quarantine[0]).not.toHaveProperty("line");
  });

  test("a date is the midnight of any unit; nanoseconds within a day are none", async () => {
    const content = await parquetOf(
      "SELECT unnest([TIMESTAMP_NS '2024-01-31 00:00:00', TIMESTAMP_NS '2024-01-31 00:00:00.000000001']) AS day",
    );
    const { rows, quarantine } = await importBytes(dataset(["day", "date"]), content);
    expect(rows).toEqual([{ day: "2024-01-31" }]);
    expect(quarantine.map(({ reasons }) => reasons)).toEqual([["day:type"]]);
  });

  test("cleaning, null values and rules hold as for text", async () => {
    const content = await parquetOf(
      `SELECT * FROM (VALUES (' A ', -999), ('b', 1), ('', 2), (NULL, NULL)) t(s, n)`,
    );
    const { rows, quarantine } = await importBytes(
      {
        source: { format: "parquet" },
        columns: [
          { name: "s", type: "string", clean: ["trim", "lower"], required: true },
          { name: "n", type: "int", null_values: ["-999"] },
        ],
      },
      content,
    );
    expect(rows.map((row) => Object.values(row))).toEqual([
      ["a", null],
      ["b", "1"],
    ]);
    expect(quarantine).toHaveLength(2);
  });
});

/** What DuckDB cannot write; by pyarrow, with an int column id each. */
const BY_OTHERS = {
  idTwice:
    "UEFSMRUAFRQVFCwVAhUAFQYVBhwAAAACAAAAAgEBAAAAFQAVFBUULBUCFQAVBhUGHAAAAAIAAAACAQEAAAAVBBk8NQAYBnNjaGVtYRUEABUCJQIYAmlkABUCJQIYAmlkABYCGRwZLCYAHBUCGSUGABkYAmlkFQAWAhY6FjomCEkcFQAVABUCADwpBhkmAAIAAAAmABwVAhklBgAZGAJpZBUAFgIWOhY6JkJJHBUAFQAVAgA8KQYZJgACAAAAFnQWAiYIFnQAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2LjAuMRksHAAAHAAAALMAAABQQVIx",
  inTwoCases:
    "UEFSMRUAFRQVFCwVAhUAFQYVBhwAAAACAAAAAgEBAAAAFQAVFBUULBUCFQAVBhUGHAAAAAIAAAACAQIAAAAVBBk8NQAYBnNjaGVtYRUEABUCJQIYAmlkABUCJQIYAklEABYCGRwZLCYAHBUCGSUGABkYAmlkFQAWAhY6FjomCEkcFQAVABUCADwpBhkmAAIAAAAmABwVAhklBgAZGAJJRBUAFgIWOhY6JkJJHBUAFQAVAgA8KQYZJgACAAAAFnQWAiYIFnQAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2LjAuMRksHAAAHAAAALMAAABQQVIx",
  wideDecimal:
    "UEFSMRUAFRQVFCwVAhUAFQYVBhwAAAACAAAAAgEBAAAAFQAVLhUuLBUCFQAVBhUGHAAAAAIAAAACAQAAAAAAAAAAAAAgAAAAAAABFQQZPDUAGAZzY2hlbWEVBAAVAiUCGAJpZAAVDhUiFQIYAXclChUAFU4sXBUAFU4AAAAWAhkcGSwmABwVAhklBgAZGAJpZBUAFgIWOhY6JghJHBUAFQAVAgA8KQYZJgACAAAAJgAcFQ4ZJQYAGRgBdxUAFgIWVBZUJkJJHBUAFQAVAgA8KQYZJgACAAAAFo4BFgImCBaOAQAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjYuMC4xGSwcAAAcAAAAwwAAAFBBUjE=",
};
const byOthers = (name: keyof typeof BY_OTHERS): Buffer => Buffer.from(BY_OTHERS[name], "base64");

describe("files", () => {
  const one = dataset(["a", "int"]);
  test("compressed as a whole", async () => {
    const { rows } = await importBytes(one, gzipSync(await parquetOf("SELECT 1 AS a")));
    expect(rows).toEqual([{ a: "1" }]);
  });

  test("no rows, and a missing column", async () => {
    expect((await importBytes(one, await parquetOf("SELECT 1 AS a WHERE false"))).result.rowsIn).toBe(0);
    const required = { ...one, columns: [{ name: "b", type: "int", required: true }] };
    expect((await importBytes(required, await parquetOf("SELECT 1 AS a"))).rejected).toBe(
      "file:missing_column",
    );
  });

  test("names are told apart by case; one that comes twice rejects the file", async () => {
    const both = {
      source: { format: "parquet" },
      columns: [
        { name: "id", type: "int" },
        { name: "other", from: "ID", type: "int", max: 1 },
      ],
    };
    const { quarantine } = await importBytes(both, byOthers("inTwoCases"));
    expect(quarantine).toEqual([{ file: "input", raw: '{"id":1,"ID":2}', reasons: ["other:max"] }]);
    expect((await importBytes(dataset(["id", "int"]), byOthers("idTwice"))).rejected).toBe(
      "file:duplicate_column",
    );
    expect((await importBytes(dataset(["id", "int"]), byOthers("inTwoCases"))).rows).toEqual([{ id: "1" }]);
  });

  test("decimals wider than can be read exactly reject the file that needs them", async () => {
    const { rejected } = await importBytes(dataset(["w", "bigint"]), byOthers("wideDecimal"));
    expect(rejected).toBe("file:malformed");
    expect((await importBytes(dataset(["id", "int"]), byOthers("wideDecimal"))).rows).toEqual([{ id: "1" }]);
  });

  test("what is no Parquet, or is cut, or is broken inside", async () => {
    const whole = await parquetOf("SELECT range AS a, hash(range)::VARCHAR AS s FROM range(100000)");
    expect((await importBytes(one, "")).rejected).toBe("file:empty");
    expect((await importBytes(one, "a,b\n1,2\n")).rejected).toBe("file:not_parquet");
    expect((await importBytes(one, whole.subarray(0, whole.length / 2))).rejected).toBe("file:truncated");
    const broken = Buffer.from(whole);
    broken.fill(0xff, 100, whole.length - 2000);
    expect((await importBytes(one, broken)).rejected).toBe("file:corrupt");
  });
});
