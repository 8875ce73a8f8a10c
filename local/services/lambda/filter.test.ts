import { expect, test } from "@jest/globals";
import { matches, passes } from "./filter.ts";

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
])("%j of %j: %j", (pattern, value, expected) => {
  expect(matches(pattern as never, value as never)).toBe(expected);
});

test("a record's body is looked into where it is JSON", () => {
  const record = { body: '{"kind":"order"}' };
  expect(passes(['{"body":{"kind":["order"]}}'], record)).toBe(true);
  expect(passes(['{"body":{"kind":["other"]}}'], record)).toBe(false);
  expect(passes(['{"body":["hello"]}'], { body: "hello" })).toBe(true);
  expect(passes([], record)).toBe(true);
});
