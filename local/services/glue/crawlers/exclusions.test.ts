import { expect, test } from "@jest/globals";
import { isExcluded } from "./exclusions.ts";

test.each([
  ["*.csv", "a.csv", true],
  ["*.csv", "folder/a.csv", false],
  ["**.csv", "folder/a.csv", true],
  ["folder/**", "folder/deep/a.csv", true],
  ["*/_records/**", "orders/_records/2026/a.ndjson", true],
  ["*/_records/**", "orders/a.csv", false],
  ["a?.csv", "ab.csv", true],
  ["a?.csv", "a/.csv", false],
  ["{a,b}.csv", "b.csv", true],
  ["[a-c].csv", "b.csv", true],
  ["[!a-c].csv", "b.csv", false],
  ["a\\*.csv", "a*.csv", true],
  ["a\\*.csv", "ab.csv", false],
  ["a(b).csv", "a(b).csv", true],
])("%s leaves out %s: %s", (pattern, key, out) => {
  expect(isExcluded(key, [pattern])).toBe(out);
});
