import { expect, test } from "@jest/globals";
import type { ColumnDefinition, Inferred } from "./inferred.ts";
import { mergeInferred } from "./merge.ts";

const inferred = (columns: ColumnDefinition[], nulls = 0): Inferred => ({
  name: "orders",
  dataset: { source: { format: "csv" }, columns },
  statistics: {
    rows: 2,
    malformed: 0,
    whole: true,
    columns: columns.map(({ name }) => ({ name, rows: 2, nulls })),
    notes: [],
  },
});
const merge = (...all: Inferred[]) =>
  mergeInferred(all.map((one, at) => ({ file: `${at}.csv`, inferred: one }))).dataset.columns;

test.each([
  ["int", "bigint", "bigint"],
  ["int", "decimal(5,2)", "decimal(12,2)"],
  ["decimal(5,2)", "decimal(4,3)", "decimal(6,3)"],
  ["decimal(38,0)", "decimal(4,3)", "double"],
  ["double", "int", "double"],
  ["date", "timestamp", "string"],
  ["boolean", "int", "string"],
  ["string", "string", "string"],
])("%s and %s are %s, whichever comes first", (a, b, both) => {
  expect(merge(inferred([{ name: "x", type: a }]), inferred([{ name: "x", type: b }]))).toEqual([
    { name: "x", type: both },
  ]);
  expect(merge(inferred([{ name: "x", type: b }]), inferred([{ name: "x", type: a }]))).toEqual([
    { name: "x", type: both },
  ]);
});

test("dates of two forms are text, and what cleans them goes, but for the blanks around", () => {
  const merged = merge(
    inferred([{ name: "day", type: "date", format: "%d.%m.%Y", clean: ["trim"] }]),
    inferred([{ name: "day", type: "date", clean: [{ replace: { pattern: "x", with: "" } }] }]),
  );
  expect(merged).toEqual([{ name: "day", type: "string", clean: ["trim"] }]);
});

test("a column without a value says nothing of its type; one that a file lacks stays", () => {
  const merged = merge(
    inferred(
      [
        { name: "x", type: "string" },
        { name: "only", type: "int" },
      ],
      2,
    ),
    inferred([{ name: "x", type: "int", null_values: ["", "NA"] }]),
  );
  expect(merged).toEqual([
    { name: "x", type: "int", null_values: ["", "NA"] },
    { name: "only", type: "int" },
  ]);
});

test("files of two formats are no dataset", () => {
  const other = inferred([{ name: "x", type: "int" }]);
  expect(() =>
    merge(inferred([{ name: "x", type: "int" }]), {
      ...other,
      dataset: { ...other.dataset, source: { format: "csv", delimiter: ";" } },
    }),
  ).toThrow(/0\.csv is csv, and 1\.csv is csv, delimited by ";"/);
});
