// The engine against the oracle on random contracts and files: every curated value, every quarantined row.
import { describe, expect, test } from "@jest/globals";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import type { Dataset } from "../contract/schema.ts";
import { datasetSchema } from "../contract/schema.ts";
import { dataset, value } from "./testing/arbitrary.ts";
import { field, fileOf, quoted, wildField } from "./testing/files.ts";
import { importBytes } from "./testing/harness.ts";
import { judgeCsv, readCsv } from "./testing/oracle.ts";

const RUNS = 60;

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
    await fc.assert(fc.asyncProperty(dataset, fileOf(wildField), agree), { numRuns: RUNS });
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
