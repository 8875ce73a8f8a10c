// A run of a DAG: one at a time, under its lock and in its ledger, anew or from where the last one stopped.
import { randomBytes } from "node:crypto";
import { HeadraceError } from "../../../core/errors.ts";
import type { Graph } from "../project/graph.ts";
import { selected } from "../project/select.ts";
import type { ProjectSettings } from "../project/settings.ts";
import { LedgerSql } from "../sql/ledger.ts";
import type { BuildEnvironment } from "./build-environment.ts";
import type { Executor } from "./executor.ts";
import { type EarlierRun, prepareLedger, type RunRequest, readLastRun } from "./ledger.ts";
import { takeLock } from "./lock.ts";
import type { RunOptions } from "./options.ts";
import type { Resumed, RunReport } from "./report.ts";
import { settleServed } from "./served.ts";
import { Slots } from "./slots.ts";
import { Walk } from "./walk.ts";

export async function run(
  graph: Graph,
  settings: ProjectSettings,
  executor: Executor,
  options: RunOptions = {},
): Promise<RunReport> {
  const started = performance.now();
  const ledger = new LedgerSql(settings.ledgerSchema);
  await prepareLedger(executor, ledger, settings.dag);
  // What is wrong with the request is told before any waiting.
  const asked = await requestOf(executor, ledger, settings.dag, options);
  selected(graph, asked.request.select, asked.request.exclude);
  const lock = await takeLock(executor, ledger, settings.dag, asked.runId, options.waitSeconds ?? 0);
  try {
    // The run to resume may have gone on, or have been followed by another, before the lock was free.
    const { runId, request, earlier } = options.resume
      ? await requestOf(executor, ledger, settings.dag, options)
      : asked;
    if (runId !== asked.runId) await lock.name(runId);
    const names = selected(graph, request.select, request.exclude);
    if (earlier) options.onEvent?.({ kind: "resumed", resumed: resumedFrom(earlier, graph, names) });
    const record = (state: string, detail?: string) =>
      executor.run(
        ledger.record({ runId, dag: settings.dag, kind: "run", name: settings.dag, state, detail }),
      );
    // Tests alone leave nothing to go on with: the last run that can be resumed is still the one before.
    await record(options.mode === "test" ? "testing" : "started", JSON.stringify(request));
    const env: BuildEnvironment = {
      executor,
      ledger,
      dag: settings.dag,
      runId,
      lock,
      served:
        options.mode === "test" ? [] : await settleServed(graph, executor, ledger, options.served ?? []),
      fullRefresh: request.fullRefresh,
      startedAt: new Date(),
      signal: options.signal,
      writes: new Slots(1),
      mayCommit() {
        if (!lock.held()) {
          throw new HeadraceError(
            "run_replaced",
            `another run of ${settings.dag} has taken the place of ${runId}`,
            "run it again",
          );
        }
      },
    };
    const report = await new Walk(graph, names, env, options, earlier).all(started);
    if (report.ok && options.onDone) {
      env.mayCommit();
      await options.onDone(report);
    }
    await record(report.ok ? "finished" : report.unfinished ? "stopped" : "failed").catch(() => undefined);
    return report;
  } finally {
    await lock.release();
  }
}

function resumedFrom(
  { runId, startedAt, ended, request, done }: EarlierRun,
  graph: Graph,
  taken: ReadonlySet<string>,
): Resumed {
  const names = graph.models.map(({ name }) => name).filter((name) => taken.has(name));
  return {
    runId,
    startedAt,
    ...(ended && { ended }),
    ...request,
    kept: names.filter((name) => done.has(name)),
    left: names.filter((name) => !done.has(name)),
  };
}

/** A new run of what the options ask for, or the last one to go on with. */
async function requestOf(
  executor: Executor,
  ledger: LedgerSql,
  dag: string,
  options: RunOptions,
): Promise<{ runId: string; request: RunRequest; earlier?: EarlierRun }> {
  const { resume = false, select = [], exclude = [], fullRefresh = false } = options;
  const earlier = resume ? await readLastRun(executor, ledger, dag) : undefined;
  if (earlier && (resume === true || (resume !== false && resume.includes(earlier.runId))))
    return { runId: earlier.runId, request: earlier.request, earlier };
  if (resume !== true) {
    const { runId = randomBytes(16).toString("hex") } = options;
    return { runId, request: { select, exclude, fullRefresh } };
  }
  throw new HeadraceError("run_unknown", `there is no run of ${dag} to resume`, "run it without --resume", 2);
}
