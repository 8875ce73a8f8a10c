import { expect, test } from "@jest/globals";
import { matches } from "./pattern.ts";

test.each<[object, unknown, boolean]>([
  [{ a: ["x"] }, { a: "x" }, true],
  [{ a: ["x"] }, { a: "y" }, false],
  [{ a: ["x", null] }, { a: null }, true],
  [{ a: [{ prefix: "x" }] }, { a: "xy" }, true],
  [{ a: [{ suffix: ".csv" }] }, { a: "a.json" }, false],
  [{ a: [{ numeric: [">", 1, "<=", 3] }] }, { a: 3 }, true],
  [{ a: [{ numeric: [">", 1, "<=", 3] }] }, { a: 4 }, false],
  [{ a: [{ "anything-but": ["x", "y"] }] }, { a: "z" }, true],
  [{ a: [{ "anything-but": { prefix: "z" } }] }, { a: "zz" }, false],
  [{ a: [{ exists: false }] }, {}, true],
  [{ a: [{ exists: true }] }, { a: 1 }, true],
  [{ a: { b: [1] } }, { a: { b: 1 } }, true],
  [{ a: [2] }, { a: [1, 2] }, true],
  [{ $or: [{ a: [1] }, { b: [2] }] }, { b: 2 }, true],
  [{ a: [{ wildcard: "dir/*.csv" }] }, { a: "dir/sub/x.csv" }, true],
  [{ a: [{ wildcard: "dir/*.csv" }] }, { a: "dir/x.csv.gz" }, false],
  [{ a: [{ wildcard: "1\\*2" }] }, { a: "1*2" }, true],
  [{ a: [{ wildcard: "1\\*2" }] }, { a: "1x2" }, false],
  [{ a: [{ prefix: { "equals-ignore-case": "AB" } }] }, { a: "abc" }, true],
  [{ a: [{ "equals-ignore-case": "ab" }] }, { a: "AB" }, true],
  [{ a: [{ cidr: "10.0.0.0/24" }] }, { a: "10.0.0.7" }, true],
  [{ a: [{ cidr: "10.0.0.0/24" }] }, { a: "10.0.1.7" }, false],
  [{ a: [{ "anything-but": { prefix: ["x", "y"] } }] }, { a: "yes" }, false],
  [{ a: { b: ["x"] } }, { a: [{ b: "y" }, { b: "x" }] }, true],
  [{ resources: ["queue"] }, { resources: ["job", "queue"] }, true],
])("%j of %j: %j", (pattern, value, expected) => {
  expect(matches(pattern as never, value as never)).toBe(expected);
});
