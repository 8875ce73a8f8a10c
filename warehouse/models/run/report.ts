// What a run tells at its end. Its first fields are those of the command's --json.
import type { ModelNode } from "../project/graph.ts";

/**
 * built; failed (see message); skipped, for something it reads failed; kept, for the run that is resumed had built it;
 * stopped, for the run ended before its turn.
 */
export type ModelState = "built" | "failed" | "skipped" | "kept" | "stopped";
/** passed; failed; warned, which fails nothing; error, where the query itself did not run; skipped. */
export type TestState = "passed" | "failed" | "warned" | "error" | "skipped";

export interface ModelReport {
  name: string;
  materialized: ModelNode["materialized"];
  state: ModelState;
  /** Rows of a table built whole, rows added or changed by a run that adds; null for a view or where nothing was built. */
  rows: number | null;
  seconds: number;
  message?: string;
  /** The statement that failed. */
  sql?: string;
}

export interface TestReport {
  name: string;
  /** null for a test of its own. */
  model: string | null;
  state: TestState;
  failures: number;
  /** The first ten failing rows. */
  rows?: Record<string, unknown>[];
  /** The query that gives all of them. */
  query?: string;
  message?: string;
}

export interface RunReport {
  models: ModelReport[];
  tests: TestReport[];
  seconds: number;
  runId: string;
  /** True where nothing failed and nothing was left undone. */
  ok: boolean;
  /** True where the run ended before its turn came to all: resume it. */
  unfinished: boolean;
}

/** What a run goes on with. */
export interface Resumed {
  runId: string;
  /** When it was last started, in UTC as Redshift prints it. */
  startedAt: string;
  /** undefined where it was killed. */
  ended?: "finished" | "failed" | "stopped";
  select: readonly string[];
  exclude: readonly string[];
  fullRefresh: boolean;
  /** Names of models that stay as it built them, and of those that are still to be built. */
  kept: string[];
  left: string[];
}

export type RunEvent =
  | { kind: "resumed"; resumed: Resumed }
  | { kind: "start"; name: string }
  | { kind: "model"; report: ModelReport }
  | { kind: "test"; report: TestReport };
