// What callers accept, and rows as CSV and NDJSON.
import { expect, test } from "@jest/globals";
import { acceptedType, textOf } from "./formats.ts";

test.each([
  [undefined, "application/json"],
  ["*/*", "application/json"],
  ["text/csv", "text/csv"],
  ["text/*;q=0.5, application/x-ndjson", "application/x-ndjson"],
  ["application/json;q=0, */*;q=0.1", "text/csv"],
  ["TEXT/CSV ; q=1, application/json;q=0.9", "text/csv"],
])("who accepts %s gets %s", (accept, type) => {
  expect(acceptedType(accept)).toBe(type);
});

test("who accepts nothing of ours is told so", () => {
  expect(() => acceptedType("image/png")).toThrow(/Accept one of/);
  expect(() => acceptedType("text/csv;q=x")).toThrow(/Accept one of/);
});

const PAGE = {
  columns: [
    { name: "n", type: "integer" },
    { name: "a,b", type: "varchar" },
  ],
  rows: [
    ["1", 'say "hi"'],
    [null, ""],
    ["3", null],
  ],
  next: undefined,
};

test("CSV keeps null and the empty text apart, and NDJSON types", () => {
  expect(textOf("text/csv", PAGE)).toBe('n,"a,b"\r\n1,"say ""hi"""\r\n,""\r\n3,\r\n');
  expect(textOf("application/x-ndjson", PAGE)).toBe(
    '{"n":1,"a,b":"say \\"hi\\""}\n{"n":null,"a,b":""}\n{"n":3,"a,b":null}\n',
  );
});
