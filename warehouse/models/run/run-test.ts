// Runs a test: counts the rows that fail, and fetches the first ten of them to show.
import type { CompiledTest } from "../project/tests.ts";
import type { Executor } from "./executor.ts";

/** How many failing rows a report shows. */
export const SHOWN_ROWS = 10;

export interface TestResult {
  state: "passed" | "failed" | "warned" | "error";
  failures: number;
  /** The first failing rows. */
  rows: Record<string, unknown>[];
  message?: string;
}

export async function runTest(
  test: CompiledTest,
  executor: Executor,
  signal?: AbortSignal,
): Promise<TestResult> {
  try {
    const counted = await executor.run(
      `select count(*) as "failures" from (${test.sql}) as "failing"`,
      signal,
    );
    const failures = Number(counted.rows[0]?.failures);
    if (failures === 0) return { state: "passed", failures, rows: [] };
    const shown = await executor.run(`select * from (${test.sql}) as "failing" limit ${SHOWN_ROWS}`, signal);
    return { state: test.severity === "warn" ? "warned" : "failed", failures, rows: shown.rows };
  } catch (error) {
    return { state: "error", failures: 0, rows: [], message: (error as Error).message };
  }
}
