import { expect, test } from "@jest/globals";
import { passes } from "./filter.ts";

test("a record's body is looked into where it is JSON", () => {
  const record = { body: '{"kind":"order"}' };
  expect(passes(['{"body":{"kind":["order"]}}'], record)).toBe(true);
  expect(passes(['{"body":{"kind":["other"]}}'], record)).toBe(false);
  expect(passes(['{"body":["hello"]}'], { body: "hello" })).toBe(true);
  expect(passes([], record)).toBe(true);
});
