import { expect, test } from "@jest/globals";
import { tally } from "./tally.ts";

const failed = (title: string, name: string, message: string) => ({
  title,
  state: "failed" as const,
  error: { name, message },
});
const RESULTS = [
  { title: "redshift: where should work", state: "passed" as const },
  failed("redshift: insert into should upsert", "RedshiftCompileError", "Redshift has no ON CONFLICT: …"),
  failed("redshift: merge", "AssertionError", "expected … Redshift has no RETURNING: …"),
  failed("redshift: explain should add explain statement before selects", "RedshiftError", "…"),
];

test("refusals in words and known reasons are no faults", () => {
  expect(tally(RESULTS)).toEqual({
    ok: true,
    text: [
      "1 passed, 2 refused by the dialect, 1 expected, 0 failed",
      "  expected 1: the local Redshift has no EXPLAIN and no materialized views",
    ].join("\n"),
  });
});

test("what fails otherwise is named, and nothing at all is no success", () => {
  const fault = tally([...RESULTS, failed("redshift: select a", "AssertionError", "expected 1 to equal 2")]);
  expect(fault.ok).toBe(false);
  expect(fault.text).toContain("FAILED redshift: select a\n    AssertionError: expected 1 to equal 2");
  expect(tally([]).ok).toBe(false);
});
