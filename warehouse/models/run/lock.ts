// One run of a DAG at a time: a row in the warehouse says who runs, and is refreshed while it does.
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { HeadraceError } from "../../../core/errors.ts";
import { type LedgerSql, STALE_SECONDS } from "../sql/ledger.ts";
import type { Executor } from "./executor.ts";

const HEARTBEAT_MS = 20_000;
const POLL_MS = 1000;

export interface Lock {
  /** The mark of this holder alone, also among those that go on with the same run: eight hexadecimal digits. */
  token: string;
  /** The statements with which a transaction begins that may only commit while the lock is held. */
  guard: string[];
  /** Whether the lock is another's, by what the warehouse says now. */
  lost(): Promise<boolean>;
  /** False once another run has taken it, which happens only after this one was silent for long. */
  held(): boolean;
  /** Tells who asks which run it is that holds the lock. */
  name(runId: string): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes the DAG's lock. A lock is free where its run ended, where nothing was heard of it for two minutes, or where its
 * process on this very machine is gone. Otherwise the run is refused by name, after `waitSeconds` of waiting.
 */
export async function takeLock(
  executor: Executor,
  sql: LedgerSql,
  dag: string,
  runId: string,
  waitSeconds: number,
  pause: (ms: number) => Promise<unknown> = sleep,
): Promise<Lock> {
  const until = Date.now() + waitSeconds * 1000;
  const token = randomBytes(4).toString("hex");
  const holder = `${MACHINE} process ${process.pid} ${token}`;
  for (;;) {
    let row = await lockRow(executor, sql, dag);
    const dead = deadHolder(row?.holder);
    if (row?.holder && row.stale && !dead) {
      // Its heartbeats may have waited for a long transaction of its own, or of another DAG's run.
      await executor.atomic(sql.afterOthers());
      await pause(HEARTBEAT_MS + POLL_MS);
      row = await lockRow(executor, sql, dag);
    }
    if (!row?.holder || row.stale || dead) {
      await executor.atomic(sql.takeLock(dag, runId, holder, dead)).catch((error) => {
        // A collision means that another run takes it just now: the row will say which.
        if (!/conflict|serializ|1023/i.test((error as Error).message)) throw error;
      });
      row = await lockRow(executor, sql, dag);
    }
    // The holder and not the run: two may go on with the same run.
    if (row?.holder === holder) break;
    if (Date.now() >= until) {
      throw new HeadraceError(
        "run_locked",
        `another run of ${dag} is under way: ${row?.run_id ?? "?"}, by ${row?.holder ?? "?"}, last heard of at ${row?.heard_at ?? "?"} UTC`,
        `wait for it (--wait SECONDS), or end it; a run that died holds on for at most ${STALE_SECONDS} seconds`,
      );
    }
    await pause(POLL_MS);
  }
  let held = true;
  let beating = false;
  const beat = async () => {
    // It waits where a transaction of the run holds the row, and must not queue up there.
    if (beating) return;
    beating = true;
    const outcome = await executor.run(sql.heartbeat(dag, holder)).catch(() => undefined);
    if (outcome?.affected === 0) held = false;
    beating = false;
  };
  const timer = setInterval(beat, HEARTBEAT_MS);
  timer.unref();
  return {
    token,
    guard: sql.guard(dag, holder),
    held: () => held,
    async lost() {
      held &&= (await lockRow(executor, sql, dag))?.holder === holder;
      return !held;
    },
    async name(runId) {
      await executor.run(sql.nameRun(dag, holder, runId));
    },
    async release() {
      clearInterval(timer);
      await executor.run(sql.releaseLock(dag, holder)).catch(() => undefined);
    },
  };
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function lockRow(executor: Executor, sql: LedgerSql, dag: string) {
  const { rows } = await executor.run(sql.lockRow(dag));
  return rows[0] as
    | { run_id: string | null; holder: string | null; heard_at: string | null; stale: boolean }
    | undefined;
}

/** Lambda's sandboxes share host names; their log streams are their own. */
const MACHINE = process.env.AWS_LAMBDA_LOG_STREAM_NAME ?? hostname();

/** The holder, where it was a process on this machine that lives no more. */
function deadHolder(holder: string | null | undefined): string | undefined {
  const match = /^(.*) process (\d+) [0-9a-f]{8}$/.exec(holder ?? "");
  if (!holder || match?.[1] !== MACHINE) return undefined;
  try {
    process.kill(Number(match[2]), 0);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH" ? holder : undefined;
  }
}
