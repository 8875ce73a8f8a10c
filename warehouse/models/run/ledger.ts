// The run ledger in use: made where it is missing, written as a run goes on, read to resume one.
import type { LedgerEvent, LedgerSql } from "../sql/ledger.ts";
import type { Executor } from "./executor.ts";

/** What a run was asked for; kept, so that it can be resumed as it was. */
export interface RunRequest {
  select: readonly string[];
  exclude: readonly string[];
  fullRefresh: boolean;
}

/** What an earlier run left. */
export interface EarlierRun {
  runId: string;
  /** When it was last started, in UTC as Redshift prints it. */
  startedAt: string;
  /** How it ended; undefined where it says nothing of an end, as one that was killed. */
  ended?: "finished" | "failed" | "stopped";
  request: RunRequest;
  /** Models that stand as that run built them, with no test that failed on them. */
  done: Set<string>;
  /** Tests that passed, as "model: test". */
  passed: Set<string>;
}

/** Makes the ledger's tables where they are missing. */
export async function prepareLedger(executor: Executor, sql: LedgerSql, dag: string): Promise<void> {
  try {
    await executor.run(sql.lockRow(dag));
  } catch {
    const [schema, ...tables] = sql.create();
    // Who may not make schemas may still use one that is there: the tables tell.
    await executor.run(schema as string).catch((error) => {
      if ((error as { sqlState?: string }).sqlState !== "42501") throw error;
    });
    for (const table of tables)
      await executor.run(table).catch((error) => {
        // Another first run made it just now.
        if ((error as { sqlState?: string }).sqlState !== "42P07") throw error;
      });
  }
}

export async function readLastRun(
  executor: Executor,
  sql: LedgerSql,
  dag: string,
): Promise<EarlierRun | undefined> {
  const [last] = (await executor.run(sql.lastRun(dag))).rows as {
    run_id: string;
    detail: string | null;
    happened_at: string;
  }[];
  if (!last) return undefined;
  const events = (await executor.run(sql.eventsOf(last.run_id))).rows as unknown as (LedgerEvent & {
    at: string;
  })[];
  const done = new Set<string>();
  const passed = new Set<string>();
  const faulty = new Set<string>();
  let ended: EarlierRun["ended"];
  for (const { kind, name, state } of events) {
    if (kind === "run") ended = state === "started" ? undefined : (state as EarlierRun["ended"]);
    if (kind === "model" || kind === "snapshot") {
      faulty.delete(name);
      if (state === "built") done.add(name);
      else done.delete(name);
    }
    if (kind === "test") {
      if (state === "passed" || state === "warned") passed.add(name);
      else {
        passed.delete(name);
        faulty.add(name.split(": ")[0] as string);
      }
    }
  }
  for (const name of faulty) done.delete(name);
  const request = {
    select: [],
    exclude: [],
    fullRefresh: false,
    ...(last.detail ? JSON.parse(last.detail) : {}),
  };
  return { runId: last.run_id, startedAt: last.happened_at, ...(ended && { ended }), request, done, passed };
}
