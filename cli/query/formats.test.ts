// A query's rows in each format, read back where a program reads them.
import { expect, test } from "@jest/globals";
import { parse as parseCsv } from "csv-parse/sync";
import { fitsTable, formatted } from "./formats.ts";
import { type QueryResult, typed } from "./result.ts";

const RESULT: QueryResult = {
  columns: [
    { name: "id", type: "bigint" },
    { name: "amount", type: "decimal(12,2)" },
    { name: "word", type: "varchar" },
    { name: "id", type: "integer" },
  ],
  rows: [
    [
      typed("9223372036854775807", "bigint"),
      typed("1.50", "decimal(12,2)"),
      'say "hi",\n\x1b[2Jx',
      typed("1", "integer"),
    ],
    [null, null, "", null],
    [typed("-2", "bigint"), typed("0.10", "decimal(12,2)"), "日本", typed("7", "integer")],
  ],
};
const as = (format: Parameters<typeof formatted>[0], result = RESULT) => formatted(format, result, 80);

test("csv keeps digits, nulls apart from empty texts, and what needs quotes", () => {
  expect(as("csv")).toContain('\r\n,,"",\r\n');
  expect(parseCsv(as("csv"))).toEqual([
    ["id", "amount", "word", "id"],
    ["9223372036854775807", "1.50", 'say "hi",\n\x1b[2Jx', "1"],
    ["", "", "", ""],
    ["-2", "0.10", "日本", "7"],
  ]);
});

test("json is an array, ndjson a line for each row; columns of one name stay apart", () => {
  const rows = [
    { id: "9223372036854775807", amount: 1.5, word: 'say "hi",\n\x1b[2Jx', id_2: 1 },
    { id: null, amount: null, word: "", id_2: null },
    { id: -2, amount: 0.1, word: "日本", id_2: 7 },
  ];
  expect(JSON.parse(as("json"))).toEqual(rows);
  expect(
    as("ndjson")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual(rows);
  expect(as("ndjson")).toContain('"amount":1.50,');
  expect([as("json", { ...RESULT, rows: [] }), as("ndjson", { ...RESULT, rows: [] })]).toEqual(["[]\n", ""]);
});

test("for people nothing of a value reaches the terminal but as text", () => {
  for (const format of ["table", "vertical"] as const) {
    expect(as(format)).toContain('say "hi",\\n\\x1b[2Jx');
    expect(as(format).replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  }
});

test("vertical shows each column of a row on a line, whole", () => {
  const long = "x".repeat(200);
  expect(as("vertical", { columns: RESULT.columns.slice(2), rows: [[long, null]] })).toBe(
    `-[ 1 ]-\nword | ${long}\nid   | NULL\n`,
  );
});

test("rows of many columns do not fit side by side", () => {
  const columns = Array.from({ length: 30 }, (_, at) => ({ name: `column_${at}`, type: "varchar" }));
  expect(fitsTable({ columns, rows: [columns.map(() => "text")] }, 80)).toBe(false);
  expect(fitsTable(RESULT, 80)).toBe(true);
});
