// The job of the image `stage` as a process against moto: the same objects as the function's, however it is ended.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { auditOf, keysOf, notification } from "../../handlers/testing/inspect.ts";
import { failuresIn } from "../../handlers/testing/invoke.ts";
import { customers, ordersOf, StageBench } from "../../handlers/testing/stage-bench.ts";
import { JobBench, type JobOptions } from "../testing/job.ts";
import { leftBy } from "../testing/objects.ts";

describe("a job of the stages", () => {
  let bench: StageBench;
  let jobs: JobBench;
  beforeAll(async () => {
    bench = await StageBench.open();
    jobs = await JobBench.make(bench.account.scratch);
  }, 180_000);
  afterAll(() => bench?.close());

  const run = (event: string, more: Partial<JobOptions> = {}) =>
    jobs.run({
      command: [event],
      ...more,
      env: { ...bench.account.env, ...bench.pipeline.stageEnv, ...more.env },
    });

  test("leaves what the function leaves; another job, and the function, change nothing", async () => {
    const { auditTable } = await bench.fresh();
    await bench.stage([await bench.put("customers/c.csv", customers)]);
    const event = await bench.put("orders/a.csv", ordersOf(1));
    const job = await run(event);
    expect(job).toMatchObject({ code: 0 });
    expect(job.log).toContain('"Run committed"');
    expect(job.log).not.toMatch(/x\.org/i);
    const left = await leftBy(bench);
    expect(left.rows).toHaveLength(3);
    const audit = await auditOf(bench.account, auditTable);

    const again = await run(event);
    expect(again).toMatchObject({ code: 0, log: expect.stringContaining("it was committed before") });
    await bench.stage([event]);
    expect(await leftBy(bench)).toEqual(left);
    expect(await auditOf(bench.account, auditTable)).toEqual(audit);
  }, 240_000);

  test.each(["SIGKILL", "SIGTERM"] as const)(
    "ended by %s before any of its requests, the next attempt ends in the same objects",
    async (name) => {
      await bench.fresh();
      const event = await bench.put("customers/c.csv", customers);
      let ended: unknown;
      let attempts = 0;
      // Steps that grow: each attempt takes up what the last has left.
      for (let before = 2; ended !== 0 && attempts < 20; before += 3, attempts++) {
        const { code, log } = await run(event, { signal: { name, before } });
        if (code !== 0) expect(code).toBe(name === "SIGKILL" ? "SIGKILL" : 143);
        if (code === 143) expect(log).toContain("told to end");
        ended = code;
      }
      expect(ended).toBe(0);
      expect(attempts).toBeGreaterThan(1);
      const left = await leftBy(bench, "customers");
      expect(left.rows).toHaveLength(2);
      expect(left.curated.filter((key) => !key.startsWith("_"))).toHaveLength(1);
      expect(await keysOf(bench.account, bench.pipeline.curated, "_intents/")).toEqual([]);
    },
    300_000,
  );

  test("a wrong input tells its reason, by an exit code that is not tried again", async () => {
    await bench.fresh();
    const unreadable = await run("not a notification");
    expect(unreadable.code).toBe(1);
    expect(failuresIn(unreadable.log)).toMatchObject([{ code: "message_unreadable" }]);
    const empty = await run("", { command: [] });
    expect(empty.code).toBe(2);
    expect(failuresIn(empty.log)).toMatchObject([{ code: "command_wrong" }]);
    const large = await run(await bench.put("orders/a.csv", ordersOf(1)), {
      env: { MAX_OBJECT_BYTES: "100", OVERSIZE_QUEUE_URL: "" },
    });
    expect(large.code).toBe(1);
    expect(failuresIn(large.log)).toMatchObject([{ code: "object_too_large" }]);
    // An object that is gone is no failure: it is noted.
    const gone = await run(notification(bench.pipeline.landing, "orders/never.csv"));
    expect(gone.code).toBe(0);
    expect(await auditOf(bench.account, bench.pipeline.auditTable)).toMatchObject([
      { state: "source_missing" },
    ]);
  }, 120_000);

  test("what fails and may pass is tried again", async () => {
    await bench.fresh();
    const { code } = await run(await bench.put("orders/a.csv", ordersOf(1)), {
      env: { AUDIT_TABLE: "no-such-table" },
    });
    expect(code).toBe(3);
  }, 120_000);
});
