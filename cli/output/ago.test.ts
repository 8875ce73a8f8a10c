// How long ago, and texts that fit.
import { expect, test } from "@jest/globals";
import { ago, clipped } from "./ago.ts";

const NOW = Date.parse("2026-01-10T12:00:00Z");

test.each([
  ["2026-01-10T12:00:00Z", "now"],
  ["2026-01-10T11:59:30Z", "30 s ago"],
  ["2026-01-10T11:00:01Z", "59 min ago"],
  ["2026-01-09T13:00:00Z", "23 h ago"],
  ["2026-01-01T00:00:00Z", "9 d ago"],
  ["2026-01-10T12:00:05Z", "now"],
])("%s is %s", (time, expected) => {
  expect(ago(time, NOW)).toBe(expected);
});

test("a text is cut by letters, on one line", () => {
  expect(clipped("short", 8)).toBe("short");
  expect(clipped("one\n  two", 8)).toBe("one two");
  expect(clipped("ÄÖÜÄÖÜÄÖÜ", 4)).toBe("ÄÖÜ…");
});
