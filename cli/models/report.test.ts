import { expect, test } from "@jest/globals";
import { resumedText } from "./report.ts";

const RESUMED = {
  runId: "1f2e",
  startedAt: "2026-01-02 03:04:05",
  ended: "failed",
  select: ["+orders", "tag:x"],
  exclude: ["old"],
  fullRefresh: true,
  kept: ["a", "b"],
  left: ["c"],
} as const;

test("a resumed run is told by its id, its end, what it was asked for, and how far it came", () => {
  expect(resumedText({ ...RESUMED, kept: ["a", "b"], left: ["c"] })).toBe(
    [
      "resuming run 1f2e, started at 2026-01-02 03:04:05 UTC, which failed; asked for: --select +orders --select tag:x --exclude old --full-refresh",
      "  stays as it is: a, b",
      "  is to be done:  c",
    ].join("\n"),
  );
});

test("one that was killed before it built anything, asked for all", () => {
  const { ended: _, ...killed } = RESUMED;
  expect(resumedText({ ...killed, select: [], exclude: [], fullRefresh: false, kept: [], left: ["a"] })).toBe(
    [
      "resuming run 1f2e, started at 2026-01-02 03:04:05 UTC, which was ended half-way",
      "  stays as it is: nothing",
      "  is to be done:  a",
    ].join("\n"),
  );
});
