// What every model of one run is built with.
import type { LedgerSql } from "../sql/ledger.ts";
import type { Executor } from "./executor.ts";
import type { Lock } from "./lock.ts";
import type { Served } from "./served.ts";
import type { Slots } from "./slots.ts";

export interface BuildEnvironment {
  executor: Executor;
  ledger: LedgerSql;
  dag: string;
  runId: string;
  lock: Pick<Lock, "token" | "guard" | "lost">;
  served: readonly Served[];
  fullRefresh: boolean;
  /** The run's start, UTC. */
  startedAt: Date;
  /** Throws where the run may not go on, before anything is changed. */
  mayCommit(): void;
  /** Rows are put in place one model at a time: transactions that write the ledger at once would collide. */
  writes: Slots;
  signal?: AbortSignal | undefined;
}
