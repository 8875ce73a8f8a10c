// What a value of each type is in JSON, and what rows of several files become.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { type RowFile, RowReader, type RowsRequest } from "./rows.ts";

const scratch = mkdtempSync(join(tmpdir(), "headrace-rows-"));
const folder = join(scratch, "rows");
let reader: RowReader;
let writer: DuckDBInstance;
beforeAll(async () => {
  reader = await RowReader.open(scratch, { threads: 2, memoryLimitMb: 256 });
  writer = await DuckDBInstance.create(":memory:");
});
afterAll(() => {
  reader?.close();
  writer?.closeSync();
  rmSync(scratch, { recursive: true });
});
beforeEach(() => {
  mkdirSync(folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

let files = 0;
async function parquet(query: string, inPath?: RowFile["inPath"]): Promise<RowFile> {
  const path = join(scratch, `source-${files++}.parquet`);
  const connection = await writer.connect();
  await connection.run("SET TimeZone = 'America/Lima'");
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  return { path, ...(inPath && { inPath }) };
}

async function* each(list: readonly RowFile[]): AsyncGenerator<RowFile> {
  yield* list;
}

const write = (list: readonly RowFile[], more: Partial<RowsRequest> = {}) =>
  reader.write({ files: each(list), types: new Map(), folder, ...more });
const linesOf = (path: string) => readFileSync(path, "utf8").split("\n").slice(0, -1);

test("values of every type stand in JSON without loss", async () => {
  const query = `SELECT * FROM (VALUES
    (1::INTEGER, 9007199254740991::BIGINT, 12.50::DECIMAL(12,2), 0.1::DOUBLE, true, DATE '2024-02-29',
     TIMESTAMP '2024-01-02 03:04:05', TIMESTAMPTZ '2024-01-02 03:04:05+02', 'é"\\🦆' || chr(10) || chr(1), 'ab'::BLOB, TIME '01:02:03'),
    (-1, 9007199254740992, -99999999.99, 'nan', false, DATE '9999-12-31',
     TIMESTAMP '2024-01-02 03:04:05.000001', TIMESTAMPTZ '2024-01-02 03:04:05.5+02', '', ''::BLOB, NULL),
    (NULL, -9223372036854775808, NULL, '-inf', NULL, NULL, NULL, NULL, NULL, NULL, NULL)
  ) t(i, b, d, f, t, "day", "at", tz, s, bin, tod)`;
  const rows = await write([await parquet(query)]);
  expect(linesOf(rows.path).map((line) => JSON.parse(line))).toEqual([
    {
      i: 1,
      b: 9007199254740991,
      d: "12.50",
      f: 0.1,
      t: true,
      day: "2024-02-29",
      at: "2024-01-02T03:04:05Z",
      tz: "2024-01-02T01:04:05Z",
      s: 'é"\\🦆\n\u0001',
      bin: "YWI=",
      tod: "01:02:03",
    },
    {
      i: -1,
      b: "9007199254740992",
      d: "-99999999.99",
      f: "NaN",
      t: false,
      day: "9999-12-31",
      at: "2024-01-02T03:04:05.000001Z",
      tz: "2024-01-02T01:04:05.500000Z",
      s: "",
      bin: "",
      tod: null,
    },
    {
      i: null,
      b: "-9223372036854775808",
      d: null,
      f: "-Infinity",
      t: null,
      day: null,
      at: null,
      tz: null,
      s: null,
      bin: null,
      tod: null,
    },
  ]);
  expect(rows.rows).toBe(3);
});

test("files follow each other, with the columns of their paths, in the contract's order, and always alike", async () => {
  const types = new Map([
    ["id", "BIGINT"],
    ["country", "VARCHAR"],
    ["amount", "DECIMAL(12,2)"],
  ]);
  const list = [
    await parquet("SELECT range AS id, 1.5::DECIMAL(12,2) AS amount FROM range(50000)", {
      country: "it's; --",
      id_day: "2024-01-01",
    }),
    await parquet("SELECT -1::BIGINT AS id, NULL::DECIMAL(12,2) AS amount", { country: null }),
  ];
  const first = await write(list, { types });
  const lines = linesOf(first.path);
  expect([lines.length, first.rows, lines[0], lines[49_999], lines[50_000]]).toEqual([
    50_001,
    50_001,
    '{"id":0,"country":"it\'s; --","amount":"1.50"}',
    '{"id":49999,"country":"it\'s; --","amount":"1.50"}',
    '{"id":-1,"country":null,"amount":null}',
  ]);
  expect(first.bytes).toBe(readFileSync(first.path).length);
  expect(await write(list, { types })).toEqual(first);
  const some = await write(list, { types, columns: ["amount", "id"] });
  expect(linesOf(some.path)[0]).toBe('{"amount":"1.50","id":0}');
  expect(some.schemaVersion).not.toBe(first.schemaVersion);
});

test("rows without files are none; a column that is not there, and files that differ, are told", async () => {
  expect(await write([])).toMatchObject({ rows: 0, bytes: 0 });
  const one = await parquet("SELECT 1 AS a");
  await expect(write([one], { columns: ["a", "b"] })).rejects.toMatchObject({
    code: "column_missing",
    message: 'The rows have no column "b"; they have a.',
  });
  await expect(write([one, await parquet("SELECT 'x' AS a")])).rejects.toMatchObject({ code: "rows_differ" });
  // Another folder's files are out of reach.
  await expect(write([{ path: "/etc/hostname" }])).rejects.toThrow(/Permission|permission|not allowed/);
});
