// Patterns of metric filters: what they find in a line.
import { expect, test } from "@jest/globals";
import { fieldOf, parsePattern } from "./pattern.ts";

const line = JSON.stringify({
  name: "GetObject",
  code: "AccessDenied",
  status: 403,
  user: { type: "Root" },
  none: null,
});

test.each([
  ["", true],
  ["GetObject", true],
  ['"GetObject" -Root', false],
  ["?Put ?Get", true],
  ["{ $.status = 403 }", true],
  ["{ $.status >= 404 }", false],
  ['{ $.code = "*Denied" && $.user.type != "Role" }', true],
  ['{ ($.name = "Put*") || ($.user.type = "Root") }', true],
  ["{ $.none IS NULL && $.other NOT EXISTS }", true],
])("%s", (pattern, expected) => {
  expect(parsePattern(pattern)(line)).toBe(expected);
});

test("what is no JSON has no fields", () => {
  expect(parsePattern("{ $.status = 403 }")("plain")).toBe(false);
  expect(fieldOf(line, "$.user.type")).toBe("Root");
});

test.each(["{ $.status 403 }", "{ $.status = 403", "[a, b]"])("%s is refused", (pattern) => {
  expect(() => parsePattern(pattern)).toThrow(/pattern/);
});
