// What is before and after a user's job, as processes against moto: inputs as the lake has them; outputs of one attempt, all of
// them and once, however often their process is killed on its way. Batch and ECS are asked at an address of the test's own.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { keysOf, readObject } from "../../handlers/testing/inspect.ts";
import { failuresIn } from "../../handlers/testing/invoke.ts";
import { customers, ordersOf, StageBench } from "../../handlers/testing/stage-bench.ts";
import { JobBench, type JobOptions } from "../testing/job.ts";
import { openTaskServer, type TaskServer } from "../testing/task-server.ts";

describe("around a user's job", () => {
  let bench: StageBench;
  let jobs: JobBench;
  /** What Batch says of the job, and ECS of its container. */
  let task: TaskServer;

  beforeAll(async () => {
    bench = await StageBench.open();
    jobs = await JobBench.make(bench.account.scratch);
    task = await openTaskServer();
  }, 180_000);
  afterAll(async () => {
    task?.close();
    await bench?.close();
  });

  const folder = () => mkdtempSync(join(bench.account.scratch, "exchange-"));
  const run = (which: "inputs" | "outputs", exchange: string, more: Partial<JobOptions> = {}) => {
    const { landing, curated, interim } = bench.pipeline;
    return jobs.run({
      command: [which],
      ...more,
      env: {
        ...bench.account.env,
        ...task.env,
        JOB_NAME: "score",
        JOB_READS: JSON.stringify({ orders: "run", customers: "all" }),
        JOB_WRITES: "scores",
        CURATED_BUCKET: curated,
        LANDING_BUCKET: landing,
        SYSTEM_BUCKET: interim,
        HEADRACE_INPUTS: join(exchange, "inputs"),
        HEADRACE_OUTPUTS: join(exchange, "outputs"),
        ...more.env,
      },
    });
  };
  const told = (exchange: string) =>
    JSON.parse(readFileSync(join(exchange, "inputs", "job.json"), "utf8")) as {
      execution: string;
      datasets: Record<string, { files: string[]; manifests: string[]; rows: number }>;
    };

  test("inputs: the files of the run, all of another dataset, their manifests, and what they are", async () => {
    await bench.fresh();
    await bench.stage([await bench.put("customers/c.csv", customers)]);
    await bench.stage([await bench.put("orders/a.csv", ordersOf(1))]);
    const [first = ""] = await bench.manifests();
    await bench.stage([await bench.put("orders/b.csv", ordersOf(101))]);
    task.parameters = { execution: "2026-01-01T06:00:00Z", run: first.replace(/^.*\/|\.json$/g, "") };
    const exchange = folder();
    expect((await run("inputs", exchange)).code).toBe(0);
    const { execution, datasets } = told(exchange);
    expect(execution).toBe("2026-01-01T06-00-00Z");
    expect(datasets).toMatchObject({ orders: { rows: 3 }, customers: { rows: 2 } });
    for (const path of Object.values(datasets).flatMap(({ files, manifests }) => [...files, ...manifests]))
      expect(readFileSync(join(exchange, "inputs", path)).length).toBeGreaterThan(100);

    task.parameters = { run: "0".repeat(32) };
    const missing = await run("inputs", folder());
    expect(missing.code).toBe(1);
    expect(failuresIn(missing.log)).toMatchObject([{ code: "run_missing" }]);

    task.parameters = {};
    const shared = {
      JOB_READS: JSON.stringify({ orders: "all" }),
      JOB_ARRAY_SIZE: "2",
      JOB_ARRAY_OVER: "orders",
    };
    const shares = [];
    const all = (await keysOf(bench.account, bench.pipeline.curated, "orders/")).sort();
    task.createdAt = Date.now();
    for (const index of ["0", "1"]) {
      const own = folder();
      const ids = { AWS_BATCH_JOB_ID: `job-1:${index}`, AWS_BATCH_JOB_ARRAY_INDEX: index };
      expect((await run("inputs", own, { env: { ...shared, ...ids } })).code).toBe(0);
      shares.push(told(own).datasets.orders?.files ?? []);
      // What comes between the starts of two tasks is no task's: else they would share out different files.
      await bench.stage([await bench.put("orders/c.csv", ordersOf(201))]);
    }
    expect(shares.flat().sort()).toEqual(all);
    expect(Math.abs((shares[0]?.length ?? 0) - (shares[1]?.length ?? 0))).toBeLessThan(2);
  }, 240_000);

  test("outputs: killed before any of its requests, with other files at each attempt, those of one attempt land", async () => {
    await bench.fresh();
    task.parameters = { execution: "run-1" };
    task.exitCode = 0;
    let ended: unknown;
    let attempts = 0;
    for (let before = 1; ended !== 0 && attempts < 30; before += 2) {
      attempts += 1;
      const exchange = folder();
      mkdirSync(join(exchange, "outputs", "part"), { recursive: true });
      for (const name of ["a", "b", "c"])
        writeFileSync(join(exchange, "outputs", "part", `${attempts}-${name}.csv`), `attempt ${attempts}\n`);
      const { code } = await run("outputs", exchange, {
        env: { AWS_BATCH_JOB_ATTEMPT: String(attempts) },
        signal: { name: "SIGKILL", before },
      });
      ended = code;
      rmSync(exchange, { recursive: true });
    }
    expect(ended).toBe(0);
    expect(attempts).toBeGreaterThan(3);
    const landed = await keysOf(bench.account, bench.pipeline.landing);
    const [winner] = new Set(landed.map((key) => /\/(\d+)-[abc]\.csv$/.exec(key)?.[1]));
    expect(landed).toEqual(
      ["a", "b", "c"].map((name) => `scores/_jobs/score/run-1/part/${winner}-${name}.csv`),
    );
    for (const key of landed)
      expect(await readObject(bench.account, bench.pipeline.landing, key)).toBe(`attempt ${winner}\n`);
    const again = folder();
    mkdirSync(join(again, "outputs"));
    writeFileSync(join(again, "outputs", "late.csv"), "too late\n");
    expect((await run("outputs", again, { env: { AWS_BATCH_JOB_ATTEMPT: "99" } })).code).toBe(0);
    expect(await keysOf(bench.account, bench.pipeline.landing)).toEqual(landed);
  }, 240_000);

  test("outputs: of a job that failed nothing is taken, and its exit code is handed on", async () => {
    await bench.fresh();
    task.parameters = { execution: "run-2" };
    task.exitCode = 42;
    const exchange = folder();
    mkdirSync(join(exchange, "outputs"));
    writeFileSync(join(exchange, "outputs", "half.csv"), "half\n");
    expect((await run("outputs", exchange)).code).toBe(42);
    expect(await keysOf(bench.account, bench.pipeline.landing)).toEqual([]);
    task.exitCode = 0;
    const nowhere = await run("outputs", exchange, { env: { JOB_WRITES: "" } });
    expect(nowhere.code).toBe(1);
    expect(failuresIn(nowhere.log)).toMatchObject([{ code: "writes_nothing" }]);
  }, 120_000);
});
