import { expect, test } from "@jest/globals";
import { daysOf, overlap, periodOf } from "./period.ts";

const SIGNATURE = { command: "restore", summary: "", positionals: [], options: {} };

test.each([
  ["orders/ordered_on_month=2026-02/r-0000.parquet", "2026-02-01", "2026-02-31"],
  ["orders/country=de/ordered_at_day=2026-01-31/r.parquet", "2026-01-31", "2026-01-31"],
  ["orders/ordered_at_year=2024/r.parquet", "2024-01-01", "2024-12-31"],
  ["orders/ordered_at_hour=2024-01-31-13/r.parquet", "2024-01-31", "2024-01-31"],
  ["audit/runs/day=2026-11-29/1.ndjson.gz", "2026-11-29", "2026-11-29"],
  // No partition of time, or a row without one: the day that it was written.
  ["orders/country=de/r.parquet", "2026-05-06", "2026-05-06"],
  ["orders/ordered_on_month=__HIVE_DEFAULT_PARTITION__/r.parquet", "2026-05-06", "2026-05-06"],
  ["orders/birthday=2024-01-31/r.parquet", "2026-05-06", "2026-05-06"],
])("%s is of %s to %s", (key, from, to) => {
  expect(daysOf(key, new Date("2026-05-06T23:59:00Z"))).toEqual({ from, to });
});

test("a period takes what has a day in it", () => {
  const january = { from: "2026-01-01", to: "2026-01-31" };
  expect(overlap(january, { from: "2025-12-01", to: "2026-01-01" })).toBe(true);
  expect(overlap(january, { from: "2026-02-01", to: "2026-02-28" })).toBe(false);
  expect(periodOf(undefined, "2026-01-31", SIGNATURE).from).toBe("0000-01-01");
  expect(() => periodOf("2026-02-30", undefined, SIGNATURE)).toThrow("--from is a day");
  expect(() => periodOf("2026-02-01", "2026-01-01", SIGNATURE)).toThrow("before --from");
});
