// Values of a query as JSON: typed, and as text where a reader of JSON would round them.
import { expect, test } from "@jest/globals";
import { shown, typed } from "./result.ts";

test.each([
  ["9223372036854775807", "bigint", '"9223372036854775807"'],
  ["-9007199254740992", "int8", '"-9007199254740992"'],
  ["9007199254740991", "int8", "9007199254740991"],
  ["12345678901234567890123456789012345.678", "decimal(38,3)", '"12345678901234567890123456789012345.678"'],
  ["12345678901234567890", "numeric(38,0)", '"12345678901234567890"'],
  ["0.30000000000000000", "decimal(20,17)", "0.30000000000000000"],
  ["1.50", "decimal(12,2)", "1.50"],
  ["-0.5", "double", "-0.5"],
  ["1.0E-7", "double", "1.0E-7"],
  ["NaN", "double", '"NaN"'],
  ["Infinity", "real", '"Infinity"'],
  ["007", "integer", "7"],
  ["007", "varchar", '"007"'],
  ["true", "boolean", "true"],
  ["f", "bool", "false"],
  ["2024-01-31", "date", '"2024-01-31"'],
  ["1", "varchar", '"1"'],
])("%s as %s is %s", (text, type, json) => expect(JSON.stringify(typed(text, type))).toBe(json));

test("a table shows numbers bare and null by name", () => {
  expect(shown(typed("1.50", "decimal(12,2)"))).toBe("1.50");
  expect(shown(null)).toBe("NULL");
  expect(shown(false)).toBe("false");
});
