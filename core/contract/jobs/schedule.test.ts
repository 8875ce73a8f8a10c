import { expect, test } from "@jest/globals";
import { parseSchedule, SCHEDULE } from "./schedule.ts";

/** The next so many times of a schedule, in the zone's own UTC. */
function times(text: string, after: string, count = 3, zone = "UTC"): string[] {
  expect(text).toMatch(SCHEDULE);
  const found: string[] = [];
  for (let at = Date.parse(after); found.length < count; ) {
    const next = parseSchedule(text).next(at, zone, Date.parse(after));
    if (next === undefined) return [...found, "never"];
    found.push(new Date(next).toISOString().slice(0, 16));
    at = next;
  }
  return found;
}

test.each([
  ["rate(5 minutes)", "2026-01-01T00:00:00Z", ["2026-01-01T00:05", "2026-01-01T00:10", "2026-01-01T00:15"]],
  ["rate(1 day)", "2026-01-01T10:30:00Z", ["2026-01-02T10:30", "2026-01-03T10:30", "2026-01-04T10:30"]],
  ["cron(0 6 * * ? *)", "2026-01-01T06:00:00Z", ["2026-01-02T06:00", "2026-01-03T06:00", "2026-01-04T06:00"]],
  [
    "cron(0/20 8-9 ? * MON-FRI *)",
    "2026-01-02T09:30:00Z",
    ["2026-01-02T09:40", "2026-01-05T08:00", "2026-01-05T08:20"],
  ],
  [
    "cron(15 10 L * ? *)",
    "2026-01-15T00:00:00Z",
    ["2026-01-31T10:15", "2026-02-28T10:15", "2026-03-31T10:15"],
  ],
  [
    "cron(0 0 ? * 2#1 *)",
    "2026-01-01T00:00:00Z",
    ["2026-01-05T00:00", "2026-02-02T00:00", "2026-03-02T00:00"],
  ],
  [
    "cron(0 0 ? * 6L *)",
    "2026-01-01T00:00:00Z",
    ["2026-01-30T00:00", "2026-02-27T00:00", "2026-03-27T00:00"],
  ],
  [
    "cron(0 0 3W * ? *)",
    "2026-01-01T00:00:00Z",
    ["2026-01-02T00:00", "2026-02-03T00:00", "2026-03-03T00:00"],
  ],
  [
    "cron(0 0 29 FEB ? *)",
    "2026-01-01T00:00:00Z",
    ["2028-02-29T00:00", "2032-02-29T00:00", "2036-02-29T00:00"],
  ],
  ["cron(0 0 1 1 ? 2027)", "2026-01-01T00:00:00Z", ["2027-01-01T00:00", "never"]],
])("%s after %s", (text, after, expected) => {
  expect(times(text, after)).toEqual(expected);
});

test("by a zone's clock, which leaves an hour out in spring", () => {
  expect(times("cron(30 1 * * ? *)", "2026-03-28T00:00:00Z", 3, "Europe/London")).toEqual([
    "2026-03-28T01:30",
    "2026-03-30T00:30",
    "2026-03-31T00:30",
  ]);
  expect(times("cron(0 9 * * ? *)", "2026-10-24T00:00:00Z", 3, "America/New_York")).toEqual([
    "2026-10-24T13:00",
    "2026-10-25T13:00",
    "2026-10-26T13:00",
  ]);
});

test.each([
  ["cron(60 6 * * ? *)", "60 is no minute"],
  ["cron(0 6 * * * *)", "question mark"],
  ["cron(0 6 ? * ? *)", "question mark"],
  ["cron(0 6 31-1 * ? *)", "ends before"],
  ["cron(0 6 ? * FUN *)", "FUN is no weekday"],
  ["cron(0/0 6 * * ? *)", "no step"],
])("%s is refused: %s", (text, because) => {
  expect(() => parseSchedule(text)).toThrow(because);
});
