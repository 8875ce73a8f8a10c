// Never two runs of one DAG at once, on the local Redshift: step by step, not by who is faster.
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import { model, table } from "./models/index.ts";
import { type Executor, type RunOptions, redshiftExecutor, run } from "./models/project.ts";
import { takeLock } from "./models/run/lock.ts";
import { LedgerSql } from "./models/sql/ledger.ts";
import { project } from "./models/testing/projects.ts";
import { LocalRedshift } from "./testing/local-redshift.ts";

const DAG = "shop";
const OTHER = "elsewhere process 1 00000000";
const { graph, settings } = project([
  model({ name: "t", materialized: table(), query: (db) => db.selectNoFrom((eb) => eb.val(1).as("x")) }),
]);
const ledger = new LedgerSql(settings.ledgerSchema);

let redshift: LocalRedshift;
let db: Kysely<unknown>;
let executor: Executor;
beforeAll(async () => {
  redshift = await LocalRedshift.start();
  db = redshift.connect();
  executor = redshiftExecutor(db);
  for (const statement of ledger.create()) await ask(statement);
});
afterAll(() => redshift?.stop());

const ask = async (text: string) => (await sql.raw<Record<string, unknown>>(text).execute(db)).rows;
const take = (by: Executor, runId: string, dag = DAG) => takeLock(by, ledger, dag, runId, 0);
const holders = (dag = DAG) => ask(`select holder from headrace.run_locks where dag = '${dag}'`);
const runOnce = (by: Executor, options: RunOptions = {}) =>
  run(graph, { ...settings, dag: DAG }, by, options);

test("two first runs that both find no lock: one row, one holder", async () => {
  let looked = 0;
  let open = (): void => {};
  const both = new Promise<void>((resolve) => {
    open = resolve;
  });
  const lookingTogether: Executor = {
    ...executor,
    async run(text, signal) {
      const outcome = await executor.run(text, signal);
      if (/^select run_id/.test(text) && looked < 2) {
        if (++looked === 2) open();
        await both;
      }
      return outcome;
    },
  };
  const taken = await Promise.allSettled([
    take(lookingTogether, "r1", "first"),
    take(lookingTogether, "r2", "first"),
  ]);
  expect(taken.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(taken.find((one) => one.status === "rejected")?.reason.code).toBe("run_locked");
  expect(await holders("first")).toHaveLength(1);
  for (const one of taken) if (one.status === "fulfilled") await one.value.release();
  expect(await holders("first")).toEqual([{ holder: null }]);
});

test("two that go on with one run are two: the second is refused", async () => {
  const lock = await take(executor, "same");
  await expect(take(executor, "same")).rejects.toThrow("another run of shop is under way: same");
  expect(await lock.lost()).toBe(false);
  await lock.release();
  await (await take(executor, "same")).release();
});

test("a silent lock is taken only where its holder stays silent once nothing holds its heartbeats up", async () => {
  const silence = () => ask("update headrace.run_locks set heard_at = dateadd(second, -121, getdate())");
  const lock = await take(executor, "slow");
  const [{ holder }] = (await holders()) as [{ holder: string }];
  await silence();
  let paused = 0;
  const beats = takeLock(executor, ledger, DAG, "theirs", 0, async () => {
    paused++;
    await executor.run(ledger.heartbeat(DAG, holder));
  });
  await expect(beats).rejects.toThrow("another run of shop is under way: slow");
  expect(paused).toBe(1);
  await silence();
  const taken = await takeLock(executor, ledger, DAG, "theirs", 0, async () => {});
  expect([await lock.lost(), await taken.lost()]).toEqual([true, false]);
  await lock.release();
  expect(await taken.lost()).toBe(false);
  await taken.release();
});

test("a run whose lock was taken from it changes nothing, however late it commits", async () => {
  expect((await runOnce(executor)).ok).toBe(true);
  const [before] = await ask("select count(*) as n from headrace.run_events where state = 'built'");
  // The run has made its rows, and stands still before its transaction for longer than a lock lives.
  const slow: Executor = {
    ...executor,
    async atomic(sqls, signal) {
      if (sqls.some((text) => text.includes("rename to"))) {
        await ask(`update headrace.run_locks set heard_at = dateadd(second, -121, getdate())`);
        await executor.atomic(ledger.takeLock(DAG, "theirs", OTHER, undefined));
      }
      return executor.atomic(sqls, signal);
    },
  };
  const report = await runOnce(slow);
  expect(report.models).toMatchObject([
    {
      name: "t",
      state: "failed",
      message: expect.stringContaining("another run of shop has taken the place of"),
    },
  ]);
  expect(await holders()).toEqual([{ holder: OTHER }]);
  expect(await ask("select count(*) as n from headrace.run_events where state = 'built'")).toEqual([before]);
  expect(await ask("select table_name from information_schema.tables where table_schema = 'marts'")).toEqual([
    { table_name: "t" },
  ]);
  await ask("update headrace.run_locks set holder = null, run_id = null, heard_at = null");
});

test("the lock is held until what follows a run is done; a run that failed has nothing follow", async () => {
  let refused: unknown;
  const report = await runOnce(executor, {
    async onDone() {
      refused = await runOnce(executor).catch((error) => error.code);
    },
  });
  expect([report.ok, refused]).toEqual([true, "run_locked"]);
  expect(await holders()).toEqual([{ holder: null }]);
  let followed = false;
  const failing: Executor = {
    ...executor,
    run: (text, signal) => executor.run(/create table[^;]*t__/i.test(text) ? "select nope" : text, signal),
  };
  const failed = await runOnce(failing, {
    async onDone() {
      followed = true;
    },
  });
  expect([failed.ok, followed]).toEqual([false, false]);
});

test("a run to resume is looked at once the lock is there, not before", async () => {
  const first = await runOnce(executor);
  const lock = await take(executor, first.runId);
  let waits = (): void => {};
  const waiting = new Promise<void>((resolve) => {
    waits = resolve;
  });
  const resumer: Executor = {
    ...executor,
    async run(text, signal) {
      const outcome = await executor.run(text, signal);
      if (outcome.rows[0]?.run_id === first.runId && "stale" in outcome.rows[0]) waits();
      return outcome;
    },
  };
  const resuming = runOnce(resumer, { resume: true, waitSeconds: 60 });
  await waiting;
  // Whoever holds the lock goes on: a new run begins and ends before the waiting one has its turn.
  await executor.run(
    ledger.record({ runId: "newer", dag: DAG, kind: "run", name: DAG, state: "started", detail: "{}" }),
  );
  await lock.release();
  expect((await resuming).runId).toBe("newer");
});
