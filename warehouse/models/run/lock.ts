// One run of a DAG at a time: a row in the warehouse says who runs, and is refreshed while it does.
import { hostname } from "node:os";
import { HeadraceError } from "../../../core/errors.ts";
import { type LedgerSql, STALE_SECONDS } from "../sql/ledger.ts";
import type { Executor } from "./executor.ts";

const HEARTBEAT_MS = 20_000;
const POLL_MS = 1000;

export interface Lock {
  /** False once another run has taken it, which happens only after this one was silent for long. */
  held(): boolean;
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
): Promise<Lock> {
  const until = Date.now() + waitSeconds * 1000;
  const rows = await lockRows(executor, sql, dag);
  if (rows.length === 0) await executor.run(sql.addLockRow(dag));
  for (;;) {
    const dead = await deadHolder(executor, sql, dag);
    await executor.run(sql.takeLock(dag, runId, holderOfThisProcess(), dead)).catch((error) => {
      // A collision means that another run takes it just now: the row will say which.
      if (!/conflict|serializ|1023/i.test((error as Error).message)) throw error;
    });
    const [row] = await lockRows(executor, sql, dag);
    if (row?.run_id === runId) break;
    if (Date.now() >= until) {
      throw new HeadraceError(
        "run_locked",
        `another run of ${dag} is under way: ${row?.run_id ?? "?"}, by ${row?.holder ?? "?"}, last heard of at ${row?.heard_at ?? "?"} UTC`,
        `wait for it (--wait SECONDS), or end it; a run that died holds on for at most ${STALE_SECONDS} seconds`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  let held = true;
  const beat = async () => {
    const outcome = await executor.run(sql.heartbeat(dag, runId)).catch(() => undefined);
    if (outcome?.affected === 0) held = false;
  };
  const timer = setInterval(beat, HEARTBEAT_MS);
  timer.unref();
  return {
    held: () => held,
    async release() {
      clearInterval(timer);
      await executor.run(sql.releaseLock(dag, runId)).catch(() => undefined);
    },
  };
}

async function lockRows(executor: Executor, sql: LedgerSql, dag: string) {
  return (await executor.run(sql.lockRow(dag))).rows as {
    run_id: string | null;
    holder: string | null;
    heard_at: string | null;
    stale: boolean;
  }[];
}

/** Lambda's sandboxes share host names; their log streams are their own. */
const MACHINE = process.env.AWS_LAMBDA_LOG_STREAM_NAME ?? hostname();

function holderOfThisProcess(): string {
  return `${MACHINE} process ${process.pid}`;
}

/** The run that holds the lock, where its process was on this machine and lives no more. */
async function deadHolder(executor: Executor, sql: LedgerSql, dag: string): Promise<string | undefined> {
  const [row] = await lockRows(executor, sql, dag);
  const match = /^(.*) process (\d+)$/.exec(row?.holder ?? "");
  if (!row?.run_id || match?.[1] !== MACHINE) return undefined;
  const pid = Number(match[2]);
  if (pid === process.pid) return undefined;
  try {
    process.kill(pid, 0);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH" ? row.run_id : undefined;
  }
}
