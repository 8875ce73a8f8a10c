// The engine against the oracle on random contracts and files: every curated value, every quarantined row.
import { describe, expect, test } from "@jest/globals";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import type { Dataset } from "../contract/schema.ts";
import { datasetSchema } from "../contract/schema.ts";
import { importBytes } from "./testing/harness.ts";
import { judgeCsv, readCsv } from "./testing/oracle.ts";

const RUNS = 60;

/** Texts near the edges of what the types take. */
const near = fc.constantFrom(
  "",
  "0",
  "1",
  "-1",
  "+7",
  "007",
  "2147483647",
  "2147483648",
  "-2147483648",
  "9223372036854775807",
  "9223372036854775808",
  "1.5",
  "1.50",
  "1.005",
  ".5",
  "5.",
  "1e3",
  "1E-2",
  "1e400",
  "nan",
  "inf",
  "1_0",
  "0x1",
  "1,000",
  " 1",
  "1 ",
  "true",
  "No",
  "Y",
  "t",
  "off",
  "2024-02-29",
  "2023-02-29",
  "0000-01-01",
  "9999-12-31",
  "2024-1-1",
  "2024-01-31T23:59:58",
  "2024-01-31 23:59:58.120000",
  "2024-01-31T23:59:58.1234567",
  "2024-01-31T23:59+02:00",
  "2024-12-31T23:59:58.5-0530",
  "9999-12-31T23:59:59-01",
  "2024-01-31T24:00:00",
  "NA",
  "N/A",
  "-",
  "é",
  "😀",
  "ab",
  "a\u00a0b",
  "\u3000x ",
  "A b  C",
  "\t",
  "null",
  "\\N",
  "'",
  '"',
  '""',
  "a\\x41",
);
const value = fc.oneof(
  { weight: 5, arbitrary: near },
  { weight: 1, arbitrary: fc.integer().map(String) },
  {
    weight: 1,
    arbitrary: fc.string({
      unit: fc.constantFrom("a", "B", "1", " ", ".", "-", "é", "😀", ",", '"', "\n", "\r"),
      maxLength: 8,
    }),
  },
);

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
/** As a careful writer would write it, or as a careless one might. */
const field = fc.tuple(value, fc.nat(9)).map(([text, style]) => {
  if (style === 0) return text;
  if (style === 1) return quoted(text);
  return /[",\r\n]/.test(text) ? quoted(text) : text;
});

const column = (name: string) =>
  fc
    .record(
      {
        name: fc.constant(name),
        type: fc.constantFrom(
          "string",
          "int",
          "bigint",
          "double",
          "boolean",
          "date",
          "timestamp",
          "decimal(5,2)",
          "decimal(20,0)",
          "decimal(38,10)",
        ),
        required: fc.boolean(),
        clean: fc.subarray(
          [
            "trim",
            "lower",
            "collapse_spaces",
            "digits_only",
            "upper",
            { replace: { pattern: "([0-9])([a-z])", with: "\\2-\\1" } },
          ] as const,
          { maxLength: 3 },
        ),
        null_values: fc.subarray(["", "NA", "-", "null", "n/a", "0"]),
        min_length: fc.constantFrom(0, 1, 2),
        max_length: fc.constantFrom(3, 9),
        pattern: fc.constantFrom("^[a-z0-9]", "\\S", "b$"),
      },
      { requiredKeys: ["name", "type"] },
    )
    .map(({ min_length, max_length, pattern, ...plain }) => {
      const textOnly = plain.type === "string" ? { min_length, max_length, pattern } : {};
      const numeric = /^(int|bigint|double|decimal)/.test(plain.type);
      const bounds = numeric ? { min: -1, max: 999 } : plain.type === "date" ? { min: "2000-01-01" } : {};
      return JSON.parse(JSON.stringify({ ...plain, ...textOnly, ...bounds })) as object;
    });

const dataset = fc
  .record({
    columns: fc.tuple(column("a"), column("b"), column("c")),
    key: fc.constantFrom(undefined, ["a"], ["b", "c"]),
    on_duplicate: fc.constantFrom("first", "last", "reject"),
    source: fc.record({ null_values: fc.subarray(["", "NA", "-"]) }),
  })
  .map((shape) => JSON.parse(JSON.stringify(shape)) as object);

const lineEnd = fc.constantFrom("\n", "\n", "\r\n", "\r");
const fileOf = (fields: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .record({
      header: fc.constantFrom("a,b,c", "c,b,a", "x,a,b,c", '"b",c,a,y'),
      rows: fc.array(fc.tuple(fc.array(fields, { minLength: 3, maxLength: 3 }), fc.nat(19), lineEnd), {
        maxLength: 40,
      }),
      last: fc.boolean(),
    })
    .map(({ header, rows, last }) => {
      const width = header.split(",").length;
      const lines = rows.map(([cells, raggedness, end]) => {
        const all = [...cells, ...Array.from({ length: width - 3 }, () => "")];
        if (raggedness === 0) all.pop();
        if (raggedness === 1) all.push("");
        return raggedness === 2 ? end : all.join(",") + end;
      });
      const text = `${header}\n${lines.join("")}`;
      return last ? text : text.replace(/[\r\n]+$/, "");
    });

const sorted = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
const comparable = (shape: Dataset, rows: Record<string, string | null>[]): object[] =>
  rows.map((row) =>
    Object.fromEntries(
      shape.columns.map(({ name, type }) => {
        const cell = row[name] ?? null;
        return [name, type === "double" && cell !== null ? Number(cell) : cell];
      }),
    ),
  );

async function agree(shape: object, content: string): Promise<void> {
  const parsed = datasetSchema.parse(shape);
  const expected = judgeCsv(parsed, content);
  const { rows, quarantine, rejected, result } = await importBytes(shape, content);
  if (!expected) {
    expect(rejected).toMatch(/^file:/);
    return;
  }
  expect(rejected).toBeUndefined();
  expect(quarantine.map(({ line, raw, reasons }) => ({ line, raw, reasons }))).toEqual(expected.quarantine);
  expect(sorted(comparable(parsed, rows))).toEqual(sorted(comparable(parsed, expected.rows)));
  expect(result.rowsIn).toBe(expected.rows.length + expected.quarantine.length);
}

describe("the engine and the oracle agree", () => {
  test("on files as programs write them", async () => {
    await fc.assert(fc.asyncProperty(dataset, fileOf(field), agree), { numRuns: RUNS });
  }, 240_000);

  test("on files that are broken in every way", async () => {
    const wild = fc.string({
      unit: fc.constantFrom("a", "1", '"', '"', ",", "\n", "\r", " ", "é"),
      maxLength: 6,
    });
    await fc.assert(fc.asyncProperty(dataset, fileOf(wild), agree), { numRuns: RUNS });
  }, 240_000);
});

test("the oracle's reader and csv-parse count the same records of valid CSV", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(value, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 20 }),
      (table) => {
        const text = table.map((cells) => cells.map(quoted).join(",")).join("\r\n");
        expect(readCsv(text, ",", '"').map(({ fields }) => fields)).toEqual(
          parse(text, { record_delimiter: "\r\n" }),
        );
      },
    ),
  );
});
